/** Clock: a point in time in the parts people tell it by, in the time zone and the hours that the person wants. */
import type { Locale } from "./hass";

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

export interface Parts {
  year: number;
  month: number;
  day: number;
  /** 1 is Monday. */
  weekday: number;
  hour: number;
  minute: number;
  /** Of the day, so that days can be counted. */
  date: number;
}

export class Clock {
  private readonly format: Intl.DateTimeFormat;
  private readonly twelve: boolean;

  constructor(locale: Locale, zone: string) {
    this.twelve = hasTwelve(locale);
    this.format = formatIn(locale.time_zone === "server" ? zone : undefined);
  }

  parts(epoch: number): Parts {
    const told = Object.fromEntries(this.format.formatToParts(epoch * 1000).map(({ type, value }) => [type, value]));
    const [year, month, day] = [Number(told.year), Number(told.month), Number(told.day)];
    return {
      year, month, day,
      weekday: WEEKDAYS.indexOf(told.weekday ?? "") + 1,
      hour: Number(told.hour),
      minute: Number(told.minute),
      date: Date.UTC(year, month - 1, day),
    };
  }

  /** `8:00` and `21:30`, or `8:00 AM` and `9:30 PM`. */
  time({ hour, minute }: Parts): string {
    const minutes = `${minute}`.padStart(2, "0");
    if (!this.twelve) return `${hour}:${minutes}`;
    return `${hour % 12 || 12}:${minutes}\u00a0${hour < 12 ? "AM" : "PM"}`;
  }
}

function hasTwelve({ language, time_format }: Locale): boolean {
  if (time_format === "12" || time_format === "24") return time_format === "12";
  const told = new Intl.DateTimeFormat(time_format === "system" ? undefined : language, { hour: "numeric" });
  return told.resolvedOptions().hour12 === true;
}

function formatIn(timeZone: string | undefined): Intl.DateTimeFormat {
  const options: Intl.DateTimeFormatOptions = {
    year: "numeric", month: "numeric", day: "numeric", weekday: "short",
    hour: "numeric", minute: "numeric", hourCycle: "h23",
  };
  try {
    return new Intl.DateTimeFormat("en-US", { ...options, timeZone });
  } catch {
    // A zone that this browser does not know.
    return new Intl.DateTimeFormat("en-US", options);
  }
}

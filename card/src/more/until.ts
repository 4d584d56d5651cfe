/** Until when a question can be put off, by the clock of the house. */

export type Later = "hour" | "tonight" | "tomorrow";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Hours of the day. */
export const EVENING = 20;
export const MORNING = 8;

/** Date and time of the house as if they were those of Greenwich, in milliseconds. */
function wall(at: number, zone: string | undefined): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((one) => one.type === type)!.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** When the house has that hour, so many days from now, in epoch milliseconds. */
export function hourOf(hour: number, days: number, now: number, zone: string | undefined): number {
  const today = new Date(wall(now, zone));
  const wanted = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + days, hour);
  // Where the clocks change in between the first guess is an hour off.
  let at = wanted;
  for (let round = 0; round < 2; round += 1) at += wanted - wall(at, zone);
  return at;
}

/** What can be chosen now, each with its time in epoch milliseconds; tonight only as long as it is to come. */
export function choices(now: number, zone: string | undefined): { later: Later; at: number }[] {
  const tonight = hourOf(EVENING, 0, now, zone);
  return [
    { later: "hour" as const, at: now + HOUR },
    { later: "tonight" as const, at: tonight },
    { later: "tomorrow" as const, at: hourOf(MORNING, 1, now, zone) },
  ].filter((one) => one.at > now);
}

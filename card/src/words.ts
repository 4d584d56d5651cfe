/**
 * Words: what is told becomes words of the person's own language, clock and numbers.
 *
 * The same as `presentation/saying.py`, `texts.py` and `render.py` do it for phones and notices.
 */
import type { Locale } from "./hass";
import type { Piece, Work } from "./model";
import { Clock, DAY, HOUR, MINUTE } from "./clock";

/** Numbers choose between two forms; whatever else is put into words first. */
export type Values = Record<string, Piece | undefined>;

const COMMON = "component.greenlight.common.";
const CARD = "component.greenlight.config_panel.card.";
const UNITS = ["B", "kB", "MB", "GB", "TB"];
const NO_BREAK = "\u00a0";
/** Numbers that are names: nobody writes the year 2,019. */
const PLAIN = new Set(["year", "season", "day", "episode"]);
/** Rows that say what strangers call it, in whatever words. */
const BY_STRANGERS = new Set(["row_group", "row_edition", "row_version"]);
const NAME = `${COMMON}name_`;
const TENTH = /(\d)\.(?=\d[\u00a0 ][kMGT]?B)/g;
const OF_DAYS: Record<string, string> = { "-1": "yesterday", "0": "today", "1": "tomorrow" };

export class Words {
  readonly clock: Clock;
  private readonly numbers: Intl.NumberFormat;
  private readonly tenths: Intl.NumberFormat;
  private readonly hundredths: Intl.NumberFormat;
  private readonly plurals: Intl.PluralRules;
  /** What the engine says in English, by the words for it. */
  private readonly names = new Map<string, string>();
  private readonly english: RegExp;

  /** `strings` by their full keys; `zone` is the one of the house; `now` tells epoch seconds of the server. */
  constructor(
    private readonly strings: Record<string, string>,
    private readonly locale: Locale,
    zone: string,
    private readonly now: () => number,
  ) {
    this.clock = new Clock(locale, zone);
    const language = numbersOf(locale);
    const grouped = locale.number_format !== "none";
    this.numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 0, useGrouping: grouped });
    this.tenths = decimals(language, 1, grouped);
    this.hundredths = decimals(language, 2, grouped);
    this.plurals = new Intl.PluralRules(locale.language);
    for (const [key, said] of Object.entries(strings)) {
      const name = key.startsWith(NAME) ? key.slice(NAME.length).replaceAll("_", " ") : "";
      if (name && said.toLowerCase() !== name) this.names.set(name, said);
    }
    this.english = new RegExp(this.names.size ? `\\b(?:${[...this.names.keys()].join("|")})\\b` : "(?!)", "gi");
  }

  /** A text that the card shares with phones and notices. */
  text(key: string, values: Values = {}): string {
    return this.fill(COMMON, key, values);
  }

  /** A text that only the card has. */
  card(key: string, values: Values = {}): string {
    return this.fill(CARD, key, values);
  }

  /** Whether the card has such a text. */
  has(key: string): boolean {
    return CARD + key in this.strings || `${CARD}${key}_other` in this.strings;
  }

  say(piece: Piece | null | undefined): string {
    if (piece === null || piece === undefined) return "";
    if (typeof piece === "string") return piece;
    if (typeof piece === "number") return this.number(piece);
    if ("say" in piece) return this.text(piece.say, piece.with);
    if ("size" in piece) return this.size(piece.size) || this.text("unknown_size");
    if ("when" in piece) return piece.at ? this.at(piece.when) : this.when(piece.when);
    if ("lasting" in piece) return this.span(piece.lasting);
    if ("within" in piece) return this.within(this.say(piece.within)).replace(/\.+$/, "");
    const words = piece.list.map((one) => this.say(one)).filter(Boolean);
    return piece.and ? this.listed(words) : words.join(", ");
  }

  /** What a row says of a release: the engine's own words, `English` or `62.1 GB`, as the language has them. */
  inRow(label: string, told: string): string {
    if (BY_STRANGERS.has(label)) return told;
    const point = this.tenths.format(1.1).charAt(1);
    return told.replace(this.english, (found) => this.names.get(found.toLowerCase()) ?? found).replace(TENTH, `$1${point}`);
  }

  /** The name that the engine gives a release: only what it says in words that no title or group is made of. */
  ofRelease(name: string): string {
    return name.replace(/\b(?:probably|UHD (?:remux|disc))\b/g, (found) => this.names.get(found.toLowerCase()) ?? found);
  }

  /** Each in words, without those that say nothing. */
  each(pieces: readonly Piece[]): string[] {
    return pieces.map((piece) => this.say(piece)).filter(Boolean);
  }

  /** Decimal, a tenth below 100 of a unit and none above; empty where it is not known. */
  size(bytes: number | null | undefined): string {
    const [amount, unit] = this.measured(bytes);
    return unit ? `${amount}${NO_BREAK}${unit}` : "";
  }

  /** `1.3 of 2.2 GB`: both in the unit of the whole. */
  sizeOf(part: number, whole: number): string {
    // Clients that do not know it yet say nothing or less.
    if (!(whole > 0)) return this.size(part);
    const [all, unit, by] = this.measured(whole);
    const [own, of] = this.measured(part);
    const done = of === unit || part <= 0 ? (part <= 0 ? "0" : own) : this.tenths.format(part / by);
    return this.card("size_of", { done, size: `${all}${NO_BREAK}${unit}` });
  }

  speed(bytes: number): string {
    return `${this.size(bytes)}/s`;
  }

  number(value: number): string {
    return Number.isInteger(value) ? this.numbers.format(value) : this.tenths.format(value);
  }

  ratio(value: number): string {
    return this.hundredths.format(value);
  }

  /** From 0 to 1; nothing is complete before it is. */
  percent(progress: number): string {
    return this.card("percent", { percent: progress >= 1 ? 100 : Math.min(99, Math.round(Math.max(0, progress) * 100)) });
  }

  /** `21:30`, `tomorrow 8:00`, `Sunday 9:00`, `3 December`. Empty for what is no time. */
  when(epoch: number): string {
    return this.told("when", epoch);
  }

  /** The same within a sentence: `at 21:30`, `on 3 December`. */
  at(epoch: number): string {
    return this.told("at", epoch);
  }

  /** The day alone: `today`, `Sunday`, `3 December`. */
  day(epoch: number): string {
    const [day, at] = this.dayOf(epoch);
    if (!at) return "";
    return OF_DAYS[day] ? this.card(`day_${OF_DAYS[day]}`) : this.named(day === "weekday" ? "weekday" : `when_${day}`, at);
  }

  /** In the one unit that people would use for it, never less than a minute. */
  span(seconds: number): string {
    if (seconds < HOUR - MINUTE / 2) return this.text("span_minutes", { count: Math.max(1, Math.round(seconds / MINUTE)) });
    if (seconds < 2 * DAY) return this.text("span_hours", { count: Math.round(seconds / HOUR) });
    return this.text("span_days", { count: Math.round(seconds / DAY) });
  }

  /** As exact as it is honest: `3 h 20 min`, `11 min`, `less than a minute`. */
  lasting(seconds: number): string {
    if (seconds < MINUTE) return this.card("under_a_minute");
    const minutes = Math.round(seconds / MINUTE);
    if (minutes < 60) return this.text("span_minutes", { count: minutes });
    if (minutes >= 600 || minutes % 60 === 0) return this.span(seconds);
    const hours = this.text("span_hours", { count: Math.floor(minutes / 60) });
    return `${hours} ${this.text("span_minutes", { count: minutes % 60 })}`;
  }

  /** How long ago something was: `38 min ago`. */
  ago(epoch: number): string {
    const gone = this.now() - epoch;
    if (gone < MINUTE) return this.card("just_now");
    // Days have a text of their own: in German they are inflected here.
    return gone < 2 * DAY ? this.card("ago", { span: this.span(gone) }) : this.card("ago_days", { count: Math.round(gone / DAY) });
  }

  listed(names: readonly string[]): string {
    if (names.length < 2) return names[0] ?? "";
    return this.text("and_last", { some: names.slice(0, -1).join(", "), last: names[names.length - 1] });
  }

  /** A sentence of ours as it goes on after a colon: English begins it small, unless it begins with a name in capitals. */
  within(sentence: string): string {
    const second = sentence.charAt(1);
    const english = this.locale.language.split("-")[0] === "en";
    const name = second !== second.toLowerCase();
    return english && !name ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
  }

  /** A work in one line, as names of buttons have it. */
  work(work: Work): string {
    if (work.run) return this.text("work_run", { title: work.title, run: work.run });
    if (work.season !== undefined) return this.text("work_season", { title: work.title, season: work.season });
    return work.year ? this.text("work_year", { title: work.title, year: work.year }) : work.title;
  }

  private measured(bytes: number | null | undefined): [amount: string, unit: string, by: number] {
    if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return ["", "", 1];
    let at = 0;
    let amount = bytes;
    while (Math.round(Math.abs(amount)) >= 1000 && at < UNITS.length - 1) {
      amount /= 1000;
      at += 1;
    }
    const whole = at < 2 || Math.round(Math.abs(amount) * 10) / 10 >= 100;
    return [(whole ? this.numbers : this.tenths).format(amount), UNITS[at] ?? "", 1000 ** at];
  }

  private told(what: string, epoch: number): string {
    const [day, at] = this.dayOf(epoch);
    return at ? this.named(`${what}_${OF_DAYS[day] ?? day}`, at) : "";
  }

  /** How its day is told from today, and its parts; nothing for what is no time. */
  private dayOf(epoch: number): [day: string, at?: ReturnType<Clock["parts"]>] {
    if (!Number.isFinite(epoch) || Math.abs(epoch) > 8.64e12) return [""];
    const at = this.clock.parts(epoch);
    const today = this.clock.parts(this.now());
    const days = Math.round((at.date - today.date) / (DAY * 1000));
    if (OF_DAYS[days]) return [`${days}`, at];
    if (days > 0 && days < 7) return ["weekday", at];
    return [at.year === today.year ? "date" : "date_year", at];
  }

  private named(key: string, at: ReturnType<Clock["parts"]>): string {
    const weekday = this.text(`weekday_${at.weekday}`);
    if (key === "weekday") return weekday;
    return this.text(key, {
      weekday,
      day: at.day,
      month: this.text(`month_${at.month}`),
      year: `${at.year}`,
      time: this.clock.time(at),
    });
  }

  private fill(section: string, key: string, values: Values): string {
    let full = section + key;
    if (`${full}_other` in this.strings) {
      const one = typeof values.count === "number" && this.plurals.select(values.count) === "one";
      full += one && `${full}_one` in this.strings ? "_one" : "_other";
    }
    const template = this.strings[full] ?? key;
    const text = template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (typeof value !== "number") return this.say(value);
      return PLAIN.has(name) ? `${value}` : this.number(value);
    });
    // A reason whose detail is empty ends before the colon.
    return key.startsWith("reason_") ? text.trim().replace(/:$/, "") : text;
  }
}

/** The language whose numbers the person wants: undefined is the browser's own. */
function numbersOf({ language, number_format }: Locale): string | string[] | undefined {
  switch (number_format) {
    case "comma_decimal": return ["en-US", "en"];
    case "decimal_comma": return ["de", "es", "it"];
    case "space_comma": return ["fr", "sv", "cs"];
    case "quote_decimal": return "de-CH";
    case "system": return undefined;
    case "none": return "en";
    default: return language;
  }
}

function decimals(language: string | string[] | undefined, digits: number, useGrouping: boolean): Intl.NumberFormat {
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping });
}

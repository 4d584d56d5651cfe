/** What is told of an entry or a question, in words of the person's language. */
import type { Words } from "../kit";
import type { Piece } from "../model";
import type { Line } from "./happened";

/** A piece, or a text of the card with its values; a time on the day of `beside` needs no day. */
export function tell(words: Words, what: Piece | Line, beside?: number): string {
  if (typeof what === "object" && "key" in what) {
    const values = Object.entries(what.with ?? {}).map(([name, value]) => [
      name,
      typeof value === "number" ? value : tell(words, value, beside),
    ]);
    return words.card(what.key, Object.fromEntries(values));
  }
  if (typeof what === "object" && "when" in what && beside !== undefined) return timeBeside(words, what.when, beside);
  return words.say(what);
}

function timeBeside(words: Words, at: number, beside: number): string {
  return dayKey(words, at) === dayKey(words, beside) ? clockTime(words, at) : words.when(at);
}

/** Which day a moment belongs to, by the person's clock. */
export const dayKey = (words: Words, at: number): string => `${words.clock.parts(at).date}`;

export const clockTime = (words: Words, at: number): string => words.clock.time(words.clock.parts(at));

/** `Today, Thursday 26 November`; the year where it is another one. */
export function dayHeading(words: Words, at: number, now: number): string {
  const day = words.clock.parts(at);
  const today = words.clock.parts(now);
  const date = words.card(day.year === today.year ? "day_of_year" : "day_of_other_year", {
    weekday: words.text(`weekday_${day.weekday}`),
    day: day.day,
    month: words.text(`month_${day.month}`),
    year: `${day.year}`,
  });
  const ago = Math.round((today.date - day.date) / 86_400_000);
  return ago === 0 || ago === 1 ? words.card(ago ? "history_yesterday" : "history_today", { date }) : date;
}

/** A sentence beside others ends with a full stop, whoever wrote it. */
export const full = (sentence: string): string => (/[.!?…”“]$/.test(sentence) ? sentence : `${sentence}.`);

/** Told: what is said with a text that phones and notices have too, or with one that only the card has. */
import type { Piece } from "../model";
import type { Words } from "../words";

export type Told = Piece | { card: string; with?: Record<string, Piece> };

export function tell(words: Words, told: Told): string {
  if (typeof told === "object" && "card" in told) return words.card(told.card, told.with);
  return words.say(told);
}

/** Stands for what is put into a sentence as an element of its own. */
export const GAP = "\ufffc";

/** What stands before the gap in a sentence and what behind it. */
export function around(sentence: string): [before: string, behind: string] {
  const [before = "", ...behind] = sentence.split(GAP);
  return [before, behind.join("")];
}

/** The months of the statistics: one after the other, also those in which nothing happened. */
import type { Statistics } from "../model";

type Month = Statistics["months"][number];

/** More than these are a wall of lines. */
const MOST = 24;

/** From the first to the last with anything in it, at most the last two years. */
export function every(months: readonly Month[]): Month[] {
  const known = new Map(months.map((one) => [one.month, one]));
  const names = [...known.keys()].sort();
  const [first, last] = [names[0], names[names.length - 1]];
  if (first === undefined || last === undefined) return [];
  const found: Month[] = [];
  for (let month = last; month >= first && found.length < MOST; month = before(month)) {
    found.unshift(known.get(month) ?? { month, approved: 0, declined: 0, expired: 0, bytes: 0 });
  }
  return found;
}

function before(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number > 1 ? `${year}-${two(number - 1)}` : `${year - 1}-12`;
}

const two = (number: number): string => `${number}`.padStart(2, "0");

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** The unit in which the highest of some sizes is a number below a thousand, and how many bytes it is. */
export function unitOf(most: number): { unit: string; bytes: number } {
  let place = 0;
  // A month of a terabyte is read as well as 1000 GB.
  while (most >= 10_000 * 1000 ** place && place < UNITS.length - 1) place += 1;
  return { unit: UNITS[place] ?? "B", bytes: 1000 ** place };
}

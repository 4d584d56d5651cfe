/** What each of several releases is best in, so that they can be told apart at a glance. */
import type { Candidate } from "../model";

export type Best = "quality" | "largest" | "seeders" | "smallest";

const WORTH = { better: 1, worse: -1 } as const;
const quality = (one: Candidate): number =>
  one.rows.reduce((sum, row) => sum + (row.mark ? WORTH[row.mark] : 0), 0);

/** What each is best in, in their order; a tie is nobody's. Two that differ in nothing else have no smallest. */
export function bestIn(candidates: readonly Candidate[]): Best[][] {
  const found: Best[][] = candidates.map(() => []);
  const give = (best: Best, worth: (one: Candidate) => number | undefined): void => {
    const place = onlyMost(candidates.map(worth));
    if (place !== undefined) found[place]?.push(best);
  };
  give("quality", quality);
  give("largest", (one) => one.bytes);
  give("seeders", (one) => one.from.seeders);
  give("smallest", (one) => (one.bytes === undefined ? undefined : -one.bytes));
  return found;
}

/** The place of the one that has most; undefined where two share it or fewer than two are known. */
function onlyMost(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((one) => one !== undefined);
  if (known.length < 2) return undefined;
  const most = Math.max(...known);
  return known.filter((one) => one === most).length === 1 ? values.indexOf(most) : undefined;
}

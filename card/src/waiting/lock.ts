/**
 * A list that has just moved takes no answer: whoever aimed at one question would hit another.
 *
 * Only what data moves counts. What somebody scrolls changes where a button is in the window but not where it is on the
 * page, and what the browser holds still while rows come in above does the opposite.
 */

/** Where an answer button is, in CSS pixels: in the window and on the whole page. */
export interface Spot {
  x: number;
  y: number;
  pageY: number;
}
/** By the question and the answer. */
export type Spots = ReadonlyMap<string, Spot>;

/** Pixels that nobody's finger notices. */
export const SLACK = 8;
/** Milliseconds that it takes to look again. */
export const DEAF = 1000;

/** Tell whether any button that was there before is somewhere else now. */
export function moved(before: Spots, after: Spots): boolean {
  for (const [name, was] of before) {
    const is = after.get(name);
    if (!is) continue;
    if (Math.abs(is.x - was.x) > SLACK) return true;
    if (Math.abs(is.y - was.y) > SLACK && Math.abs(is.pageY - was.pageY) > SLACK) return true;
  }
  return false;
}

/** Times are milliseconds of one and the same clock. */
export class Lock {
  private shut = -Infinity;
  private open = -Infinity;

  /** The list has moved now. */
  close(now: number): void {
    if (now >= this.open) this.shut = now;
    this.open = now + DEAF;
  }

  closed(now: number): boolean {
    return now < this.open;
  }

  /** Tell whether a press counts for nothing, which began then and ends now. */
  deaf(began: number, now: number): boolean {
    return this.closed(now) || (began >= this.shut && began < this.open);
  }

  /** Milliseconds until it hears again. */
  left(now: number): number {
    return Math.max(0, this.open - now);
  }
}

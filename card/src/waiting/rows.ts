/**
 * Which rows stand in the list, in which order, and what takes the place of a question that was answered.
 *
 * Nothing moves while somebody is at it, and what has been answered leaves a strip in its place for a while.
 */
import type { Entry, Question } from "../model";
import { joined, sorted, type Sort } from "./order";
import type { Told } from "./tell";

/** Milliseconds for which a strip stays at least. */
export const STRIP = 10_000;

/** What an answer makes of a question. */
export type Done = "approved" | "declined" | "seen" | "later" | "taken_back";

export interface Strip {
  question: Question;
  how: "approved" | "declined" | "seen" | "later" | "elsewhere" | "failed" | "word";
  /** What is said after the work, and what less loudly after that. */
  aside?: string;
  /** What was not done, and what went wrong, in words. */
  failed?: Done;
  why?: string;
  /** Whether it can be taken back. */
  undo?: boolean;
  /** Tries again what failed. */
  retry?: () => void;
  /** When it may go, by the clock of this browser in milliseconds. */
  until: number;
}

export class Rows {
  /** Ids from the first to the last, those with a strip among them. */
  places: string[] = [];
  readonly strips = new Map<string, Strip>();
  /** Of the questions whose answer is on its way: the name of the button. */
  readonly busy = new Map<string, string>();
  /** What was taken back, until it is told that it waits again. */
  private returning = new Set<string>();
  private known = new Map<string, Question>();
  private waiting = new Set<string>();

  /**
   * Take in what waits now.
   *
   * With `anew` all of it is put in order, as long as nothing holds a place; else `seen` tells how many of the rows
   * are in view or above it. `limit` is how many questions are drawn: what disappears below needs no strip.
   */
  take(open: readonly Question[], sort: Sort, anew: boolean, seen: number, limit: number, now: number): void {
    const waiting = new Map(open.map((one) => [one.id, one]));
    this.waiting = new Set(waiting.keys());
    for (const id of waiting.keys()) this.returning.delete(id);
    for (const id of this.drawn(limit)) {
      const before = this.known.get(id);
      if (before && !this.held(id)) this.strips.set(id, { question: before, how: "elsewhere", until: now + STRIP });
    }
    const kept = this.places.filter((id) => this.held(id));
    const wanted = sorted(open, sort);
    this.places = anew && !this.strips.size && !this.busy.size ? wanted : joined(kept, wanted, seen);
    this.known = new Map(this.places.map((id) => [id, waiting.get(id) ?? this.known.get(id)!]));
  }

  /** Tell whether it keeps its place. What waits for its answer is shown as it was, even where it is gone already. */
  private held(id: string): boolean {
    return this.waiting.has(id) || this.strips.has(id) || this.busy.has(id) || this.returning.has(id);
  }

  /** It was taken back, so it will wait again in its place. */
  takenBack(id: string): void {
    this.strips.delete(id);
    if (!this.waiting.has(id)) this.returning.add(id);
  }

  question(id: string): Question | undefined {
    return this.known.get(id);
  }

  /** The ids that are drawn: so many questions, and every strip before the last of them. */
  drawn(limit: number): string[] {
    let left = limit;
    const found: string[] = [];
    for (const id of this.places) {
      if (!this.strips.has(id)) {
        if (!left) continue;
        left -= 1;
      }
      found.push(id);
    }
    return found;
  }

  /** How many questions there are beyond those that are drawn. */
  beyond(limit: number): number {
    return Math.max(0, this.places.filter((id) => !this.strips.has(id)).length - limit);
  }

  /** The question after this one, or else before it, that can be answered. */
  next(id: string, limit: number): string | undefined {
    const drawn = this.drawn(limit);
    const at = drawn.indexOf(id);
    const open = (one: string): boolean => !this.strips.has(one) && !this.busy.has(one) && one !== id;
    return drawn.slice(at + 1).find(open) ?? drawn.slice(0, Math.max(0, at)).reverse().find(open);
  }

  /** Take away the strips whose time is over, but for those that are `held`. Tell when to look again. */
  sweep(now: number, held: (id: string) => boolean): number | undefined {
    for (const [id, strip] of this.strips) if (strip.until <= now && !held(id)) this.strips.delete(id);
    this.places = this.places.filter((id) => this.held(id));
    const times = [...this.strips.values()].map((strip) => Math.max(strip.until, now + 1000));
    return times.length ? Math.min(...times) : undefined;
  }
}

/** By which road, as it is said after a name. */
const WAYS: ReadonlySet<string> = new Set(["card", "phone", "telegram", "voice", "action"]);

/** What somebody else has made of it, with the work left open as `{work}`. */
export function elsewhere(entry: Entry | undefined, work: string, ago: string): Told {
  const who = entry?.you ? { say: "by_you" } : entry?.who;
  const outcome = entry && OUTCOMES[entry.outcome];
  if (!entry || !outcome) return { card: "gone_elsewhere", with: { work } };
  // Its program does not want it any more.
  if (outcome === "declined" && entry.how === "asker") return { card: "withdrawn_elsewhere", with: { work, who: entry.ordered ?? "" } };
  const verb = entry.tell && outcome === "declined" ? "seen" : outcome;
  if (!who) return { card: `${verb}_by_itself`, with: { work, rule: entry.rule ?? "" } };
  const way = entry.how && WAYS.has(entry.how) ? { say: `way_${entry.how}` } : "";
  return { card: `${verb}_elsewhere`, with: { work, who, way, ago } };
}

const OUTCOMES: Partial<Record<Entry["outcome"], "approved" | "declined" | "expired" | "overtaken">> = {
  approved: "approved",
  downloading: "approved",
  completed: "approved",
  imported: "approved",
  as_promised: "approved",
  not_as_promised: "approved",
  failed: "approved",
  declined: "declined",
  cancelled: "declined",
  expired: "expired",
  overtaken: "overtaken",
};

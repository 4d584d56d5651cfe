/** Views: what is asked for when somebody looks at it. */
import type { Piece } from "./said";

export interface Share {
  name: string;
  asked: number;
  approved: number;
}

/** `greenlight/statistics` with `days`; without it, of all that is known. */
export interface Statistics {
  since: number;
  /** Left out where nobody has counted that since then. */
  seen?: number;
  /** Questions; `approved`, `declined` and `expired` are what became of them. */
  asked: number;
  approved: number;
  declined: number;
  expired: number;
  /** What rules approved without asking, besides. */
  unasked: number;
  downloaded: number;
  bytes: number;
  saved_by_declining: number;
  saved_by_replacing: number;
  /** `month` is `2026-11`. */
  months: { month: string; approved: number; declined: number; expired: number; bytes: number }[];
  by: { rule: Share[]; source: Share[]; group: Share[] };
  /** Seconds from question to answer: the median, and how many within 10 min, 1 h, 6 h, 24 h, longer; by which road. */
  answered: { median?: number; bins: number[]; how: Record<string, number> };
  /** How often approved upgrades were better in what: by the label of the row. */
  better: Record<string, number>;
  kept?: { group: string; kept: number; of: number }[];
  /** The same of the indexers that had them. */
  kept_from?: { name: string; kept: number; of: number }[];
}

/** `greenlight/completed`: the inbox, newest first. */
export interface Completed {
  total: number;
  entries: { id: string; name: string; at: number; bytes?: number; client?: string; media?: string; path?: string }[];
}

/** `greenlight/preview` with `rule` (its name): what it would make of all that is known. Without it only `rules` is filled. */
export interface Preview {
  /** The names of all there are. */
  rules: string[];
  told: Piece[];
  releases: { name: string; bytes?: number; source?: string; what: "would_ask" | "waits" | "had" | "asked_before" | "failed_before"; reasons: Piece[] }[];
}

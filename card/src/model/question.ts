/** Question: what waits for an answer, and what is asked of it when somebody opens it. */
import type { Item } from "../search/answers";
import type { Piece, Work } from "./said";

export type Kind =
  | "upgrade" | "mixed" | "duplicate" | "worse" | "new_movie" | "new_episode" | "pack" | "repaired" | "edition" | "switch" | "which" | "warning";

export interface Row {
  /** The last part of `common.<label>`: `row_picture`. */
  label: string;
  have?: string;
  offered: string;
}

export interface FileFate {
  fate: "keep" | "bin" | "gone" | "theirs" | "instead";
  bytes?: number;
  files: number;
  together?: number;
  days?: number;
  library?: string;
}

/** All in bytes; `free` is what is left once everything under way is there. */
export interface Room {
  bytes?: number;
  free: number;
  way: number;
  keep: number;
  usable: number;
  left: number;
  fit: "fits" | "tight" | "none" | "unknown";
  client?: string;
}

export type Can =
  | "approve" | "replace" | "keep_both" | "anyway" | "wait" | "choose" | "vote" | "decline" | "decline_more"
  | "snooze" | "always" | "others" | "seen" | "singles" | "works";

export interface Ordered {
  name: string;
  /** What it makes of a no: it is told and looks for another, sees it fail and looks for another, or is not told. */
  no?: "looks" | "fails" | "untold";
  /** Seconds after a no, until when that can be taken back. */
  told_after?: number;
}

/** From where a release is had; `record` is how often what came from there was as promised. */
export interface From {
  source?: string;
  rule?: string;
  group?: string;
  seeders?: number;
  published?: number;
  record?: { name: string; kept: number; of: number };
}

export interface Question {
  id: string;
  /** What an answer is given on; sent back with it. */
  seen: string;
  kind?: Kind;
  /** What it would be if nothing spoke against it. */
  beneath?: Kind;
  /** Nothing is downloaded: people are only told of it. */
  tell?: true;
  work: Work;
  bytes?: number;
  summary?: Piece;
  /** Who has handed it in, where no rule has found it. */
  asker?: string;
  /** The program that has ordered it, and waits for it. */
  ordered?: Ordered;
  better: Row[];
  worse: Row[];
  offered: Row[];
  unsure: Piece[];
  warnings: Piece[];
  file?: FileFate;
  room?: Room;
  sure: { level: "sure" | "fairly" | "unsure"; ground?: Piece };
  /** How often a group kept its word; comes with what imports measure. */
  record?: { group: string; kept: number; of: number };
  /** Epoch seconds; in the `last` seconds before `until` it is soon over. */
  until: number;
  last: number;
  asked: number;
  /** The rule that approves what nobody answers. */
  then_rule?: string;
  from: From;
  /** Of several works it is one of these. */
  choices?: { year?: number; title: string; libraries: string[]; there?: boolean; have?: string }[];
  /** Of several episodes so many are had; `lacking` names the others, as in `E04, E07`. */
  pack?: { had: number; episodes: number; lacking: string };
  votes?: {
    need: number; yes: number; against: number; no: number;
    in_favour: string[]; opposed: string[]; missing: string[];
    mine?: boolean; awaited?: true;
  };
  /** How many other releases of the same there are. */
  others: number;
  notes: Piece[];
  /** Who may answer, where the person may not. */
  deciders?: string[];
  /** What the person may do; empty for whoever may only look. */
  can: Can[];
  /** Addresses outside of Home Assistant (http, https): its page in a library and on the site. */
  links: { library?: { name: string; url: string }; page?: string };
  /** Until when it was put off (epoch seconds), and by whom: it is folded away until then. */
  later?: number;
  later_by?: string;
}

/** `greenlight/candidates` with `request_id`: the one asked about first. `place` (from 1) is what `take_instead` takes. */
export interface Candidate {
  place?: number;
  seen: string;
  /** What is worth a mark against what is there: by the label of its row. */
  rows: { label: string; value: string; mark?: "better" | "worse" }[];
  bytes?: number;
  sure: Question["sure"];
  from: Question["from"];
}

export interface Candidates {
  have?: Piece;
  candidates: Candidate[];
}

/** `greenlight/works` with `request_id` or `result`, and `text`: what it can be said to be (`choose_item`); `now` is what it is taken as. */
export interface Works {
  works: (Item & { now?: true })[];
  /** Somebody has said so, which can be taken back: with no item. */
  said?: true;
}

/** `greenlight/always` with `request_id`: the rule that would be made, in a sentence; null where none can be. */
export interface Always {
  sentence: Piece | null;
  /** Of the last `of` questions it would have approved so many. */
  would?: number;
  of?: number;
}

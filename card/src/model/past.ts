/** Past: what has become of requests. */
import type { Piece, Work } from "./said";

export type Outcome =
  | "approved" | "downloading" | "completed" | "imported" | "as_promised" | "not_as_promised"
  | "declined" | "expired" | "cancelled" | "overtaken" | "failed";

/** `replaced` says that nobody knows how it went. */
export type OldFile = "kept" | "bin" | "gone" | "replaced";

/** One request in the history, as it stands. */
export interface Entry {
  id: string;
  /** Epoch seconds of what happened last. */
  at: number;
  outcome: Outcome;
  work: Work;
  /** Who decided, by which road, and when; without `who` it was a rule or time. */
  who?: string;
  /** It was the person who looks. */
  you?: true;
  /** People were only told of it: it was not declined but seen. */
  tell?: true;
  /**
   * With `time` an approval is that of the `rule`, because nobody had answered; with `rule` nobody was asked. With
   * `asker` the program that has `ordered` it wanted it without a question, or does not want it any more.
   */
  how?: "card" | "phone" | "telegram" | "voice" | "action" | "rule" | "time" | "asker";
  decided?: number;
  /** Who had it imported whatever spoke against it, by which road, and when. */
  anyway?: Pick<Entry, "who" | "you" | "how" | "decided">;
  /** One's own words, or why it failed. */
  why?: Piece;
  /** What the program that has `ordered` it makes of a no. */
  next?: Piece;
  ordered?: string;
  had?: string;
  now?: string;
  /** As soon as an import has measured it. */
  promised?: string;
  measured?: string;
  /** Whether it is no worse than promised; left out where nothing of that was measured. */
  kept?: boolean;
  bytes?: number;
  group?: string;
  rule?: string;
  source?: string;
  client?: string;
  /** The library that has taken in what was imported, or else how it came to where it is, or why it was not imported. */
  library?: string;
  came?: Piece;
  /** What became of the file that was there before, and its bytes. */
  old?: OldFile;
  old_bytes?: number;
  undo_until?: number;
  /** An import ends the time in which it can be taken back, however much is left of it. */
  sooner?: true;
  /** What there is of it in the client, where taking it back has to say what becomes of that. */
  here?: number;
  can: ("undo" | "again" | "retry")[];
}

/** `greenlight/details` with `request_id`. */
export interface Details {
  id: string;
  /** The release's own title, cleaned. */
  title: string;
  read: { name: string; value: string; confidence: "low" | "medium" | "high" }[];
  /** How the room was reckoned, where it goes, why it was asked. */
  room?: Piece;
  goes_to?: Piece;
  /** Where it is, once it is complete. */
  place?: Place;
  reasons: Piece[];
  journal: { at: number; who?: string; how?: Entry["how"]; what: Piece; why?: Piece }[];
}

/** What is known of where something has come to. Of `paths` only administrators are told. */
export interface Place extends Pick<Entry, "library" | "came" | "old" | "old_bytes" | "promised" | "measured" | "kept" | "bytes"> {
  /** The size of the file itself, as soon as an import has measured it; `bytes` are all that was downloaded. */
  file_bytes?: number;
  paths?: string[];
}

/** `greenlight/history` with `limit`, `offset`, `text`, `outcome[]`, `rule`, `source`, `person`. */
export interface History {
  total: number;
  entries: Entry[];
  /** How many there are without any filter. */
  all: number;
  rules: string[];
  sources: string[];
  people: string[];
}

/** Live: what a card is told of its own accord, from the moment that it subscribes. */
import type { Download } from "./download";
import type { Entry } from "./past";
import type { Question } from "./question";
import type { May, Piece } from "./said";

export interface Totals {
  /** Questions that wait for their turn, and how many wait at the same time at most. */
  queued: number;
  most: number;
  put_off: number;
  /** Completed downloads that nobody has acknowledged. */
  inbox: number;
  /** Bytes a second. */
  down: number;
  clients: number;
  answering: number;
  /** Bytes, on the disk that has least, once the `way` is there that is on it. */
  free?: number;
  way?: number;
  /** When the sources are looked at again. */
  next_look?: number;
  sources: number;
  /** Sources of which indexers can be searched. */
  searches?: number;
  /** Another number than before: what libraries have has changed. Only where something can be searched. */
  had?: number;
  rules: number;
  seen: number;
}

/** What stands above the lists. `key` is `config_panel.card.trouble_<key>` and `…_text`, filled in with `with`. */
export interface Trouble {
  key: "no_client" | "no_source" | "no_rule" | "no_library" | "client_away" | "client_refuses" | "source_away" | "source_silent" | "library_away";
  level: "bad" | "warn" | "info";
  with?: Record<string, Piece>;
  /** A page of Home Assistant on which it is mended, for whoever may go there. */
  path?: string;
}

export interface Me {
  id: string;
  name: string;
  may: May[];
}

/** The first message of `greenlight/subscribe`, and the first after a change of what one may do. */
export interface Snapshot {
  rev: number;
  /** The mark of the card's files that the server has. */
  card: string;
  /** Epoch seconds there, so that a wrong clock here shows no wrong "in 5 min". */
  now: number;
  me: Me;
  /** Who decides here, for whoever does not. */
  deciders: string[];
  waiting: Question[];
  downloads: Download[];
  /** The newest of what happened. */
  recent: Entry[];
  totals: Totals;
  troubles: Trouble[];
}

/** Every later message: what has changed since `rev - 1`. Lists come in no order; the card sorts them. */
export interface Change {
  rev: number;
  put?: { waiting?: Question[]; downloads?: Download[] };
  drop?: { waiting?: string[]; downloads?: string[] };
  recent?: Entry[];
  totals?: Totals;
  troubles?: Trouble[];
}

/**
 * Instead of either, where there is nothing to see (any more): Greenlight does not run, or one may not look.
 * A `Snapshot` follows by itself once that is over.
 */
export interface Gone {
  gone: true;
  why: Piece;
}

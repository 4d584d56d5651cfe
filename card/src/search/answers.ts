/** What Home Assistant sends of searches: the answers of `websocket_api/search.py`, made in `presentation/card/search.py`. */
import type { FileFate, Piece, Question, Work } from "../model";

export type Protocol = "torrent" | "usenet";

/** `greenlight/search_items` with `text`: of the libraries what goes by such a name, and what can be searched. */
export interface Items {
  items: Item[];
  sources: Source[];
  /** The download clients that something can be given to. */
  clients?: { id: string; name: string }[];
}

/** One work of a library; `library` is the library's own id. */
export interface Item {
  library: string;
  library_name: string;
  item: string;
  title: string;
  year?: number;
  kind: "movie" | "series";
  have?: Piece;
}

export interface Source {
  id: string;
  name: string;
  indexers: Indexer[];
  /** Why nobody knows what is behind it. */
  why?: Piece;
}

export interface Indexer {
  id: string;
  name: string;
  protocol: Protocol;
  privacy?: "public" | "semi_private" | "private";
  /** Epoch seconds until when it is left alone after failures. */
  down_until?: number;
  searches: boolean;
}

/** A work as results name it; `part` is `S01E02`. */
export interface Named {
  title: string;
  year?: number;
  part?: string;
}

export type Stand = "better" | "mixed" | "same" | "worse" | "new" | "unknown";

export interface Result {
  id: string;
  /** What an approval is given on; sent back with it. */
  seen?: string;
  /** The release's own name, cleaned. */
  name: string;
  work: Named;
  stand: Stand;
  summary?: Piece;
  /** As of `Candidate`, with what is there beside what is marked. */
  rows: { label: string; value: string; mark?: "better" | "worse"; have?: string }[];
  bytes?: number;
  protocol: Protocol;
  seeders?: number;
  peers?: number;
  /** Epoch seconds. */
  published?: number;
  source: string;
  indexer?: string;
  /** At how many other places the same is on offer. */
  also: number;
  flags: string[];
  sure: Question["sure"];
  group?: string;
  record?: { kept: number; of: number };
  /** The same of where it is had. */
  from_record?: { name: string; kept: number; of: number };
  /** An address outside of Home Assistant. */
  page?: string;
  /** What was made of it already. */
  request?: { id: string; state: string };
  /** What is open already about another release of the same. */
  beside?: { id: string; state: string; name: string; source?: string };
  /** Why no rule asks about it. */
  skip?: Piece;
  /** What becomes of the file that is there, where a download would replace it. */
  file?: FileFate;
  /** Both can be kept. */
  both?: true;
  /** It holds what was sought and more, is another or only a part of it, of the same name and another year, another work, or of another kind. */
  fit?: "more" | "part" | "year" | "other" | "kind";
}

/** How far it is with a search: `greenlight/search_news` with `search` and what was `seen`, once that is another. */
export interface Status {
  seen: number;
  /** How many results have come. */
  total: number;
  /** The names of who is to answer, of who is still asked, and of those that have not answered. */
  asked: string[];
  waiting: string[];
  running: boolean;
  silent: { name: string; why: Piece }[];
  broken: number;
  left_out: number;
}

/** What can be done about results; `works` says which work one is. */
export type Can = "ask" | "download" | "works";

/** `greenlight/search`: the first page of what has come within a moment, the best first. */
export interface Found extends Status {
  search: string;
  /** When it was begun, in epoch seconds. */
  at: number;
  work?: Named;
  have?: Piece;
  /** How many of those that are shown are better than what is there. */
  better?: number;
  results: Result[];
  can: Can[];
}

/** `greenlight/search_last`, with `search` or without: the one that is meant, else the last one; nothing where none is known. */
export interface Last extends Found {
  wanted: { text?: string; item?: Item; season?: number; episode?: number; categories: number[] };
}

/** `greenlight/search_page` with `search`, `offset`, `sort`, `protocol`, `hide_known`; `have` and `better` as they are by now. */
export interface Page extends Pick<Found, "have" | "better"> {
  total: number;
  /** How many there are, shown or not. */
  of?: number;
  results: Result[];
}

/** What taking one returns. */
export interface Taken {
  request_id: string;
  state: string;
  /** The options that its client does not know. */
  ignored?: string[];
}

export function asWork({ title, year, part }: Named): Work {
  return { title, year, ...(part && { run: part }) };
}

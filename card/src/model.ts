/**
 * What Home Assistant sends: the answers of `websocket_api.py`, made in `presentation/card/`.
 *
 * Codes, bytes and epoch seconds, and what is said as keys with values: the card speaks the person's own
 * language. What strangers wrote is cleaned and capped there, and is still no markup of any kind.
 */
import type { Item } from "./search/answers";

/** What is told: a text of the translations with its values, or a value that is put into words here. */
export type Piece =
  | string
  | number
  /** `component.greenlight.common.<say>`; one with two forms is chosen by its `count`. */
  | { say: string; with?: Record<string, Piece> }
  /** Bytes; null is a size that nobody knows. */
  | { size: number | null }
  /** Epoch seconds; `at` is said within a sentence: "at 21:30", "tomorrow 8:00". */
  | { when: number; at?: true }
  /** Seconds. */
  | { lasting: number }
  /** One after the other, with an *and* before the last where `and` is set. */
  | { list: Piece[]; and?: true }
  /** A sentence by itself, told after a colon. */
  | { within: Piece };

export type May = "see" | "decide" | "hand_in" | "downloads" | "everything";

export interface Work {
  title: string;
  year?: number;
  /** `S01E02`; or the number of a season. */
  run?: string;
  season?: number;
  /** The address of its poster below Home Assistant's own, to be signed (`auth/sign_path`). */
  poster?: string;
  /** Words of the title that nobody could read. */
  words?: string;
  /** What of its name is not shown. */
  cut?: { signs: number; letters: number };
}

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

export type DownloadState =
  | "waits" | "waits_for_room" | "waits_for_client" | "fetching_list" | "queued" | "downloading" | "stalled" | "paused"
  | "checking" | "unpacking" | "moving" | "away" | "importing" | "import_waits" | "import_no_room" | "import_refused" | "left" | "sharing" | "completed" | "failed";

export interface Download {
  /** The request. */
  id: string;
  work: Work;
  group: "needs_you" | "running" | "done";
  state: DownloadState;
  since?: number;
  /** Who paused it. */
  by?: string;
  /** When its client said so last, where it does not answer now. */
  as_of?: number;
  /** 0 to 1. */
  progress?: number;
  done?: number;
  bytes?: number;
  /** Bytes a second. */
  down?: number;
  up?: number;
  /** Seconds. */
  left?: number;
  seeders?: number;
  peers?: number;
  ratio?: number;
  client?: string;
  /** The address of its client's own pages, for whoever may do everything. */
  client_url?: string;
  /** The mark of what speaks against its import, where a person has to say what is to become of it. */
  seen?: string;
  /** The library that takes it in. */
  library?: string;
  /** Whoever takes it in has it, and nobody here follows what becomes of it. */
  handed?: true;
  /** When it came home. */
  imported?: number;
  /** Whether its client has one besides what was brought home; left out where nobody knows. */
  copy?: boolean;
  /** It was refused, and nothing that was there is gone. */
  intact?: true;
  /** What a client or a library says of it, and what comes next. */
  message?: Piece;
  next?: Piece;
  /** The program that has ordered it. */
  ordered?: string;
  room?: Room;
  undo_until?: number;
  can: ("pause" | "resume" | "recheck" | "next_best" | "remove" | "delete" | "anyway" | "cancel" | "undo" | "retry" | "import" | "leave")[];
}

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
}

/** `greenlight/always` with `request_id`: the rule that would be made, in a sentence; null where none can be. */
export interface Always {
  sentence: Piece | null;
  /** Of the last `of` questions it would have approved so many. */
  would?: number;
  of?: number;
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

export type EpisodeState =
  | "have" | "better" | "missing" | "offered" | "asked" | "downloading" | "downloaded" | "soon" | "skipped";

export interface Episode {
  no: number;
  state: EpisodeState;
  /** How it is called where its number does not say it: the date of a daily show. */
  label?: string;
  name?: string;
  /** Epoch seconds, which may be to come. */
  aired?: number;
  /** 0 to 1, while it is downloaded. */
  done?: number;
  /** The request that asks about it, is on its way or has brought it. */
  request?: string;
}

/** One series in a line. `next` is which episode airs next, and when. */
export interface SeriesLine {
  id: string;
  /** The names of the rules that follow it. */
  rule: string;
  title: string;
  /** How many episodes there are at all, are out, are there, and so on. */
  episodes: number;
  aired: number;
  have: number;
  missing: number;
  offered: number;
  asked: number;
  way: number;
  next?: [string, number];
  /** The seasons that its rule wants, `1-3`, where nothing of it was seen yet. */
  season?: string;
}

/** One series with all of it: `missing` and `way` name its episodes, `S02E04`. */
export interface Series {
  id: string;
  rule: string;
  title: string;
  missing: string[];
  way: string[];
  next?: [string, number];
  /** As in its line. */
  season?: string;
  /** The newest first, their episodes in order. */
  seasons: { no: number; episodes: Episode[] }[];
}

/**
 * `greenlight/series` with `rule` (only what this one follows) and `open` (the id of the series whose episodes are told;
 * left out it is the first, empty it is none).
 */
export interface SeriesList {
  /** The names of the rules that follow series. */
  rules: string[];
  /** Where a rule is added. */
  path: string;
  /** Those that lack something first. */
  series: SeriesLine[];
  open?: Series;
}

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

/**
 * `greenlight/act` with `action` and `data`: an ordinary action of Greenlight, in the name of whoever looks and by the
 * road "card". What goes wrong comes as an error of the websocket with a text in the language of the server.
 * Actions: approve, decline, take_instead, put_off, ask_now, undo, cancel, retry, pause, resume, recheck, next_best,
 * import, leave, remove_download, pause_all, resume_all, acknowledge, refresh, always,
 * choose_item.
 */
export interface Act {
  action: string;
  data: Record<string, unknown>;
}

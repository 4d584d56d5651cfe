/** Series: what there is of each episode. */

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

/** What is said of series and episodes. */
import type { Words } from "../kit";
import type { Episode, EpisodeState, Series, SeriesLine } from "../model";
import { count, type Block } from "./blocks";

/** So many episodes are named; the others are counted. */
const NAMED = 8;

/** The sign of each state, in the order in which the legend has them. */
export const SIGNS: Record<EpisodeState, string> = {
  have: "check",
  better: "arrow-up-bold",
  missing: "close-thick",
  offered: "plus-circle",
  asked: "help-circle-outline",
  downloading: "progress-download",
  downloaded: "tray-arrow-down",
  soon: "calendar",
  skipped: "minus-circle-outline",
};

const two = (number: number) => `${number}`.padStart(2, "0");

/** `S02E04`, or the date of a daily show. */
export function label(season: number, episode: Episode): string {
  return episode.label ?? `S${two(season)}E${two(episode.no)}`;
}

/** What stands in its square. */
export function short({ label: date, no }: Episode): string {
  return date ? date.slice(-5) : `${no}`;
}

export function seasonTitle({ season, part }: Block, words: Words): string {
  const title = season ? words.card("season", { season }) : words.card("series_specials");
  return part ? words.card("series_part", { title, from: short(part[0]), to: short(part[1]) }) : title;
}

/** `7 of 10, 3 missing`; what is asked about its squares tell. */
export function seasonText({ episodes }: Block, words: Words): string {
  const soon = count(episodes, "soon");
  const of = episodes.length - soon;
  if (!of) return words.card("series_none_aired", { count: soon });
  const there = words.card(soon ? "series_have_aired" : "series_have", { have: count(episodes, "have", "better"), count: of });
  return [there, ...numbers({
    missing: count(episodes, "missing"), way: count(episodes, "downloading", "downloaded"), skipped: count(episodes, "skipped"),
  }, words)].join(", ");
}

/** How many of each there are, without those of which there are none. */
export function numbers(of: Partial<Record<"missing" | "offered" | "asked" | "way" | "skipped", number>>, words: Words): string[] {
  return Object.entries(of).filter(([, some]) => some).map(([what, some]) => words.card(`series_${what}`, { count: some }));
}

/** One series in a line besides what is missing: what is asked about and on the way, or how much of it is there. */
export function lineText(line: SeriesLine, words: Words): string {
  const { missing, offered, asked, way } = line;
  if (!line.episodes) return unseenText(line.season, words);
  const told = numbers({ offered, asked, way }, words);
  if (missing || told.length) return told.join(" · ");
  const { have, aired, next } = line;
  const there = aired ? words.card("series_there", { have, count: aired }) : "";
  return [there, next && words.card("series_next", { episode: next[0], time: { when: next[1] } })].filter(Boolean).join(" · ");
}

/** What is said of a series of which nothing was seen yet. */
export function unseenText(season: string | undefined, words: Words): string {
  return season ? words.card("series_unseen_season", { season }) : words.card("series_unseen");
}

/** `S02E04, S02E07 and 12 more` */
export function named(labels: readonly string[], words: Words): string {
  const rest = labels.length - NAMED;
  // One more is said as fast as that there is one more.
  if (rest < 2) return labels.join(", ");
  return words.card("series_more", { episodes: labels.slice(0, NAMED).join(", "), count: rest });
}

/** Its episodes that are in a state, by what they are called. */
export function those({ seasons }: Series, state: EpisodeState): string[] {
  return [...seasons].reverse().flatMap(({ no, episodes }) =>
    episodes.filter((one) => one.state === state).map((one) => label(no, one)));
}

/** Its state in words, for who does not see the sign. */
export function stateText({ state }: Episode, done: number | undefined, words: Words): string {
  if (state !== "downloading" || done === undefined) return words.card(`episode_${state}`);
  return words.card("episode_downloading_at", { percent: words.percent(done) });
}

/** `Season 2 episode 4: missing` */
export function spoken(season: number, episode: Episode, done: number | undefined, words: Words): string {
  const state = stateText(episode, done, words);
  if (episode.label) return words.card("episode_named", { episode: episode.label, state });
  return season
    ? words.card("episode_spoken", { season, episode: episode.no, state })
    : words.card("episode_special", { episode: episode.no, state });
}

/** When it was on air, or will be. */
export function airedText({ aired }: Episode, now: number, words: Words): string {
  if (aired === undefined) return "";
  return words.card(aired > now ? "episode_airs" : "episode_aired", { day: words.day(aired) });
}

/** What is said of searches and results. */
import type { Words } from "../kit";
import type { Piece } from "../model";
import type { Tone } from "../waiting/marks";
import type { Found, Indexer, Result, Source, Stand } from "./answers";
import type { Is, Standing } from "./standing";
import { askedOf, placesOf, type Wanted } from "./wanted";

export const STANDS: Readonly<Record<Stand, readonly [icon: string, tone: Tone]>> = {
  better: ["arrow-up-bold", "good"],
  mixed: ["swap-vertical-bold", "warn"],
  same: ["equal", ""],
  worse: ["arrow-down-bold", "bad"],
  new: ["plus-circle", "info"],
  unknown: ["help-circle-outline", ""],
};

export const FITS: Readonly<Record<NonNullable<Result["fit"]>, readonly [icon: string, tone: Tone]>> = {
  more: ["package-variant-closed", "info"],
  part: ["help-circle-outline", "warn"],
  year: ["help-circle-outline", "warn"],
  other: ["help-circle-outline", "warn"],
  kind: ["help-circle-outline", "warn"],
};

export const STATES: Readonly<Record<Is, readonly [icon: string, tone: Tone]>> = {
  pending: ["message-question-outline", "info"],
  approved: ["check-circle", "good"],
  downloading: ["progress-download", "info"],
  completed: ["check-circle", "good"],
  imported: ["check-decagram", "good"],
  declined: ["close-circle", ""],
  expired: ["timer-off-outline", ""],
  superseded: ["cancel", ""],
  failed: ["alert-circle", "bad"],
  cancelled: ["cancel", ""],
};

/** `Downloading, 34 %` */
export function stateText({ is, progress }: Standing, words: Words): string {
  const told = words.card(`search_is_${is}`);
  return progress === undefined ? told : `${told}, ${words.percent(progress)}`;
}

/** `1080p from Harbour waits for an answer`; empty where that is over, or it is this very one. */
export function besideText({ beside }: Result, standing: Standing | undefined, words: Words): string {
  if (!beside || !standing || beside.id !== standing.request) return "";
  if (standing.is === "pending") return words.card("search_beside_waits", { name: beside.name, source: beside.source ?? "" });
  return ["approved", "downloading", "completed"].includes(standing.is) ? words.card("search_beside_comes", { name: beside.name, source: beside.source ?? "" }) : "";
}

/** How many are asked, as far as that is known. */
export function askingText(count: number, words: Words): string {
  return count ? words.card("search_asking", { count }) : words.card("search_asking_all");
}

/** `2 of 5 indexers are still asked`, as soon as anybody knows who is. */
export function stillText({ asked, waiting }: Found, words: Words): string {
  return waiting.length ? words.card("search_still", { count: asked.length, waiting: waiting.length }) : askingText(0, words);
}

/** `37 results, 2 better than yours.`, or `12 of 37 results` where others are not shown. Of results that were not told yet nobody knows how they are. */
export function foundText(found: Found, words: Words, shown = found.total): string {
  const { total } = found;
  if (!total) return nothingText(found, words)[0];
  const results = shown < total ? words.card("search_some_results", { count: total, shown }) : words.card("search_results", { count: total });
  const better = found.better ?? (shown < total ? 0 : found.results.filter(({ stand, fit }) => stand === "better" && (!fit || fit === "more")).length);
  return better ? words.card("search_found_better", { results, better: words.card("search_better", { count: better }) }) : words.card("search_found", { results });
}

/** Why nothing was found: because there is nothing, or because nobody told. */
export function nothingText({ asked, silent }: Found, words: Words): [heading: string, text: string] {
  const count = asked.length;
  if (!silent.length) return [words.card("search_nothing"), words.card("search_all_answered", { count })];
  if (silent.length >= count) return [words.card("search_nobody"), words.card("search_nobody_text")];
  const names = words.listed(silent.map(({ name }) => name));
  return [words.card("search_nothing_by", { count: count - silent.length }), words.card("search_silent_may", { count: silent.length, names })];
}

/** Who did not answer, under what that comes to; and what else is not shown. */
export function silentText({ asked, silent }: Found, words: Words, until: ReadonlyMap<string, number> = new Map()): [heading: string, each: string[]] {
  const heading = words.card("search_silent", { count: asked.length, silent: silent.length });
  return [heading, silent.map(({ name, why }) => {
    const time = until.get(name);
    return time === undefined ? words.card("search_silent_why", { name, why }) : words.card("search_silent_until", { name, why, time: { when: time } });
  })];
}

/** Until when indexers are left alone, by their names: asking them again before is of no use. */
export function leftAlone(sources: readonly Source[], now: number): Map<string, number> {
  const down = sources.flatMap(({ indexers }) => indexers).filter(({ down_until }) => (down_until ?? 0) > now);
  return new Map(down.map(({ name, down_until }) => [name, down_until!]));
}

export function leftText({ broken, left_out }: Found, words: Words): string[] {
  return [
    ...(broken ? [words.card("search_broken", { count: broken })] : []),
    ...(left_out ? [words.card("search_left_out", { count: left_out })] : []),
  ];
}

/** What is seldom looked at, in its order. */
export function fine(one: Result, words: Words, now: number): string[] {
  const { bytes, protocol, seeders, peers, published, source, indexer, also, flags, group, record, from_record } = one;
  return [
    bytes === undefined ? words.text("unknown_size") : words.size(bytes),
    protocol === "usenet" ? words.card("search_usenet") : shared(seeders, peers, words),
    published === undefined ? "" : words.text("age", { span: { lasting: Math.max(0, now - published) } }),
    indexer && indexer !== source ? words.card("search_at", { indexer, source }) : source,
    ...flags.filter((flag) => words.has(`search_flag_${flag}`)).map((flag) => words.card(`search_flag_${flag}`)),
    ...(group ? [record?.of ? kept(group, record, words) : group] : []),
    from_record ? kept(from_record.name, from_record, words) : "",
    also ? words.card("search_also", { count: also }) : "",
  ].filter(Boolean);
}

function kept(name: string, record: { kept: number; of: number }, words: Words): string {
  return words.text("kept_word", { group: name, kept: record.kept, count: record.of });
}

function shared(seeders: number | undefined, peers: number | undefined, words: Words): string {
  if (seeders === undefined) return words.card("search_torrents");
  if (!seeders) return words.text("no_seeder");
  const told = words.text("seeders", { count: seeders });
  return peers ? `${told}, ${words.card("search_peers", { count: peers })}` : told;
}

/** `Torrents · private` and, where it is left alone, until when. */
export function indexerText({ protocol, privacy, down_until, searches }: Indexer, words: Words, now: number): [text: string, down: string] {
  const text = [
    words.card(protocol === "usenet" ? "search_usenet" : "search_torrents"),
    privacy && words.card(`search_privacy_${privacy}`),
    searches ? "" : words.card("search_cannot"),
  ].filter(Boolean).join(" · ");
  const down = down_until !== undefined && down_until > now;
  return [text, down ? words.card("search_down", { time: { when: down_until } }) : ""];
}

/** `all 5 indexers, films` */
export function whereText(wanted: Wanted, sources: readonly Source[], words: Words): string {
  const all = sources.flatMap(placesOf).length;
  const asked = askedOf(sources, wanted).length;
  const where = asked === all ? words.card("search_everywhere", { count: all }) : words.card("search_some", { count: all, some: asked });
  const { category, item } = wanted;
  return item || category === "all" ? where : `${where}, ${words.within(words.card(`search_category_${category}`))}`;
}

/** What was searched for, as it is named above the results. */
export function wantedText({ item, text, season, episode }: Wanted, found: Found | undefined, words: Words): string {
  const work = found?.work ?? item;
  if (!work) return words.text("quoted", { words: text.trim() });
  const part = found?.work?.part ?? partOf(season, episode);
  return words.work({ title: work.title, year: work.year, ...(item?.kind !== "movie" && part && { run: part }) });
}

/** `S02E04`, `S02` or nothing. */
export function partOf(season: string, episode: string): string {
  const two = (typed: string): string => typed.trim().padStart(2, "0");
  if (!season.trim()) return "";
  return `S${two(season)}${episode.trim() ? `E${two(episode)}` : ""}`;
}

/** What a client does without, of what was chosen for a download; empty where it is nothing that has a word. */
export function ignoredText(ignored: readonly string[] = [], words: Words): string {
  const named = ignored.filter((one) => words.has(`search_without_${one}`)).map((one) => words.card(`search_without_${one}`));
  return named.length ? words.card("search_ignored", { what: words.listed(named) }) : "";
}

/** What is there already. */
export function haveText(found: Found, words: Words): string {
  const have: Piece | undefined = found.have;
  return have === undefined ? words.card("search_have_none") : words.card("others_have", { have: words.say(have) });
}

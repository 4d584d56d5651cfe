/** What is searched for, where, and how what is found is looked at. */
import type { Item, Last, Protocol, Source } from "./answers";

/** Torznab's and Newznab's numbers for what people call these. */
export const CATEGORIES = { all: [], movies: [2000], series: [5000] } as const;
export type Category = keyof typeof CATEGORIES;
export const SORTS = ["best", "seeders", "age", "size"] as const;
export type Sort = (typeof SORTS)[number];

export interface Wanted {
  text: string;
  item?: Item;
  /** As they are typed; they count for a series alone. */
  season: string;
  episode: string;
  /** The keys of those indexers that are left out. */
  without: ReadonlySet<string>;
  category: Category;
}

export interface Look {
  sort: Sort;
  protocol?: Protocol;
  hide_known: boolean;
}

export const NOTHING: Wanted = { text: "", season: "", episode: "", without: new Set(), category: "all" };
export const AS_FOUND: Look = { sort: "best", hide_known: false };

/** One that can be searched; a source that names no indexers, or cannot say which it has, is one itself. */
export interface Place {
  key: string;
  source: string;
  indexer?: string;
}

export function placesOf({ id, indexers }: Source): Place[] {
  if (!indexers.length) return [{ key: id, source: id }];
  return indexers.filter(({ searches }) => searches).map((one) => ({ key: `${id}/${one.id}`, source: id, indexer: one.id }));
}

/** Those that are asked. */
export function askedOf(sources: readonly Source[], { without }: Wanted): Place[] {
  return sources.flatMap(placesOf).filter(({ key }) => !without.has(key));
}

/** Whether there is anything to search for. */
export function says({ text, item }: Wanted): boolean {
  return !!item || text.trim() !== "";
}

/** What was searched for, as Home Assistant remembers it. */
export function remembered({ text = "", item, season, episode, categories }: Last["wanted"]): Wanted {
  const typed = (value: number | undefined): string => (value === undefined ? "" : `${value}`);
  const category = (Object.keys(CATEGORIES) as Category[]).find((one) => (CATEGORIES[one] as readonly number[]).includes(categories[0] ?? -1));
  return { ...NOTHING, item, text: item ? "" : [text, spoken(season, episode)].filter(Boolean).join(" "), season: typed(season), episode: typed(episode), category: category ?? "all" };
}

/** As it is typed: of words the season and the episode are among them. */
function spoken(season: number | undefined, episode: number | undefined): string {
  const two = (value: number): string => `${value}`.padStart(2, "0");
  if (season === undefined) return "";
  return `S${two(season)}${episode === undefined ? "" : `E${two(episode)}`}`;
}

/** The keys of those that were not asked, by the names of who was. */
export function leftOut(sources: readonly Source[], asked: readonly string[]): ReadonlySet<string> {
  const names = new Set(asked);
  const named = ({ id, name, indexers }: Source): [string, string][] => (indexers.length ? indexers.map((one) => [`${id}/${one.id}`, one.name]) : [[id, name]]);
  // A source that has not said whom it asks is among them by its own name.
  return new Set(sources.filter(({ name }) => !names.has(name)).flatMap(named).filter(([, name]) => !names.has(name)).map(([key]) => key));
}

function number(typed: string): number | undefined {
  return /^\s*\d{1,4}\s*$/.test(typed) ? Number(typed) : undefined;
}

/** What `greenlight/search` is sent. */
export function command(wanted: Wanted, sources: readonly Source[]): Record<string, unknown> {
  const { text, item, category } = wanted;
  const season = item?.kind === "series" ? number(wanted.season) : undefined;
  const episode = season === undefined ? undefined : number(wanted.episode);
  // A work says by itself what it is.
  const categories = item ? [] : CATEGORIES[category];
  return {
    ...(item ? { library: item.library, item: item.item } : { query: text.trim() }),
    ...(season !== undefined && { season }),
    ...(episode !== undefined && { episode }),
    ...(categories.length && { categories: [...categories] }),
    ...narrowed(wanted, sources),
  };
}

/** Which sources, and which of their indexers; nothing where it is all of them. */
function narrowed(wanted: Wanted, sources: readonly Source[]): Record<string, unknown> {
  const all = sources.flatMap(placesOf);
  const asked = askedOf(sources, wanted);
  if (!asked.length || asked.length === all.length) return {};
  const some = sources.filter(({ id }) => asked.some(({ source }) => source === id));
  const partly = new Set(some.filter((one) => placesOf(one).some(({ key }) => wanted.without.has(key))).map(({ id }) => id));
  const indexers = asked.filter(({ source, indexer }) => indexer !== undefined && partly.has(source)).map(({ source, indexer }) => ({ source, id: indexer }));
  return {
    ...(some.length < sources.length && { sources: some.map(({ id }) => id) }),
    ...(indexers.length && { indexers }),
  };
}

/** What `greenlight/search_page` is sent besides its search. */
export function page({ sort, protocol, hide_known }: Look, offset: number): Record<string, unknown> {
  return { offset, ...(sort !== "best" && { sort }), ...(protocol && { protocol }), ...(hide_known && { hide_known }) };
}

/** Whether what is shown may be fewer than was found. */
export function narrows({ protocol, hide_known }: Look): boolean {
  return protocol !== undefined || hide_known;
}

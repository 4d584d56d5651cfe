/** Invented series and their episodes, as the design shows them. */
import type { Message } from "../src/hass";
import type { Episode, EpisodeState, Series, SeriesLine, SeriesList } from "../src/model";
import { at } from "./data";

const RULES = ["Series I follow", "Wanted by Sonarr"];
const PATH = "/config/integrations/integration/greenlight";
const two = (number: number) => `${number}`.padStart(2, "0");

function season(no: number, states: EpisodeState[], more: Record<number, Partial<Episode>> = {}): Series["seasons"][number] {
  return { no, episodes: states.map((state, place) => ({ no: place + 1, state, ...more[place + 1] })) };
}

function series(id: string, title: string, seasons: Series["seasons"], next?: Series["next"]): Series {
  const those = (...states: EpisodeState[]) => seasons.toReversed().flatMap(({ no, episodes }) =>
    episodes.filter(({ state }) => states.includes(state)).map((one) => one.label ?? `S${two(no)}E${two(one.no)}`));
  return { id, rule: RULES[0]!, title, missing: those("missing"), way: those("downloading", "downloaded"), next, seasons };
}

const have = (count: number, other: Record<number, EpisodeState> = {}): EpisodeState[] =>
  Array.from({ length: count }, (_, place) => other[place + 1] ?? "have");

export const COPPER = series("copper", "Copper Valley Radio", [
  season(3, ["have", "downloading", "downloaded", "asked", "offered", "soon", "soon", "soon"], {
    2: { request: "tide3", done: 0.59 }, 3: { request: "harbour" }, 4: { request: "tide" }, 6: { aired: at("21:00", 7), name: "Static" },
  }),
  season(2, have(10, { 4: "missing", 7: "missing", 9: "missing" }), { 4: { name: "The Long Wave", aired: at("21:00", -45) } }),
  season(1, have(13, { 5: "better", 6: "better", 13: "skipped" })),
], ["S03E06", at("21:00", 7)]);

const LONG = series("long", "The Long Way Round", [
  season(1, have(1200, Object.fromEntries(Array.from({ length: 41 }, (_, place) => [place * 29 + 3, "missing" as EpisodeState])))),
]);
const DAILY = series("daily", "Tonight at the Quay", [
  { no: 2026, episodes: ["2026-11-24", "2026-11-25", "2026-11-26"].map((label, place) => ({
    no: 1124 + place, label, state: place === 1 ? "missing" : "have" })) },
  season(0, ["have", "missing"]),
]);
const DONE = series("done", "Glasshouse Letters", [season(1, have(6))], ["S02E01", at("20:00", 20)]);

const count = ({ seasons }: Series, ...states: EpisodeState[]) =>
  seasons.flatMap(({ episodes }) => episodes).filter(({ state }) => states.includes(state)).length;

function line(one: Series): SeriesLine {
  const episodes = one.seasons.reduce((sum, { episodes }) => sum + episodes.length, 0);
  return {
    id: one.id, rule: one.rule, title: one.title, episodes, aired: episodes - count(one, "soon"), have: count(one, "have", "better"),
    missing: count(one, "missing"), offered: count(one, "offered"), asked: count(one, "asked"), way: count(one, "downloading", "downloaded"),
    next: one.next,
  };
}

const list = (known: Series[]) => ({ open }: Message): SeriesList => ({
  rules: RULES, path: PATH, series: known.map(line), open: open === undefined ? known[0] : known.find(({ id }) => id === open),
});

const MANY = [LONG, COPPER, DAILY, DONE, ...Array.from({ length: 196 }, (_, place) => ({
  ...series(`many${place}`, `Series number ${place + 5}`, [season(1, have(10))]), rule: RULES[place % 2]! }))];

export const SERIES = list([COPPER]);
export const SERIES_OF: Record<string, (data: Message) => SeriesList> = {
  several: list([COPPER, DAILY, DONE]),
  many: list(MANY),
  fresh: () => ({ rules: [], path: PATH, series: [] }),
  empty: list([]),
};

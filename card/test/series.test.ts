import assert from "node:assert/strict";
import { test } from "node:test";

import type { Episode, EpisodeState, Series, SeriesLine } from "../src/model";
import { COPPER } from "../dev/series";
import { blocksOf, count, openAtFirst, whole } from "../src/series/blocks";
import { airedText, label, lineText, named, SIGNS, seasonText, seasonTitle, short, spoken, stateText, those } from "../src/series/told";
import { Words } from "../src/words";
import { TEXTS } from "./texts";

const NOW = new Date(2026, 10, 27, 18, 4).getTime() / 1000;
const DAY = 86_400;
const words = new Words(TEXTS, { language: "en", time_format: "24" }, "Europe/Berlin", () => NOW);
const episodes = (states: EpisodeState[]): Episode[] => states.map((state, place) => ({ no: place + 1, state }));
const of = (...seasons: [no: number, states: EpisodeState[]][]): Series => ({
  id: "s", rule: "r", title: "t", missing: [], way: [], seasons: seasons.map(([no, states]) => ({ no, episodes: episodes(states) })),
});
const all = (count: number, state: EpisodeState): EpisodeState[] => Array.from({ length: count }, () => state);
const line = (more: Partial<SeriesLine>): SeriesLine => ({
  id: "s", rule: "r", title: "t", episodes: 10, aired: 10, have: 10, missing: 0, offered: 0, asked: 0, way: 0, ...more,
});

test("a season is told as the design has it", () => {
  const [third, second, first] = blocksOf(COPPER);
  assert.deepEqual([third, second, first].map((one) => [seasonTitle(one!, words), seasonText(one!, words)]), [
    ["Season 3", "1 of 5 aired, 2 on the way"], ["Season 2", "7 of 10, 3 missing"], ["Season 1", "12 of 13, 1 not wanted"],
  ]);
  const coming = blocksOf(of([0, ["soon", "soon"]]))[0]!;
  assert.deepEqual([seasonTitle(coming, words), seasonText(coming, words)], ["Specials", "none of 2 is out yet"]);
});

test("what was never seen says so, and of which season", () => {
  assert.equal(lineText(line({ episodes: 0, aired: 0, have: 0 }), words), "nothing seen yet");
  assert.equal(lineText(line({ episodes: 0, aired: 0, have: 0, season: "1-3" }), words), "nothing seen yet of season 1-3");
});

test("every state has a sign and words of its own", () => {
  const states = Object.keys(SIGNS) as EpisodeState[];
  assert.equal(states.length, 9);
  assert.equal(new Set(Object.values(SIGNS)).size, 9);
  for (const state of states) {
    const texts = [stateText({ no: 1, state }, undefined, words), words.card(`episode_is_${state}`), words.card(`legend_${state}`)];
    for (const text of texts) assert.doesNotMatch(text, /[{}_]/, state);
  }
  const downloading: Episode = { no: 2, state: "downloading" };
  assert.equal(spoken(3, downloading, 0.594, words), "Season 3 episode 2: downloading, 59\u00a0%");
  assert.equal(spoken(0, { no: 4, state: "missing" }, undefined, words), "Special 4: missing");
});

test("an episode goes by its number, or by its day", () => {
  assert.deepEqual([label(2, { no: 4, state: "have" }), short({ no: 4, state: "have" })], ["S02E04", "4"]);
  const daily: Episode = { no: 1127, state: "missing", label: "2026-11-27" };
  assert.deepEqual([label(2026, daily), short(daily)], ["2026-11-27", "11-27"]);
  assert.equal(spoken(2026, daily, undefined, words), "2026-11-27: missing");
});

test("when it was on air is told, and when it will be", () => {
  assert.equal(airedText({ no: 1, state: "missing", aired: NOW - 46 * DAY }, NOW, words), "Aired 12 October.");
  assert.equal(airedText({ no: 1, state: "soon", aired: NOW + DAY }, NOW, words), "Airs tomorrow.");
  assert.equal(airedText({ no: 1, state: "soon" }, NOW, words), "");
});

test("a line says what happens, else how much is there", () => {
  assert.equal(lineText(line({ asked: 1, way: 2 }), words), "1 waits for an answer · 2 on the way");
  // What is missing is told before it, in another colour.
  assert.equal(lineText(line({ missing: 3, have: 7 }), words), "");
  assert.equal(lineText(line({}), words), "10 of 10 are there");
  assert.equal(lineText(line({ aired: 0, have: 0 }), words), "");
  const next: [string, number] = ["S02E01", NOW + 20 * DAY];
  assert.equal(lineText(line({ next }), words), "10 of 10 are there · next to air: S02E01, 17 December");
});

test("many episodes are counted and not named", () => {
  const labels = Array.from({ length: 12 }, (_, place) => `E${place + 1}`);
  assert.equal(named(labels.slice(0, 9), words), "E1, E2, E3, E4, E5, E6, E7, E8, E9");
  assert.equal(named(labels, words), "E1, E2, E3, E4, E5, E6, E7, E8 and 4 more");
  assert.deepEqual(those(COPPER, "asked"), ["S03E04"]);
  assert.deepEqual(those(of([2, ["missing"]], [1, ["missing"]]), "missing"), ["S01E01", "S02E01"]);
});

test("what is small is shown as a whole", () => {
  assert.equal(whole(blocksOf(COPPER)), true);
  assert.equal(whole(blocksOf(of([2, all(80, "have")], [1, all(80, "have")]))), false);
});

test("of 1,200 episodes only those are open that lack something, the newest first, and not too many", () => {
  const states = all(1200, "have");
  for (const place of [150, 950, 1050, 1150]) states[place] = "missing";
  const blocks = blocksOf(of([1, states]));
  assert.equal(blocks.length, 12);
  assert.equal(seasonTitle(blocks[0]!, words), "Season 1, 1101 to 1200");
  assert.deepEqual([...openAtFirst(blocks)], ["1/1100", "1/1000"]);
  assert.equal(count(blocks[0]!.episodes, "missing"), 1);
  assert.deepEqual([...openAtFirst(blocksOf(of([2, all(100, "have")], [1, all(100, "have")])))], ["2"]);
  assert.deepEqual([...openAtFirst([])], []);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Hass } from "../src/hass";
import type { Download, Entry } from "../src/model";
import type { Found, Item, Result, Source } from "../src/search/answers";
import { Heard } from "../src/search/coming";
import { Session } from "../src/search/session";
import { isOver, Known, type Is } from "../src/search/standing";
import { askingText, besideText, fine, FITS, foundText, ignoredText, haveText, indexerText, leftAlone, leftText, nothingText, partOf, silentText, STANDS, STATES, stateText, stillText, wantedText, whereText } from "../src/search/told";
import { Taking } from "../src/search/taking";
import { AS_FOUND, askedOf, command, narrows, NOTHING, page, placesOf, remembered, says, type Wanted } from "../src/search/wanted";
import type { Scene } from "../src/part";
import { Store, type State } from "../src/store";
import { Words } from "../src/words";
import { TEXTS } from "./texts";

const NOW = new Date(2026, 10, 27, 18, 4).getTime() / 1000;
const words = new Words(TEXTS, { language: "en", time_format: "24" }, "Europe/Berlin", () => NOW);
const plain = (told: string): string => told.replaceAll("\u00a0", " ");

const MOVIE: Item = { library: "radarr", library_name: "Radarr", item: "7", title: "Salt and Lanterns", year: 2019, kind: "movie" };
const SERIES: Item = { library: "sonarr", library_name: "Sonarr", item: "3", title: "Copper Valley Radio", kind: "series" };
const indexer = (id: string, more: Partial<Source["indexers"][number]> = {}): Source["indexers"][number] => ({ id, name: `Indexer ${id}`, protocol: "torrent", searches: true, ...more });
const SOURCES: Source[] = [
  { id: "prowlarr", name: "Prowlarr", indexers: [indexer("1"), indexer("2"), indexer("3", { searches: false })] },
  { id: "own", name: "Own", indexers: [indexer("4")] },
  { id: "plain", name: "Plain", indexers: [] },
  { id: "away", name: "Away", indexers: [], why: "does not answer" },
];
const wanted = (more: Partial<Wanted> = {}): Wanted => ({ ...NOTHING, text: "salt", ...more });
const result = (more: Partial<Result> = {}): Result => ({
  id: "r", name: "n", work: { title: "t" }, stand: "new", rows: [], protocol: "torrent", source: "Prowlarr", also: 0, flags: [], sure: { level: "sure" }, ...more,
});
const found = (more: Partial<Found> = {}): Found => ({
  search: "s", at: NOW, seen: 1, total: 0, results: [], asked: ["A", "B"], waiting: [], running: false, silent: [], broken: 0, left_out: 0, can: [], ...more,
});

// ------------------------------------------------------------- what is asked

test("what cannot be searched is not asked, and a source without indexers is one itself", () => {
  assert.deepEqual(SOURCES.flatMap(placesOf).map(({ key }) => key), ["prowlarr/1", "prowlarr/2", "own/4", "plain", "away"]);
  assert.equal(askedOf(SOURCES, wanted({ without: new Set(["own/4"]) })).length, 4);
});

test("words are searched everywhere, unless somebody says where", () => {
  assert.deepEqual(command(wanted({ text: "  salt " }), SOURCES), { query: "salt" });
  assert.deepEqual(command(wanted({ category: "series" }), SOURCES), { query: "salt", categories: [5000] });
  assert.deepEqual(command(wanted({ without: new Set(["prowlarr/2"]) }), SOURCES), {
    query: "salt", indexers: [{ source: "prowlarr", id: "1" }],
  });
  assert.deepEqual(command(wanted({ without: new Set(["prowlarr/1", "prowlarr/2", "away"]) }), SOURCES), { query: "salt", sources: ["own", "plain"] });
  const three = SOURCES.slice(0, 3);
  assert.deepEqual(command(wanted({ without: new Set(["prowlarr/2"]) }), three), { query: "salt", indexers: [{ source: "prowlarr", id: "1" }] });
  assert.deepEqual(command(wanted({ without: new Set(["own/4", "plain"]) }), three), { query: "salt", sources: ["prowlarr"] });
});

test("a work is named by its library, a series with what of it is wanted, and it says by itself what it is", () => {
  const of = (more: Partial<Wanted>) => command(wanted(more), []);
  assert.deepEqual(of({ item: MOVIE, season: "2", category: "series" }), { library: "radarr", item: "7" });
  assert.deepEqual(of({ item: SERIES, season: "2", episode: "4" }), { library: "sonarr", item: "3", season: 2, episode: 4 });
  assert.deepEqual(of({ item: SERIES, season: "0" }), { library: "sonarr", item: "3", season: 0 });
  // Of no season there is no episode.
  assert.deepEqual(of({ item: SERIES, season: " ", episode: "4" }), { library: "sonarr", item: "3" });
  assert.deepEqual(of({ item: SERIES, season: "two" }), { library: "sonarr", item: "3" });
});

test("nothing is searched for by no words", () => {
  assert.deepEqual([says(NOTHING), says(wanted({ text: "  " })), says(wanted()), says(wanted({ text: "", item: MOVIE }))], [false, false, true, true]);
});

test("how results are looked at is said only where it is not as they came", () => {
  assert.deepEqual(page(AS_FOUND, 50), { offset: 50 });
  assert.deepEqual(page({ sort: "age", protocol: "usenet", hide_known: true }, 0), { offset: 0, sort: "age", protocol: "usenet", hide_known: true });
  assert.deepEqual([narrows(AS_FOUND), narrows({ ...AS_FOUND, sort: "size" }), narrows({ ...AS_FOUND, hide_known: true })], [false, false, true]);
});

// ------------------------------------------------------------- what is said

test("what was found is counted, with how much of it is better", () => {
  assert.equal(foundText(found({ total: 37, better: 2 }), words), "37 results, 2 better than yours.");
  assert.equal(foundText(found({ total: 1, better: 0 }), words), "1 result.");
  // Who does not say it: as far as can be seen.
  assert.equal(foundText(found({ total: 1200, results: [result({ stand: "better" }), result()] }), words), "1,200 results, 1 better than yours.");
});

test("how many are asked is said as soon as it is known", () => {
  assert.deepEqual([0, 1, 5].map((count) => askingText(count, words)), ["The indexers are asked", "1 indexer is asked", "5 indexers are asked"]);
});

test("that there is nothing, and that nobody told, are two things", () => {
  const why = "did not answer in time";
  const [one, both] = [[{ name: "A", why }], [{ name: "A", why }, { name: "B", why }]];
  assert.deepEqual(nothingText(found(), words), ["Nothing found", "All 2 indexers that were asked have answered."]);
  assert.deepEqual(nothingText(found({ silent: one }), words), ["Nothing found by the one that answered", "A may have it."]);
  assert.deepEqual(nothingText(found({ silent: both }), words), ["No indexer answered", "Whether there is anything nobody knows."]);
  assert.deepEqual(silentText(found({ silent: one }), words), ["No answer from 1 of 2 indexers", ["A did not answer in time."]]);
  assert.equal(silentText(found({ asked: ["A"], silent: one }), words)[0], "No answer from the indexer");
  assert.deepEqual(leftText(found({ broken: 1, left_out: 20 }), words), ["1 result could not be read.", "20 more results were left out: there were too many."]);
});

test("what stands above the results is what was searched for", () => {
  assert.equal(wantedText(wanted(), undefined, words), "“salt”");
  assert.equal(wantedText(wanted({ item: MOVIE }), undefined, words), "Salt and Lanterns (2019)");
  assert.equal(wantedText(wanted({ item: SERIES, season: "2", episode: "4" }), undefined, words), "Copper Valley Radio S02E04");
  assert.equal(wantedText(wanted({ item: SERIES }), found({ work: { title: "Copper Valley Radio", part: "S03" } }), words), "Copper Valley Radio S03");
  assert.deepEqual([partOf("", "4"), partOf("2", ""), partOf("10", "12")], ["", "S02", "S10E12"]);
  assert.equal(haveText(found(), words), "You have none of it.");
  assert.equal(plain(haveText(found({ have: { size: 9.8e9 } }), words)), "You have: 9.8 GB");
});

test("who is left alone is not asked again before the time is over", () => {
  const silent = [{ name: "Ash", why: "asks to be left alone" }];
  const until = leftAlone([{ id: "p", name: "P", indexers: [indexer("1", { name: "Ash", down_until: NOW + 600 }), indexer("2", { name: "Elm", down_until: NOW - 1 })] }], NOW);
  assert.deepEqual([...until.keys()], ["Ash"]);
  assert.deepEqual(silentText(found({ silent }), words, until)[1], ["Ash asks to be left alone. It is not asked again before 18:14."]);
});

test("another release of the same says what became of it", () => {
  const one = result({ beside: { id: "q", state: "pending", name: "1080p WEB-DL", source: "Harbour" } });
  const standing = (is: Is, request = "q") => ({ request, is, undo: false });
  assert.equal(besideText(one, standing("pending"), words), "1080p WEB-DL from Harbour waits for an answer already.");
  assert.equal(besideText(one, standing("downloading"), words), "1080p WEB-DL from Harbour is on its way already.");
  assert.deepEqual([besideText(one, standing("declined"), words), besideText(one, standing("pending", "other"), words), besideText(result({}), undefined, words)], ["", "", ""]);
});

test("where is said in a line", () => {
  assert.equal(whereText(wanted(), SOURCES, words), "all 5 indexers");
  assert.equal(whereText(wanted({ without: new Set(["own/4"]), category: "movies" }), SOURCES, words), "4 of 5 indexers, films");
  assert.equal(whereText(wanted(), [SOURCES[1]!], words), "the one indexer");
});

test("an indexer says what it is, and until when it is left alone", () => {
  assert.deepEqual(indexerText(indexer("1", { privacy: "semi_private" }), words, NOW), ["Torrents · semi-private", ""]);
  assert.deepEqual(indexerText(indexer("1", { protocol: "usenet", searches: false }), words, NOW), ["Usenet · cannot be searched", ""]);
  assert.deepEqual(indexerText(indexer("1", { down_until: NOW + 600 }), words, NOW)[1], "Failed before, left alone until 18:14");
  assert.equal(indexerText(indexer("1", { down_until: NOW - 1 }), words, NOW)[1], "");
});

test("the small print has what is known, and no flag without a word", () => {
  const told = fine(result({
    bytes: 71.2e9, seeders: 64, peers: 12, published: NOW - 7200, indexer: "Harbour", also: 2, flags: ["freeleech", "glittering"], group: "NORTHWND", record: { kept: 11, of: 12 },
    from_record: { name: "Harbour", kept: 3, of: 4 },
  }), words, NOW);
  assert.deepEqual(told.map(plain), [
    "71.2 GB", "64 seeders, 12 load it", "2 h old", "Harbour by Prowlarr", "freeleech", "NORTHWND kept its word 11 of 12 times", "Harbour kept its word 3 of 4 times", "at 2 other places, too",
  ]);
  assert.deepEqual(fine(result({ protocol: "usenet", indexer: "Prowlarr" }), words, NOW), ["size unknown", "Usenet", "Prowlarr"]);
  assert.equal(fine(result({ seeders: 0 }), words, NOW)[1], "Nobody shares it now");
  assert.equal(fine(result(), words, NOW)[1], "Torrents");
});

test("what a client does without is named, as far as anybody has chosen it", () => {
  assert.equal(ignoredText(["priority", "save_path", "sequential"], words), "Its client does without its place in the queue and the folder.");
  assert.deepEqual([ignoredText(["sequential"], words), ignoredText(undefined, words)], ["", ""]);
});

test("every stand, fit and state has a sign and a word", () => {
  const texts = [
    ...Object.keys(STANDS).map((one) => words.card(`search_stand_${one}`)), ...Object.keys(FITS).map((one) => words.card(`search_fit_${one}`)),
    ...(Object.keys(STATES) as Is[]).map((is) => stateText({ request: "q", is, undo: false }, words)),
  ];
  for (const text of texts) assert.doesNotMatch(text, /[{}_]/);
  assert.equal(new Set(Object.values(STANDS).map(([sign]) => sign)).size, 6);
  assert.equal(plain(stateText({ request: "q", is: "downloading", progress: 0.345, undo: false }, words)), "Downloading, 35 %");
});

// ------------------------------------------------------------- what became of it

const state = (more: Partial<Record<"waiting" | "downloads" | "recent", unknown[]>>): State => ({ waiting: [], downloads: [], recent: [], ...more }) as unknown as State;
const download = (more: Partial<Download>): Download => ({ id: "q", work: { title: "t" }, group: "running", state: "downloading", can: [], ...more });

test("how a request stands is as the subscription tells it, and stays so once it is told no more", () => {
  const known = new Known();
  const of = () => known.standing(result(), { request: "q", state: "approved" })!;
  assert.equal(of().is, "approved");
  known.follow(state({ downloads: [download({ progress: 0.4, undo_until: NOW + 5, can: ["undo"] })] }), NOW);
  assert.deepEqual(of(), { request: "q", is: "downloading", progress: 0.4, leads: "downloads", undo: true });
  known.follow(state({ waiting: [{ id: "q" }] }), NOW);
  assert.deepEqual(of(), { request: "q", is: "pending", leads: "waiting", undo: false });
  known.follow(state({ recent: [{ id: "q", outcome: "as_promised", can: [], at: NOW } as unknown as Entry] }), NOW);
  assert.deepEqual([of().is, isOver(of())], ["imported", false]);
  known.follow(state({}), NOW);
  assert.equal(of().is, "imported");
});

test("what has ended can be taken anew, what runs cannot", () => {
  const known = new Known();
  const over = (Object.keys(STATES) as Is[]).filter((is) => isOver(known.standing(result({ request: { id: is, state: is } }), undefined)!));
  assert.deepEqual(over, ["declined", "expired", "superseded", "failed", "cancelled"]);
  assert.equal(known.standing(result(), undefined), undefined);
  known.follow(state({ downloads: [download({ state: "waits_for_room" }), download({ id: "w", state: "sharing", imported: 5 })] }), NOW);
  assert.deepEqual([known.of("q", "").is, known.of("w", "").is], ["approved", "imported"]);
});

// ------------------------------------------------------------- one search

interface Question {
  message: { type: string; [field: string]: unknown };
  answer(with_: unknown): void;
  refuse(with_: unknown): void;
}

/** A session with a connection that answers when it is told to. */
function searching(): { session: Session; asked: Question[]; scene: never } {
  const asked: Question[] = [];
  const connection = {
    sendMessagePromise: (message: Question["message"]) => new Promise((answer, refuse) => asked.push({ message, answer, refuse })),
  } as unknown as Hass["connection"];
  return { session: Session.of(Store.of(connection)), asked, scene: { words } as never };
}

const soon = (): Promise<void> => new Promise((done) => setImmediate(done));

test("a search goes on while nobody looks, and is there again", async () => {
  const { session, asked, scene } = searching();
  session.sources = SOURCES;
  session.set({ text: "salt" });
  let told = 0;
  const leave = session.join(() => (told += 1));
  const running = session.run(scene);
  assert.equal(session.asking, 5);
  leave();
  const before = told;
  asked[0]!.answer(found({ total: 1, results: [result()] }));
  assert.equal(await running, "found");
  assert.deepEqual([session.rows.length, session.total, session.running, told], [1, 1, false, before]);
  assert.equal(Session.of(session["store"]), session);
});

test("a search that was stopped shows nothing of what comes after all", async () => {
  const { session, asked, scene } = searching();
  session.set({ text: "salt" });
  const running = session.run(scene);
  session.stop();
  asked[0]!.answer(found({ total: 1, results: [result()] }));
  assert.equal(await running, undefined);
  assert.deepEqual([session.found, session.stopped, session.running], [undefined, true, false]);
});

test("only the last search counts, however late the first one answers", async () => {
  const { session, asked, scene } = searching();
  session.set({ text: "one" });
  const first = session.run(scene);
  session.set({ text: "two" });
  const second = session.run(scene);
  asked[1]!.answer(found({ search: "second" }));
  asked[0]!.answer(found({ search: "first" }));
  await Promise.all([first, second]);
  assert.deepEqual([session.found?.search, session.asked?.text], ["second", "two"]);
});

test("what was lost with the connection is searched for again, what was refused is not", async () => {
  const { session, asked, scene } = searching();
  session.set({ text: "salt" });
  const lost = session.run(scene);
  asked[0]!.refuse(3);
  assert.equal(await lost, "failed");
  const again = session.again(scene);
  assert.ok(again);
  asked[1]!.refuse({ code: "home_assistant_error", message: "No." });
  assert.equal(await again, "failed");
  assert.equal(session.failure, "No.");
  assert.equal(session.again(scene), undefined);
});

test("a further page is put behind what is there, each once", async () => {
  const { session, asked, scene } = searching();
  session.set({ text: "salt" });
  const running = session.run(scene);
  asked[0]!.answer(found({ total: 3, results: [result({ id: "a" }), result({ id: "b" })] }));
  await running;
  const more = session.further();
  const twice = session.further();
  assert.equal(asked.length, 2);
  assert.deepEqual(asked[1]!.message, { type: "greenlight/search_page", search: "s", offset: 2 });
  asked[1]!.answer({ total: 3, results: [result({ id: "b" }), result({ id: "c" })] });
  await Promise.all([more, twice]);
  assert.deepEqual(session.rows.map(({ id }) => id), ["a", "b", "c"]);
});

test("another order begins anew, and a page in the order before it is not shown", async () => {
  const { session, asked, scene } = searching();
  session.set({ text: "salt" });
  const running = session.run(scene);
  asked[0]!.answer(found({ total: 3, results: [result({ id: "a" })] }));
  await running;
  const more = session.further();
  const narrow = session.narrow({ sort: "size" });
  asked[2]!.answer({ total: 3, results: [result({ id: "z" })] });
  asked[1]!.answer({ total: 3, results: [result({ id: "b" })] });
  await Promise.all([more, narrow]);
  assert.deepEqual([session.rows.map(({ id }) => id), session.paging], [["z"], false]);
});

test("a search that Home Assistant has forgotten stays in sight and says so", async () => {
  const { session, asked, scene } = searching();
  session.set({ text: "salt" });
  const running = session.run(scene);
  asked[0]!.answer(found({ total: 3, results: [result({ id: "a" })] }));
  await running;
  const more = session.further();
  asked[1]!.refuse({ code: "service_validation_error", message: "Gone.", translation_key: "unknown_search" });
  await more;
  assert.deepEqual([session.gone, session.failure, session.rows.length], [true, undefined, 1]);
});

test("what can be searched is learnt once a minute, and again soon where nobody told", async () => {
  const { session, asked } = searching();
  void session.learn(NOW);
  void session.learn(NOW + 5);
  assert.equal(asked.length, 1);
  asked[0]!.refuse({ code: "home_assistant_error", message: "Not yet." });
  await soon();
  assert.equal(session.unknown, "Not yet.");
  void session.learn(NOW + 4);
  assert.equal(asked.length, 1);
  void session.learn(NOW + 6);
  asked[1]!.answer({ items: [], sources: SOURCES });
  await soon();
  assert.deepEqual([session.sources?.length, session.unknown], [4, undefined]);
  void session.learn(NOW + 60);
  assert.equal(asked.length, 2);
  void session.learn(NOW + 70);
  assert.equal(asked.length, 3);
});

// ------------------------------------------------------------- while others are still asked

/** A search of which one result has come, and one of two is still asked. */
async function coming(): Promise<ReturnType<typeof searching> & { running: Promise<unknown>; moves: boolean[] }> {
  const all = searching();
  const moves: boolean[] = [];
  all.session.join((moved) => moves.push(moved));
  all.session.set({ text: "salt" });
  const running = all.session.run(all.scene);
  all.asked[0]!.answer(found({ total: 1, results: [result({ id: "a" })], running: true, waiting: ["B"] }));
  await soon();
  return { ...all, running, moves };
}

const status = (more: Partial<Found> = {}): unknown => ({ seen: 2, total: 3, asked: ["A", "B"], waiting: [], running: false, silent: [], broken: 0, left_out: 0, ...more });

test("what has come is shown while others are asked, and what comes then, too, as long as nobody is at it", async () => {
  const { session, asked, running, moves } = await coming();
  assert.deepEqual([session.rows.length, session.running, session.coming, session.more], [1, true, true, 0]);
  assert.equal(stillText(session.found!, words), "1 of 2 indexers still asked");
  assert.deepEqual(asked[1]!.message, { type: "greenlight/search_news", search: "s", seen: 1 });
  moves.length = 0;
  asked[1]!.answer(status());
  await soon();
  assert.deepEqual(asked[2]!.message, { type: "greenlight/search_page", search: "s", offset: 0 });
  asked[2]!.answer({ total: 3, of: 3, better: 1, results: [result({ id: "b" }), result({ id: "a" }), result({ id: "c" })] });
  assert.equal(await running, "found");
  assert.deepEqual([session.rows.map(({ id }) => id), session.running, session.more, session.found!.better], [["b", "a", "c"], false, 0, 1]);
  // Nobody asked for that: whoever is about to press is told so.
  assert.ok(moves.includes(true));
});

test("nothing moves under whoever is at the results, until they want to see what has come", async () => {
  const { session, asked, running, moves } = await coming();
  session.touch();
  moves.length = 0;
  asked[1]!.answer(status({ silent: [{ name: "B", why: "did not answer in time" }] }));
  await soon();
  await running;
  assert.deepEqual([session.rows.map(({ id }) => id), session.more, session.running, moves.includes(true)], [["a"], 2, false, false]);
  // What stands above them stays as it was, too.
  assert.deepEqual([session.above!.silent.length, session.found!.silent.length, foundText(session.found!, words, session.total)], [0, 1, "1 result."]);
  const shown = session.show();
  const page = asked.find(({ message }) => message.type === "greenlight/search_page")!;
  page.answer({ total: 3, of: 3, results: [result({ id: "b" }), result({ id: "a" }), result({ id: "c" })] });
  await shown;
  assert.deepEqual([session.rows.length, session.more, session.above], [3, 0, undefined]);
});

test("a search that is stopped keeps what has come, and says who was not waited for", async () => {
  const { session, asked, running } = await coming();
  session.touch();
  session.stop();
  assert.deepEqual(asked[2]!.message, { type: "greenlight/search_stop", search: "s" });
  asked[1]!.answer(status({ total: 1, silent: [{ name: "B", why: "was not waited for" }] }));
  await running;
  assert.deepEqual([session.rows.length, session.running, session.stopped, session.above], [1, false, false, undefined]);
  assert.deepEqual(silentText(session.found!, words), ["No answer from 1 of 2 indexers", ["B was not waited for."]]);
});

test("who does not see it hears what has come, each time once", async () => {
  const { session, asked, running } = await coming();
  const said: string[] = [];
  const heard = new Heard();
  const say = (): void => heard.say({ announce: (text: string) => said.push(text), words } as unknown as Scene, session);
  say();
  say();
  session.touch();
  asked[1]!.answer(status());
  await running;
  say();
  say();
  assert.deepEqual(said, ["1 result.", "Show 2 more that have come"]);
});

test("another search stops the one that runs, also where that is not known yet", async () => {
  const { session, asked, scene } = await coming();
  session.set({ text: "pepper" });
  void session.run(scene);
  assert.equal(asked[2]!.message.type, "greenlight/search_stop");
  session.set({ text: "sugar" });
  void session.run(scene);
  asked[3]!.answer(found({ search: "late", running: true }));
  await soon();
  assert.deepEqual(asked.at(-1)!.message, { type: "greenlight/search_stop", search: "late" });
});

test("a search for the same again is stopped as any other", async () => {
  const { session, asked, running, scene } = await coming();
  asked[1]!.answer(status({ total: 1 }));
  await running;
  void session.run(scene);
  assert.deepEqual([session.runsThis, session.coming], [true, false]);
  session.stop();
  const late = asked.at(-1)!;
  assert.equal(late.message.type, "greenlight/search");
  late.answer(found({ search: "again", running: true }));
  await soon();
  assert.deepEqual(asked.at(-1)!.message, { type: "greenlight/search_stop", search: "again" });
  assert.deepEqual([session.found!.search, session.stopped], ["s", true]);
});

test("what was lost with the connection is gone on with", async () => {
  const { session, asked, running, scene } = await coming();
  asked[1]!.refuse(3);
  await running;
  assert.deepEqual([session.running, session.gone, session.failure, session.rows.length], [false, false, undefined, 1]);
  const again = session.again(scene);
  assert.deepEqual(asked[2]!.message, { type: "greenlight/search_last", search: "s" });
  asked[2]!.answer({ ...found({ total: 3, running: true, waiting: ["B"], seen: 5 }), wanted: { categories: [] } });
  await soon();
  asked[3]!.answer({ total: 3, of: 3, results: [result({ id: "a" }), result({ id: "b" }), result({ id: "c" })] });
  await soon();
  assert.equal(session.running, true);
  assert.deepEqual(asked[4]!.message, { type: "greenlight/search_news", search: "s", seen: 5 });
  asked[4]!.answer(status({ seen: 6 }));
  await again;
  assert.deepEqual([session.running, session.rows.length], [false, 3]);
});

test("what Home Assistant has forgotten meanwhile says so, and stays", async () => {
  const { session, asked, running, scene } = await coming();
  asked[1]!.refuse({ code: "service_validation_error", message: "Stopped.", translation_key: "search_superseded" });
  await running;
  assert.deepEqual([session.gone, session.running, session.rows.length], [true, false, 1]);
  session.gone = false;
  const again = session.again(scene);
  asked.at(-1)!.answer({});
  await again;
  assert.equal(session.gone, true);
});

test("whoever may search no more is told why", async () => {
  const { session, asked, running } = await coming();
  asked[1]!.refuse({ code: "unauthorized", message: "You may not." });
  await running;
  assert.deepEqual([session.failure, session.running], ["You may not.", false]);
});

test("a page that is opened anew finds the last search, with what was searched for and what was left out", async () => {
  const { session, asked } = searching();
  session.sources = SOURCES.slice(0, 2);
  const kept: Record<string, string> = { "greenlight-search": '{"search":"s","from":"salt 2"}' };
  const storage = { getItem: (name: string) => kept[name] ?? null, setItem: (name: string, value: string) => (kept[name] = value) };
  Object.defineProperty(globalThis, "sessionStorage", { value: storage, configurable: true });
  const recalled = session.recall();
  void session.recall();
  assert.deepEqual(asked.map(({ message }) => message), [{ type: "greenlight/search_last", search: "s" }]);
  asked[0]!.answer({ ...found({ total: 1, results: [result()], asked: ["Indexer 1", "Indexer 4"] }), wanted: { text: "salt", season: 2, episode: 4, categories: [5000] } });
  await recalled;
  assert.deepEqual([session.recalled, session.rows.length, session.wanted.text, session.wanted.category], [true, 1, "salt S02E04", "series"]);
  assert.deepEqual([...session.wanted.without], ["prowlarr/2", "prowlarr/3"]);
  assert.deepEqual([session.asked, session.running, session.from], [session.wanted, false, "salt 2"]);
  assert.deepEqual(JSON.parse(kept["greenlight-search"]!), { search: "s", from: "salt 2" });
  // In a tab of its own it is found as well, and the field is empty.
  const other = searching();
  const elsewhere = other.session.recall();
  other.asked[0]!.answer({ ...found({ search: "theirs", total: 1 }), wanted: { text: "salt", categories: [] } });
  await elsewhere;
  assert.deepEqual([other.session.found!.search, other.session.wanted.text, other.session.asked!.text, other.session.from], ["theirs", "", "salt", undefined]);
  Object.defineProperty(globalThis, "sessionStorage", { value: undefined, configurable: true });
});

test("a last search is a work with its season, and what is searched for meanwhile goes before it", async () => {
  assert.deepEqual(remembered({ item: SERIES, season: 2, categories: [] }), { ...NOTHING, item: SERIES, season: "2" });
  assert.deepEqual(remembered({ item: MOVIE, categories: [] }), { ...NOTHING, item: MOVIE });
  const { session, asked, scene } = searching();
  const recalled = session.recall();
  session.set({ text: "pepper" });
  void session.run(scene);
  asked[0]!.answer({ ...found({ search: "old" }), wanted: { text: "salt", categories: [] } });
  await recalled;
  assert.deepEqual([session.found, session.wanted.text], [undefined, "pepper"]);
  // Where nobody could tell it is asked once the connection is back, and not before.
  const unheard = searching();
  const lost = unheard.session.recall();
  unheard.asked[0]!.refuse(3);
  await lost;
  await unheard.session.recall();
  assert.deepEqual([unheard.asked.length, unheard.session.recalled], [1, true]);
  void unheard.session.again(scene);
  assert.equal(unheard.asked.length, 2);
  // Where none is known there is none.
  const other = searching();
  const nothing = other.session.recall();
  other.asked[0]!.answer({});
  await nothing;
  assert.deepEqual([other.session.found, other.session.recalled], [undefined, true]);
});

test("the count is of what is shown", async () => {
  assert.equal(foundText(found({ total: 37, better: 2 }), words, 12), "12 of 37 results, 2 better than yours.");
  const { session, asked, scene } = searching();
  session.set({ text: "salt" });
  const running = session.run(scene);
  asked[0]!.answer(found({ total: 3, better: 2, results: [result({ id: "a" })] }));
  await running;
  const narrow = session.narrow({ hide_known: true });
  asked[1]!.answer({ total: 1, of: 3, better: 1, results: [result({ id: "a" })] });
  await narrow;
  assert.equal(foundText(session.found!, words, session.total), "1 of 3 results, 1 better than yours.");
  // In another order nobody knows how many of other ones are better.
  const other = session.narrow({ sort: "size", hide_known: false });
  asked[2]!.answer({ total: 3, of: 3, results: [result({ id: "a" })] });
  await other;
  assert.equal(foundText(session.found!, words, session.total), "3 results.");
});

// ------------------------------------------------------------- what a press does

interface Said { announced: string[] }

/** What is taken of one result, with a connection that answers when it is told to. */
async function taking(): Promise<ReturnType<typeof searching> & { taking: Taking; said: Said }> {
  const all = searching();
  const store = all.session["store"];
  const said: Said = { announced: [] };
  const scene = { words, store, announce: (text: string) => said.announced.push(text) } as unknown as Scene;
  store.unheard = "Nobody answered.";
  all.session.set({ text: "salt" });
  const running = all.session.run(scene);
  all.asked[0]!.answer(found({ total: 1, results: [result({ id: "a" })] }));
  await running;
  all.asked.length = 0;
  return { ...all, said, taking: new Taking({ scene, session: all.session, stay: () => undefined, hears: () => true }) };
}

test("a yes is given on what is shown, and no more is said of it than what came", async () => {
  const { taking: takes, asked, said, session } = await taking();
  const one = result({ id: "a", seen: "mark", both: true, file: { fate: "keep", files: 1 }, work: { title: "Salt" } });
  const taken = takes.take(one, "download", { priority: "high" });
  assert.deepEqual(asked[0]!.message, {
    type: "greenlight/act", action: "request", data: { result: "a", approve: true, seen: "mark", keep_both: true, priority: "high" },
  });
  // Pressed twice it is done once.
  assert.equal(await takes.take(one, "download"), false);
  asked[0]!.answer({ request_id: "q", state: "approved" });
  assert.equal(await taken, true);
  assert.deepEqual([session.taken.get("a"), said.announced], [{ request: "q", state: "approved" }, ["Salt is to be downloaded."]]);
  // What is said of others of the same is another now.
  assert.equal(asked[1]!.message.type, "greenlight/search_page");
  const undone = takes.undo(one, "q");
  asked[2]!.refuse({ code: "needs_word", message: "Say what becomes of it." });
  await undone;
  // To ask is no refusal.
  assert.deepEqual([session.taken.get("a")!.word, session.taken.get("a")!.why], [true, undefined]);
  const word = takes.undo(one, "q", false);
  assert.deepEqual(asked[3]!.message.data, { request_id: "q", delete_data: true });
  asked[3]!.answer({});
  await word;
  // Nobody was asked about it, and nobody is now.
  assert.deepEqual(session.taken.get("a"), { request: "q", state: "cancelled" });
});

test("a question takes no yes along", async () => {
  const { taking: takes, asked } = await taking();
  void takes.take(result({ id: "a", seen: "mark" }), "ask");
  assert.deepEqual(asked[0]!.message.data, { result: "a", approve: false });
});

test("what has changed meanwhile is shown as it is now, and nothing is done", async () => {
  const { taking: takes, asked, session } = await taking();
  const taken = takes.take(result({ id: "a", seen: "old" }), "download");
  asked[0]!.refuse({ code: "service_validation_error", message: "Changed.", translation_key: "question_changed" });
  await soon();
  asked[1]!.answer({ total: 1, results: [result({ id: "a", seen: "new" })], have: "2160p", better: 0 });
  assert.equal(await taken, false);
  assert.equal(session.rows[0]!.seen, "new");
  assert.equal(session.taken.get("a")!.why, "What you have has changed meanwhile; look again.");
  // Searched for again it is no longer so.
  const again = session.run({ words } as unknown as Scene);
  asked[2]!.answer(found({ total: 1, results: [result({ id: "a", seen: "newest" })] }));
  await again;
  assert.equal(session.taken.get("a"), undefined);
});

test("where no answer came nothing is claimed, and what became of it is asked once the connection is back", async () => {
  const { taking: takes, asked, session } = await taking();
  const taken = takes.take(result({ id: "a" }), "download");
  asked[0]!.refuse(3);
  await taken;
  assert.deepEqual(session.taken.get("a"), { busy: undefined, twice: undefined, why: "Nobody answered.", unheard: true });
  const heard = takes.heard();
  asked[1]!.answer({ total: 1, results: [result({ id: "a", request: { id: "q", state: "approved" } })] });
  await heard;
  assert.deepEqual([session.taken.size, session.rows[0]!.request?.id], [0, "q"]);
});

test("a result that is not known any more says so, and how to find it again", async () => {
  const { taking: takes, asked, session } = await taking();
  const taken = takes.take(result({ id: "a" }), "ask");
  asked[0]!.refuse({ code: "service_validation_error", message: "Search again.", translation_key: "search_again" });
  await taken;
  assert.deepEqual([session.gone, session.taken.get("a")!.why], [true, "Not asked: Search again."]);
});

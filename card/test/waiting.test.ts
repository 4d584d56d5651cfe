import assert from "node:assert/strict";
import { test } from "node:test";

import type { Question, Room } from "../src/model";
import type { Scene } from "../src/part";
import { answerOf, buttons } from "../src/waiting/buttons";
import { compactRow } from "../src/waiting/compact";
import { capital, halves, hasBar, parts } from "../src/waiting/facts";
import { keyOf } from "../src/waiting/keys";
import { DEAF, Lock, moved } from "../src/waiting/lock";
import { joined, sorted } from "../src/waiting/order";
import type { Hands } from "../src/waiting/question";
import { elsewhere, Rows, STRIP } from "../src/waiting/rows";
import { sum } from "../src/waiting/selection";
import { around, GAP } from "../src/waiting/tell";
import { choices, hourOf } from "../src/more/until";
import { Words } from "../src/words";
import { TEXTS } from "./texts";

const GB = 1e9;
const WORDS = new Words(TEXTS, { language: "en", time_format: "24" }, "Europe/Berlin", () => 0);

const room = (more: Partial<Room> = {}): Room => ({
  bytes: 71.2 * GB, free: 354 * GB, way: 58 * GB, keep: 50 * GB, usable: 304 * GB, left: 282.8 * GB, fit: "fits", client: "a", ...more,
});

const question = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  seen: `seen-${id}`,
  work: { title: id },
  better: [], worse: [], offered: [], unsure: [], warnings: [], notes: [],
  sure: { level: "sure" },
  until: 100, last: 10, asked: 0, others: 0,
  from: {}, links: {},
  can: ["approve", "decline"],
  ...more,
});

const told = (one: Question, picked?: number) =>
  buttons(one, picked).map(({ kind, label, loud, twice }) => {
    const key = typeof label === "object" && ("say" in label ? label.say : "card" in label ? label.card : "");
    return `${loud ? "!" : ""}${twice ? "?" : ""}${kind}:${key}`;
  });

test("the button says what it does", () => {
  assert.deepEqual(told(question("a")), ["!yes:button_approve", "no:button_decline"]);
  assert.deepEqual(told(question("a", { kind: "pack" })), ["!yes:approve_pack", "no:button_decline"]);
  const part = question("a", { kind: "pack", can: ["singles", "approve", "decline"], pack: { had: 7, episodes: 10, lacking: "E04, E07, E09" } });
  assert.deepEqual(told(part), ["!only:only_these", "yes:approve_pack", "no:button_decline"]);
  const both = question("a", { can: ["replace", "keep_both", "decline"] });
  assert.deepEqual(told(both), ["!yes:button_approve_replace", "both:button_both", "no:button_decline"], "one chooses what becomes of the file");
  assert.deepEqual(buttons(both)[1]!.data, { keep_both: true });
  assert.equal(answerOf(both, "yes"), "yes", "the key is for what is advised");
  assert.deepEqual(told(question("a", { can: ["wait", "anyway", "keep_both", "decline"] })).map((one) => one.split(":")[0]), ["!yes", "no", "anyway"]);
  const keep = question("a", { can: ["keep_both", "decline"], file: { fate: "keep", files: 1 } });
  assert.deepEqual(told(keep), ["!both:button_approve_both", "no:button_decline"]);
  assert.deepEqual(buttons(keep)[0]!.data, { keep_both: true });
});

test("where there is no room it waits for it, and takes what there is in a line of its own", () => {
  const one = question("a", { can: ["wait", "anyway", "decline"], room: room({ fit: "none", left: 27.4 * GB }) });
  assert.deepEqual(told(one), ["!yes:button_wait", "no:button_decline", "anyway:approve_anyway"]);
  const [wait, , anyway] = buttons(one);
  assert.deepEqual(wait!.data, {});
  assert.deepEqual(anyway!.data, { ignore_space: true });
  assert.ok(anyway!.wide);
});

test("a warning puts the no first, takes the colour from the yes and asks once more", () => {
  const one = question("a", { kind: "warning", warnings: ["x"] });
  assert.deepEqual(told(one), ["no:button_decline", "?yes:button_all_the_same"]);
});

test("there is no yes before it is said which one, and none to neither", () => {
  const one = question("a", { kind: "which", can: ["choose", "decline"], choices: [
    { year: 2011, title: "Orchard", libraries: [] }, { year: 2013, title: "Orchard", libraries: [] },
  ] });
  assert.deepEqual(told(one), ["no:button_decline"]);
  assert.deepEqual(told(one, -1), ["no:button_decline"]);
  const [yes] = buttons(one, 1);
  assert.deepEqual(yes!.label, { card: "approve_for", with: { which: "2013" } });
  assert.deepEqual(yes!.data, { choice: 2 });
});

test("works of the same year are told apart by their titles, and of the same title by their place", () => {
  const of = (first: string, second: string) =>
    question("a", { can: ["choose", "decline"], choices: [
      { year: 2011, title: first, libraries: [] }, { year: 2011, title: second, libraries: [] },
    ] });
  assert.deepEqual(buttons(of("A", "B"), 0)[0]!.label, { card: "approve_for", with: { which: "A" } });
  assert.deepEqual(buttons(of("A", "A"), 1)[0]!.label, { card: "approve_for", with: { which: "2" } });
});

test("a vote is asked for, and can be changed or taken back", () => {
  const votes = { need: 3, yes: 2, against: 1, no: 0, in_favour: [], opposed: [], missing: [] };
  const one = question("a", { can: ["vote", "decline"], votes });
  assert.deepEqual(told(one), ["!yes:vote_yes", "no:vote_no"]);
  assert.deepEqual(told({ ...one, votes: { ...votes, mine: true } }), ["no:vote_no_instead", "back:vote_back"]);
  assert.deepEqual(told({ ...one, votes: { ...votes, mine: false } }), ["yes:vote_yes_instead", "back:vote_back"]);
});

test("who may only look has no button, and what is only told of is seen", () => {
  assert.deepEqual(told(question("a", { can: [] })), []);
  const [seen, ...rest] = buttons(question("a", { tell: true, can: ["seen"] }));
  assert.equal(seen!.action, "decline");
  assert.deepEqual(rest, []);
});

test("only what data moves locks: neither scrolling, nor a row that the browser holds still", () => {
  const at = (x: number, y: number, pageY: number) => new Map([["a yes", { x, y, pageY }]]);
  assert.ok(!moved(at(0, 100, 500), at(0, 108, 508)));
  assert.ok(moved(at(0, 100, 500), at(0, 109, 509)));
  assert.ok(!moved(at(0, 100, 500), at(0, 40, 500)), "scrolled");
  assert.ok(!moved(at(0, 100, 500), at(0, 100, 800)), "held still");
  assert.ok(moved(at(0, 100, 500), at(9, 100, 500)), "to the side");
  assert.ok(!moved(at(0, 100, 500), new Map()), "gone");
  assert.ok(!moved(new Map(), at(0, 100, 500)), "new");
});

test("a press that began while the list was deaf counts for nothing, whenever it ends", () => {
  const lock = new Lock();
  assert.ok(!lock.deaf(0, 1));
  lock.close(1000);
  assert.ok(lock.deaf(900, 1001), "began before, ends within");
  assert.ok(lock.deaf(1000 + DEAF - 1, 1000 + DEAF + 500), "began within, ends after");
  assert.ok(!lock.deaf(1000 + DEAF, 1000 + DEAF + 1));
  assert.equal(lock.left(1400), DEAF - 400);
});

test("the soonest or the newest comes first", () => {
  const all = [question("a", { until: 3, asked: 1 }), question("b", { until: 1, asked: 2 }), question("c", { until: 1, asked: 3 })];
  assert.deepEqual(sorted(all, "soonest"), ["b", "c", "a"]);
  assert.deepEqual(sorted(all, "newest"), ["c", "b", "a"]);
});

test("what is new goes where it belongs, but never above the end of what is in view", () => {
  assert.deepEqual(joined(["b", "d"], ["a", "b", "c", "d", "e"], 1), ["b", "a", "c", "d", "e"]);
  assert.deepEqual(joined(["b", "d"], ["a", "b", "c", "d"], 2), ["b", "d", "a", "c"]);
  assert.deepEqual(joined(["d", "b"], ["a", "b", "d"], 2), ["d", "b", "a"]);
  assert.deepEqual(joined([], ["a", "b"], 0), ["a", "b"]);
});

test("what somebody else answers leaves a strip where it was drawn, and nothing below", () => {
  const rows = new Rows();
  const [a, b, c] = ["a", "b", "c"].map((id, until) => question(id, { until }));
  rows.take([a!, b!, c!], "soonest", true, 0, 2, 0);
  rows.take([b!], "soonest", false, 2, 2, 5);
  assert.deepEqual(rows.places, ["a", "b"]);
  assert.deepEqual([...rows.strips].map(([id, strip]) => [id, strip.how, strip.until]), [["a", "elsewhere", 5 + STRIP]]);
  assert.equal(rows.next("a", 2), "b");
  assert.equal(rows.sweep(5 + STRIP, () => true), 5 + STRIP + 1000, "held");
  assert.equal(rows.sweep(5 + STRIP, () => false), undefined);
  assert.deepEqual(rows.places, ["b"]);
  rows.take([b!], "soonest", false, 0, 2, 20_000);
  assert.deepEqual(rows.places, ["b"]);
});

test("what waits for its answer stays as it was, even where it is gone already", () => {
  const rows = new Rows();
  const a = question("a");
  rows.take([a], "soonest", true, 0, 5, 0);
  rows.busy.set("a", "yes");
  rows.take([], "soonest", false, 0, 5, 1);
  assert.deepEqual(rows.drawn(5), ["a"]);
  assert.equal(rows.question("a"), a);
});

test("what is taken back keeps its place until it waits again", () => {
  const rows = new Rows();
  const [a, b] = ["a", "b"].map((id, until) => question(id, { until }));
  rows.take([a!, b!], "soonest", true, 0, 5, 0);
  rows.strips.set("a", { question: a!, how: "approved", until: 10 });
  rows.take([b!], "soonest", false, 2, 5, 1);
  rows.takenBack("a");
  rows.take([b!], "soonest", false, 2, 5, 2);
  assert.deepEqual([rows.places, rows.strips.size], [["a", "b"], 0]);
  rows.take([b!, a!], "soonest", false, 2, 5, 3);
  assert.deepEqual(rows.places, ["a", "b"]);
  rows.take([b!], "soonest", false, 2, 5, 4);
  assert.equal(rows.strips.get("a")!.how, "elsewhere");
});

test("strips take no place from questions, and the rest is counted", () => {
  const rows = new Rows();
  const all = ["a", "b", "c", "d"].map((id, until) => question(id, { until }));
  rows.take(all, "soonest", true, 0, 2, 0);
  assert.deepEqual(rows.drawn(2), ["a", "b"]);
  assert.equal(rows.beyond(2), 2);
  rows.strips.set("a", { question: all[0]!, how: "approved", until: 10 });
  assert.deepEqual(rows.drawn(2), ["a", "b", "c"]);
  assert.equal(rows.beyond(2), 1);
  assert.equal(rows.next("c", 2), "b");
});

test("what somebody else said is told by its outcome, who it was and by which road", () => {
  const entry = { id: "a", at: 1, work: { title: "A" }, can: [] as [] };
  const by = elsewhere({ ...entry, outcome: "downloading", who: "Mira", how: "phone" }, "A", "now");
  assert.deepEqual(by, { card: "approved_elsewhere", with: { work: "A", who: "Mira", way: { say: "way_phone" }, ago: "now" } });
  assert.deepEqual(elsewhere({ ...entry, outcome: "expired" }, "A", ""), { card: "expired_by_itself", with: { work: "A", rule: "" } });
  assert.deepEqual(elsewhere(undefined, "A", ""), { card: "gone_elsewhere", with: { work: "A" } });
  const withdrawn = elsewhere({ ...entry, outcome: "cancelled", how: "asker", ordered: "Sonarr" }, "A", "now");
  assert.deepEqual(withdrawn, { card: "withdrawn_elsewhere", with: { work: "A", who: "Sonarr" } });
});

test("several are summed up, and what has to be looked at is left out of the yes", () => {
  const all = [
    question("a", { bytes: 71 * GB, room: room(), file: { fate: "gone", files: 2 } }),
    question("b", { bytes: 2 * GB, room: room({ free: 300 * GB }) }),
    question("c", { kind: "warning", warnings: ["x"], file: { fate: "gone", files: 9 } }),
    question("d", { bytes: 5 * GB }),
  ];
  const found = sum(all, new Set(["a", "b", "c", "x"]));
  assert.deepEqual(found.ids, ["a", "b", "c"]);
  assert.deepEqual(found.yes, ["a", "b"]);
  assert.deepEqual(found.no, ["a", "b", "c"]);
  assert.deepEqual([found.bytes, found.yesBytes, found.unsized, found.gone, found.free], [73 * GB, 73 * GB, 1, 2, 300 * GB]);
  const apart = sum([question("a", { room: room() }), question("b", { room: room({ client: "b" }) })], new Set(["a", "b"]));
  assert.equal(apart.free, undefined);
});

test("a sentence is told in two lines, what it adds below", () => {
  assert.deepEqual(halves("No room: 84.6 GB, but only 62 GB can be used. 112 GB free"), {
    text: "No room: 84.6 GB, but only 62 GB can be used", small: "112 GB free",
  });
  assert.deepEqual(halves("Keeps your file: both stay (89.6 GB together)"), { text: "Keeps your file: both stay", small: "89.6 GB together" });
  assert.deepEqual(halves("71.2 GB of 354 GB free"), { text: "71.2 GB of 354 GB free" });
  assert.equal(capital("better picture"), "Better picture");
  assert.equal(capital(""), "");
});

test("a bar shows what is on its way, what this takes, what is too much and what stays free", () => {
  assert.deepEqual(parts(room()), { way: 14.1, this: 17.3, over: 0, keep: 12.1 });
  const none = parts(room({ bytes: 84.6 * GB, free: 112 * GB, way: 0, usable: 62 * GB, fit: "none" }));
  assert.deepEqual(none, { way: 0, this: 46.1, over: 16.8, keep: 0 });
  assert.ok(hasBar(room()));
  assert.ok(!hasBar(room({ bytes: 2 * GB })));
  assert.ok(!hasBar(room({ bytes: undefined })));
});

test("a work can stand anywhere in a sentence", () => {
  assert.deepEqual(around(`Only ${GAP} came`), ["Only ", " came"]);
  assert.deepEqual(around("nothing"), ["nothing", ""]);
});

test("keys are ours alone, and who leans on one answers once", () => {
  const press = (key: string, more = {}) => keyOf({ key, ctrlKey: false, altKey: false, metaKey: false, repeat: false, ...more });
  assert.equal(press("A"), "yes");
  assert.equal(press("a", { ctrlKey: true }), undefined);
  assert.equal(press("d", { repeat: true }), undefined);
  assert.equal(press("ArrowDown", { repeat: true }), "next");
  assert.equal(press(" "), "select");
  assert.equal(press("x"), undefined);
});

test("it is put off by the clock of the house, and tonight only while that is to come", () => {
  const at = Date.UTC(2026, 10, 27, 17, 0);
  const berlin = choices(at, "Europe/Berlin").map((one) => [one.later, new Date(one.at).toISOString()]);
  assert.deepEqual(berlin, [
    ["hour", "2026-11-27T18:00:00.000Z"], ["tonight", "2026-11-27T19:00:00.000Z"], ["tomorrow", "2026-11-28T07:00:00.000Z"],
  ]);
  assert.deepEqual(choices(at, "Asia/Tokyo").map((one) => one.later), ["hour", "tonight", "tomorrow"]);
  assert.deepEqual(choices(Date.UTC(2026, 10, 27, 20, 0), "Europe/Berlin").map((one) => one.later), ["hour", "tomorrow"]);
});

test("an hour is found on the day on which the clocks change", () => {
  const night = Date.UTC(2026, 2, 28, 20, 0);
  assert.equal(new Date(hourOf(8, 1, night, "Europe/Berlin")).toISOString(), "2026-03-29T06:00:00.000Z");
  const autumn = Date.UTC(2026, 9, 24, 20, 0);
  assert.equal(new Date(hourOf(8, 1, autumn, "Europe/Berlin")).toISOString(), "2026-10-25T07:00:00.000Z");
});

test("in short what stands beside the yes is in the menu", () => {
  const scene = { words: WORDS, hass: {} } as unknown as Scene;
  const look = { active: true, selecting: false, selected: false, changed: false, lost: false, beside: false };
  const drawn = (more: Partial<Question>) =>
    JSON.stringify(compactRow(scene, question("a", more), look, {} as Hands, () => undefined));
  const both = drawn({ can: ["replace", "keep_both", "decline"] });
  assert.match(both, /Approve and replace/);
  assert.doesNotMatch(both, /Keep both/);
  assert.match(drawn({ can: ["keep_both", "decline"], file: { fate: "keep", files: 1 } }), /keep both/);
});

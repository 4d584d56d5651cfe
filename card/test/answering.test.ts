import assert from "node:assert/strict";
import { test } from "node:test";

import { reason } from "../src/asking";
import type { Entry, Question } from "../src/model";
import type { Scene } from "../src/part";
import { Answering, answers, key, type Page } from "../src/waiting/answering";
import { Rows } from "../src/waiting/rows";
import { over, said, stripRow } from "../src/waiting/strip";
import { Words } from "../src/words";
import { TEXTS } from "./texts";

const WORDS = new Words(TEXTS, { language: "en", time_format: "24" }, "Europe/Berlin", () => 0);

const question = (id: string, more: Partial<Question> = {}): Question => ({
  id,
  seen: `seen-${id}`,
  work: { title: id, year: 2020 },
  better: [], worse: [], offered: [], unsure: [], warnings: [], notes: [],
  sure: { level: "sure" },
  until: 100, last: 10, asked: 0, others: 0,
  from: {}, links: {},
  can: ["approve", "decline"],
  ...more,
});

/** All that was begun without being waited for has come to its end. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

interface Toast {
  text: string;
  run?: () => void;
}

/** A list with these questions, and a server that does what it is told. */
function list(open: Question[], reply: (action: string, data: any) => unknown, recent: Partial<Entry>[] = []) {
  const rows = new Rows();
  rows.take(open, "soonest", true, 0, 9, 0);
  const asked: { action: string; data: any }[] = [];
  const said: string[] = [];
  const toasts: Toast[] = [];
  const changed: string[] = [];
  const scene = {
    words: WORDS,
    announce: (text: string) => said.push(text),
    toast: (text: string, action?: { run: () => void }) => toasts.push({ text, run: action?.run }),
    hush: () => toasts.push({ text: "" }),
    store: {
      state: { recent },
      now: () => 0,
      act: async (action: string, data: unknown) => {
        asked.push({ action, data });
        return reply(action, data);
      },
    },
  } as unknown as Scene;
  const page: Page = {
    scene, rows,
    redraw: () => undefined,
    changed: (id) => changed.push(id),
    waiting: () => open.filter((one) => !rows.strips.has(one.id)).length,
    leave: () => undefined,
  };
  return { rows, asked, said, toasts, changed, answering: new Answering(page) };
}

const approved = (_: string, data: any) => ({ requests: [data.request_id].flat().map((id: string) => ({ request_id: id, state: "approved" })) });
const refusal = (translation_key: string, message = translation_key) => () => {
  throw { code: "home_assistant_error", translation_key, message };
};

test("an answer says what was seen, leaves a strip and offers to take it back", async () => {
  const [a, b] = [question("A"), question("B")];
  const { answering, asked, rows, said, toasts } = list([a, b], approved);
  const done = answering.one(a, "yes", "approve", { keep_both: true });
  assert.equal(rows.busy.get("A"), "yes");
  await answering.one(a, "yes", "approve", {});
  await done;
  assert.deepEqual(asked, [{ action: "approve", data: { request_id: ["A"], seen: ["seen-A"], keep_both: true } }], "once");
  assert.deepEqual([rows.busy.size, rows.strips.get("A")!.how, answering.last], [0, "approved", "A"]);
  assert.deepEqual(said, ["A (2020) approved. 1 waits. U takes it back."]);
  assert.equal(toasts[0]!.text, "Approved: A (2020)");
  toasts[0]!.run!();
  await settled();
  assert.deepEqual(asked[1], { action: "undo", data: { request_id: "A" } });
  assert.deepEqual([rows.strips.size, answering.last, said[1]], [0, undefined, "Taken back. A (2020) waits again."]);
  assert.equal(toasts.at(-1)!.text, "", "what it said is so no longer");
});

test("after a no it is told what the program that ordered it makes of that", async () => {
  const declined = (_: string, data: any) => ({ requests: [{ request_id: data.request_id[0], state: "declined" }] });
  const aside = async (ordered: Question["ordered"], data = {}) => {
    const a = question("A", ordered && { ordered });
    const { answering, asked, rows } = list([a], declined);
    await answering.one(a, "menu", "decline", data);
    assert.deepEqual(asked[0]!.data, { request_id: ["A"], seen: ["seen-A"], ...data });
    return rows.strips.get("A")!.aside;
  };
  const looks = { name: "Sonarr", no: "looks" as const, told_after: 600 };
  assert.equal(await aside(looks), "Sonarr is told at 1:10 and looks for another.");
  assert.equal(await aside(looks, { look_further: false }), "Sonarr is told at 1:10 and looks no further.");
  assert.equal(await aside({ ...looks, no: "fails" }), "Sonarr sees it fail at 1:10 and looks for another.");
  assert.equal(await aside({ name: "FlexGet", no: "untold" }), "FlexGet is not told.");
  assert.equal(await aside({ name: "Gone" }), "");
  assert.equal(await aside(undefined), "");
});

test("what takes one request gets one, and what is told of another release is left as it is", async () => {
  const a = question("A");
  const { answering, asked } = list([a], () => ({}));
  await answering.one(a, "panel", "take_instead", { candidate: 2, seen: "seen-of-it" });
  assert.deepEqual(asked[0]!.data, { request_id: "A", seen: "seen-of-it", candidate: 2 });
});

test("a question that has changed is shown anew and nothing is done", async () => {
  const a = question("A");
  const { answering, rows, changed, said } = list([a], refusal("question_changed"));
  await answering.one(a, "yes", "approve", {});
  assert.deepEqual([changed, rows.strips.size, rows.busy.size], [["A"], 0, 0]);
  assert.deepEqual(said, ["This question has just changed, read it again."]);
});

test("what goes wrong is said with its reason, and tried again with what is seen then", async () => {
  const a = question("A");
  let broken = true;
  const { answering, asked, rows, said } = list([a], (action, data) => (broken ? refusal("x", "The disk is full.")() : approved(action, data)));
  await answering.one(a, "no", "decline", {});
  const strip = rows.strips.get("A")!;
  assert.deepEqual([strip.how, strip.failed, strip.why], ["failed", "declined", "The disk is full."]);
  assert.deepEqual(said, ["Not declined: The disk is full."]);
  broken = false;
  rows.take([{ ...a, seen: "newer" }], "soonest", false, 0, 9, 1);
  strip.retry!();
  await settled();
  assert.deepEqual(asked[1]!.data, { request_id: ["A"], seen: ["newer"] });
  assert.equal(rows.strips.get("A")!.how, "declined");
});

test("a panel says itself what goes wrong", async () => {
  const a = question("A");
  const { answering, rows, said } = list([a], refusal("x", "No."));
  await assert.rejects(answering.one(a, "panel", "decline", { scope: "group" }, true), (error: unknown) => key(error) === "x");
  assert.deepEqual([rows.strips.size, rows.busy.size, said], [0, 0, []]);
});

test("a vote that others have to follow stays where it is", async () => {
  const votes = { need: 3, yes: 1, against: 1, no: 0, in_favour: [], opposed: [], missing: [] };
  const a = question("A", { votes, can: ["vote", "decline"] });
  const { answering, rows, said } = list([a], () => ({ requests: [{ request_id: "A", state: "pending" }] }));
  await answering.one(a, "yes", "approve", {});
  assert.deepEqual([rows.strips.size, answering.last, said], [0, "A", ["Your yes to A (2020) counts"]]);
});

test("what is here already wants a word before it is taken back", async () => {
  const a = question("A");
  let here = true;
  const { answering, asked, rows } = list([a], (action, data) => (action === "undo" && here ? refusal("needs_word")() : approved(action, data)));
  await answering.one(a, "yes", "approve", {});
  await answering.undo("A");
  assert.deepEqual([rows.strips.get("A")!.how, answering.last], ["word", "A"]);
  here = false;
  await answering.undo("A", true);
  assert.deepEqual(asked.at(-1)!.data, { request_id: "A", delete_data: false });
  assert.equal(rows.strips.size, 0);
});

test("of several it is told in one sentence what became of them, and who was quicker", async () => {
  const all = ["A", "B", "C"].map((id, until) => question(id, { until }));
  const reply = () => ({ requests: [{ request_id: "A", state: "approved" }, { request_id: "B", state: "approved" }, { request_id: "C", why: "Too late." }] });
  const recent = [{ id: "C", outcome: "declined" as const, who: "Jonas" }];
  const { answering, asked, rows, said, toasts } = list(all, reply, recent);
  await answering.all(all, "approve");
  assert.deepEqual(asked[0]!.data, { request_id: ["A", "B", "C"], seen: ["seen-A", "seen-B", "seen-C"] });
  assert.deepEqual(said, ["2 approved. 1 was already declined by Jonas."]);
  assert.deepEqual([...rows.strips].map(([id, strip]) => `${id} ${strip.how}`), ["A approved", "B approved", "C elsewhere"]);
  toasts[0]!.run!();
  await settled();
  assert.deepEqual(asked.slice(1).map((one) => one.data.request_id), ["A", "B"]);
});

test("where nothing of several is answered, there is nothing to take back", async () => {
  const all = [question("A"), question("B")];
  const { answering, rows, said, toasts } = list(all, refusal("x", "The disk is full."));
  await answering.all(all, "decline");
  assert.deepEqual(said, ["The disk is full."]);
  assert.equal(toasts[0]!.run, undefined);
  assert.deepEqual([...rows.strips.values()].map((strip) => strip.how), ["failed", "failed"]);
});

test("an answer is found however it is wrapped", () => {
  const requests = [{ request_id: "A" }];
  for (const told of [{ requests }, { response: { requests } }]) assert.deepEqual(answers(told), requests);
  for (const told of [{}, null, undefined]) assert.deepEqual(answers(told), []);
});

test("of an answer whose answer never came nothing is claimed", async () => {
  const unheard = () => {
    throw { code: "unheard", message: "The connection was lost." };
  };
  const all = [question("A"), question("B")];
  const { answering, rows, said, toasts } = list(all, unheard);
  await answering.one(all[0]!, "yes", "approve", {});
  await answering.all(all, "approve");
  await answering.undo("A");
  assert.deepEqual(new Set(said), new Set(["The connection was lost."]));
  assert.ok(toasts.every(({ text, run }) => text === "The connection was lost." && !run));
  assert.deepEqual([rows.strips.size, rows.busy.size, answering.last], [0, 0, undefined]);
});

test("the way back goes as soon as there is none any more, and it is said why", async () => {
  const a = question("A");
  const { answering, rows, toasts } = list([a], approved);
  await answering.one(a, "yes", "approve", {});
  const strip = rows.strips.get("A")!;
  const scene = { words: WORDS, store: { now: () => 0 } } as unknown as Scene;
  const told = (entry: object | undefined, download?: object) =>
    over(scene, { recent: entry ? [{ id: "A", ...entry }] : [], downloads: download ? [{ id: "A", can: [], ...download }] : [] } as any, "A");
  assert.equal(told(undefined), "", "nothing is known of it yet");
  assert.equal(told({ outcome: "downloading", can: ["undo"], undo_until: 9 }, { can: ["undo"], undo_until: 9 }), "");
  assert.equal(told(undefined, { can: ["cancel", "undo"], undo_until: 9 }), "", "it is not among the last few");
  assert.equal(told({ outcome: "declined", can: ["undo"], undo_until: 0 }), "It can be taken back no more.");
  assert.equal(told({ outcome: "failed", can: ["retry"] }), "It can be taken back no more.");
  assert.equal(told({ outcome: "completed", can: [] }), "It is being imported: it cannot be taken back.");
  assert.equal(told({ outcome: "imported", can: [] }), "It is imported already: it cannot be taken back.");
  const there = { imported: 5, library: "Radarr" };
  assert.equal(told({ outcome: "as_promised", can: [] }, there), "It is in Radarr already: it cannot be taken back.");
  assert.equal(told(undefined, there), "It is in Radarr already: it cannot be taken back.");

  const shown = (ended: string) => JSON.stringify(stripRow(scene, "A", strip, answering, ended));
  assert.match(shown(""), /Undo/);
  assert.doesNotMatch(shown("It is in Radarr already."), /Undo/);
  assert.match(shown("It is in Radarr already."), /It is in Radarr already\./);

  answering.mind({ recent: [], downloads: [{ id: "A", can: ["undo"], undo_until: 9 }] } as any);
  assert.equal(answering.last, "A");
  answering.mind({ recent: [], downloads: [{ id: "A", can: [], ...there }] } as any);
  assert.deepEqual([answering.last, toasts.at(-1)!.text], [undefined, ""], "the U key and the message end with it");
});

test("a refusal is told by what was refused, in its own words, and is tried again only where that may help", async () => {
  const wrong = (message: string, code = "service_validation_error", translation_key = "x") => () => {
    throw { code, message, translation_key };
  };
  const why = "It was imported on 3 May by Radarr. There is nothing left to decide.";
  const scene = { words: WORDS } as unknown as Scene;
  const told = async (action: string, data: object, more: Partial<Question>, refuse: () => never) => {
    const a = question("A", more);
    const { answering, rows } = list([a], refuse);
    await answering.one(a, "menu", action, data as Record<string, unknown>);
    const strip = rows.strips.get("A")!;
    return [said(scene, strip, "A"), !!strip.retry];
  };
  assert.deepEqual(await told("approve", {}, {}, wrong(why)), [`A was not approved: ${why}`, false]);
  assert.deepEqual(await told("take_instead", {}, {}, wrong("Full.", "home_assistant_error")), ["A was not approved: Full.", true]);
  assert.deepEqual(await told("decline", {}, { tell: true }, wrong(why)), [`A was not put away: ${why}`, false]);
  assert.deepEqual(await told("put_off", { until: "2026-01-01" }, {}, wrong("That time is over already.")), ["A was not put off: That time is over already.", false]);
  assert.deepEqual(await told("undo", {}, { can: ["vote"] }, wrong("You may look.", "unauthorized")), ["A was not taken back: You may look.", false]);
  assert.deepEqual(await told("approve", {}, {}, wrong("Not yet.", "service_validation_error", "not_yet")), ["A was not approved: Not yet.", true]);

  const a = question("A");
  const { answering, rows } = list([a], (action, data) => (action === "undo" ? wrong(why)() : approved(action, data)));
  await answering.one(a, "yes", "approve", {});
  await answering.undo("A");
  const strip = rows.strips.get("A")!;
  assert.deepEqual([said(scene, strip, "A"), strip.retry], [`A was not taken back: ${why}`, undefined]);

  const several = list([a], () => ({ requests: [{ request_id: "A", why }] }));
  await several.answering.all([a], "decline");
  assert.equal(said(scene, several.rows.strips.get("A")!, "A"), `A was not declined: ${why}`);
});

test("a refusal names what it is about as people do, not as the release is called", async () => {
  const a = question("A");
  const title = "A.2020.2160p.UHD.BluRay.REMUX-GROUP";
  const { answering, rows, said: spoken } = list([a], () => {
    throw { code: "service_validation_error", message: `${title} was approved by Mira.`, translation_placeholders: { title } };
  });
  await answering.one(a, "yes", "approve", {});
  assert.equal(rows.strips.get("A")!.why, "A (2020) was approved by Mira.");
  assert.deepEqual(spoken, ["Not approved: A (2020) was approved by Mira."]);
  assert.equal(reason({ message: "Full.", translation_placeholders: { title: "" } }, "A"), "Full.");
  assert.equal(reason("broken"), "broken");
});

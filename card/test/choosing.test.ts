import assert from "node:assert/strict";
import { test } from "node:test";

import type { Candidate, Question } from "../src/model";
import { plainYes } from "../src/more/asked";
import { bestIn } from "../src/more/best";
import { called, isSeries, scopesOf } from "../src/more/refusing";

const candidate = (bytes: number | undefined, seeders: number | undefined, ...marks: ("better" | "worse")[]): Candidate => ({
  seen: "s",
  rows: marks.map((mark) => ({ label: "row_picture", value: "x", mark })),
  ...(bytes === undefined ? {} : { bytes }),
  sure: { level: "sure" },
  from: seeders === undefined ? {} : { seeders },
});

test("each is called by what it alone is best in", () => {
  const four = [
    candidate(24.6e9, 64, "better", "better", "worse"),
    candidate(68.9e9, 11, "better", "better", "better"),
    candidate(19.2e9, 102, "better", "better"),
    candidate(13.1e9, 7, "better"),
  ];
  assert.deepEqual(bestIn(four), [[], ["quality", "largest"], ["seeders"], ["smallest"]]);
});

test("a tie is nobody's, and what is not known is not least", () => {
  assert.deepEqual(bestIn([candidate(5, 3), candidate(5, 3)]), [[], []]);
  assert.deepEqual(bestIn([candidate(5, undefined), candidate(undefined, 0)]), [[], []]);
  assert.deepEqual(bestIn([candidate(5, 1)]), [[]]);
});

const question = (more: Partial<Question>): Question => ({
  id: "1",
  seen: "s",
  work: { title: "Salt and Lanterns", year: 2019 },
  better: [],
  worse: [],
  offered: [],
  unsure: [],
  warnings: [],
  sure: { level: "sure" },
  until: 0,
  last: 0,
  asked: 0,
  from: {},
  others: 0,
  notes: [],
  can: [],
  links: {},
  ...more,
});
const row = (label: string) => ({ label, have: "a", offered: "b" });

test("only what there is of a question can be declined", () => {
  assert.deepEqual(scopesOf(question({})), ["release", "title"]);
  assert.deepEqual(scopesOf(question({ from: { group: "NORTHWND" }, worse: [row("row_languages")] })), [
    "release",
    "group",
    "title",
    "gain",
  ]);
  assert.deepEqual(scopesOf(question({ work: { title: "", words: "x.y.z" } })), ["release"]);
});

test("a scope is called by its group, its work, or what it would lose", () => {
  const film = question({ from: { group: "NORTHWND" } });
  assert.deepEqual(called(film, "group"), { say: "button_everything_by", with: { group: "NORTHWND" } });
  assert.deepEqual(called(film, "title"), { say: "button_film" });
  assert.deepEqual(called(question({ kind: "warning", beneath: "pack" }), "title"), { say: "button_series" });
  assert.equal(isSeries(question({ work: { title: "A", run: "S01E02" } })), true);
  const gain = (better: string[], worse: string[]) =>
    called(question({ better: better.map(row), worse: worse.map(row) }), "gain");
  assert.deepEqual(gain(["row_audio"], ["row_languages"]), { say: "no_more_row_languages" });
  assert.deepEqual(gain([], ["row_languages", "row_audio"]), { say: "no_more_losses" });
  assert.deepEqual(gain(["row_audio"], []), { say: "no_more_gain", with: { kind: { say: "refused_sound" } } });
  assert.deepEqual(gain(["row_audio", "row_picture"], []), { say: "no_more_gains" });
});

test("the one asked about is approved beside the others only where a look at it is enough", () => {
  assert.deepEqual(plainYes(question({ can: ["approve", "decline"] })), { label: "button_approve", data: {} });
  assert.equal(plainYes(question({ can: ["replace"] }))?.label, "button_approve_replace");
  const keeps = question({ can: ["replace", "keep_both"], file: { fate: "keep", files: 1 } });
  assert.deepEqual(plainYes(keeps), { label: "button_approve_both", data: { keep_both: true } });
  assert.equal(plainYes(question({ can: ["replace", "keep_both"], file: { fate: "gone", files: 1 } }))?.label, "button_approve_replace");
  assert.equal(plainYes(question({ can: ["approve"], warnings: ["far too small"] })), undefined);
  assert.equal(plainYes(question({ can: ["approve", "choose"] })), undefined);
  assert.equal(plainYes(question({ can: ["approve", "wait", "anyway"] })), undefined);
  assert.equal(plainYes(question({ can: ["vote"] })), undefined);
  assert.equal(plainYes(question({ can: [] })), undefined);
});

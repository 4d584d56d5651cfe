import assert from "node:assert/strict";
import { test } from "node:test";

import type { Question } from "../src/model";
import { facts, small } from "../src/waiting/facts";
import { summary } from "../src/waiting/head";
import { Words } from "../src/words";
import { TEXTS } from "./texts";

const words = new Words(TEXTS, { language: "en", time_zone: "server" }, "UTC", () => 1000);

const question = (more: Partial<Question>): Question => ({
  id: "a", seen: "s", work: { title: "Public Domain Pattern" },
  better: [], worse: [], offered: [], unsure: [], warnings: [], notes: [],
  sure: { level: "sure" }, until: 9000, last: 10, asked: 1000, others: 0,
  from: { rule: "Better than what I have", source: "Demo site" }, links: {}, can: ["approve", "decline"],
  ...more,
});

test("nothing follows the name of a rule that it could be read with", () => {
  assert.deepEqual(small(question({}), words, 1000), ["Demo site", "asked just now", "rule Better than what I have"]);
});

test("it is said which program has ordered it, what it makes of a no, and no rule that there is not", () => {
  const one = question({ ordered: { name: "Sonarr", no: "looks", told_after: 600 }, from: { source: "Sonarr", group: "KITE" } });
  assert.deepEqual(small(one, words, 1000), ["ordered by Sonarr", "KITE", "asked just now"]);
  assert.deepEqual(summary(one, words), ["Sonarr wants this."]);
  assert.deepEqual(summary({ ...one, summary: "better picture" }, words), ["Sonarr wants this. Better picture"]);
  const told = (no?: "looks" | "fails" | "untold") =>
    facts({ ...one, ordered: { name: "Sonarr", ...(no && { no }) } }, words, 1000).find((fact) => fact.name === "no")?.text;
  assert.equal(told("looks"), "After a no Sonarr looks for another");
  assert.equal(told("fails"), "After a no Sonarr sees it fail and looks for another");
  assert.equal(told("untold"), "Sonarr is not told of a no");
  assert.equal(told(), undefined);
  // What a feed has found as well is from there, too, and a rule of one's own is told.
  const both = question({ ordered: { name: "Sonarr" } });
  assert.deepEqual(small(both, words, 1000), ["Demo site", "ordered by Sonarr", "asked just now", "rule Better than what I have"]);
});

test("where no library says what a release is to anybody it is said who looks for it", () => {
  assert.deepEqual(summary(question({}), words), ["The rule “Better than what I have” looks for it."]);
  assert.deepEqual(summary(question({ kind: "new_movie" }), words), []);
  assert.deepEqual(summary(question({ summary: "You have no version of it." }), words), ["You have no version of it."]);
  assert.deepEqual(summary(question({ from: {} }), words), []);
});

test("a title that says all is no surer than its group has been", () => {
  const sure = (more: Partial<Question>) => {
    const fact = facts(question(more), words, 1000).find((one) => one.name === "sure");
    return fact && [fact.icon, fact.tone, fact.text, fact.small];
  };
  const ground = { say: "sure_sure" };
  const said = "Sure: the title says all of this";
  assert.deepEqual(sure({ sure: { level: "sure", ground } }), ["shield-check-outline", "", said, undefined]);
  assert.deepEqual(sure({ sure: { level: "sure", ground }, record: { group: "KITE", kept: 11, of: 12 } }),
    ["shield-check-outline", "", said, "KITE kept its word 11 of 12 times"]);
  // The server says it is but fairly sure, and why: that is not said twice.
  const fairly = { say: "sure_fairly", with: { reason: { say: "kept_word", with: { group: "KITE", kept: 1, count: 2 } } } };
  assert.deepEqual(sure({ sure: { level: "fairly", ground: fairly }, record: { group: "KITE", kept: 1, of: 2 } }),
    ["shield-alert-outline", "warn", "Fairly sure: KITE kept its word 1 of 2 times", undefined]);
  const doubt = { say: "sure_unsure", with: { reason: "the year is not said" } };
  assert.deepEqual(sure({ sure: { level: "unsure", ground: doubt }, record: { group: "KITE", kept: 1, of: 2 } }),
    ["shield-alert-outline", "warn", "Not sure: the year is not said", "KITE kept its word only 1 of 2 times"]);
});

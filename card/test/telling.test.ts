import assert from "node:assert/strict";
import { test } from "node:test";

import type { Entry, Outcome, Piece } from "../src/model";
import { DAYS, SCOPES } from "../src/more/refusing";
import { LISTS, PILLS } from "../src/more/filters";
import { before, measure, sentences, smallPrint, type Line } from "../src/more/happened";
import { dayHeading, full, tell } from "../src/more/telling";
import { Words } from "../src/words";
import { TEXTS } from "./texts";

const NOW = Date.UTC(2026, 10, 26, 17, 4) / 1000;
const words = new Words(TEXTS, { language: "en", time_format: "24", time_zone: "server" }, "Europe/Berlin", () => NOW);
const has = (key: string): boolean => words.has(key) || `component.greenlight.common.${key}` in TEXTS;

const entry = (more: Partial<Entry>): Entry => ({ id: "1", at: NOW, outcome: "approved", work: { title: "Six Ovens" }, can: [], ...more });
const said = (one: Entry): string => sentences(one).map((line) => full(tell(words, line, one.at))).join(" ");

test("entries read as people would say them", () => {
  const two = NOW - 2 * 3600;
  assert.equal(said(entry({ outcome: "declined", who: "Jonas", how: "telegram", why: "too big" })), "Declined by Jonas in Telegram: “too big”");
  assert.equal(said(entry({ outcome: "imported", who: "Mira", how: "phone", decided: two })), "Approved by Mira on the phone, 16:04. Imported.");
  assert.equal(said(entry({ outcome: "imported", who: "Mira", how: "phone", decided: NOW - 86_400 })), "Approved by Mira on the phone, yesterday 18:04. Imported.");
  assert.equal(said(entry({ you: true, who: "Mira", how: "card", outcome: "downloading", client: "NZBGet" })), "Approved by you on the dashboard. Downloading with NZBGet.");
  assert.equal(said(entry({ how: "rule", rule: "Small repairs" })), "Approved by the rule Small repairs, without asking.");
  assert.equal(said(entry({ outcome: "expired", how: "time" })), "Nobody answered: not downloaded.");
  assert.equal(said(entry({ outcome: "cancelled" })), "Cancelled.");
});

test("every way to become, decided by whomever, has its words", () => {
  const outcomes: Outcome[] = ["approved", "downloading", "completed", "imported", "as_promised", "not_as_promised", "declined", "expired",
    "cancelled", "overtaken", "failed"];
  const people: Partial<Entry>[] = [{}, { who: "Jonas" }, { who: "Mira", you: true }, { how: "rule", rule: "A" }, { how: "time", rule: "A" },
    ...(["card", "phone", "telegram", "voice", "action"] as const).map((how) => ({ who: "Jonas", how }))];
  const told = (what: Piece | Line): void => {
    if (typeof what !== "object") return;
    if ("key" in what) assert.ok(words.has(what.key), what.key);
    if ("say" in what) assert.ok(has(what.say), what.say);
    for (const value of Object.values(("with" in what && what.with) || {})) told(value);
  };
  for (const outcome of outcomes) {
    for (const who of people) {
      for (const more of [{}, { why: "too big", tell: true as const }, { measured: "P8.1", group: "OLDMAP" }]) {
        const one = entry({ outcome, decided: NOW - 7200, had: "SDR", now: "HDR10", rule: "A", ...who, ...more });
        for (const line of [...sentences(one), before(one) ?? "", measure(one) ?? "", ...smallPrint(one)]) told(line);
      }
    }
  }
});

test("days are told from today", () => {
  assert.equal(dayHeading(words, NOW, NOW), "Today, Thursday 26 November");
  assert.equal(dayHeading(words, NOW - 86_400, NOW), "Yesterday, Wednesday 25 November");
  assert.equal(dayHeading(words, NOW - 2 * 86_400, NOW), "Tuesday 24 November");
  assert.equal(dayHeading(words, NOW - 365 * 86_400, NOW), "Wednesday 26 November 2025");
});

test("a sentence ends once", () => {
  assert.equal(full("Imported"), "Imported.");
  assert.equal(full("You have no version of it."), "You have no version of it.");
});

test("what is put together from parts has its words", () => {
  const keys = [
    ...PILLS.map((one) => `history_${one}`),
    ...LISTS.map((one) => `history_${one}`),
    ...SCOPES.flatMap((scope) => DAYS.map((days) => `decline_says_${scope}${days ? "" : "_ever"}`)),
    ...["quality", "largest", "seeders", "smallest", "asked", "other"].map((one) => `best_${one}`),
    ...["phone", "telegram", "card", "voice", "action", "rule", "time"].map((one) => `stats_how_${one}`),
    ...["rule", "source", "group", "month"].map((one) => `stats_by_${one}`),
    ...["asked", "downloaded", "kept", "fast", "where", "better", "saved", "approved", "declined", "expired"].map((one) => `stats_${one}`),
    ...["next", "approve", "decline", "undo", "details", "select", "menu", "keys", "close"].map((one) => `key_${one}`),
    ...["would_ask", "waits", "had", "asked_before", "failed_before"].map((one) => `preview_${one}`),
    ...["sure", "fairly", "unsure"].map((one) => `sure_${one}`),
  ];
  assert.deepEqual(keys.filter((key) => !words.has(key)), []);
});

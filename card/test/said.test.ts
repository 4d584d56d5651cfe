import assert from "node:assert/strict";
import { test } from "node:test";

import type { Piece } from "../src/model";
import { Words } from "../src/words";
import said from "./said.json";
import { GERMAN, TEXTS } from "./texts";

const words = new Words(TEXTS, { language: "en", time_zone: "server" }, said.zone, () => said.now);
const german = new Words(GERMAN, { language: "de", time_zone: "server" }, said.zone, () => said.now);
const plain = (told: string) => told.replaceAll("\u00a0", " ");

test("the card says what phones and notices say", () => {
  for (const [piece, expected] of said.said as [Piece, string][]) assert.equal(plain(words.say(piece)), expected);
});

test("and so it does in German", () => {
  for (const [piece, expected] of said.german as [Piece, string][]) assert.equal(plain(german.say(piece)), expected);
});

test("what the engine says of a release is told in the words of the language", () => {
  for (const [label, told, expected] of said.rows as [string, string, string][]) {
    assert.equal(german.inRow(label, told), expected);
    assert.equal(words.inRow(label, told), told);
  }
  assert.equal(german.ofRelease("2160p UHD remux · probably The German"), "2160p UHD-Remux · wahrscheinlich The German");
});

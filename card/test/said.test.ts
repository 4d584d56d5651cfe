import assert from "node:assert/strict";
import { test } from "node:test";

import type { Piece } from "../src/model";
import { Words } from "../src/words";
import said from "./said.json";
import { TEXTS } from "./texts";

const words = new Words(TEXTS, { language: "en", time_zone: "server" }, said.zone, () => said.now);

test("the card says what phones and notices say", () => {
  const plain = (told: string) => told.replaceAll("\u00a0", " ");
  for (const [piece, expected] of said.said as [Piece, string][]) assert.equal(plain(words.say(piece)), expected);
});

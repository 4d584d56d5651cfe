import assert from "node:assert/strict";
import { test } from "node:test";

import type { Hass } from "../src/hass";
import { textsOf } from "../src/texts";

test("no words at all are no words to keep", async () => {
  let known: Record<string, string> = {};
  const connection = { sendMessagePromise: async () => ({ resources: known }) };
  const hass = { language: "xx", connection } as unknown as Hass;
  await assert.rejects(textsOf(hass));
  known = { "component.greenlight.common.now": "Now" };
  assert.deepEqual(await textsOf(hass), known);
  assert.equal(textsOf(hass), textsOf(hass));
});

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Result } from "../src/search/answers";
import { names, type Seen } from "../src/search/row";
import type { Standing } from "../src/search/standing";

const one = { work: { title: "Salt Roads" } } as Result;
const seen = (can: Seen["can"], is?: Standing["is"]): Seen => ({ can, clients: [], ...(is && { standing: { is } as Standing }) });

test("which work a result is says who may, as long as nothing was made of it", () => {
  assert.equal(names(one, seen(["ask", "download", "works"])), true);
  assert.equal(names(one, seen(["ask", "download"])), false);
  assert.equal(names(one, seen(["works"], "pending")), false);
  assert.equal(names(one, seen(["works"], "declined")), true);
  assert.equal(names({ work: { title: "" } } as Result, seen(["works"])), false);
});

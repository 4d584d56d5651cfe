import assert from "node:assert/strict";
import { test } from "node:test";

import { every, unitOf } from "../src/more/months";
import { often } from "../src/more/shares";

const month = (name: string) => ({ month: name, approved: 1, declined: 2, expired: 3, bytes: 4 });

test("months in which nothing happened are there, too", () => {
  const names = every([month("2026-02"), month("2025-11")]).map((one) => one.month);
  assert.deepEqual(names, ["2025-11", "2025-12", "2026-01", "2026-02"]);
  assert.deepEqual(every([month("2026-02"), month("2025-11")])[1], {
    month: "2025-12", approved: 0, declined: 0, expired: 0, bytes: 0,
  });
  assert.deepEqual(every([]), []);
});

test("no more than the last two years are drawn", () => {
  const names = every([month("2020-01"), month("2026-11")]).map((one) => one.month);
  assert.equal(names.length, 24);
  assert.deepEqual([names[0], names[23]], ["2024-12", "2026-11"]);
});

test("the unit is one in which the highest month is told in a few figures", () => {
  assert.deepEqual(unitOf(705e9), { unit: "GB", bytes: 1e9 });
  assert.deepEqual(unitOf(3e6), { unit: "kB", bytes: 1e3 });
  assert.deepEqual(unitOf(12e12), { unit: "TB", bytes: 1e12 });
  assert.equal(unitOf(0).unit, "B");
});

test("of what was asked about once or twice a part says nothing", () => {
  const share = (name: string, asked: number, approved = 0) => ({ name, asked, approved });
  assert.deepEqual(often([share("once", 1), share("some", 3, 2), share("twice", 2, 2), share("most", 9)]).map((one) => one.name), ["most", "some"]);
  assert.deepEqual(often([share("once", 1)]), []);
});

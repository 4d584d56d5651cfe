import assert from "node:assert/strict";
import { test } from "node:test";

import { axis, columns, parts, percent, stacked } from "../src/more/shapes";

test("the axis ends at a round number whose half is whole", () => {
  assert.deepEqual(axis(39), [0, 20, 40]);
  assert.deepEqual(axis(705), [0, 400, 800]);
  assert.deepEqual(axis(0), [0, 1, 2]);
  assert.deepEqual(axis(3), [0, 2, 4]);
  assert.deepEqual(axis(9), [0, 5, 10]);
  assert.deepEqual(axis(100), [0, 50, 100]);
  for (const most of [1, 2, 5, 7, 11, 24, 99, 101, 8_000_000]) {
    const [, half, top] = axis(most);
    assert.ok(top >= most, `${top} holds ${most}`);
    assert.equal(half * 2, top);
    assert.ok(Number.isInteger(half));
  }
});

test("bars stand on each other and never under the floor", () => {
  const bars = stacked([10, 5, 5], 20, 100, 80);
  assert.deepEqual(bars[0], { y: 60, height: 40 });
  assert.equal(bars[1]?.y, 40);
  assert.equal(bars[1]?.height, 19);
  assert.equal(bars[2]?.y, 20);
  assert.deepEqual(stacked([0, 0, 0], 20, 100, 80).map((bar) => bar.height), [0, 0, 0]);
});

test("columns share the room evenly, and a single one is no wall", () => {
  const each = columns(12, 24, 340);
  assert.equal(each.length, 12);
  assert.ok(each.every((one) => one.x >= 24 && one.x + one.width <= 340));
  assert.equal(columns(1, 24, 340)[0]?.width, 44);
  assert.deepEqual(columns(0, 24, 340), []);
});

test("the parts of a bar fill it, and the smallest is seen", () => {
  const three = parts([203, 71, 38], 340);
  const last = three[2];
  assert.ok(last && Math.abs(last.x + last.width - 340) < 0.3);
  const tiny = parts([1000, 1, 0], 340);
  assert.ok((tiny[1]?.width ?? 0) >= 4);
  assert.equal(tiny[2]?.width, 0);
  assert.equal((tiny[1]?.x ?? 0) + (tiny[1]?.width ?? 0) > 339, true);
});

test("of nothing there is no share", () => {
  assert.equal(percent(1, 0), 0);
  assert.equal(percent(203, 312), 65);
});

import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { SNAPSHOT } from "../dev/data";
import type { Connection } from "../src/hass";
import type { Change, Snapshot } from "../src/model";
import { changed, joined, Store, type State } from "../src/store";

type Heard = (message: unknown) => void;

class FakeConnection {
  heard: Heard[] = [];
  left = 0;
  asked: unknown[] = [];
  refuses?: unknown;
  private tells: Record<string, (() => void)[]> = { ready: [], disconnected: [] };

  async subscribeMessage(heard: Heard, command: unknown, options: unknown): Promise<() => void> {
    this.asked.push([command, options]);
    if (this.refuses) throw this.refuses;
    this.heard.push(heard);
    return () => (this.left += 1);
  }
  loses?: unknown;
  async sendMessagePromise(message: unknown): Promise<unknown> {
    if (this.loses !== undefined) throw this.loses;
    this.asked.push(message);
    return message;
  }
  addEventListener(event: string, tell: () => void): void {
    this.tells[event]!.push(tell);
  }
  removeEventListener(event: string, tell: () => void): void {
    this.tells[event] = this.tells[event]!.filter((one) => one !== tell);
  }
  fire(event: string): void {
    for (const tell of this.tells[event]!) tell();
  }
  send(message: unknown): void {
    this.heard[this.heard.length - 1]!(structuredClone(message));
  }
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
const setImmediate = (resolve: () => void) => queueMicrotask(() => queueMicrotask(() => queueMicrotask(resolve)));

let connection: FakeConnection;
let store: Store;
let told: (State | undefined)[];
let leave: () => void;

beforeEach(async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: SNAPSHOT.now * 1000 });
  connection = new FakeConnection();
  store = Store.of(connection as unknown as Connection);
  told = [];
  leave = store.join((state) => told.push(state));
  await settled();
});
afterEach(() => mock.timers.reset());

const last = () => told[told.length - 1];

test("all cards of a page share one subscription", async () => {
  const other = Store.of(connection as unknown as Connection);
  assert.equal(other, store);
  const again: unknown[] = [];
  connection.send(SNAPSHOT);
  other.join((state) => again.push(state));
  assert.equal(connection.heard.length, 1);
  assert.equal(again.length, 1);
  assert.deepEqual(connection.asked, [[{ type: "greenlight/subscribe" }, { resubscribe: false }]]);
});

test("a change touches its rows, and no others", () => {
  connection.send(SNAPSHOT);
  const before = last()!;
  const thaw = { ...SNAPSHOT.downloads.find((one) => one.id === "thaw")!, progress: 0.7 };
  connection.send({ rev: 2, put: { downloads: [thaw] } } satisfies Change);
  const after = last()!;
  assert.equal(after.waiting, before.waiting);
  assert.equal(after.downloads.length, before.downloads.length);
  const different = after.downloads.filter((one, at) => one !== before.downloads[at]);
  assert.deepEqual(different.map((one) => one.id), ["thaw"]);
});

test("what is gone is dropped, what is new is added", () => {
  const state = joined(undefined, SNAPSHOT);
  const next = changed(state, { rev: 2, drop: { waiting: ["salt", "nobody"] }, put: { waiting: [{ ...state.waiting[1]!, id: "new" }] } });
  assert.ok(!next.waiting.some((one) => one.id === "salt"));
  assert.equal(next.waiting[next.waiting.length - 1]!.id, "new");
  assert.equal(next.downloads, state.downloads);
  assert.equal(next.rev, 2);
});

test("a snapshot that says the same keeps the same rows", () => {
  const state = joined(undefined, structuredClone(SNAPSHOT));
  const again = structuredClone(SNAPSHOT) as Snapshot;
  again.waiting[0]!.seen = "other";
  const next = joined(state, again);
  assert.notEqual(next.waiting[0], state.waiting[0]);
  assert.deepEqual(next.waiting.slice(1).map((one, at) => one === state.waiting[at + 1]), next.waiting.slice(1).map(() => true));
});

test("what is missing is asked for anew, and what comes late by the old way is not believed", async () => {
  connection.send(SNAPSHOT);
  connection.send({ rev: 4, totals: { ...SNAPSHOT.totals, seen: 9 } });
  await settled();
  assert.equal(connection.heard.length, 2);
  assert.equal(connection.left, 1);
  const heard = told.length;
  connection.heard[0]!({ rev: 2 });
  assert.equal(told.length, heard);
  connection.send({ ...SNAPSHOT, rev: 9 });
  assert.equal(last()!.rev, 9);
});

test("the clock of the server counts", () => {
  connection.send({ ...SNAPSHOT, now: SNAPSHOT.now + 3600 });
  assert.equal(store.now(), SNAPSHOT.now + 3600);
});

test("rows stay while there is no connection, and it is said since when", async () => {
  connection.send(SNAPSHOT);
  connection.fire("disconnected");
  mock.timers.tick(60_000);
  connection.fire("disconnected");
  assert.equal(last()!.lost, SNAPSHOT.now);
  assert.equal(last()!.waiting.length, SNAPSHOT.waiting.length);
  connection.fire("ready");
  await settled();
  assert.equal(last()!.lost, SNAPSHOT.now);
  connection.send({ ...SNAPSHOT, rev: 1 });
  assert.equal(last()!.lost, undefined);
});

test("Home Assistant may be back before Greenlight is", async () => {
  connection.send(SNAPSHOT);
  connection.fire("disconnected");
  connection.refuses = { code: "unknown_command", message: "Unknown command." };
  connection.fire("ready");
  await settled();
  assert.ok(last(), "what was known is still there");
  connection.refuses = undefined;
  mock.timers.tick(2_000);
  await settled();
  connection.send(SNAPSHOT);
  assert.equal(last()!.lost, undefined);
});

test("when it stays away for long, it is said that it does not run, and it is tried again", async () => {
  connection.send(SNAPSHOT);
  connection.fire("disconnected");
  connection.refuses = { code: "unknown_command", message: "Unknown command." };
  connection.fire("ready");
  for (let at = 0; at < 6; at += 1) {
    await settled();
    mock.timers.tick(60_000);
  }
  await settled();
  assert.equal(last(), undefined);
  assert.deepEqual(store.gone, connection.refuses);
  connection.refuses = undefined;
  mock.timers.tick(60_000);
  await settled();
  connection.send(SNAPSHOT);
  assert.equal(store.gone, undefined);
  assert.equal(last()!.rev, 1);
});

test("Greenlight says itself why there is nothing, and comes back by itself", () => {
  connection.send(SNAPSHOT);
  connection.send({ gone: true, why: "stopped" });
  assert.equal(last(), undefined);
  assert.deepEqual(store.gone, { gone: true, why: "stopped" });
  connection.send({ ...SNAPSHOT, rev: 7 });
  assert.equal(last()!.rev, 7);
  assert.equal(store.gone, undefined);
});

test("the client's own errors are no refusal", async () => {
  connection.refuses = 3;
  connection.fire("ready");
  await settled();
  assert.equal(store.gone, undefined);
});

test("it goes on while views change, and ends when nobody looks any more", async () => {
  connection.send(SNAPSHOT);
  leave();
  mock.timers.tick(4_000);
  leave = store.join((state) => told.push(state));
  mock.timers.tick(10_000);
  assert.equal(connection.left, 0);
  leave();
  mock.timers.tick(5_000);
  await settled();
  assert.equal(connection.left, 1);
  store.join(() => undefined);
  await settled();
  assert.equal(connection.heard.length, 2);
});

test("what is asked and done goes by its own name", async () => {
  connection.send(SNAPSHOT);
  await store.act("pause", { request_id: "thaw" });
  await store.ask("history", { limit: 5 });
  assert.deepEqual(connection.asked.slice(1), [
    { type: "greenlight/act", action: "pause", data: { request_id: "thaw" } },
    { type: "greenlight/history", limit: 5 },
  ]);
  assert.ok(store.may("decide"));
});

test("whoever may do everything may do each of it", async () => {
  const may = (...rights: Snapshot["me"]["may"]) => connection.send({ ...SNAPSHOT, me: { ...SNAPSHOT.me, may: rights } });
  may("everything");
  assert.ok(store.may("decide") && store.may("downloads") && store.may("everything"));
  may("see", "decide");
  assert.ok(store.may("decide") && !store.may("downloads") && !store.may("everything"));
});

test("what is asked for before there is a connection is not asked for beside it once there is", async () => {
  const late = new FakeConnection();
  // Home Assistant's client keeps it until it has one, and tells that it has.
  Store.of(late as unknown as Connection).join(() => undefined);
  late.fire("ready");
  await settled();
  assert.equal(late.heard.length - late.left, 1);
});

test("what is lost with the connection is told in words, and what is refused as it is", async () => {
  store.unheard = "Nobody knows.";
  const lost = { type: "result", success: false, error: { code: 3, message: "Connection lost" } };
  for (const loses of [3, lost, undefined, null, "x"]) {
    connection.loses = loses ?? null;
    await assert.rejects(store.act("approve", {}), { code: "unheard", message: "Nobody knows." });
  }
  connection.loses = { code: "unauthorized", message: "No." };
  await assert.rejects(store.ask("history"), (error: unknown) => error === connection.loses);
});

test("a clock that is set here has the time asked for anew, once", async () => {
  connection.send(SNAPSHOT);
  const real = performance.now;
  let set = 0;
  // Both run on together until one is set.
  performance.now = () => Date.now() - set;
  try {
    store.mindClock();
    connection.send({ ...SNAPSHOT, rev: 2 });
    await settled();
    const asked = connection.heard.length;
    mock.timers.tick(30_000);
    store.mindClock();
    assert.equal(connection.heard.length, asked);
    set = 86_400_000;
    store.mindClock();
    store.mindClock();
    assert.equal(connection.heard.length, asked + 1);
  } finally {
    performance.now = real;
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { DOWNLOADS, NOW } from "../dev/data";
import { deed, deletes, inMenu, inSight, there, waysOf } from "../src/downloads/doing";
import { ordered, Progress } from "../src/downloads/order";
import { bar, fine, sign, stateText } from "../src/downloads/state";
import type { Download, DownloadState } from "../src/model";
import { unfinished } from "../src/unfinished";
import { Words } from "../src/words";
import { TEXTS } from "./texts";

const N = "\u00a0";
const words = new Words(TEXTS, { language: "en", time_format: "24" }, "Europe/Berlin", () => NOW);
const of = (id: string): Download => DOWNLOADS.find((one) => one.id === id)!;
const STATES: DownloadState[] = [
  "waits", "waits_for_room", "waits_for_client", "fetching_list", "queued", "downloading", "stalled", "paused", "checking",
  "unpacking", "moving", "away", "importing", "import_waits", "import_no_room", "import_refused", "left", "sharing", "completed", "failed",
];
const bare = (state: DownloadState, more: Partial<Download> = {}): Download => ({
  id: state, work: { title: "Ember" }, group: "running", state, can: [], ...more,
});

test("every state has a sign and a word, with as little as is known and with all of it", () => {
  const all: Partial<Download> = {
    client: "NZBGet", library: "Radarr", since: NOW - 60, as_of: NOW - 60, by: "Jonas", progress: 0.5, done: 5e8, bytes: 1e9, down: 1e6,
    up: 1e6, left: 500, seeders: 2, ratio: 0.5, message: "why", next: "then",
  };
  for (const state of STATES) {
    for (const download of [bare(state), bare(state, all)]) {
      const told = [stateText(download, words), ...fine(download, words, NOW)];
      assert.ok(sign(download)[0] !== "help-circle-outline", state);
      assert.ok(told[0], state);
      for (const one of told) assert.doesNotMatch(one, /[{}_]|undefined|null|NaN|^$/, `${state}: ${one}`);
    }
  }
});

test("the states of the design are told as it has them", () => {
  const told = (id: string) => [stateText(of(id), words), ...fine(of(id), words, NOW)];
  assert.deepEqual(told("ember"), [
    "Waits for room", `Needs 66.4${N}GB, only 62.0${N}GB can be used: 112${N}GB free, you keep 50.0${N}GB`, "starts by itself", "NZBGet",
  ]);
  assert.deepEqual(told("thaw"), ["Downloading", `44.2 of 71.3${N}GB`, `41.3${N}MB/s`, "11 min left", "14 seeders", "qBittorrent"]);
  assert.deepEqual(told("winterwerk"), [
    "Stalled: nobody sends since 17:45", `18.4 of 22.9${N}GB`, "no seeder answers", "Given up at 23:45, then the next best is asked about",
    "Transmission",
  ]);
  assert.deepEqual(told("letters"), [
    "SABnzbd does not answer since 17:52", `As of 17:52: 0.9 of 2.2${N}GB`, "nothing is lost", "Next try at 18:15",
  ]);
  assert.equal(told("mill")[0], "Paused by Jonas, 14:10");
  assert.equal(told("harbour")[0], "Unpacking, then Radarr imports it");
  assert.equal(told("rain")[0], "Failed: 12 % of it is missing at the provider");
});

test("what a library refuses is told in its own words, and what can be done stands beside it", () => {
  const refused = of("copper6");
  assert.deepEqual([stateText(refused, words), ...fine(refused, words, NOW)], [
    "Sonarr does not import it", "“Not an upgrade for the existing file”", "complete since 17:20", "nothing was deleted",
  ]);
  assert.deepEqual(inSight(refused, words).map((one) => one.label), ["Import anyway", "Leave it"]);
  // Where the old file is gone that is not said.
  assert.ok(!fine({ ...refused, intact: undefined }, words, NOW).includes("nothing was deleted"));
  assert.deepEqual(waysOf(refused, words, NOW), [
    "Import anyway: Sonarr takes it in all the same.", "Leave it: it stays with its client, and nothing is imported.",
  ]);
  const undoable: Download = { ...refused, can: ["leave", "undo"], undo_until: NOW + 60, client: undefined };
  assert.deepEqual(waysOf(undoable, words, NOW), [
    "Leave it: it stays with its client, and nothing is imported.",
    "Undo: it leaves its client and waits for an answer again; you say what becomes of the data.",
  ]);
  assert.equal(waysOf(undoable, words, NOW + 60).length, 1);
  assert.deepEqual(waysOf({ ...refused, can: ["import"], library: undefined }, words, NOW), ["Import anyway: it is brought in all the same."]);
  // What goes on by itself, and what nobody here may decide on, has none.
  assert.deepEqual([waysOf({ ...refused, group: "running" }, words, NOW), waysOf({ ...refused, can: [] }, words, NOW)], [[], []]);
  const harmful = { ...refused, can: ["leave" as const] };
  assert.deepEqual(inSight(harmful, words).map((one) => one.action), ["leave"]);
  assert.equal(stateText({ ...refused, library: undefined }, words), "Is not brought in");
});

test("what waits to be imported goes on by itself, so leaving it stands in the menu", () => {
  const waits = bare("import_waits", { library: "Radarr", can: ["leave"], progress: 1 });
  assert.equal(stateText(waits, words), "Waits for Radarr");
  assert.deepEqual(inSight(waits, words), []);
  assert.deepEqual(inMenu(waits, words, NOW).flat().map((one) => one.action), ["leave"]);
  const full = bare("import_no_room", { library: "Radarr", group: "needs_you", can: ["leave"] });
  assert.equal(stateText(full, words), "No room at Radarr");
  assert.deepEqual(inSight(full, words).map((one) => one.action), ["leave"]);
  assert.deepEqual(bar(full), { look: "warn", progress: 1 });
});

test("what goes nowhere says what the next best is, and can be given up for it", () => {
  const next = { say: "given_up_then", with: { at: { when: NOW + 3600, at: true as const }, other: { list: ["2160p Blu-ray", { size: 21e9 }] } } };
  const stalled = bare("stalled", { can: ["pause", "next_best"], next });
  assert.deepEqual(inSight(stalled, words).map((one) => [one.action, one.label]), [["next_best", "Ask about the next best now"]]);
  assert.ok(fine(stalled, words, NOW).some((one) => one.startsWith("Given up") && one.includes("you are asked about 2160p Blu-ray")));
});

test("what is complete says who has it, where it is, and when it came home", () => {
  const done = (state: DownloadState, more: Partial<Download>) => stateText(bare(state, more), words);
  assert.equal(done("completed", { library: "Sonarr", handed: true }), "Complete, handed to Sonarr");
  assert.equal(done("completed", { library: "Sonarr" }), "Complete");
  assert.equal(done("left", { client: "qBittorrent" }), "It stays where qBittorrent saved it");
  assert.equal(done("left", {}), "It stays where it was saved");
  assert.equal(fine(of("signals"), words, NOW)[0], "imported 16:40");
});

test("the true reason is told where it waits for something else than room", () => {
  const waits = bare("waits", { message: { say: "reason_link_switched_off" }, client: "NZBGet" });
  assert.deepEqual([stateText(waits, words), ...fine(waits, words, NOW)], ["Waits", "Its source is switched off", "NZBGet"]);
  assert.equal(stateText(bare("waits", { client: "NZBGet" }), words), "Goes to NZBGet");
});

test("it is told which program has ordered it", () => {
  const one = bare("queued", { client: "NZBGet", ordered: "Sonarr", bytes: 2e9 });
  assert.deepEqual(fine(one, words, NOW), [`2.0${N}GB`, "ordered by Sonarr"]);
});

test("what is done is full, and what does not run has no bar or a hatched one", () => {
  assert.deepEqual(bar(of("signals")), { look: "good", progress: 1 });
  assert.deepEqual(bar(bare("paused", { progress: 0.2 })), { look: "off", progress: 0.2 });
  assert.deepEqual(bar(bare("away", { progress: 0.2 })), { look: "off", progress: 0.2 });
  assert.equal(bar(bare("waits_for_room")), undefined);
  assert.equal(bar(bare("fetching_list", { progress: 0 })), undefined);
  assert.equal(bar(bare("downloading")), undefined);
});

test("a bar never goes back, but where the data is looked at anew", () => {
  const progress = new Progress();
  const row = bare("downloading");
  assert.equal(progress.of(row, 0.5), 0.5);
  assert.equal(progress.of(row, 0.49), 0.5);
  assert.equal(progress.of({ ...row, state: "checking" }, 0.1), 0.1);
  assert.equal(progress.of(row, 0.12), 0.12);
  progress.keep([]);
  assert.equal(progress.of(row, 0.05), 0.05);
});

test("a bar is neither more than full nor less than empty, whatever a client reckons", () => {
  const progress = new Progress();
  assert.equal(progress.of(bare("downloading", { id: "more" }), 1.7), 1);
  assert.equal(progress.of(bare("downloading", { id: "less" }), -0.5), 0);
});

test("what goes on stands first, and nothing moves while somebody is at it", () => {
  const rows = [bare("queued", { id: "q" }), bare("downloading", { id: "b" }), bare("downloading", { id: "a" })];
  assert.deepEqual(ordered(rows, "running").map((one) => one.id), ["a", "b", "q"]);
  const kept = ordered([...rows, bare("downloading", { id: "0" })], "running", ["q", "gone", "b"]);
  assert.deepEqual(kept.map((one) => one.id), ["q", "b", "0", "a"]);
  assert.deepEqual(ordered(rows, "done"), []);
});

test("the newest is the first of what is done", () => {
  const rows = [bare("completed", { id: "old", group: "done", since: 1 }), bare("completed", { id: "new", group: "done", since: 2 })];
  assert.deepEqual(ordered(rows, "done").map((one) => one.id), ["new", "old"]);
});

test("each permission is the action it means", () => {
  const done = (can: Download["can"][number]) => {
    const { action, data } = deed(can, of("thaw"), words)!;
    return [action, data];
  };
  assert.deepEqual(done("remove"), ["remove_download", { request_id: "thaw", delete_data: false }]);
  assert.deepEqual(done("delete"), ["remove_download", { request_id: "thaw", delete_data: true }]);
  assert.deepEqual(done("anyway"), ["retry", { request_id: "thaw", ignore_space: true }]);
  assert.deepEqual(done("retry"), ["retry", { request_id: "thaw" }]);
  assert.deepEqual(done("recheck"), ["recheck", { request_id: "thaw" }]);
  assert.deepEqual(done("import"), ["import", { request_id: "thaw", anyway: true }]);
  for (const can of ["import", "leave"] as const) {
    const seen = deed(can, { ...of("thaw"), seen: "ab12" }, words);
    assert.equal(seen?.data["seen"], "ab12", "a word on that is none on what speaks against it by then");
  }
  assert.deepEqual(done("leave"), ["leave", { request_id: "thaw" }]);
});

test("only what deletes asks once more, and says what it comes to", () => {
  const menu = inMenu(of("thaw"), words, NOW).flat();
  assert.deepEqual(menu.map((one) => one.deletes ?? false), [false, false, false, true]);
  assert.equal(menu[3]!.small, `44.2${N}GB are deleted for good`);
  assert.equal(there(bare("paused", { progress: 0.5, bytes: 100 })), 50);
});

test("an answer can be taken back in the menu, as long as it can be", () => {
  // In sight the strip offers it, and then the last few of what happened, right beside.
  assert.deepEqual(inSight(of("ember"), words).map((one) => one.action), ["retry"]);
  const actions = (now: number) => inMenu(of("ember"), words, now).flat().map((one) => one.action);
  assert.deepEqual(actions(NOW), ["undo", "cancel"]);
  assert.deepEqual(actions(NOW + 501), ["cancel"]);
});

test("of what is complete all is there, though nobody says how far it is", () => {
  assert.equal(there(bare("sharing", { bytes: 100 })), 100);
  assert.equal(there(bare("import_refused", { bytes: 100 })), 100);
  assert.equal(there(bare("queued", { bytes: 100 })), 0);
  const menu = inMenu(bare("sharing", { bytes: 6e7, can: ["remove", "delete"] }), words, NOW).flat();
  assert.deepEqual(menu.map((one) => one.small), [`60.0${N}MB stay on the disk`, `60.0${N}MB are deleted for good`]);
});

test("who deletes the data after an import is told what stays", () => {
  const told = (more: Partial<Download>) => deletes(bare("sharing", more), words);
  assert.match(told({}), /The file you have now stays/);
  const came = { imported: NOW, client: "qBittorrent" };
  assert.equal(told({ ...came, copy: true, library: "Radarr" }), "What is in Radarr stays. Only the copy that qBittorrent has is deleted for good.");
  assert.equal(told({ ...came, copy: true }), "What was brought home stays. Only the copy that qBittorrent has is deleted for good.");
  assert.equal(told({ imported: NOW, copy: true }), "What was brought home stays. Only the copy that its client has is deleted for good.");
  assert.equal(told({ ...came, copy: false, library: "Radarr" }), "It is the very file that was brought home: nothing of it is left then.");
  // Nobody knows, so nothing is promised.
  assert.equal(told(came), "The download ends, what is there is deleted for good.");
});

test("what was not shared yet is not told as shared nothing", () => {
  const told = (ratio?: number) => fine(bare("sharing", { bytes: 6e7, ratio }), words, NOW);
  assert.deepEqual(told(0), [`60.0${N}MB are here`]);
  assert.deepEqual(told(0.004), [`60.0${N}MB are here`]);
  assert.deepEqual(told(), [`60.0${N}MB are here`]);
  assert.deepEqual(told(0.01), [`60.0${N}MB are here`, "shared 0.01 times"]);
});

test("only what is not done is counted", () => {
  assert.deepEqual(unfinished([bare("sharing", { group: "done" }), bare("failed", { group: "needs_you" }), bare("queued")]).map((one) => one.id), ["failed", "queued"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import type { Entry } from "../src/model";
import { byDay, joined } from "../src/more/days";
import { asked, measured, narrows, NOTHING } from "../src/more/filters";
import { placed } from "../src/more/placed";
import { tell } from "../src/more/telling";
import { Words } from "../src/words";
import { TEXTS } from "./texts";
import { before, cameTo, measure, sentences, sign, smallPrint, takenBack, toldThere } from "../src/more/happened";

const WORDS = new Words(TEXTS, { language: "en", time_format: "24" }, "Europe/Berlin", () => 10_100);

const entry = (more: Partial<Entry>): Entry => ({
  id: "1",
  at: 10_000,
  outcome: "approved",
  work: { title: "Ember Atlas", year: 2021 },
  can: [],
  ...more,
});

test("what is not narrowed is not sent", () => {
  assert.deepEqual(asked(NOTHING, 20), { limit: 20, offset: 0 });
  assert.deepEqual(asked({ ...NOTHING, pill: "declined", text: " too big ", person: "Jonas" }, 20, 40), {
    limit: 20,
    offset: 40,
    text: "too big",
    outcome: ["declined"],
    person: "Jonas",
  });
  assert.equal(narrows(NOTHING), false);
  assert.equal(narrows({ ...NOTHING, text: "  " }), false);
  assert.equal(narrows({ ...NOTHING, source: "Harbour Feed" }), true);
});

test("a yes is found whatever became of it", () => {
  const { outcome } = asked({ ...NOTHING, pill: "approved" }, 20) as { outcome: string[] };
  assert.ok(outcome.includes("imported") && outcome.includes("not_as_promised") && !outcome.includes("declined"));
});

test("entries stand under their days in the order they came", () => {
  const days = byDay([{ at: 250 }, { at: 210 }, { at: 90 }], (at) => String(Math.floor(at / 100)));
  assert.deepEqual(days, [
    { at: 250, entries: [{ at: 250 }, { at: 210 }] },
    { at: 90, entries: [{ at: 90 }] },
  ]);
});

test("a page that overlaps shows nothing twice", () => {
  const all = joined([{ id: "a" }, { id: "b" }], [{ id: "b" }, { id: "c" }]);
  assert.deepEqual(all.map((one) => one.id), ["a", "b", "c"]);
});

test("a person's own words are quoted, a reason is not", () => {
  assert.deepEqual(sentences(entry({ outcome: "declined", who: "Jonas", how: "telegram", why: "too big" })), [
    {
      key: "happened_why",
      with: {
        what: {
          key: "happened_declined_by",
          with: { who: { key: "happened_who_way", with: { who: "Jonas", way: { say: "way_telegram" } } } },
        },
        why: { say: "quoted", with: { words: "too big" } },
      },
    },
  ]);
  const room = { say: "became_room", with: { needed: { size: 66.4e9 }, usable: { size: 62e9 } } };
  assert.deepEqual(sentences(entry({ you: true, why: room }))[1], room);
});

test("what goes on in its client although it was given up is said", () => {
  const next = { say: "reason_program_lets_go", with: { by: "Radarr" } };
  for (const outcome of ["cancelled", "completed", "declined"] as const) {
    const told = sentences(entry({ outcome, you: true, next }));
    assert.deepEqual(told[told.length - 1], next);
  }
});

test("when it was decided is said only where something has happened since", () => {
  const mira = { who: "Mira", outcome: "imported" as const };
  const [then] = sentences(entry({ ...mira, decided: 5_000 }));
  assert.equal((then as { key: string }).key, "happened_when");
  const [now] = sentences(entry({ ...mira, decided: 9_990 }));
  assert.equal((now as { key: string }).key, "happened_approved_by");
});

test("a rule is told from a person, and from nobody's answer", () => {
  const key = (one: Entry) => (sentences(one)[0] as { key: string }).key;
  assert.equal(key(entry({ how: "rule", rule: "Small repairs" })), "happened_approved_rule");
  assert.equal(key(entry({ how: "time", rule: "Small repairs" })), "happened_unanswered");
  assert.equal(key(entry({ outcome: "expired", how: "time" })), "happened_expired");
  assert.equal(key(entry({ outcome: "declined", tell: true, you: true })), "happened_seen_by");
  assert.equal(sign(entry({ how: "rule", outcome: "imported" })).icon, "robot-outline");
  assert.equal(sign(entry({ outcome: "imported" })).icon, "check-circle");
  assert.equal(sign(entry({ how: "rule", outcome: "failed" })).icon, "alert-circle");
});

test("the small print says the rule once, and the source where there is none", () => {
  const change = { say: "changed", with: { have: "HDR10", offered: "Dolby Vision P8.1" } };
  assert.deepEqual(
    smallPrint(entry({ had: "HDR10", now: "Dolby Vision P8.1", bytes: 5, rule: "Films", source: "Feed" })),
    [change, { size: 5 }, { say: "by_rule", with: { rule: "Films" } }],
  );
  assert.deepEqual(smallPrint(entry({ now: "1080p", how: "rule", rule: "Films", source: "Feed" })), ["1080p"]);
  assert.deepEqual(smallPrint(entry({ source: "Feed", group: "KESTREL" })), ["KESTREL", "Feed"]);
  const unanswered = entry({ outcome: "expired", how: "time", rule: "Concerts" });
  assert.deepEqual(smallPrint(unanswered), [{ say: "by_rule", with: { rule: "Concerts" } }]);
});

test("what a program has ordered is of no rule, and what it withdraws is nobody's no", () => {
  const by = { ordered: "Sonarr", source: "Sonarr" };
  const unasked = entry({ ...by, how: "asker", outcome: "imported" });
  assert.deepEqual(sentences(unasked)[0], { key: "happened_approved_asker", with: { asker: "Sonarr" } });
  assert.equal(sign(unasked).icon, "robot-outline");
  assert.deepEqual(smallPrint(unasked), []);
  const gone = entry({ ...by, how: "asker", outcome: "cancelled" });
  assert.deepEqual(sentences(gone), [{ key: "happened_withdrawn", with: { asker: "Sonarr" } }]);
  const next = { say: "no_looks", with: { asker: "Sonarr" } };
  const declined = entry({ ...by, who: "Mira", outcome: "declined", next });
  assert.deepEqual(sentences(declined), [{ key: "happened_declined_by", with: { who: "Mira" } }, next]);
  assert.deepEqual(smallPrint(declined), [{ say: "ordered_by", with: { asker: "Sonarr" } }]);
  const ruled = entry({ ...by, how: "rule", rule: "Series" });
  assert.deepEqual(smallPrint(ruled), [{ say: "ordered_by", with: { asker: "Sonarr" } }]);
});

test("who had something imported all the same is named beside who had approved it", () => {
  const anyway = { who: "Ida", how: "phone", decided: 5000 } as const;
  const brought = entry({ outcome: "imported", at: 5000, decided: 10, how: "card", who: "Mira", library: "Radarr", anyway });
  assert.deepEqual(spoken(sentences(brought)).slice(1), ["Imported all the same, by Ida on the phone", "Imported by Radarr"]);
  assert.match(spoken(sentences({ ...brought, anyway: { ...anyway, you: true } }))[1]!, /by you/);
  // An automation has no road that would say more.
  assert.equal(spoken(sentences({ ...brought, anyway: { decided: 5000 } }))[1], "Imported all the same");
});

test("a failure says who had approved it in the small print", () => {
  const failed = entry({ outcome: "failed", who: "Mira", how: "card", decided: 1, why: { say: "state_failed" } });
  assert.equal(before(failed)?.key, "happened_when");
  assert.deepEqual(sentences(failed), [{ key: "happened_failed_why", with: { why: { say: "state_failed" } } }]);
  assert.equal(before(entry({ who: "Mira" })), undefined);
});

test("only what was measured is held against its promise", () => {
  assert.equal(measure(entry({ outcome: "imported" })), undefined);
  assert.equal(measured(entry({ outcome: "imported" })), false);
  assert.equal(measure(entry({ outcome: "as_promised" }))?.key, "measured_as_promised");
  const broken = entry({ outcome: "not_as_promised", measured: "P8.1", promised: "P7 FEL", group: "OLDMAP" });
  assert.deepEqual(measure(broken), {
    key: "measured_otherwise_group",
    with: { is: "P8.1", was: "P7 FEL", group: "OLDMAP" },
  });
  assert.equal(measured(broken), true);
  // What was measured tells it, too, where the outcome does not say it.
  assert.equal(sign(entry({ outcome: "imported", kept: true })).icon, "check-decagram");
  assert.equal(measure(entry({ outcome: "imported", kept: true }))?.key, "measured_as_promised");
  assert.equal(measure(entry({ outcome: "imported", kept: false, measured: "P8.1" }))?.key, "measured_otherwise");
  assert.deepEqual(measure(entry({ outcome: "imported", measured: "1080p" })), { key: "measured", with: { is: "1080p" } });
  assert.equal(measure(entry({ outcome: "not_as_promised" })), undefined);
});

test("what ends the time to take a yes back is said, and why it is over", () => {
  const told = (more: Partial<Entry>, now = 10_100) => takenBack(entry({ decided: 10_000, ...more }), now)?.key;
  const undo = { can: ["undo"], undo_until: 10_600 } as Partial<Entry>;
  assert.equal(told(undo), undefined);
  assert.equal(told({ ...undo, sooner: true }), "undo_sooner");
  const sooner = takenBack(entry({ ...undo, sooner: true }), 10_360)!;
  assert.equal(tell(WORDS, sooner), "Can be taken back until it is imported, 4 min at most");
  for (const outcome of ["imported", "as_promised", "not_as_promised"] as const) assert.equal(told({ outcome }), "undo_over_imported");
  assert.equal(told({ outcome: "imported", came: { say: "reason_home_put" } }), "undo_over_put", "no library has imported it");
  assert.equal(told({ outcome: "completed" }), "undo_over_importing");
  assert.equal(told({ outcome: "imported" }, 10_600), undefined, "nobody expects it any more");
  assert.equal(told({ outcome: "imported", how: "rule" }), undefined, "nobody had said yes");
  assert.equal(told({ outcome: "failed", can: ["retry"] }), undefined, "it says itself what can be done");
});

const spoken = (told: ReturnType<typeof cameTo>) => told.map((one) => tell(WORDS, one).replaceAll("\u00a0", " "));

test("what was imported names its library and says what became of the old file", () => {
  assert.deepEqual(spoken(cameTo({ library: "Radarr", old: "gone", old_bytes: 18.4e9 })), [
    "Imported by Radarr", "The file that was there (18.4 GB) is deleted",
  ]);
  assert.deepEqual(spoken(cameTo({ library: "Radarr", old: "bin" })), ["Imported by Radarr", "The file that was there (size unknown) is in the recycle bin"]);
  assert.deepEqual(spoken(cameTo({ came: { say: "reason_home_put" }, old: "kept" })), ["It is in the folder of the rule", "The file that was there stays"]);
  assert.deepEqual(spoken(cameTo({ old: "replaced", old_bytes: 5e9 })), ["Imported", "It took the place of the file that was there (5.0 GB)"]);
  const [, complete, why] = sentences(entry({ outcome: "completed", came: { say: "reason_home_kept_both" } }));
  assert.deepEqual(spoken([complete!, why!]), ["Complete", "It stays where it was saved, beside what is there"]);
  const [, came, old] = sentences(entry({ outcome: "not_as_promised", library: "Radarr", old: "kept" }));
  assert.deepEqual(spoken([came!, old!]), ["Imported by Radarr", "The file that was there stays"]);
});

test("a row that is opened says where it is, and of a broken promise what can be done", () => {
  const of = (place: Parameters<typeof placed>[0], asked: Parameters<typeof placed>[1] = {}) =>
    Object.fromEntries(placed(place, asked).map(({ label, told }) => [label.replace("details_", ""), spoken(told).join(". ")]));
  assert.deepEqual(of({ library: "Radarr", old: "gone", old_bytes: 5e9, promised: "P7 FEL", measured: "P8.1", kept: false, bytes: 9e9 }, { group: "OLDMAP", can: ["again"] }), {
    came: "Imported by Radarr. The file that was there (5.0 GB) is deleted",
    promised: "P7 FEL", measured: "P8.1", size: "9.0 GB",
    what_now: "Search for another one in Radarr.. To be asked about nothing more by OLDMAP, choose Decline more than this at its next question, then Everything by OLDMAP.. Choose Ask again.",
  });
  assert.deepEqual(of({ bytes: 9e9, came: { say: "reason_home_kept_both" } }, { outcome: "completed" }), {
    came: "It stays where it was saved, beside what is there", size: "9.0 GB",
  });
  assert.deepEqual(of({ bytes: 9e9 }, { outcome: "completed" }), { size: "9.0 GB" });
  assert.deepEqual(of({}, { outcome: "imported" }), { came: "Imported" });
  assert.deepEqual(of({ kept: false, promised: "P7", measured: "P5" }), { promised: "P7", measured: "P5" }, "nothing is known that can be done");
});

test("as long as the strip of an answer stands, taking it back is offered there", () => {
  const mine = { you: true, how: "card", decided: 10_000 } as const;
  assert.equal(toldThere(entry(mine), 10_004), 6);
  assert.equal(toldThere(entry(mine), 10_010), 0);
  assert.equal(toldThere(entry({ ...mine, how: "phone" }), 10_004), 0);
  assert.equal(toldThere(entry({ ...mine, you: undefined }), 10_004), 0);
});

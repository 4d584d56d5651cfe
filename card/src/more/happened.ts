/** One request of the history in words: which sign it has, what is said of it, and its small print. */
import type { Entry, Outcome, Piece } from "../model";

/** A text of `config_panel.card` with its values, which may be such texts themselves. */
export interface Line {
  key: string;
  with?: Record<string, Piece | Line>;
}

export interface Sign {
  icon: string;
  tone: "good" | "warn" | "bad" | "dim";
}

const OKAY: Sign = { icon: "check-circle", tone: "good" };
const SIGNS: Record<Outcome, Sign> = {
  approved: OKAY,
  downloading: OKAY,
  completed: OKAY,
  imported: OKAY,
  as_promised: { icon: "check-decagram", tone: "good" },
  not_as_promised: { icon: "alert", tone: "warn" },
  declined: { icon: "close-circle", tone: "dim" },
  expired: { icon: "timer-off-outline", tone: "dim" },
  cancelled: { icon: "cancel", tone: "dim" },
  overtaken: { icon: "file-replace-outline", tone: "dim" },
  failed: { icon: "alert-circle", tone: "bad" },
};

/** The sign of what became of it; what nobody was asked about is told apart by its own. */
export function sign(entry: Entry): Sign {
  const usual = SIGNS[promise(entry) ?? entry.outcome];
  return (entry.how === "rule" || entry.how === "asker") && usual.tone === "good" ? { icon: "robot-outline", tone: "good" } : usual;
}

const THEREAFTER: Partial<Record<Outcome, string>> = {
  downloading: "happened_downloading",
  completed: "happened_completed",
  imported: "happened_imported",
  as_promised: "happened_imported",
  not_as_promised: "happened_imported",
};

/** What happened, a sentence each. */
export function sentences(entry: Entry): (Piece | Line)[] {
  switch (entry.outcome) {
    case "declined":
      return [because(by(entry.tell ? "seen" : "declined", entry), entry), ...nextOf(entry)];
    case "cancelled":
      if (entry.how === "asker") return [{ key: "happened_withdrawn", with: { asker: entry.ordered ?? "" } }];
      return [because(by("cancelled", entry), entry), ...nextOf(entry)];
    case "expired":
      return [entry.tell ? { say: "became_told_long_enough" } : { key: "happened_expired" }];
    case "overtaken":
    case "failed":
      return [named(`happened_${entry.outcome}`, entry)];
    default: {
      const next = THEREAFTER[entry.outcome];
      // What is approved and not handed over yet waits for something.
      const after = next === "happened_imported" ? cameTo(entry) : next ? [withClient(next, entry), ...(entry.came ? [entry.came] : [])] : entry.why ? [entry.why] : [];
      const anyway = entry.anyway && by("anyway", { ...entry, how: undefined, who: undefined, you: undefined, ...entry.anyway });
      return [dated(by("approved", entry), entry), ...(anyway ? [dated(anyway, { ...entry, ...entry.anyway })] : []), ...after, ...nextOf(entry)];
    }
  }
}

/** What follows from it elsewhere: what its program makes of a no, or what goes on in its client all the same. */
function nextOf({ next }: Entry): Piece[] {
  return next === undefined ? [] : [next];
}

/** Where it has come to, and what became of the file that was there. */
export function cameTo({ library, came, old, old_bytes }: Pick<Entry, "library" | "came" | "old" | "old_bytes">): (Piece | Line)[] {
  const to = came ?? (library ? { key: "happened_imported_by", with: { library } } : { key: "happened_imported" });
  return [to, ...(old ? [{ key: `old_${old}`, with: { size: { size: old_bytes ?? null } } }] : [])];
}

/** Who had approved what failed: it stands in the small print, because the failure is what counts. */
export function before(entry: Entry): Line | undefined {
  const known = entry.who !== undefined || entry.how !== undefined;
  return entry.outcome === "failed" && known ? dated(by("approved", entry), entry) : undefined;
}

/** Seconds in which an answer can be taken back, as long as nothing ends that sooner. */
const WINDOW = 600;

/** What ends the time in which it can be taken back, or why that is over already although one would expect to have it. */
export function takenBack(entry: Entry, now: number): Line | undefined {
  const { can, decided, outcome, sooner, undo_until = now } = entry;
  if (can.includes("undo")) return sooner && { key: "undo_sooner", with: { left: { lasting: undo_until - now } } };
  if (decided === undefined || now - decided >= WINDOW || entry.how === "rule") return undefined;
  if (THEREAFTER[outcome] === "happened_imported") return { key: entry.came ? "undo_over_put" : "undo_over_imported" };
  return outcome === "completed" ? { key: "undo_over_importing" } : undefined;
}

/** Seconds in which the strip in the place of a question, and Home Assistant's own message, offer to take an answer back. */
const STRIP = 10;

/** For how many seconds still an answer is told of where it was given. */
export function toldThere({ you, how, decided = 0 }: Entry, now: number): number {
  return you && how === "card" ? Math.max(0, decided + STRIP - now) : 0;
}

/** Whether what is there is as it was promised, as soon as an import has measured it. */
export function promise({ outcome, kept }: Entry): "as_promised" | "not_as_promised" | undefined {
  if (outcome === "as_promised" || outcome === "not_as_promised") return outcome;
  return kept === undefined ? undefined : kept ? "as_promised" : "not_as_promised";
}

/** What was measured, as soon as an import has. */
export function measure(entry: Entry): Line | undefined {
  const promised = promise(entry);
  if (promised === "as_promised") return { key: "measured_as_promised" };
  if (!entry.measured) return undefined;
  if (!promised) return { key: "measured", with: { is: entry.measured } };
  const values = { is: entry.measured, was: entry.promised ?? "?" };
  return entry.group
    ? { key: "measured_otherwise_group", with: { ...values, group: entry.group } }
    : { key: "measured_otherwise", with: values };
}

/** The small print: what changed, how large, from whom, by which rule unless that has just been said. */
export function smallPrint(entry: Entry): (Piece | Line)[] {
  const ruled = entry.outcome !== "expired" && (entry.how === "rule" || entry.how === "time");
  const change: Piece[] =
    entry.had && entry.now
      ? [{ say: "changed", with: { have: entry.had, offered: entry.now } }]
      : [entry.now, entry.had].filter((one) => one !== undefined).slice(0, 1);
  return [
    ...change,
    ...(entry.bytes === undefined ? [] : [{ size: entry.bytes }]),
    ...(entry.group ? [entry.group] : []),
    ...(entry.rule && !ruled ? [{ say: "by_rule", with: { rule: entry.rule } }] : []),
    ...(entry.ordered && entry.how !== "asker" ? [{ say: "ordered_by", with: { asker: entry.ordered } }] : []),
    ...(entry.rule || entry.ordered ? [] : [entry.source].filter((one) => one !== undefined)),
  ];
}

function by(what: "approved" | "declined" | "seen" | "cancelled" | "anyway", entry: Entry): Line {
  if (entry.how === "rule") return { key: "happened_approved_rule", with: { rule: entry.rule ?? "" } };
  if (entry.how === "asker") return { key: "happened_approved_asker", with: { asker: entry.ordered ?? "" } };
  if (entry.how === "time") return { key: "happened_unanswered", with: { rule: entry.rule ?? "" } };
  if (!entry.you && entry.who === undefined) return { key: `happened_${what}` };
  const who: Piece | Line = entry.you ? { key: "happened_you" } : (entry.who ?? "");
  const way: Piece | undefined = entry.how && { say: `way_${entry.how}` };
  return { key: `happened_${what}_by`, with: { who: way ? { key: "happened_who_way", with: { who, way } } : who } };
}

/** With when it was decided, where something has happened since. */
function dated(what: Line, entry: Entry): Line {
  const { decided } = entry;
  if (decided === undefined || Math.abs(entry.at - decided) < 60) return what;
  return { key: "happened_when", with: { what, time: { when: decided } } };
}

function because(what: Line, entry: Entry): Line {
  if (entry.why === undefined || entry.why === "") return what;
  const why: Piece = typeof entry.why === "string" ? { say: "quoted", with: { words: entry.why } } : entry.why;
  return { key: "happened_why", with: { what, why } };
}

function named(key: string, entry: Entry): Line {
  return entry.why === undefined || entry.why === "" ? { key } : { key: `${key}_why`, with: { why: entry.why } };
}

function withClient(key: string, entry: Entry): Line {
  if (key !== "happened_downloading") return { key };
  return entry.client ? { key: "happened_downloading_with", with: { client: entry.client } } : { key };
}

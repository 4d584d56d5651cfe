/** What decides beside the change: the file that is there, room, how sure all is, until when. */
import type { FileFate, Piece, Question, Room } from "../model";
import type { Words } from "../words";
import type { Tone } from "./marks";

export interface Fact {
  name: "votes" | "file" | "room" | "sure" | "until" | "no" | "who";
  icon: string;
  tone: Tone;
  text: string;
  small?: string;
}

const FILES: Record<FileFate["fate"], readonly [icon: string, tone: Tone]> = {
  keep: ["content-save-check-outline", ""],
  bin: ["file-replace-outline", "warn"],
  gone: ["trash-can-outline", "bad"],
  theirs: ["help-circle-outline", "warn"],
  instead: ["file-replace-outline", "warn"],
};
const SURE = {
  sure: ["shield-check-outline", ""],
  fairly: ["shield-half-full", ""],
  unsure: ["shield-alert-outline", "warn"],
} as const;
const HOUR = 3600;
/** Seconds for which it is said how long there is still. */
const SOON_ENOUGH = 12 * HOUR;
/** A group that kept its word less often than this is not to be relied on. */
const RELIABLE = 0.75;

/** All that there is to say, in its order, what is bad first. `now` is in epoch seconds. */
export function facts(question: Question, words: Words, now: number): Fact[] {
  const all = [
    question.votes && votes(question, words),
    question.file && file(question.file, words),
    question.room && room(question.room, words),
    sure(question, words),
    until(question, words, now),
    no(question, words),
    who(question, words),
  ].filter((one): one is Fact => !!one);
  return [...all.filter((one) => one.tone === "bad"), ...all.filter((one) => one.tone !== "bad")];
}

/** A sentence and what it adds, in brackets or as another sentence, which is put under it. */
export function halves(told: string): Pick<Fact, "text" | "small"> {
  const two = /^(.+?)\. (.+)$/su.exec(told) ?? /^(.+\S) ?[(（](.+)[)）]$/su.exec(told);
  return two ? { text: two[1]!, small: capital(two[2]!) } : { text: told };
}

/** Its first letter as at the beginning of a sentence. */
export function capital(told: string): string {
  const [first = ""] = told;
  return first.toLocaleUpperCase() + told.slice(first.length);
}

function votes({ votes }: Question, words: Words): Fact {
  const { yes, need, against, no } = votes!;
  const missing = Math.max(0, need - yes);
  return {
    name: "votes",
    icon: "vote",
    tone: "",
    text: words.say({ say: "tally", with: { count: missing, yes, need } }).replace(/\.$/u, ""),
    small: words.say({ say: "ends_it", with: { count: Math.max(1, against - no) } }),
  };
}

function file(file: FileFate, words: Words): Fact {
  const [icon, tone] = FILES[file.fate];
  return { name: "file", icon, tone, ...halves(words.say(fate(file))) };
}

/** What becomes of it, in one text. */
export function fate(file: FileFate): Piece {
  const size = { size: file.bytes ?? null };
  switch (file.fate) {
    case "keep":
      return file.together === undefined
        ? { say: "fate_keep_both" }
        : { say: "fate_keep", with: { together: { size: file.together } } };
    case "bin":
      return { say: "fate_bin", with: { size, days: file.days ?? 0 } };
    case "gone":
      return { say: "fate_gone", with: { count: file.files, size } };
    case "theirs":
      return { say: "replaced_by_library", with: { library: file.library ?? "", size } };
    case "instead":
      return { say: "replaced", with: { size } };
  }
}

function room(room: Room, words: Words): Fact {
  const size = (bytes: number | undefined): Piece => ({ size: bytes ?? null });
  const { bytes, free, usable, keep, left, fit } = room;
  const told: Piece = {
    say: `room_${fit}`,
    with: { size: size(bytes), free: size(free), usable: size(usable), keep: size(keep), left: size(left) },
  };
  const tone = fit === "none" ? "bad" : fit === "fits" ? "" : "warn";
  return { name: "room", icon: "harddisk", tone, ...halves(words.say(told)) };
}

function sure(question: Question, words: Words): Fact | undefined {
  const { level, ground } = question.sure;
  const record = question.record && kept(question.record, words);
  // A group that kept its word too seldom makes nothing surer.
  const [icon, tone] = record?.tone ? [record.icon, record.tone] : SURE[level];
  // What is not sure stands in a block of its own, and which one it is, is just what is asked.
  const said = question.unsure.length > 0 || !!question.choices?.length || !!question.tell;
  if (ground !== undefined && !said) {
    const text = words.say(ground);
    return { name: "sure", icon, tone, text, ...(record && !text.includes(record.named) && { small: record.text }) };
  }
  return record && { name: "sure", icon: record.icon, tone: record.tone, text: record.text };
}

/** What is known of its group, and how that is named where the level says it already. */
function kept(record: NonNullable<Question["record"]>, words: Words): Pick<Fact, "icon" | "tone" | "text"> & { named: string } {
  const { group, kept, of } = record;
  const first = words.card("first_group");
  if (!of) return { icon: SURE.fairly[0], tone: "", text: first, named: first };
  const good = kept / of >= RELIABLE;
  const [icon, tone] = good ? SURE.sure : SURE.unsure;
  const named = words.text("kept_word", { group, kept, count: of });
  return { icon, tone, text: words.card(good ? "kept_word" : "kept_word_only", { group, kept, of }), named };
}

function until(question: Question, words: Words, now: number): Fact {
  const time: Piece = { when: question.until };
  const seconds = Math.max(0, question.until - now);
  const left = words.lasting(seconds);
  let text = words.say({ say: "until", with: { time } });
  if (isSoon(question, now)) text = words.say({ say: "until_soon", with: { left, time } });
  else if (seconds < SOON_ENOUGH) text = words.card("until_left", { until: text, left });
  const rule = question.then_rule;
  return {
    name: "until",
    icon: "clock-outline",
    tone: isSoon(question, now) || rule ? "warn" : "",
    text,
    ...(!question.tell && { small: words.say(rule ? { say: "then_yes", with: { rule } } : { say: "then_no" }) }),
  };
}

/** What the program that has ordered it makes of a no. */
function no({ ordered }: Question, words: Words): Fact | undefined {
  if (!ordered?.no) return undefined;
  return { name: "no", icon: "close-circle-outline", tone: "", text: words.text(`after_no_${ordered.no}`, { asker: ordered.name }) };
}

export function isSoon(question: Question, now: number): boolean {
  return question.until - now <= question.last;
}

/** Who decides, for whoever may only look. */
function who(question: Question, words: Words): Fact | undefined {
  if (question.can.length || !question.deciders) return undefined;
  const persons = words.listed(question.deciders);
  const text = question.deciders.length
    ? words.card("only_look", { count: question.deciders.length, persons })
    : words.card("only_look_nobody");
  return { name: "who", icon: "eye-outline", tone: "", text };
}

/** Of the disk what is on its way, what this takes, what is too much of it and what stays free, in percent. */
export function parts(room: Room): Record<"way" | "this" | "over" | "keep", number> {
  const size = room.bytes ?? 0;
  const over = room.fit === "none" ? Math.max(0, size - room.usable) : 0;
  const all = Math.max(1, room.free + room.way + over);
  const percent = (bytes: number): number => Math.min(100, Math.max(0, Math.round((1000 * bytes) / all) / 10));
  return {
    way: percent(room.way),
    this: percent(size - over),
    over: percent(over),
    keep: over ? 0 : percent(room.keep),
  };
}

/** Below this part of the disk a bar would show nothing. */
const WORTH_A_BAR = 0.07;

/** Tell whether a bar shows more than the words. */
export function hasBar(room: Room): boolean {
  if (room.bytes === undefined) return false;
  return room.fit !== "fits" || room.bytes > WORTH_A_BAR * (room.free + room.way);
}

/** The small print: what seldom decides. */
export function small(question: Question, words: Words, now: number): string[] {
  const { seeders, published, source, group, rule, record } = question.from;
  const asker = question.ordered?.name;
  const pieces: (string | undefined)[] = [
    question.room || question.bytes === undefined ? undefined : words.say({ size: question.bytes }),
    seeders === undefined ? undefined : words.say(shared(seeders)),
    published === undefined ? undefined : words.say({ say: "age", with: { span: { lasting: Math.max(0, now - published) } } }),
    source === asker ? undefined : source,
    record && words.text("kept_word", { group: record.name, kept: record.kept, count: record.of }),
    asker && words.text("ordered_by", { asker }),
    group ?? (question.warnings.length ? words.card("no_group") : undefined),
    words.card("asked_ago", { ago: words.ago(question.asked) }),
    // Last, because a name can be half a sentence, which what follows would end.
    rule
      ? words.say({ say: "by_rule", with: { rule } })
      : question.asker && words.card("handed_over", { asker: question.asker }),
  ];
  return pieces.filter((one): one is string => !!one);
}

function shared(seeders: number): Piece {
  if (seeders > 1) return { say: "seeders", with: { count: seeders } };
  return { say: seeders ? "only_seeder" : "no_seeder" };
}

/** What an answer to several at once would do. */
import type { Question } from "../model";

export interface Sum {
  ids: string[];
  /** Of those whose size is known; `unsized` are the others. */
  bytes: number;
  unsized: number;
  /** Bytes free and usable where all of them would go; undefined where that is not one place. */
  free?: number;
  usable?: number;
  /** Bytes of those that can be told yes. */
  yesBytes: number;
  /** Files that a yes to them deletes for good, and files whose library decides. */
  gone: number;
  theirs: number;
  /** Who may be told yes and who no: the rest has to be looked at one by one. */
  yes: string[];
  no: string[];
}

/** Tell whether a yes needs a look at the question itself: it warns, or asks which one is meant. */
function alone(question: Question): boolean {
  return question.warnings.length > 0 || question.kind === "warning" || question.can.includes("choose");
}

export function mayApprove(question: Question): boolean {
  return !question.tell && !alone(question) && question.can.some((one) => YES.has(one));
}

const YES: ReadonlySet<string> = new Set(["approve", "replace", "wait", "keep_both", "vote"]);

/** Sum up those that are selected and still in the list. */
export function sum(questions: Iterable<Question>, selected: ReadonlySet<string>): Sum {
  const chosen = [...questions].filter((one) => selected.has(one.id));
  const yes = chosen.filter(mayApprove);
  const files = (fate: string): number =>
    yes.reduce((count, one) => count + (one.file?.fate === fate ? one.file.files : 0), 0);
  const size = (one: Question): number | undefined => one.bytes ?? one.room?.bytes;
  const all = (of: readonly Question[]): number => of.reduce((bytes, one) => bytes + (size(one) ?? 0), 0);
  return {
    ids: chosen.map((one) => one.id),
    bytes: all(chosen),
    yesBytes: all(yes),
    unsized: chosen.filter((one) => size(one) === undefined).length,
    ...room(yes),
    gone: files("gone"),
    theirs: files("theirs"),
    yes: yes.map((one) => one.id),
    no: chosen.filter((one) => one.can.some((can) => NO.has(can))).map((one) => one.id),
  };
}

const NO: ReadonlySet<string> = new Set(["decline", "vote", "seen"]);

function room(questions: readonly Question[]): Pick<Sum, "free" | "usable"> {
  const rooms = questions.map((one) => one.room);
  const first = rooms[0];
  if (!first || rooms.some((one) => !one || one.client !== first.client)) return {};
  // The one asked about first may have been told of an older look at the disk.
  const least = (of: (one: NonNullable<(typeof rooms)[0]>) => number): number => Math.min(...rooms.map((one) => of(one!)));
  return { free: least((one) => one.free), usable: least((one) => one.usable) };
}

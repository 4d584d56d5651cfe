/**
 * Which buttons a question has, what each is called, and what it does.
 *
 * They say what they do, and advice sets their weight: where something warns, the yes is outlined and the two change
 * places, so that habit meets the no.
 */
import type { Piece, Question } from "../model";
import type { Told } from "./tell";

export type Kind = "yes" | "only" | "no" | "anyway" | "both" | "seen" | "back";

export interface Button {
  kind: Kind;
  label: Told;
  /** What stands behind the label, less loud. */
  aside?: Told;
  icon?: string;
  loud: boolean;
  /** It is asked for once more before it is done. */
  twice: boolean;
  /** In a line of its own. */
  wide: boolean;
  action: "approve" | "decline" | "undo";
  data: Record<string, unknown>;
}

const YES_ICON = "check";
const NO_ICON = "close";

/** Tell whether something speaks against a release. */
export function warns(question: Question): boolean {
  return question.warnings.length > 0 || question.kind === "warning";
}

/** Tell whether it has to be said first which work is meant. */
export function asksWhich(question: Question): boolean {
  return question.can.includes("choose") && !!question.choices?.length;
}

/** The buttons in their order. `picked` is the place of the work that is meant, -1 for none of them. */
export function buttons(question: Question, picked?: number): Button[] {
  if (!question.can.length) return [];
  if (question.tell) return [button("seen", "button_seen", { icon: YES_ICON, action: "decline" })];
  if (question.can.includes("vote")) return votes(question);
  const no = question.can.includes("decline") ? [button("no", "button_decline", { icon: NO_ICON })] : [];
  const yes = asksWhich(question) ? chosen(question, picked) : approvals(question);
  const [first, ...rest] = yes;
  if (!first) return no;
  // What else becomes of the file that is there stands beside what is advised.
  const both = rest.filter(isBoth);
  const others = rest.filter((one) => !isBoth(one));
  return warns(question) ? [...no, first, ...rest] : [first, ...both, ...no, ...others];
}

/** The name of the button that a key presses, one that nothing has where there is none. */
export function answerOf(question: Question, key: "yes" | "no", picked?: number): string {
  const fits = (one: Button): boolean => one.action === (key === "no" ? "decline" : "approve");
  return buttons(question, picked).find(fits)?.kind ?? "none";
}

function votes(question: Question): Button[] {
  const mine = question.votes?.mine;
  const yes = button("yes", card("vote_yes"), { icon: YES_ICON, loud: !warns(question), twice: warns(question) });
  const no = button("no", card("vote_no"), { icon: NO_ICON });
  if (mine === undefined) return warns(question) ? [no, yes] : [yes, no];
  // Who has voted already is not asked again, but may think better of it.
  const other = mine ? { ...no, label: card("vote_no_instead") } : { ...yes, label: card("vote_yes_instead"), loud: false };
  return [other, button("back", card("vote_back"), { icon: "undo", action: "undo" })];
}

function chosen(question: Question, picked: number | undefined): Button[] {
  if (picked === undefined || picked < 0) return [];
  const twice = warns(question);
  return [
    button("yes", called(question, picked), {
      icon: YES_ICON,
      loud: !twice,
      twice,
      data: { choice: picked + 1 },
    }),
  ];
}

/** By its year where that tells them apart, else by its title, else by its place. */
function called(question: Question, picked: number): Told {
  const all = question.choices!;
  const one = all[picked]!;
  const alone = (of: (each: typeof one) => unknown): boolean => all.filter((each) => of(each) === of(one)).length === 1;
  if (one.year !== undefined && alone((each) => each.year)) return card("approve_for", { which: String(one.year) });
  if (alone((each) => each.title)) return card("approve_for", { which: one.title });
  return card("approve_for", { which: String(picked + 1) });
}

function approvals(question: Question): Button[] {
  const { can } = question;
  if (warns(question)) {
    const may = can.includes("approve") || can.includes("replace") || can.includes("keep_both") || can.includes("wait");
    return may ? [button("yes", "button_all_the_same", { icon: YES_ICON, twice: true, data: fate(question) })] : [];
  }
  const only = can.includes("singles") && question.pack;
  const loud = { icon: YES_ICON, loud: !only };
  const found: Button[] = only ? [button("only", card("only_these", { episodes: only.lacking }), { icon: YES_ICON, loud: true, data: { singles: true } })] : [];
  if (can.includes("wait")) found.push(button("yes", "button_wait", loud));
  else if (keepsBoth(question)) found.push(button("both", "button_approve_both", { ...loud, data: fate(question) }));
  else if (can.includes("replace")) {
    found.push(button("yes", "button_approve_replace", loud));
    if (can.includes("keep_both")) found.push(button("both", "button_both", { data: { keep_both: true } }));
  }
  else if (can.includes("approve")) {
    found.push(button("yes", question.kind === "pack" ? card("approve_pack") : "button_approve", loud));
  }
  if (can.includes("anyway")) found.push(anyway(question));
  return found;
}

const isBoth = ({ kind }: Button): boolean => kind === "both" || kind === "yes";

function anyway(question: Question): Button {
  return {
    ...button("anyway", card("approve_anyway"), { data: { ignore_space: true } }),
    ...(question.room && { aside: card("leaves", { left: { size: question.room.left } }) }),
    wide: true,
  };
}

/** Tell whether keeping what is there is the plain yes, and not what the menu has besides. */
export function keepsBoth(question: Question): boolean {
  return question.file?.fate === "keep" && question.can.includes("keep_both");
}

function fate(question: Question): Record<string, unknown> {
  return keepsBoth(question) ? { keep_both: true } : {};
}

function card(key: string, values?: Record<string, Piece>): Told {
  return values ? { card: key, with: values } : { card: key };
}

type Rest = Partial<Omit<Button, "kind" | "label">>;

function button(kind: Kind, label: Told, rest: Rest = {}): Button {
  return {
    kind,
    label: typeof label === "string" ? { say: label } : label,
    loud: false,
    twice: false,
    wide: false,
    action: kind === "no" ? "decline" : "approve",
    data: {},
    ...rest,
  };
}

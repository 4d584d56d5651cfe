/** What a question is about: poster, title, kind, and a sentence that sums it up. */
import { html, nothing, type TemplateResult } from "lit";

import type { Piece, Question } from "../model";
import type { Scene } from "../part";
import { icon, poster, workTitle } from "../pieces";
import type { Words } from "../words";
import { capital } from "./facts";
import { KINDS } from "./marks";

/** Numbers of which there is a word at the beginning of a sentence. */
const IN_WORDS = 9;

export function head(scene: Scene, question: Question, select: TemplateResult | typeof nothing): TemplateResult {
  const { words } = scene;
  const { work } = question;
  return html`<div class="q-head">
    ${poster(scene, work)}
    <div>
      <h3 class="q-title" id=${titleId(question.id)}>${workTitle(scene, work)}</h3>
      ${work.words ? html`<small><bdi>${words.text("quoted", { words: work.words })}</bdi></small>` : nothing}
      <p class="q-kind">${select}${chip(question, words)}</p>
      ${summary(question, words).map((one) => html`<p>${one}</p>`)}
    </div>
  </div>`;
}

export function titleId(id: string): string {
  return `t-${id}`;
}

function chip(question: Question, words: Words): TemplateResult | typeof nothing {
  const kind = question.tell ? "told" : question.kind;
  if (!kind) return nothing;
  const [sign, tone] = KINDS[kind];
  return html`<span class="chip ${tone}">${icon(sign, "s")}${kindOf(question, words)}</span>`;
}

/** The kind in a word or two, empty where there is no telling. */
export function kindOf(question: Question, words: Words): string {
  if (question.tell) return words.card("kind_told");
  if (!question.kind) return "";
  return question.kind === "switch" ? words.card("kind_switch") : words.text(`kind_${question.kind}`);
}

/** Who wants it, what changes, and what there is to know before anything else. */
export function summary(question: Question, words: Words): string[] {
  const told: string[] = [];
  if (question.ordered) told.push(words.text("wanted_by", { asker: question.ordered.name }));
  if (question.asker) told.push(words.text("asked_by", { asker: question.asker }));
  const warned = question.kind === "warning" && question.warnings.length > 0;
  if (warned && (question.beneath || question.summary === undefined)) told.push(words.say(speaksAgainst(question, words)));
  else if (question.summary !== undefined) told.push(capital(words.say(question.summary)));
  else if (!kindOf(question, words) && question.from.rule) told.push(words.card("found_by_rule", { rule: question.from.rule }));
  if (question.room?.fit === "none") told.push(words.card("no_room_now"));
  if (question.tell) told.push(words.text("only_told_here"));
  return told.length ? [told.join(" ")] : [];
}

function speaksAgainst(question: Question, words: Words): Piece {
  const count = question.warnings.length;
  const against: Piece = {
    say: "against",
    with: { count, number: count <= IN_WORDS ? { say: `number_${count}` } : words.number(count) },
  };
  if (!question.beneath) return against;
  return { say: "against_but", with: { kind: { say: `a_${question.beneath}` }, against: { within: against } } };
}

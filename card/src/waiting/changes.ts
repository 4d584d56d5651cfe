/** What changes: better, worse, not sure, or what is offered where there is nothing to hold it against. */
import { html, nothing, type TemplateResult } from "lit";

import type { Piece, Question, Row } from "../model";
import { icon } from "../pieces";
import type { Words } from "../words";
import { warns } from "./buttons";

type Drawn = TemplateResult | typeof nothing;

/** What speaks against it, and what of its name is not shown. */
export function against(question: Question, words: Words): Drawn {
  const { cut } = question.work;
  const left = cut ? [{ say: "cut_out", with: { signs: cut.signs, letters: cut.letters } } satisfies Piece] : [];
  const told = words.each([...question.warnings, ...left]);
  if (!told.length) return nothing;
  return html`<div class="note ${warns(question) ? "bad" : ""}">${icon("alert")}
    <ul>${told.map((one) => html`<li>${one}</li>`)}</ul></div>`;
}

export function changes(question: Question, words: Words): Drawn {
  const { better, worse, offered, unsure } = question;
  if (!better.length && !worse.length && !offered.length && !unsure.length) return nothing;
  return html`<dl class="chg">
    ${block("g", "arrow-up-bold", "head_better", better, words)}
    ${block("l", "arrow-down-bold", "head_worse", worse, words)}
    ${block("o", "information-outline", "head_offered", offered, words)}
    ${unsure.length
      ? html`<div class="u"><dt>${icon("help-circle-outline", "s")} ${words.text("head_not_sure")}</dt>
          ${words.each(unsure).map((one) => html`<dd class="w"><span>${sentence(one)}</span></dd>`)}</div>`
      : nothing}
  </dl>`;
}

function block(kind: string, sign: string, head: string, rows: readonly Row[], words: Words): Drawn {
  if (!rows.length) return nothing;
  return html`<div class=${kind}><dt>${icon(sign, "s")} ${words.text(head)}</dt>
    ${rows.map((row) => html`<dd><span>${words.text(row.label)}</span><span>${change(row, words)}</span></dd>`)}</div>`;
}

function change({ label, have, offered }: Row, words: Words): TemplateResult {
  const now = html`<b><bdi>${words.inRow(label, offered)}</bdi></b>`;
  if (have === undefined) return now;
  return html`<bdi>${words.inRow(label, have)}</bdi> ${icon("arrow-right", "s to")}<span class="sr">${words.card("becomes")}</span> ${now}`;
}

function sentence(told: string): string {
  return /[.?!…]$/u.test(told) ? told : `${told}.`;
}

/** The episodes of a pack: those that are there, and those it adds. */
export function episodes({ pack }: Question, words: Words): Drawn {
  if (!pack?.lacking) return nothing;
  const added = numbers(pack);
  const named = words.text("lacking", { episodes: pack.lacking });
  return html`<div class="pack">
    ${added
      ? html`<ul class="eps" aria-label=${words.card("pack_episodes", { episodes: pack.lacking, count: pack.had })}>
          ${Array.from({ length: pack.episodes }, (_, place) => episode(place + 1, added.has(place + 1)))}
        </ul>`
      : nothing}
    <p>${sentence(named)} <span class="dim">${words.card("pack_rest", { count: pack.had })}</span></p>
  </div>`;
}

function episode(number: number, added: boolean): TemplateResult {
  return html`<li class=${added ? "new" : ""}>${number}${icon(added ? "plus-circle" : "check", "s")}</li>`;
}

/** The numbers of what is added, undefined where they do not say which squares those are. */
function numbers(pack: NonNullable<Question["pack"]>): Set<number> | undefined {
  const found = pack.lacking.split(", ").map((name) => Number(/^E(\d+)$/.exec(name)?.[1]));
  const fits = found.length === pack.episodes - pack.had && found.every((one) => one >= 1 && one <= pack.episodes);
  return fits && pack.episodes <= MOST ? new Set(found) : undefined;
}

/** More of them would be a wall. */
const MOST = 60;

/** What stands under the list: more of it, what was put off, and what waits for its turn. */
import { html, nothing, type TemplateResult } from "lit";

import { reason } from "../asking";
import type { Question, Totals } from "../model";
import type { Scene } from "../part";
import { icon, workTitle } from "../pieces";
import { around, GAP } from "./tell";

type Drawn = TemplateResult | typeof nothing;

export function showMore(scene: Scene, beyond: number, step: number, more: () => void): Drawn {
  if (!beyond) return nothing;
  const label = scene.words.card("show_more", { count: Math.min(beyond, step) });
  return html`<div class="under"><button class="b soft" @click=${more}>${icon("chevron-down")}<span>${label}</span></button></div>`;
}

/** Each in one line: when it comes back, and by whom it was put off. */
export function folded(scene: Scene, put: readonly Question[], open: boolean, turn: () => void): Drawn {
  const { words } = scene;
  if (!put.length) return nothing;
  const sorted = [...put].sort((a, b) => a.later! - b.later!);
  const label = words.card("put_off", { count: put.length });
  return html`<div class="under">
    <button class="b text" aria-expanded=${open} @click=${turn}>${
      icon(open ? "chevron-up" : "chevron-down")}<span>${label}</span></button>
    ${open ? html`<ul class="pane later" aria-label=${label}>${sorted.map((one) => back(scene, one))}</ul>` : nothing}</div>`;
}

function back(scene: Scene, question: Question): TemplateResult {
  const { words } = scene;
  const at = words.at(question.later!);
  const told = question.later_by
    ? words.card("comes_back_by", { work: GAP, at, who: question.later_by })
    : words.card("comes_back", { work: GAP, at });
  const [before, behind] = around(told);
  const label = words.text("button_ask_now");
  const ask = (): void => {
    scene.store.act("ask_now", { request_id: question.id }).catch((refusal: unknown) =>
      scene.toast(words.card("not_done", { reason: reason(refusal, words.work(question.work)) })));
  };
  return html`<li class="strip">${icon("bell-sleep-outline", "dim")}
    <p>${before}<b>${workTitle(scene, question.work)}</b>${behind}</p>
    ${question.can.length
      ? html`<button class="b text" aria-label="${label}: ${words.work(question.work)}" @click=${ask}>${
          icon("bell-ring-outline")}<span>${label}</span></button>`
      : nothing}</li>`;
}

export function queued(scene: Scene, { queued, most }: Totals): Drawn {
  if (!queued) return nothing;
  return html`<p class="under dim">${scene.words.card("queued", { count: queued, most })}</p>`;
}

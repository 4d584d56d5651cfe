/** The heading of what waits: how many, in which order, and the way to several at once. */
import { html, nothing, type TemplateResult } from "lit";

import type { Scene } from "../part";
import { icon } from "../pieces";
import type { Sort } from "./order";

export interface Top {
  count: number;
  /** Whether the person may only look. */
  looks: boolean;
  /** In which order they stand; undefined where there is no order to choose. */
  sort?: Sort;
  /** Whether several are selected just now; undefined where none can be. */
  selecting?: boolean;
}

export function top(scene: Scene, { count, looks, sort, selecting }: Top, resort: () => void, select: () => void): TemplateResult {
  const { words } = scene;
  const order = sort && words.card(`sort_${sort}`);
  return html`<div class="top">
    <h2>${icon("message-question-outline")}${words.card(looks ? "waiting_looks" : "waiting_title")}${
      count ? html` <span class="count">${count}</span>` : nothing}</h2>
    <div class="end">${order
      ? html`<button class="b text tuck" aria-label=${words.card("sort_name", { order })} @click=${resort}>${
          icon("sort-clock-ascending-outline")}<span>${order}</span></button>`
      : nothing}${selecting === undefined
      ? nothing
      : html`<button class="b text" aria-pressed=${selecting} @click=${select}>${icon("select")}<span>${
          words.card("select")}</span></button>`}</div>
  </div>`;
}

/** Frame: what a card shows around its views: notes, tabs, and what stands there until the view has come. */
import { html, nothing, type TemplateResult } from "lit";

import type { Card } from "./card";
import type { View } from "./hass";
import { downloads, search, series, views, waiting } from "./later";
import type { Download, Question } from "./model";
import { notes, notRunning, skeleton } from "./notes";
import { LEADS_TO, LEADS_TO_DOWNLOAD, LEADS_TO_SEARCH } from "./leading";
import { icon } from "./pieces";
import { unfinished } from "./unfinished";

/** Where an episode or a result leads: to the question about a request, to its download, or to a search for it by these words. */
export interface Lead {
  view: keyof typeof LEADS;
  id: string;
}

const LEADS = { waiting: LEADS_TO, downloads: LEADS_TO_DOWNLOAD, search: LEADS_TO_SEARCH } as const;

type Shown = Exclude<View, "all">;

const TABS: readonly (readonly [view: Shown, sign: string])[] = [
  ["waiting", "message-question-outline"], ["downloads", "download"], ["search", "magnify"], ["history", "history"], ["series", "view-grid-outline"],
  ["statistics", "chart-box-outline"],
];
const FILES: Record<Shown, () => Promise<unknown>> = { waiting, downloads, search, history: views, series, statistics: views };
/** What is there, and what could not be got. */
const there = new Map<Shown, boolean>();

/** The mark in the address of these files. */
const MARK = /\/greenlight\/([0-9a-f]{12,})\//.exec(import.meta.url)?.[1];

/** Home Assistant gets signs as they are needed, and this one is needed when it cannot be reached any more. */
const IN_TIME = html`<ha-icon hidden icon="mdi:lan-disconnect"></ha-icon>`;

export function draw(card: Card): TemplateResult {
  const { scene, state, gone } = card;
  const view = card.config?.view ?? "all";
  const shown = view === "all" ? card.open : view;
  get(card, shown);
  if (scene && gone) {
    if (card.beside) return html``;
    const why = "why" in gone ? scene.words.say(gone.why) : scene.words.card("not_up");
    return html`<div class="pane pad">${notRunning(scene, why)}</div>`;
  }
  if (!scene || !state) return skeleton(scene?.words.card("loading") ?? "");
  const above = card.beside ? [] : notes(scene, state, MARK);
  return html`${above.length ? html`<div class="notes">${above}</div>` : nothing}${state.lost === undefined ? IN_TIME : nothing}${view === "all" ? tabs(card) : nothing}${
    view === "all" ? html`<div role="tabpanel" id="panel" aria-labelledby=${`tab-${shown}`}>${part(card, shown)}</div>` : part(card, shown)}`;
}

/** Get the file of a view, once. */
function get(card: Card, view: Shown): void {
  if (there.has(view)) return;
  FILES[view]().then(
    () => there.set(view, true),
    () => there.set(view, false),
  ).finally(() => (card.turn += 1));
}

/** Get again what could not be got. */
export function retry(card: Card): void {
  for (const [view, got] of there) if (!got) there.delete(view);
  card.turn += 1;
}

function part(card: Card, view: Shown): TemplateResult {
  const { scene, state, tick } = card;
  const words = scene!.words;
  if (there.get(view) === false) {
    return html`<div class="pane empty">${icon("alert")}<h3>${words.card("not_got")}</h3><button class="b no" @click=${() => retry(card)}>${icon("refresh")}<span>${words.text("button_try_again")}</span></button></div>`;
  }
  if (!there.get(view)) return skeleton(words.card("loading"));
  switch (view) {
    case "waiting":
      return html`<greenlight-waiting .scene=${scene} .state=${state} .tick=${tick}></greenlight-waiting>`;
    case "downloads":
      return html`<greenlight-downloads .scene=${scene} .state=${state} .tick=${tick}></greenlight-downloads>`;
    case "search":
      return html`<greenlight-search .scene=${scene} .state=${state} .tick=${tick} @lead=${(event: CustomEvent<Lead>) => lead(card, event.detail)}></greenlight-search>`;
    case "series":
      return html`<greenlight-series .scene=${scene} .state=${state} .tick=${tick} @lead=${(event: CustomEvent<Lead>) => lead(card, event.detail)}></greenlight-series>`;
    case "statistics":
      return html`<greenlight-statistics .scene=${scene} .state=${state} .tick=${tick}></greenlight-statistics>`;
    case "history":
      // In short it is the last few, which the subscription tells.
      return card.config?.compact
        ? html`<greenlight-recent .scene=${scene} .state=${state} .tick=${tick} @all=${() => toHistory(card)}></greenlight-recent>`
        : html`<greenlight-history .scene=${scene} .state=${state} .tick=${tick}></greenlight-history>`;
  }
}

/** Go to the question about an episode or a result, to its download or to a search: on this card where it has all, else on the dashboard. */
function lead(card: Card, { view, id }: Lead): void {
  const all = (card.config?.view ?? "all") === "all";
  if (all) card.open = view;
  // What else its address says stays as it is.
  const search = new URLSearchParams(all ? location.search : "");
  search.set(LEADS[view], id);
  card.scene?.navigate(`${all ? location.pathname : `/greenlight/${view === "search" ? view : "now"}`}?${search}`);
}

function toHistory(card: Card): void {
  if ((card.config?.view ?? "all") === "all") card.open = "history";
  else card.scene?.navigate("/greenlight/history");
}

function tabs(card: Card): TemplateResult {
  const { words } = card.scene!;
  const counts: Partial<Record<Shown, number>> = { waiting: open(card).length, downloads: unfinished(loading(card)).length };
  return html`<div class="tabs" role="tablist" aria-label="Greenlight" @keydown=${(event: KeyboardEvent) => step(card, event)}>${offered(card).map(
    ([view, sign]) => html`<button class="tab" role="tab" id=${`tab-${view}`} aria-controls="panel" aria-selected=${card.open === view}
      tabindex=${card.open === view ? 0 : -1} @click=${() => (card.open = view)}>${icon(sign)}${words.card(`view_${view}`)}${
      counts[view] ? html`<em>${words.number(counts[view])}</em>` : nothing}</button>`)}</div>`;
}

/** The tabs there are: the search for whoever may use it, where something can be searched. One that is open stays. */
function offered({ open, scene, state }: Card): typeof TABS {
  const searches = !!state?.totals.searches && scene!.store.may("hand_in");
  return TABS.filter(([view]) => view !== "search" || view === open || searches);
}

/** What waits for an answer now, of what the card is to show. */
function open(card: Card): readonly Question[] {
  const { rule } = card.config!;
  return card.state!.waiting.filter((one) => one.later === undefined && (!rule || one.from.rule === rule));
}

function loading(card: Card): readonly Download[] {
  const { client } = card.config!;
  return card.state!.downloads.filter((one) => !client || one.client === client);
}

function step(card: Card, event: KeyboardEvent): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const tabs = offered(card);
  const at = tabs.findIndex(([view]) => view === card.open);
  card.open = tabs[(at + by + tabs.length) % tabs.length]![0];
  void card.updateComplete.then(() => card.renderRoot.querySelector<HTMLElement>(`#tab-${card.open}`)?.focus());
}

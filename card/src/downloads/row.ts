/** One download: what it is, its state, its bar, what there is to know, what can be done. */
import { html, nothing, type TemplateResult } from "lit";

import { safeUrl } from "../addresses";
import type { Download } from "../model";
import type { Scene } from "../part";
import { icon, poster, workTitle } from "../pieces";
import { deed, deletes, inMenu, inSight, there, waysOf, type Deed } from "./doing";
import type { Progress } from "./order";
import { bar, fine, sign, stateText } from "./state";

/** How a row is just now, besides what is said of it. */
export interface Look {
  /** The action that is on its way. */
  busy?: string;
  /** What is asked once more: to delete, or what becomes of what is here where it is taken back. */
  asks?: "delete" | "undo";
  /** Why what was pressed last was not done. */
  refused?: string;
  /** There is no connection, so nothing can be done. */
  still: boolean;
}

export interface Hands {
  press(download: Download, deed: Deed): void;
  ask(id: string, what: Look["asks"]): void;
  menu(id: string, from: HTMLElement): void;
}

export function row(scene: Scene, download: Download, look: Look, hands: Hands, progress: Progress): TemplateResult {
  const { words, store } = scene;
  const [mark, tone] = sign(download);
  const told = stateText(download, words);
  const compact = scene.config.compact;
  const id = `d-${download.id}`;
  return html`<li class="d ${compact ? "compact" : ""}" tabindex="-1" data-id=${download.id} aria-labelledby=${id}>
    ${poster(scene, download.work, compact ? "xs" : "m")}
    <div class="d-head">
      <h3 class="d-title" id=${id}>${workTitle(scene, download.work)}</h3>
      <p class="d-state ${tone}">${icon(mark)}<span>${told}</span></p>
    </div>
    ${look.still ? nothing : ends(scene, download, look, hands)}
    <div class="d-rest">
      ${track(scene, download, told, progress)}
      ${compact ? nothing : html`<p class="fine">${fine(download, words, store.now()).map((one) => html`<span><bdi>${one}</bdi></span>`)}</p>`}
      ${look.refused ? html`<p class="note bad" role="alert">${icon("alert-circle")}<span>${look.refused}</span></p>` : nothing}
      ${look.still ? nothing : look.asks ? secondLook(scene, download, look, hands) : acts(scene, download, look, hands)}
    </div>
  </li>`;
}

function track(scene: Scene, download: Download, told: string, progress: Progress): TemplateResult | typeof nothing {
  const shown = bar(download);
  if (!shown) return nothing;
  const { words } = scene;
  const far = shown.look === "bad" ? shown.progress : progress.of(download, shown.progress);
  const percent = words.percent(far);
  const left = download.left && download.state === "downloading" ? words.text("became_left", { span: words.lasting(download.left) }) : "";
  return html`<div class="d-bar">
    <div class="track" role="progressbar" aria-label=${words.work(download.work)} aria-valuemin="0" aria-valuemax="100"
      aria-valuenow=${far >= 1 ? 100 : Math.min(99, Math.round(far * 100))} aria-valuetext=${[percent, told, left].filter(Boolean).join(", ")}>
      <i class=${shown.look} style="width:${(far * 100).toFixed(1)}%"></i></div>
    <span class="n" aria-hidden="true">${percent}</span>
  </div>`;
}

/** What is at the end of its first line: pause or go on, and the menu. */
function ends(scene: Scene, download: Download, look: Look, hands: Hands): TemplateResult | typeof nothing {
  const { words, store } = scene;
  const toggle = (["pause", "resume"] as const).find((can) => download.can.includes(can));
  const does = toggle && deed(toggle, download, words);
  const work = words.work(download.work);
  const more = inMenu(download, words, store.now()).length > 0 || safeUrl(download.client_url);
  if (!does && !more) return nothing;
  return html`<div class="d-end">${
    does ? html`<button class="b icon" ?disabled=${!!look.busy} title=${does.label}
      aria-label=${words.card("named", { label: does.label, work })} @click=${() => hands.press(download, does)}>
      ${icon(look.busy === does.action ? "loading" : does.sign, look.busy === does.action ? "spin" : "")}</button>` : nothing}${
    more ? html`<button class="b icon" aria-haspopup="dialog" title=${words.text("button_more")}
      aria-label=${words.card("more_for", { work })}
      @click=${(event: Event) => hands.menu(download.id, event.currentTarget as HTMLElement)}>${icon("dots-vertical")}</button>` : nothing
  }</div>`;
}

function acts(scene: Scene, download: Download, look: Look, hands: Hands): TemplateResult | typeof nothing {
  const { words, store } = scene;
  const deeds = inSight(download, words);
  if (!deeds.length) return nothing;
  const left = download.room && download.can.includes("anyway")
    ? html`<small class="beside">${words.card("leaves_free", { left: { size: download.room.left } })}</small>` : nothing;
  const ways = waysOf(download, words, store.now());
  return html`${ways.length ? html`<ul class="ways dim">${ways.map((one) => html`<li>${one}</li>`)}</ul>` : nothing}<div class="acts">${deeds.map((one) => html`${button(scene, download, one, look, hands)}${"ignore_space" in one.data ? left : nothing}`)}</div>`;
}

function button(scene: Scene, download: Download, does: Deed, look: Look, hands: Hands, kind = "no"): TemplateResult {
  const { words } = scene;
  const busy = look.busy === does.action;
  return html`<button class="b ${kind}" ?disabled=${!!look.busy} @click=${() => hands.press(download, does)}
    aria-label=${words.card("named", { label: does.label, work: words.work(download.work) })}>
    ${icon(busy ? "loading" : does.sign, busy ? "spin" : "")}<span>${does.label}</span></button>`;
}

/** In its place: what is about to be deleted, with what it comes to. */
function secondLook(scene: Scene, download: Download, look: Look, hands: Hands): TemplateResult {
  const { words } = scene;
  const size = { size: there(download) };
  const work = words.work(download.work);
  const undo = look.asks === "undo";
  const undone = (delete_data: boolean, key: string): Deed => ({
    action: "undo", data: { request_id: download.id, delete_data }, sign: delete_data ? "trash-can-outline" : "undo",
    label: words.card(key, { size }),
  });
  const remove = deed("delete", download, words);
  const deeds = undo
    ? [undone(false, "undo_keep"), undone(true, "undo_delete_data")]
    : remove ? [{ ...remove, label: words.card("delete_now", { size }) }] : [];
  return html`<div class="said ask" role="group" aria-label=${words.card(undo ? "undo_title" : "delete_title", { work, size })}>
    <h4>${words.card(undo ? "undo_title" : "delete_title", { work, size })}</h4>
    <p>${undo ? words.card("undo_ask") : deletes(download, words)}</p>
    <div class="acts">${deeds.map((one) =>
      button(scene, download, one, look, hands, one.sign === "trash-can-outline" ? "del" : "no"))}
      <button class="b soft" @click=${() => hands.ask(download.id, undefined)}>${words.text("button_back")}</button></div>
  </div>`;
}

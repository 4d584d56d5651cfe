/** The menu of a download. */
import { html, nothing, type TemplateResult } from "lit";

import { safeUrl } from "../addresses";
import { menuKeys } from "../menu";
import type { Download } from "../model";
import type { Scene } from "../part";
import { icon } from "../pieces";
import { inMenu, undoAsks, type Deed } from "./doing";
import type { Hands } from "./row";

export function menu(scene: Scene, download: Download | undefined, hands: Hands, closed: (event: ToggleEvent) => void): TemplateResult {
  return html`<div class="menu" popover="auto" role="dialog" @toggle=${closed} @keydown=${menuKeys}
    aria-label=${download ? scene.words.card("more_for", { work: scene.words.work(download.work) }) : nothing}>${
    download ? rows(scene, download, hands) : nothing}</div>`;
}

function rows(scene: Scene, download: Download, hands: Hands): TemplateResult[] {
  const { words } = scene;
  const url = safeUrl(download.client_url);
  const parts = inMenu(download, words, scene.store.now()).map((part) => part.map((does) => row(download, does, hands)));
  if (url) {
    parts.push([html`<a class="row" href=${url} target="_blank" rel="noopener noreferrer">${icon("open-in-new")}<span>${
      words.card("open_client", { client: download.client ?? "" })}</span></a>`]);
  }
  return parts.map((part, at) => html`${at ? html`<hr>` : nothing}${part}`);
}

function row(download: Download, does: Deed, hands: Hands): TemplateResult {
  const press = (event: Event) => {
    (event.currentTarget as HTMLElement).closest<HTMLElement>("[popover]")?.hidePopover();
    if (does.deletes) hands.ask(download.id, "delete");
    else if (undoAsks(does, download)) hands.ask(download.id, "undo");
    else hands.press(download, does);
  };
  return html`<button class="row ${does.deletes ? "bad" : ""}" @click=${press}>${icon(does.sign)}<span>${does.label}${
    does.small ? html`<small>${does.small}</small>` : nothing}</span></button>`;
}

/** Grid: the squares of a block, one stop for the Tab key, the arrows within. */
import { html, icon, nothing, type Scene, type TemplateResult } from "../kit";
import type { Episode } from "../model";
import type { Block } from "./blocks";
import { short, SIGNS, spoken } from "./told";

export interface Look {
  /** The key of the episode that more is said of. */
  pressed?: string;
  /** The key of the one that the Tab key gets to, where somebody has been. */
  at?: string;
  /** How far the download of a request is, where that is known better than it was told. */
  far(episode: Episode): number | undefined;
  /** Whether pressing it leads elsewhere. */
  leads(episode: Episode): boolean;
}

export interface Hands {
  press(block: Block, episode: Episode): void;
  at(key: string): void;
}

export const keyOf = (block: Block, episode: Episode): string => `${block.season}/${episode.no}`;

export function grid(scene: Scene, block: Block, look: Look, hands: Hands): TemplateResult {
  const keys = block.episodes.map((one) => keyOf(block, one));
  const stop = look.at !== undefined && keys.includes(look.at) ? look.at : keys[0];
  return html`<ul class="grid" @keydown=${(event: KeyboardEvent) => step(event, hands)}>${block.episodes.map((one, place) => {
    const key = keys[place]!;
    const far = look.far(one);
    const style = one.state === "downloading" && far !== undefined ? `--p:${Math.round(far * 100)}%` : nothing;
    return html`<li><button class="e ${one.state}" data-key=${key} tabindex=${key === stop ? 0 : -1} style=${style}
      aria-label=${spoken(block.season, one, far, scene.words)} aria-pressed=${look.leads(one) ? nothing : key === look.pressed}
      @focus=${() => hands.at(key)} @click=${() => hands.press(block, one)}><span>${short(one)}</span>${icon(SIGNS[one.state])}</button></li>`;
  })}</ul>`;
}

/** Go to another square: by rows as they stand just now. */
function step(event: KeyboardEvent, hands: Hands): void {
  const cells = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".e")];
  const from = cells.indexOf((event.target as HTMLElement).closest<HTMLElement>(".e")!);
  const below = cells.findIndex((one) => one.offsetTop > cells[0]!.offsetTop);
  const row = below < 0 ? cells.length : below;
  const to = { ArrowRight: from + 1, ArrowLeft: from - 1, ArrowDown: from + row, ArrowUp: from - row, Home: 0, End: cells.length - 1 }[event.key];
  if (to === undefined || from < 0) return;
  event.preventDefault();
  const cell = cells[to];
  if (!cell) return;
  hands.at(cell.dataset.key!);
  cell.focus();
}

/** More: what else can be done about a result, in its menu. */
import { html, icon, nothing, safeUrl, type Scene, type TemplateResult } from "../kit";
import type { Result } from "./answers";

/** What each does that can be done: download it as somebody chooses, or beside what is there, and say which work it is. */
export interface Ways {
  with?: () => unknown;
  both?: () => unknown;
  works?: () => unknown;
}

export function more({ words }: Scene, one: Result, ways: Ways): TemplateResult {
  const page = safeUrl(one.page);
  const shut = (event: Event): void => (event.currentTarget as HTMLElement).closest<HTMLElement>("[popover]")?.hidePopover();
  const way = (does: (() => unknown) | undefined, sign: string, key: string): TemplateResult | typeof nothing => {
    if (!does) return nothing;
    const press = (event: Event): void => {
      shut(event);
      void does();
    };
    return html`<button class="row" @click=${press}>${icon(sign)}<span>${words.card(key)}</span></button>`;
  };
  return html`${way(ways.with, "tune", "search_with")}${way(ways.both, "home-plus-outline", "search_download_both")}${way(ways.works, "movie-search-outline", "works")}${
    page ? html`<a class="row" href=${page} target="_blank" rel="noopener noreferrer" @click=${shut}>${icon("open-in-new")}<span>${
      words.card("open_page_at", { source: one.indexer ?? one.source })}</span></a>` : nothing}`;
}

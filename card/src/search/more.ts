/** More: what else can be done about a result, in its menu. */
import { html, icon, nothing, safeUrl, type Scene, type TemplateResult } from "../kit";
import type { Result } from "./answers";

/** `can` tells whether it can be downloaded, `open` shows how, and `both` does so beside what is there. */
export function more({ words }: Scene, one: Result, can: boolean, open: () => Promise<void>, both: () => void): TemplateResult {
  const page = safeUrl(one.page);
  const shut = (event: Event): void => (event.currentTarget as HTMLElement).closest<HTMLElement>("[popover]")?.hidePopover();
  const shutting = (what: () => unknown) => (event: Event): void => {
    shut(event);
    void what();
  };
  return html`${can ? html`<button class="row" @click=${shutting(open)}>${icon("tune")}<span>${words.card("search_with")}</span></button>${one.both && one.file?.fate !== "keep"
    ? html`<button class="row" @click=${shutting(both)}>${icon("home-plus-outline")}<span>${words.card("search_download_both")}</span></button>` : nothing}` : nothing}${
    page ? html`<a class="row" href=${page} target="_blank" rel="noopener noreferrer" @click=${shut}>${icon("open-in-new")}<span>${
      words.card("open_page_at", { source: one.indexer ?? one.source })}</span></a>` : nothing}`;
}

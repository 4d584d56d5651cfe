/** How results are looked at: in which order, and which of them. */
import { html, nothing, type Scene, type TemplateResult } from "../kit";
import type { Protocol } from "./answers";
import type { Session } from "./session";
import { narrows, SORTS, type Look, type Sort } from "./wanted";

export function tools({ words }: Scene, session: Session, narrow: (what: Partial<Look>) => void): TemplateResult | typeof nothing {
  const { look, found } = session;
  if (!found || (found.total < 2 && !narrows(look))) return nothing;
  const protocol = (one: Protocol): TemplateResult =>
    pill(words.card(one === "usenet" ? "search_usenet" : "search_torrents"), look.protocol === one, () => narrow({ protocol: look.protocol === one ? undefined : one }));
  return html`<div class="tools"><label class="order"><span class="dim">${words.card("search_sort")}</span><select class="field"
    @change=${(event: Event) => narrow({ sort: (event.target as HTMLSelectElement).value as Sort })}>${SORTS.map((one) =>
      html`<option value=${one} ?selected=${look.sort === one}>${words.card(`search_sort_${one}`)}</option>`)}</select></label>
    <div class="pills" role="group" aria-label=${words.card("search_only")}>${both(session) || look.protocol ? html`${protocol("torrent")}${protocol("usenet")}` : nothing}${
      pill(words.card("search_hide_known"), look.hide_known, () => narrow({ hide_known: !look.hide_known }))}</div></div>`;
}

function pill(label: string, pressed: boolean, press: () => void): TemplateResult {
  return html`<button class="pill" type="button" aria-pressed=${pressed} @click=${press}>${label}</button>`;
}

/** Whether there are torrents and usenet. */
function both({ sources, found }: Session): boolean {
  const all = [...(sources ?? []).flatMap(({ indexers }) => indexers), ...(found?.results ?? [])];
  return new Set(all.map(({ protocol }) => protocol)).size > 1;
}

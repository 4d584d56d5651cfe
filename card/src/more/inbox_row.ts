/** That completed downloads wait to be looked at, above what happened: a row that opens the inbox in its place. */
import { html, icon, nothing, type Scene, type State, type TemplateResult } from "../kit";

export function inboxRow({ words }: Scene, state: State, open: () => void): TemplateResult | typeof nothing {
  const count = state.totals.inbox;
  if (!count) return nothing;
  return html`<div class="note info row">
    ${icon("inbox-arrow-down")}
    <p>${words.card("inbox_waits", { count })}</p>
    <button class="b text" data-inbox @click=${open}>${words.card("inbox_look")}</button>
  </div>`;
}

export function inbox(scene: Scene, state: State, tick: number, close: () => void): TemplateResult {
  return html`<greenlight-inbox .scene=${scene} .state=${state} .tick=${tick} @close=${close}></greenlight-inbox>`;
}

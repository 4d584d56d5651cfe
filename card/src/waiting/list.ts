/**
 * `<greenlight-waiting>`: the questions that wait. Rendered by `card.ts` with `scene`, `state` and `tick`, in the views
 * `waiting` and `all`, compact where `scene.config.compact` is set (its row is drawn by `compact.ts`).
 * Dispatches nothing: what is empty or in trouble is drawn by `card.ts` with `states.ts` around it.
 */
import { html, type TemplateResult } from "lit";
import { defineOnce, Part, sheet } from "../part";
import { workTitle } from "../pieces";
import waiting from "../styles/waiting.css";

export class Waiting extends Part {
  static override styles = sheet(waiting);

  protected override render(): TemplateResult {
    return html`<ul class="list">${this.state.waiting.map(
      (question) => html`<li class="pane q"><h3 class="q-title">${workTitle(this.scene, question.work)}</h3></li>`,
    )}</ul>`;
  }
}

defineOnce("greenlight-waiting", Waiting);

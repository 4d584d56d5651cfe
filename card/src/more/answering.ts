/** What panels share: their heading, their last line of buttons, and how an answer is given from them. */
import { html, icon, nothing, Part, type TemplateResult } from "../kit";
import type { Question } from "../model";
import { reason } from "../asking";
import type { Answer } from "./seam";

type Host = Part & { question: Question; answer?: Answer };

/** Gives answers from a panel: one at a time, and says why where it was not taken. */
export class Answering {
  busy = false;
  failure?: string;

  constructor(private readonly host: Host) {}

  async give(action: string, data: Record<string, unknown>): Promise<void> {
    const { host } = this;
    if (this.busy) return;
    this.busy = true;
    this.failure = undefined;
    host.requestUpdate();
    const answer: Answer = host.answer ?? ((what, fields) => host.scene.store.act(what, fields));
    try {
      await answer(action, { request_id: host.question.id, ...data });
      host.dispatchEvent(new CustomEvent("done"));
    } catch (refusal) {
      this.failure = host.scene.words.card("not_done", { reason: reason(refusal) });
    } finally {
      this.busy = false;
      host.requestUpdate();
    }
  }

  /** Why the last answer was not taken. */
  told(): TemplateResult | typeof nothing {
    return this.failure ? html`<p class="note bad" role="alert">${icon("alert-circle")}<span>${this.failure}</span></p>` : nothing;
  }
}

/** It takes the focus when its panel opens, so that the panel is read from its beginning. */
export const heading = (words: string | TemplateResult): TemplateResult => html`<h4 tabindex="-1" data-head>${words}</h4>`;

export function focusHeading(host: Part): void {
  host.renderRoot.querySelector<HTMLElement>("[data-head]")?.focus();
}

export function closes(host: Part, label = host.scene.words.text("button_back")): TemplateResult {
  return html`<button class="b soft" @click=${() => host.dispatchEvent(new CustomEvent("close"))}>${label}</button>`;
}

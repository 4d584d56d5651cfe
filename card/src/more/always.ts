/** `<greenlight-always>`: the rule that would be made of a question, in a sentence, and what it would have done. */
import { html, icon, nothing, sheet, type TemplateResult } from "../kit";
import type { Always, Question } from "../model";
import { Answering, closes, focusHeading, heading } from "./answering";
import { Asking } from "../asking";
import { PANEL_STYLES } from "./looks";
import type { Answer } from "./seam";

export class GreenlightAlways extends Asking<Always> {
  static override styles = sheet(...PANEL_STYLES);
  static override properties = { ...Asking.properties, question: { attribute: false }, answer: { attribute: false } };
  declare question: Question;
  declare answer?: Answer;
  private readonly answering = new Answering(this);

  protected override ask(): Promise<Always> {
    return this.scene.store.ask<Always>("always", { request_id: this.question.id });
  }

  protected override firstUpdated(): void {
    focusHeading(this);
  }

  protected override render(): TemplateResult {
    const { words } = this.scene;
    return html`<div class="panel" aria-busy=${this.answering.busy}>
      ${heading(words.card("always"))}
      ${this.found ? this.rule(this.found) : html`${this.wait()}<div class="acts">${closes(this)}</div>`}
    </div>`;
  }

  private rule({ sentence, would, of }: Always): TemplateResult {
    const { words } = this.scene;
    const { answering } = this;
    if (sentence === null) {
      return html`<p>${words.card("always_none")}</p><div class="acts">${closes(this)}</div>`;
    }
    const give = () => void answering.give("always", { seen: this.question.seen });
    return html`
      <p class="said">${words.say(sentence)}</p>
      ${would === undefined || of === undefined ? nothing : html`<p class="dim">${words.card("always_would", { count: would, of })}</p>`}
      ${answering.told()}
      <div class="acts">
        <button class="b go" aria-disabled=${answering.busy ? "true" : nothing} @click=${give}>
          ${icon("check")}<span>${words.text("button_make_rule")}</span>
        </button>
        ${closes(this)}
      </div>`;
  }
}

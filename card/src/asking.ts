/** A part that asks the server for what it shows, once it is needed, and says so while it waits or when that fails. */
import { html, type TemplateResult } from "lit";

import type { Refusal } from "./hass";
import { Part } from "./part";
import { icon } from "./pieces";

export abstract class Asking<T> extends Part {
  static override properties = {
    ...Part.properties,
    found: { state: true },
    failure: { state: true },
  };
  /** The last that came; it stays while it is asked for anew. */
  declare protected found?: T;
  declare protected failure?: string;
  private turn = 0;

  /** Ask for what is shown. */
  protected abstract ask(): Promise<T>;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  /** Ask anew. What was asked for before and comes later is not shown. */
  protected async load(): Promise<void> {
    const turn = ++this.turn;
    // The scene is set after the element is put in place.
    await Promise.resolve();
    try {
      const found = await this.ask();
      if (turn !== this.turn) return;
      this.found = found;
      this.failure = undefined;
    } catch (refusal) {
      if (turn === this.turn) this.failure = reason(refusal);
    }
  }

  /** What is shown while nothing has come yet, in the place of it. */
  protected wait(): TemplateResult {
    const { words } = this.scene;
    if (this.failure !== undefined) {
      return html`<div class="empty" role="alert">
        ${icon("alert-circle", "bad")}
        <p>${words.card("load_failed", { reason: this.failure })}</p>
        <button class="b no" @click=${() => void this.load()}>${words.card("load_again")}</button>
      </div>`;
    }
    return html`<div class="waits" role="status">
      <span class="sr">${words.card("loading")}</span>
      ${[0, 1, 2].map(() => html`<div class="skel" aria-hidden="true"></div>`)}
    </div>`;
  }

  /** That it could not be asked for anew, above what is there. */
  protected stale(): TemplateResult | undefined {
    if (this.failure === undefined || this.found === undefined) return undefined;
    return html`<p class="note" role="alert">
      ${icon("alert")}<span>${this.scene.words.card("load_failed", { reason: this.failure })}</span>
    </p>`;
  }
}

/** What something was refused with, in words; what it is about by its short name, `work`, as the message has it by its long one. */
export function reason(refusal: unknown, work = ""): string {
  const { message, translation_placeholders: { title = "" } = {} } = (refusal ?? {}) as Partial<Refusal>;
  if (typeof message !== "string" || !message) return String(refusal);
  return work && title ? message.replaceAll(title, work) : message;
}

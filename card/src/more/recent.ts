/** `<greenlight-recent>`: the last few of what happened, as the subscription tells them. */
import { html, icon, Part, repeat, sheet, type TemplateResult } from "../kit";
import type { Entry } from "../model";
import { Doing } from "./doing";
import { entryRow } from "./entry";
import { toldThere } from "./happened";
import { inbox, inboxRow } from "./inbox_row";
import { HISTORY_STYLES } from "./looks";
import { Opened } from "./opened";
import { clockTime, dayKey } from "./telling";

const FEW = 5;

export class GreenlightRecent extends Part {
  static override styles = sheet(...HISTORY_STYLES);
  static override properties = { ...Part.properties, inbox: { state: true } };
  declare protected inbox: boolean;
  private readonly doing = new Doing(this);
  private readonly opened = new Opened(this);
  private timer?: ReturnType<typeof setTimeout>;

  constructor() {
    super();
    this.inbox = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  /** What can be taken back is offered once at a time: first where it was answered. */
  private offered(entry: Entry): Entry {
    return toldThere(entry, this.scene.store.now()) ? { ...entry, can: entry.can.filter((one) => one !== "undo") } : entry;
  }

  protected override updated(): void {
    clearTimeout(this.timer);
    const left = Math.max(0, ...this.state.recent.map((one) => toldThere(one, this.scene.store.now())));
    if (left) this.timer = setTimeout(() => this.requestUpdate(), 1000 * left);
  }

  /** What was done comes back by the subscription. */
  done(): void {
    this.renderRoot.querySelector<HTMLElement>("h2")?.focus();
  }

  private readonly back = async (): Promise<void> => {
    this.inbox = false;
    await this.updateComplete;
    const row = this.renderRoot.querySelector<HTMLElement>("[data-inbox]");
    (row ?? this.renderRoot.querySelector<HTMLElement>("h2"))?.focus();
  };

  protected override render(): TemplateResult {
    const { scene, state, tick } = this;
    if (this.inbox) return inbox(scene, state, tick, this.back);
    const { words, store } = scene;
    const entries = state.recent.slice(0, scene.config.show ?? FEW);
    const today = dayKey(words, store.now());
    const time = (at: number) => (dayKey(words, at) === today ? clockTime(words, at) : words.when(at));
    const all = () => this.dispatchEvent(new CustomEvent("all"));
    return html`
      <div class="top">
        <h2 tabindex="-1">${icon("history")}${words.card("history")}</h2>
        <div class="end">
          <button class="b text" @click=${all}>${icon("chevron-right")}<span>${words.card("history_all")}</span></button>
        </div>
      </div>
      ${inboxRow(scene, state, () => (this.inbox = true))}
      ${entries.length
        ? html`<ul class="pane">${repeat(entries, (entry) => entry.id, (entry) => entryRow(scene, this.offered(entry), this.doing, this.opened, time(entry.at)))}</ul>`
        : html`<div class="pane empty">
            ${icon("history")}<h3>${words.card("history_empty")}</h3><p class="dim">${words.card("history_empty_text")}</p>
          </div>`}
    `;
  }
}

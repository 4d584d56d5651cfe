/** `<greenlight-preview>`: what a rule would make of all that is known, without asking anybody for anything. */
import { html, icon, nothing, sheet, type TemplateResult } from "../kit";
import type { Preview } from "../model";
import { closes, focusHeading } from "./answering";
import { Asking } from "../asking";
import { HISTORY_STYLES } from "./looks";
import { full } from "./telling";

type Release = Preview["releases"][number];
type What = Release["what"];

const SIGNS: Record<What, string> = {
  would_ask: "message-question-outline",
  waits: "clock-outline",
  had: "check",
  asked_before: "history",
  failed_before: "cancel",
};

export class GreenlightPreview extends Asking<Preview> {
  static override styles = sheet(...HISTORY_STYLES);
  static override properties = { ...Asking.properties, rule: { state: true }, loading: { state: true } };
  declare protected rule: string;
  declare protected loading: boolean;

  constructor() {
    super();
    this.rule = "";
    this.loading = false;
  }

  protected override ask(): Promise<Preview> {
    return this.scene.store.ask<Preview>("preview", this.rule ? { rule: this.rule } : {});
  }

  protected override firstUpdated(): void {
    focusHeading(this);
  }

  private readonly choose = async (event: Event): Promise<void> => {
    this.rule = (event.target as HTMLSelectElement).value;
    this.loading = true;
    await this.load();
    this.loading = false;
  };

  protected override render(): TemplateResult {
    const { words } = this.scene;
    return html`
      <div class="top">
        <h2 tabindex="-1" data-head>${icon("eye-outline")}${words.card("preview")}</h2>
        <div class="end">${closes(this)}</div>
      </div>
      <div class="pane panel" aria-busy=${this.loading}>
        ${this.found ? this.rules(this.found) : this.wait()} ${this.stale()}
        ${this.found && this.rule && !this.loading ? this.told(this.found) : nothing}
        ${this.loading ? html`<div class="skel" role="status"><span class="sr">${words.card("loading")}</span></div>` : nothing}
      </div>`;
  }

  private rules({ rules }: Preview): TemplateResult {
    const { words } = this.scene;
    if (!rules.length) return html`<p>${words.card("preview_none")}</p>`;
    return html`<label><span class="dim">${words.card("preview_rule")}</span>
      <select class="field" @change=${this.choose}>
        <option value="" ?selected=${!this.rule} disabled>${words.card("preview_choose")}</option>
        ${rules.map((name) => html`<option value=${name} ?selected=${name === this.rule}>${name}</option>`)}
      </select>
    </label>`;
  }

  private told({ told, releases }: Preview): TemplateResult {
    const { words } = this.scene;
    return html`
      <p role="status">${words.each(told).map(full).join(" ")}</p>
      ${(Object.keys(SIGNS) as What[]).map((what) => this.group(what, releases.filter((one) => one.what === what)))}`;
  }

  private group(what: What, releases: readonly Release[]): TemplateResult | typeof nothing {
    if (!releases.length) return nothing;
    const { words } = this.scene;
    return html`<section>
      <h3 class="dim">${words.card(`preview_${what}`)}</h3>
      <ul class="facts">${releases.map((one) => html`<li>
        ${icon(SIGNS[what])}<div><bdi>${one.name}</bdi>${this.small(one)}</div>
      </li>`)}</ul>
    </section>`;
  }

  private small({ bytes, source, reasons }: Release): TemplateResult | typeof nothing {
    const { words } = this.scene;
    const said = [...words.each(reasons), bytes === undefined ? "" : words.size(bytes), source ?? ""].filter(Boolean);
    return said.length ? html` <span class="dim">· ${said.join(" · ")}</span>` : nothing;
  }
}

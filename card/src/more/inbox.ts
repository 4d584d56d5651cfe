/** `<greenlight-inbox>`: what clients have completed, until somebody acknowledges it, one or all of it. */
import { html, icon, nothing, repeat, sheet, type PropertyValues, type TemplateResult } from "../kit";
import type { Completed } from "../model";
import { closes, focusHeading } from "./answering";
import { Asking, reason } from "../asking";
import { HISTORY_STYLES } from "./looks";

type One = Completed["entries"][number];

const SIGNS: Record<string, string> = { movie: "movie-open-outline", tv: "television-classic" };

export class GreenlightInbox extends Asking<Completed> {
  static override styles = sheet(...HISTORY_STYLES);
  static override properties = { ...Asking.properties, busy: { state: true } };
  declare protected busy: boolean;
  private known?: number;

  protected override ask(): Promise<Completed> {
    return this.scene.store.ask<Completed>("completed");
  }

  protected override firstUpdated(): void {
    focusHeading(this);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("state") || !this.state) return;
    const { inbox } = this.state.totals;
    if (this.known !== undefined && this.known !== inbox) void this.load();
    this.known = inbox;
  }

  private async seen(data: Record<string, unknown>): Promise<void> {
    if (this.busy) return;
    const { store, toast, words } = this.scene;
    this.busy = true;
    try {
      await store.act("acknowledge", data);
      await this.load();
      focusHeading(this);
    } catch (refusal) {
      toast(words.card("not_done", { reason: reason(refusal) }));
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const { words } = this.scene;
    return html`
      <div class="top">
        <h2 tabindex="-1" data-head>${icon("inbox-arrow-down")}${words.card("inbox")}${this.found?.total
          ? html` <span class="count">${words.number(this.found.total)}</span>` : nothing}</h2>
        <div class="end">${closes(this)}</div>
      </div>
      ${this.stale()}
      <div class="pane" aria-busy=${this.busy ? "true" : nothing}>${!this.found ? this.wait() : this.list(this.found)}</div>`;
  }

  private list({ total, entries }: Completed): TemplateResult {
    const { words } = this.scene;
    if (!total) return html`<div class="empty">${icon("check-circle-outline", "good")}<h3>${words.card("inbox_empty")}</h3></div>`;
    return html`
      <p class="says dim">${words.card("inbox_text")}</p>
      <ul>${repeat(entries, (one) => one.id, (one) => this.row(one))}</ul>
      ${total > entries.length ? html`<p class="says dim">${words.text("and_more", { count: total - entries.length })}</p>` : nothing}
      ${this.may() && total > 1 ? html`<p class="further"><button class="b no" @click=${() => void this.seen({ all: true })}>
        ${icon("check-all")}<span>${words.card("inbox_all_seen")}</span>
      </button></p>` : nothing}`;
  }

  private row(one: One): TemplateResult {
    const { words } = this.scene;
    const small = [one.bytes === undefined ? "" : words.size(one.bytes), one.client ?? "", one.path ?? ""].filter(Boolean);
    const label = words.text("button_seen");
    return html`<li class="h">
      ${icon(SIGNS[one.media ?? ""] ?? "file-check-outline", "dim")}
      <div class="h-main">
        <h3 class="h-title"><bdi>${one.name}</bdi> <time datetime=${new Date(one.at * 1000).toISOString()}>${words.when(one.at)}</time></h3>
        ${small.length ? html`<p class="dim"><bdi>${small.join(" · ")}</bdi></p>` : nothing}
      </div>
      ${this.may() ? html`<button class="b text" aria-label=${words.card("named", { label, work: one.name })}
        @click=${() => void this.seen({ entry_id: one.id })}>${icon("check")}<span>${label}</span></button>` : nothing}
    </li>`;
  }

  private may(): boolean {
    return this.state.lost === undefined && this.scene.store.may("downloads");
  }
}

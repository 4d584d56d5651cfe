/** `<greenlight-history>`: what happened, under its days, narrowed and searched, with what can still be done about it. */
import { html, icon, nothing, repeat, sheet, type PropertyValues, type TemplateResult } from "../kit";
import type { Entry, History } from "../model";
import { Asking } from "./asking";
import { byDay, joined } from "./days";
import { Doing } from "./doing";
import { entryRow } from "./entry";
import { asked, measured, narrows, NOTHING, type Filter } from "./filters";
import { HISTORY_STYLES } from "./looks";
import { clockTime, dayHeading, dayKey } from "./telling";
import { tools } from "./tools";

const PAGE = 20;
/** A card that shows no more than this is a list of the last few. */
const FEW = 10;
const TYPED = 300;
/** Several things happen at once: they are asked for once. */
const SETTLES = 400;

export class GreenlightHistory extends Asking<History> {
  static override styles = sheet(...HISTORY_STYLES);
  static override properties = {
    ...Asking.properties,
    filter: { state: true },
    lists: { state: true },
    whole: { state: true },
    inbox: { state: true },
    more: { state: true },
  };
  declare protected filter: Filter;
  /** Whether the lists to choose from are open. */
  declare protected lists: boolean;
  declare protected whole: boolean;
  declare protected inbox: boolean;
  /** Whether a further page is being asked for. */
  declare protected more: boolean;
  private readonly doing: Doing;
  private known: unknown;
  private everMeasured = false;
  private timer?: ReturnType<typeof setTimeout>;
  private focusNext?: string;

  constructor() {
    super();
    this.filter = NOTHING;
    this.lists = this.whole = this.inbox = this.more = false;
    this.doing = new Doing(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private get brief(): boolean {
    const { view, show } = this.scene.config;
    return !this.whole && view === "history" && show !== undefined && show <= FEW;
  }

  private get page(): number {
    return Math.max(this.scene.config.view === "history" ? (this.scene.config.show ?? PAGE) : PAGE, 1);
  }

  protected override async ask(): Promise<History> {
    if (this.brief) return { total: 0, entries: [], all: 0, rules: [], sources: [], people: [] };
    const there = Math.max(this.found?.entries.length ?? 0, this.page);
    return this.scene.store.ask<History>("history", asked(this.filter, Math.min(there, 200)));
  }

  done(entry: Entry): void {
    // Its button goes: whoever used it stays at its row.
    this.focusNext = entry.id;
    this.soon(0);
  }

  protected override willUpdate(changed: PropertyValues): void {
    this.everMeasured ||= this.found?.entries.some(measured) ?? false;
    if (!changed.has("state") || !this.state) return;
    const { recent } = this.state;
    if (this.known !== undefined && this.known !== recent && !this.brief) this.soon(SETTLES);
    this.known = recent;
  }

  protected override updated(): void {
    if (!this.focusNext) return;
    const row = this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(this.focusNext)}"]`);
    this.focusNext = undefined;
    row?.focus();
  }

  private soon(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), wait);
  }

  /** Narrow otherwise: the first page of it, at once or when no more is typed. */
  private readonly narrow = (what: Partial<Filter>, wait = 0): void => {
    this.filter = { ...this.filter, ...what };
    this.soon(wait);
  };

  protected override async load(): Promise<void> {
    const { filter } = this;
    await super.load();
    if (this.found && narrows(filter)) {
      this.scene.announce(this.scene.words.card("history_found", { count: this.found.total }));
    }
  }

  private async further(): Promise<void> {
    const { found, filter } = this;
    if (!found || this.more) return;
    this.more = true;
    try {
      const page = await this.scene.store.ask<History>("history", asked(filter, this.page, found.entries.length));
      if (filter !== this.filter) return;
      this.focusNext = page.entries[0]?.id;
      this.found = { ...page, entries: joined(found.entries, page.entries) };
    } catch {
      await this.load();
    } finally {
      this.more = false;
    }
  }

  protected override render(): TemplateResult {
    const { scene, state, tick } = this;
    if (this.inbox) {
      return html`<greenlight-inbox .scene=${scene} .state=${state} .tick=${tick} @close=${() => (this.inbox = false)}></greenlight-inbox>`;
    }
    if (this.brief) {
      return html`<greenlight-recent .scene=${scene} .state=${state} .tick=${tick} @all=${this.open}></greenlight-recent>`;
    }
    return html`
      <div class="top">
        <h2>${icon("history")}${scene.words.card("history")}</h2>
        ${this.whole
          ? html`<div class="end"><button class="b text" @click=${() => (this.whole = false)}>${scene.words.text("button_back")}</button></div>`
          : nothing}
      </div>
      ${this.inboxRow()} ${this.stale()}
      <div class="pane">${this.body()}</div>
    `;
  }

  private readonly open = (event: Event): void => {
    event.stopPropagation();
    // Whoever has a page for it goes there; elsewhere it opens where it stands.
    const all = new CustomEvent("all", { bubbles: true, composed: true, cancelable: true });
    if (!this.dispatchEvent(all)) return;
    this.whole = true;
    void this.load();
  };

  /** Completed downloads are something that happened, and wait to be looked at. */
  private inboxRow(): TemplateResult | typeof nothing {
    const { words } = this.scene;
    const count = this.state?.totals.inbox ?? 0;
    if (!count) return nothing;
    return html`<div class="note info row">
      ${icon("inbox-arrow-down")}
      <p>${words.card("inbox_waits", { count })}</p>
      <button class="b text" @click=${() => (this.inbox = true)}>${words.card("inbox_look")}</button>
    </div>`;
  }

  private body(): TemplateResult {
    const { found, scene } = this;
    if (!found) return this.wait();
    if (!found.all) return this.nothingYet();
    return html`
      ${tools({
        words: scene.words, filter: this.filter, found, lists: this.lists, promises: this.everMeasured,
        narrow: this.narrow, typed: TYPED, open: (lists) => (this.lists = lists),
      })}
      ${found.entries.length ? this.days(found) : this.nothingLikeThat(found)}
    `;
  }

  private days({ entries, total }: History): TemplateResult {
    const { words, store } = this.scene;
    const left = total - entries.length;
    return html`
      ${repeat(byDay(entries, (at) => dayKey(words, at)), (day) => dayKey(words, day.at), (day) => html`
        <h3 class="sub">${dayHeading(words, day.at, store.now())}</h3>
        <ul>${repeat(day.entries, (entry) => entry.id, (entry) =>
          entryRow(this.scene, entry, this.doing, clockTime(words, entry.at)))}</ul>
      `)}
      ${left > 0 ? html`<p class="further"><button class="b text" aria-busy=${this.more} @click=${() => void this.further()}>
        ${icon("chevron-down")}<span>${words.card("show_more", { count: Math.min(left, this.page) })}</span>
      </button></p>` : nothing}
    `;
  }

  private nothingYet(): TemplateResult {
    const { words } = this.scene;
    return html`<div class="empty">
      ${icon("history")}<h3>${words.card("history_empty")}</h3><p class="dim">${words.card("history_empty_text")}</p>
    </div>`;
  }

  private nothingLikeThat({ all }: History): TemplateResult {
    const { words } = this.scene;
    return html`<div class="empty">
      ${icon("filter-off-outline")}<h3>${words.card("history_none")}</h3>
      <p class="dim">${words.card("history_none_text", { count: all })}</p>
      <button class="b no" @click=${() => this.narrow(NOTHING)}>${words.card("show_all")}</button>
    </div>`;
  }
}

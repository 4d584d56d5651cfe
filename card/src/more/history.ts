/** `<greenlight-history>`: what happened, under its days, narrowed and searched, with what can still be done about it. */
import { html, icon, nothing, repeat, sheet, type PropertyValues, type TemplateResult } from "../kit";
import type { Entry, History } from "../model";
import { Asking } from "../asking";
import { byDay, joined } from "./days";
import { Doing } from "./doing";
import { entryRow } from "./entry";
import { asked, measured, narrows, NOTHING, type Filter } from "./filters";
import { inbox, inboxRow } from "./inbox_row";
import { HISTORY_STYLES } from "./looks";
import { Opened } from "./opened";
import { clockTime, dayHeading, dayKey } from "./telling";
import { tools } from "./tools";

const PAGE = 20;
/** More are not sent at once. */
const MOST = 200;
const TYPED = 300;
/** Several things happen at once: they are asked for once. */
const SETTLES = 400;

export class GreenlightHistory extends Asking<History> {
  static override styles = sheet(...HISTORY_STYLES);
  static override properties = {
    ...Asking.properties,
    filter: { state: true },
    lists: { state: true },
    inbox: { state: true },
    more: { state: true },
  };
  declare protected filter: Filter;
  /** Whether the lists to choose from are open. */
  declare protected lists: boolean;
  declare protected inbox: boolean;
  /** Whether a further page is being asked for. */
  declare protected more: boolean;
  private readonly doing: Doing;
  private readonly opened = new Opened(this);
  private known: unknown;
  private everMeasured = false;
  /** How many were asked for so far, so that asking anew takes none away. */
  private reach = 0;
  /** Whether the person has just narrowed it, and is told how many are found. */
  private narrowed = false;
  private timer?: ReturnType<typeof setTimeout>;
  private focusNext?: string;

  constructor() {
    super();
    this.filter = NOTHING;
    this.lists = this.inbox = this.more = false;
    this.doing = new Doing(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private get page(): number {
    const { view, show } = this.scene.config;
    return view === "history" && show ? Math.min(show, MOST) : PAGE;
  }

  protected override ask(): Promise<History> {
    const limit = Math.min(Math.max(this.reach, this.page), MOST);
    return this.scene.store.ask<History>("history", asked(this.filter, limit));
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
    if (this.known !== undefined && this.known !== recent) this.soon(SETTLES);
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
    this.reach = 0;
    this.narrowed = true;
    this.soon(wait);
  };

  protected override async load(): Promise<void> {
    const narrowed = this.narrowed && narrows(this.filter);
    this.narrowed = false;
    await super.load();
    if (this.found && narrowed) {
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
      this.reach = this.found.entries.length;
    } catch {
      await this.load();
    } finally {
      this.more = false;
    }
  }

  protected override render(): TemplateResult {
    const { scene, state, tick } = this;
    if (this.inbox) return inbox(scene, state, tick, this.back);
    return html`
      <div class="top"><h2>${icon("history")}${scene.words.card("history")}</h2></div>
      ${inboxRow(scene, state, () => (this.inbox = true))} ${this.stale()}
      <div class="pane">${this.body()}</div>
    `;
  }

  private readonly back = async (): Promise<void> => {
    this.inbox = false;
    await this.updateComplete;
    const first = this.renderRoot.querySelector<HTMLElement>("[data-inbox]") ?? this.renderRoot.querySelector<HTMLElement>("input");
    first?.focus();
  };

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
          entryRow(this.scene, entry, this.doing, this.opened, clockTime(words, entry.at)))}</ul>
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

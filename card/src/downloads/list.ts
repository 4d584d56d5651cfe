/**
 * `<greenlight-downloads>`: what downloads, in three groups. Rendered by `card.ts` with `scene`, `state` and `tick`, in the
 * views `downloads` and `all`; it draws its own heading, and what stands there while nothing downloads.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";

import { reason } from "../asking";
import { LEADS_TO_DOWNLOAD, leads } from "../leading";
import { unfinished } from "../unfinished";
import { showMenu } from "../menu";
import type { Download } from "../model";
import { defineOnce, Part, sheet } from "../part";
import { icon } from "../pieces";
import { emptyDownloads } from "../states";
import downloads from "../styles/downloads.css";
import menuStyle from "../styles/menu.css";
import type { Deed } from "./doing";
import { menu } from "./menu";
import { GROUPS, ordered, Progress, type Group } from "./order";
import { row, type Hands, type Look } from "./row";

/** How many rows there are at first, and how many more each time. */
const SHOWN = 5;
const MORE = 10;
/** Milliseconds after which a question about deleting goes away. */
const ASKS_FOR = 10_000;
const { wanted, follow } = leads(LEADS_TO_DOWNLOAD);

export class Downloads extends Part implements Hands {
  static override styles = sheet(downloads, menuStyle);
  private readonly busy = new Map<string, string>();
  /** Why something was not done, and of which state of its row that was said. */
  private readonly refused = new Map<string, { row: Download; why: string }>();
  private readonly progress = new Progress();
  private order: Partial<Record<Group, string[]>> = {};
  private asking?: { id: string; what: Look["asks"]; timer: ReturnType<typeof setTimeout> };
  private opened?: string;
  private from?: HTMLElement;
  private focusOn?: string;
  private held = false;
  private focused = false;
  private unfiltered = false;
  private all = 0;

  constructor() {
    super();
    this.addEventListener("pointerenter", () => (this.held = true));
    this.addEventListener("pointerleave", () => (this.held = false));
  }

  press(download: Download, does: Deed): void {
    this.ask(download.id, undefined);
    const { words } = this.scene;
    const work = words.work(download.work);
    void this.act(download.id, does.action, does.data, words.card(`done_${does.action}`, { work }), work);
  }

  ask(id: string, what: Look["asks"]): void {
    clearTimeout(this.asking?.timer);
    this.asking = what && { id, what, timer: setTimeout(() => this.ask(id, undefined), ASKS_FOR) };
    if (what) this.focusOn = `[data-id="${CSS.escape(id)}"] .ask .b:last-child`;
    this.requestUpdate();
  }

  menu(id: string, from: HTMLElement): void {
    this.opened = id;
    this.from = from;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const shown = this.renderRoot.querySelector<HTMLElement>(".menu");
      if (shown) showMenu(shown, from);
    });
  }

  private async act(id: string, action: string, data: Record<string, unknown>, told: string, work = ""): Promise<void> {
    const { scene } = this;
    if (this.busy.has(id)) return;
    this.busy.set(id, action);
    this.refused.delete(id);
    this.requestUpdate();
    try {
      await scene.store.act(action, data);
      scene.announce(told);
    } catch (refusal) {
      const why = scene.words.card("not_done", { reason: reason(refusal, work) });
      const row = this.state.downloads.find((one) => one.id === id);
      // Where it was pressed it is read; what has gone meanwhile has no place for it.
      if (row) this.refused.set(id, { row, why });
      else scene.toast(why);
    } finally {
      this.busy.delete(id);
      this.requestUpdate();
    }
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.focused = !!(this.renderRoot as ShadowRoot | undefined)?.activeElement;
    this.lead();
  }

  /** Go to the download that the address leads to, once. */
  private lead(): void {
    const id = wanted();
    const one = id === undefined ? undefined : this.state.downloads.find((each) => each.id === id);
    if (!one) return;
    follow();
    const { client } = this.scene.config;
    this.unfiltered ||= !!client && one.client !== client;
    this.all = Math.max(this.all, this.state.downloads.length);
    this.focusOn = `[data-id="${CSS.escape(one.id)}"]`;
  }

  private readonly moved = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("location-changed", this.moved);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("location-changed", this.moved);
  }

  protected override updated(_changed: PropertyValues): void {
    // The download whose menu is open may go meanwhile.
    const menu = this.renderRoot.querySelector<HTMLElement>(".menu:popover-open");
    if (menu && !menu.childElementCount) menu.hidePopover();
    const lost = this.focused && !(this.renderRoot as ShadowRoot).activeElement;
    // What had the focus has gone: nobody is to begin at the top of the page again.
    const on = this.focusOn ?? (lost ? "h2" : undefined);
    this.focusOn = undefined;
    if (on) this.renderRoot.querySelector<HTMLElement>(on)?.focus({ preventScroll: on === "h2" });
  }

  protected override render(): TemplateResult {
    const { scene, state } = this;
    const client = this.unfiltered ? undefined : scene.config.client;
    const rows = client ? state.downloads.filter((one) => one.client === client) : state.downloads;
    this.progress.keep(state.downloads);
    return html`${this.heading(rows)}${rows.length ? this.groups(rows) : emptyDownloads(scene, state, client, this.showAll)}${
      menu(scene, rows.find((one) => one.id === this.opened), this, this.closed)}`;
  }

  private closed = (event: ToggleEvent): void => {
    if (event.newState !== "closed") return;
    this.opened = undefined;
    const { activeElement } = this.renderRoot as ShadowRoot;
    // Where something else was opened from it, the focus is there.
    const inside = !activeElement || (event.currentTarget as HTMLElement).contains(activeElement);
    if (inside && !this.focusOn) this.from?.focus({ preventScroll: true });
  };

  private heading(rows: readonly Download[]): TemplateResult {
    const { words, config } = this.scene;
    const { totals } = this.state;
    // They are of all clients together.
    const facts = config.compact || config.client ? [] : [
      totals.down ? words.speed(totals.down) : undefined,
      totals.free === undefined ? undefined : words.card(totals.way ? "free_after" : "free", { size: { size: totals.free } }),
      totals.clients > 1 || totals.answering < totals.clients
        ? words.card("clients_answer", { count: totals.clients, answering: totals.answering, clients: totals.clients }) : undefined,
    ].filter(Boolean);
    const left = unfinished(rows).length;
    return html`<div class="top"><h2 tabindex="-1">${icon("download")}${words.card("downloads")}${
      left ? html` <span class="count">${words.number(left)}</span>` : nothing}</h2>
      ${facts.length ? html`<p class="dim">${facts.join(" · ")}</p>` : nothing}${this.pauseAll(rows)}</div>`;
  }

  private pauseAll(rows: readonly Download[]): TemplateResult | typeof nothing {
    const { words, config } = this.scene;
    const can = (what: "pause" | "resume") => rows.some((one) => one.can.includes(what));
    const does = can("pause") ? "pause_all" : can("resume") ? "resume_all" : undefined;
    // With one client to be seen, it would pause what is not in sight.
    if (!does || config.client || this.state.lost) return nothing;
    const busy = this.busy.has("");
    const label = words.card(does);
    return html`<div class="end"><button class="b text tuck" title=${label} ?disabled=${busy} @click=${() => void this.act("", does, {}, words.card(`done_${does}`))}>
      ${icon(busy ? "loading" : does === "pause_all" ? "pause" : "play", busy ? "spin" : "")}<span>${label}</span></button></div>`;
  }

  private groups(rows: readonly Download[]): TemplateResult {
    const { words, config } = this.scene;
    const most = (config.show ?? SHOWN) + this.all;
    let room = most;
    const hold = this.held || this.matches(":focus-within");
    const parts = GROUPS.map((group) => {
      const found = ordered(rows, group, hold ? this.order[group] : undefined);
      this.order[group] = found.map((one) => one.id);
      const shown = found.slice(0, Math.max(0, room));
      room -= shown.length;
      return shown.length ? html`<h3 class="sub">${words.card(`group_${group}`)}</h3><ul>${
        repeat(shown, (one) => one.id, (one) => this.guarded(one))}</ul>` : nothing;
    });
    const hidden = rows.length - most;
    return html`<div class="pane">${parts}${hidden > 0 ? html`<p class="more"><button class="b text" @click=${this.showMore}>
      ${icon("chevron-down")}<span>${words.card("show_more", { count: Math.min(MORE, hidden) })}</span></button></p>` : nothing}</div>`;
  }

  private guarded(download: Download): unknown {
    const { scene, tick, state } = this;
    const busy = this.busy.get(download.id);
    const asks = this.asking?.id === download.id ? this.asking.what : undefined;
    const still = state.lost !== undefined;
    const told = this.refused.get(download.id);
    // What is otherwise by now may be done after all.
    const refused = told && told.row.state === download.state ? told.why : undefined;
    return guard([scene, download, tick, busy, asks, refused, still], () => row(scene, download, { busy, asks, refused, still }, this, this.progress));
  }

  private showAll = (): void => {
    this.unfiltered = true;
    this.requestUpdate();
  };

  private showMore = (): void => {
    this.all += MORE;
    this.requestUpdate();
  };
}

defineOnce("greenlight-downloads", Downloads);

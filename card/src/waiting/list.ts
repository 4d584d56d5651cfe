/** `<greenlight-waiting>`: the questions that wait, and all that can be done about them in one look and one tap. */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";

import type { Entry, Question } from "../model";
import { defineOnce, Part, sheet } from "../part";
import { icon } from "../pieces";
import { emptyWaiting } from "../states";
import compact from "../styles/compact.css";
import css from "../styles/waiting.css";
import { Answering, type Page } from "./answering";
import { compactRow } from "./compact";
import { buttons, type Button } from "./buttons";
import { folded, queued, showMore } from "./fold";
import type { Key } from "./keys";
import { found, wanted, type Wanted } from "./linked";
import { Lock, moved, type Spots } from "./lock";
import { News } from "./news";
import { Opening, type Answer } from "./opening";
import { remember, remembered, SORTS, type Sort } from "./order";
import { row, type Hands } from "./question";
import { elsewhere, Rows } from "./rows";
import { Selecting } from "./selecting";
import { inView, spots } from "./spots";
import { stripRow } from "./strip";
import { tell } from "./tell";
import { Touch } from "./touch";
import extra from "./waiting.css";

/** How many questions are shown where nobody says. */
const SHOW = 5;
/** Milliseconds for which it is asked once more. */
const TWICE = 10_000;

export class Waiting extends Part implements Page {
  static override styles = sheet(css, extra, compact);
  static override properties = {
    ...Part.properties,
    turn: { state: true },
  };
  /** Grows with whatever else changes what is drawn. */
  declare turn: number;

  readonly rows = new Rows();
  private readonly answering = new Answering(this);
  private readonly lock = new Lock();
  private readonly news = new News();
  private readonly touch = new Touch(this);
  private readonly opening = new Opening(this);
  private readonly selecting = new Selecting(this);
  private sort: Sort = remembered();
  private limit?: number;
  /** Those that wait for an answer now. */
  open: readonly Question[] = [];
  /** The question that the keys are for. */
  active?: string;
  private focusNext?: string;
  private picked = new Map<string, number>();
  private twice?: { id: string; kind: string };
  /** Those that are shown in full though the card is in short. */
  private readonly whole = new Set<string>();
  private fresh = new Set<string>();
  private linked?: Wanted;
  private unfolded = false;
  private spots: Spots = new Map();
  private anew = true;
  private timers: Record<string, ReturnType<typeof setTimeout>> = {};

  constructor() {
    super();
    this.turn = 0;
  }

  // ------------------------------------------------------------- what is told

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("state") || changed.has("scene")) this.take(changed.get("state") as Part["state"] | undefined);
  }

  private take(before: Part["state"] | undefined): void {
    const { rule } = this.scene.config;
    if (before && before.waiting === this.state.waiting && this.open.length) return;
    const open = this.state.waiting.filter((one) => !rule || one.from.rule === rule);
    for (const one of open) this.forget(one);
    this.open = open.filter((one) => one.later === undefined);
    const seen = this.anew ? 0 : inView(this.list ?? this.renderRoot);
    this.rows.take(this.open, this.sort, this.anew, seen, this.most, performance.now());
    this.anew = false;
    this.news.take(this.open, this.scene);
    this.tellOf();
    this.follow();
    if (!this.active || !this.rows.question(this.active)) this.active = this.rows.drawn(this.most)[0];
    this.sweep();
  }

  /** What was begun of a question that has changed since is no answer to it. */
  private forget(question: Question): void {
    const before = this.rows.question(question.id);
    if (!before || before.seen === question.seen) return;
    this.picked.delete(question.id);
    if (this.twice?.id === question.id) this.twice = undefined;
    this.selecting.forget(question.id);
  }

  /** Say who has answered what went without anybody here. */
  private tellOf(): void {
    for (const [id, strip] of this.rows.strips) {
      if (strip.how !== "elsewhere" || strip.why !== undefined) continue;
      const entry = this.entry(id);
      if (!entry) continue;
      strip.why = "";
      const { words } = this.scene;
      this.scene.announce(tell(words, elsewhere(entry, words.work(strip.question.work), words.ago(entry.decided ?? entry.at))));
    }
  }

  private entry(id: string): Entry | undefined {
    return this.state.recent.find((one) => one.id === id);
  }

  /** Go to the question that an address leads to, once. */
  private follow(): void {
    const id = wanted();
    if (!id) return;
    const put = this.state.waiting.find((one) => one.id === id && one.later !== undefined);
    if (put) this.unfolded = true;
    const place = this.rows.places.indexOf(id);
    if (place >= this.most) this.limit = place + 1;
    if (place >= 0) this.focusNext = this.active = id;
    else this.linked = put ? undefined : found(this.entry(id), this.scene);
    if (this.linked) this.scene.announce(this.linked.text);
  }

  private get most(): number {
    return this.limit ?? this.scene.config.show ?? SHOW;
  }

  private get list(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("ul.list");
  }

  // ------------------------------------------------------------- what is drawn

  protected override render(): TemplateResult {
    const { scene, state } = this;
    const { words } = scene;
    const drawn = this.rows.drawn(this.most);
    const count = this.waiting();
    const { panel } = this.opening;
    return html`
      ${this.top(count)}
      ${this.linked ? html`<div class="note info linked" role="note">${icon("information-outline")}<p>${this.linked.text}</p></div>` : nothing}
      ${panel && panel.id === undefined ? html`<div class="pane panel">${this.opening.drawPanel()}</div>` : nothing}
      <ul class="list ${scene.config.compact ? "pane short" : "wide"}" aria-label=${words.card("live_wait", { count })}
        @keydown=${this.touch.key} @pointerdown=${this.touch.down} @pointerenter=${this.touch.enter}
        @pointerleave=${this.touch.leave} @focusin=${this.touch.focus} @focusout=${this.touch.blur}>
        ${repeat(drawn, (id) => id, (id) => this.one(id))}
      </ul>
      ${drawn.length ? nothing : emptyWaiting(scene, state, scene.config.rule)}
      ${showMore(scene, this.rows.beyond(this.most), this.most, () => this.showMore())}
      ${folded(scene, state.waiting.filter((one) => one.later !== undefined), this.unfolded, this.foldHands)}
      ${drawn.length ? queued(scene, state.totals) : nothing}
      ${state.lost === undefined ? this.selecting.draw() : nothing}
      ${this.opening.drawMenu()}`;
  }

  private top(count: number): TemplateResult {
    const { words } = this.scene;
    const order = words.card(`sort_${this.sort}`);
    return html`<div class="top">
      <h2>${icon("message-question-outline")}${words.card("waiting_title")}${
        count ? html` <span class="count">${count}</span>` : nothing}</h2>
      ${this.open.length > 1 ? html`<div class="end">
        <button class="b text tuck" aria-label=${words.card("sort_name", { order })} @click=${this.resort}>${
          icon("sort-clock-ascending-outline")}<span>${order}</span></button>
        ${this.state.lost === undefined && this.open.some((one) => one.can.length) ? html`<button class="b text" aria-pressed=${this.selecting.on} @click=${() => this.selecting.toggle()}>${
          icon("select")}<span>${words.card("select")}</span></button>` : nothing}</div>` : nothing}
    </div>`;
  }

  private one(id: string): unknown {
    const strip = this.rows.strips.get(id);
    if (strip) {
      const entry = strip.how === "elsewhere" ? this.entry(id) : undefined;
      return guard([strip, strip.how, entry, this.scene], () => stripRow(this.scene, id, strip, this.answering, entry));
    }
    const question = this.rows.question(id)!;
    const { panel } = this.opening;
    const look = {
      active: id === this.active,
      busy: this.rows.busy.get(id),
      twice: this.twice?.id === id ? this.twice.kind : undefined,
      picked: this.picked.get(id),
      selecting: this.selecting.on,
      selected: this.selecting.has(id),
      changed: this.fresh.has(id),
      lost: this.state.lost !== undefined,
      panel: panel?.id === id ? panel.kind : undefined,
      beside: panel?.kind === "details",
    };
    const drawn = () => ({ ...look, panel: look.panel && this.opening.drawPanel() });
    const short = this.scene.config.compact && !this.whole.has(id) && !look.panel && !look.twice;
    const draw = () => short
      ? compactRow(this.scene, question, { ...look, panel: undefined }, this.hands, this.showWhole)
      : row(this.scene, question, drawn(), this.hands, this.scene.store.now());
    return guard([question, this.scene, this.tick, short, look.panel && this.state, ...Object.values(look)], draw);
  }

  protected override updated(): void {
    const list = this.list;
    if (!list) return;
    const now = spots(list);
    if (this.moves && moved(this.spots, now)) this.shut();
    this.moves = false;
    this.spots = now;
    this.focusWanted();
  }

  protected override update(changed: PropertyValues): void {
    if (changed.has("state") && changed.get("state")) this.moves = true;
    super.update(changed);
  }

  /** Whether what is drawn now may have moved without anybody having asked for it. */
  private moves = false;

  private shut(): void {
    const now = performance.now();
    this.lock.close(now);
    this.deafen(true);
    this.soon("lock", this.lock.left(now), () => this.deafen(false));
  }

  /** Not drawn anew for it: it is over in a moment. */
  private deafen(deaf: boolean): void {
    this.list?.toggleAttribute("data-locked", deaf);
    for (const one of this.list?.querySelectorAll("[data-answer]") ?? []) {
      one.setAttribute("aria-disabled", `${deaf || one.closest("[aria-busy=true]") !== null}`);
    }
  }

  // ------------------------------------------------------------- for what answers

  /** Somebody has left, so strips may go. */
  relax(): void {
    const before = this.rows.strips.size;
    this.sweep();
    if (this.rows.strips.size !== before) this.moves = true;
    this.turn += 1;
  }

  redraw(): void {
    this.moves = true;
    this.sweep();
    this.turn += 1;
  }

  waiting(): number {
    return this.open.filter((one) => !this.rows.strips.has(one.id)).length;
  }

  changed(id: string): void {
    this.fresh.add(id);
    this.soon("fresh", TWICE, () => this.fresh.clear());
  }

  leave(id: string): void {
    if (!this.touch.focused) return;
    this.focusNext = this.rows.next(id, this.most) ?? id;
    this.active = this.focusNext;
  }

  private focusWanted(): void {
    const id = this.focusNext;
    if (id === undefined) return;
    this.focusNext = undefined;
    const found = [...this.renderRoot.querySelectorAll<HTMLElement>("ul.list > [data-id]")].find((one) => one.dataset.id === id);
    found?.focus();
    found?.scrollIntoView?.({ block: "nearest" });
  }

  question(id: string): Question | undefined {
    return this.rows.question(id);
  }

  answerTo(question: Question, name: string, quiet: boolean): Answer {
    return (action, data) => this.answering.one(question, name, action, data, quiet);
  }

  answerAll(questions: readonly Question[], action: "approve" | "decline"): void {
    void this.answering.all(questions, action);
  }

  back(id: string | undefined): void {
    if (id !== undefined) this.focusNext = this.active = id;
    this.turn += 1;
  }

  private readonly showWhole = (id: string): void => {
    this.whole.add(id);
    this.focusNext = id;
    this.touchRow(id);
  };

  // ------------------------------------------------------------- what hands do

  private readonly hands: Hands = {
    press: (id, button) => {
      if (!this.hears()) return;
      const question = this.rows.question(id);
      this.twice = undefined;
      if (question) void this.answering.one(question, button.kind, button.action, button.data);
    },
    sure: (id, button) => {
      if (button && !this.hears()) return;
      this.twice = button && { id, kind: button.kind };
      this.soon("twice", TWICE, () => (this.twice = undefined));
      this.touchRow(id);
    },
    pick: (id, place) => {
      this.picked.set(id, place);
      this.touchRow(id);
    },
    select: (id) => this.selecting.turn(id),
    menu: (id, from) => void this.opening.openMenu(id, from),
  };

  /** Tell whether a press counts, and say why where it does not. */
  private hears(): boolean {
    const now = performance.now();
    if (!this.lock.deaf(this.touch.began, now)) return true;
    const told = this.scene.words.card("just_moved");
    this.scene.announce(told);
    this.scene.toast(told);
    return false;
  }

  touchRow(id: string): void {
    this.active = id;
    this.turn += 1;
  }

  /** What a key means on the row that has the focus. */
  press(key: Key, id: string): void {
    const question = this.rows.question(id);
    const strip = this.rows.strips.has(id);
    if (key === "next" || key === "before") return this.step(id, key === "next" ? 1 : -1);
    if (key === "undo") return void (this.answering.last && this.answering.undo(this.answering.last));
    if (key === "help") return void this.opening.open(undefined, "keys");
    if (key === "stop") return this.stop();
    if (!question || strip) return;
    if (key === "details") void this.opening.open(id, "details");
    else if (key === "select") this.selecting.turn(id);
    else if (key === "menu") this.rowOf(id)?.querySelector<HTMLElement>("[data-name=menu]")?.click();
    else this.rowOf(id)?.querySelector<HTMLElement>(`[data-name=${this.nameOf(question, key)}]`)?.click();
  }

  private nameOf(question: Question, key: "yes" | "no"): string {
    const all = buttons(question, this.picked.get(question.id));
    const fits = (one: Button): boolean => (one.action === "decline" ? "no" : "yes") === key && one.action !== "undo";
    return all.find(fits)?.kind ?? "none";
  }

  private rowOf(id: string): HTMLElement | undefined {
    return [...(this.list?.children ?? [])].find((one) => (one as HTMLElement).dataset.id === id) as HTMLElement | undefined;
  }

  private step(id: string, by: number): void {
    const drawn = this.rows.drawn(this.most);
    const to = drawn[drawn.indexOf(id) + by];
    if (!to) return;
    this.active = this.focusNext = to;
    this.turn += 1;
  }

  private stop(): void {
    this.opening.close();
    this.twice = undefined;
    this.selecting.stop();
  }

  private readonly resort = (): void => {
    this.sort = SORTS[(SORTS.indexOf(this.sort) + 1) % SORTS.length]!;
    remember(this.sort);
    this.settle();
  };

  /** Put all in order, now that nobody is at it. */
  settle(): void {
    this.rows.take(this.open, this.sort, true, 0, this.most, performance.now());
    this.redraw();
  }

  select(id: string): void {
    this.selecting.turn(id);
  }

  /** Somebody is at this row now. */
  at(id: string | undefined): void {
    if (id === undefined || id === this.active) return;
    this.active = id;
    this.turn += 1;
  }

  private showMore(): void {
    this.limit = this.most + Math.max(SHOW, this.scene.config.show ?? SHOW);
    this.turn += 1;
  }

  private readonly foldHands = {
    toggle: (): void => {
      this.unfolded = !this.unfolded;
      this.turn += 1;
    },
    askNow: (question: Question): void => {
      void this.scene.store.act("ask_now", { request_id: question.id }).catch((refusal: Error) => this.scene.toast(refusal.message));
    },
  };

  // ------------------------------------------------------------- what time does

  private sweep(): void {
    const next = this.rows.sweep(performance.now(), (id) => this.touch.holds(id));
    if (next !== undefined) this.soon("sweep", next - performance.now(), () => this.take(undefined));
  }

  /** Do it in a while and draw again; what was to be done by that name before is not. */
  soon(name: string, milliseconds: number, what: () => void): void {
    clearTimeout(this.timers[name]);
    this.timers[name] = setTimeout(() => {
      what();
      this.moves = true;
      this.turn += 1;
    }, milliseconds);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
    this.news.stop();
    this.touch.stop();
    this.anew = true;
  }
}

defineOnce("greenlight-waiting", Waiting);

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
import { answerOf } from "./buttons";
import { folded, queued, showMore } from "./fold";
import type { Key } from "./keys";
import { decided, follow, settle, wanted } from "./linked";
import { News } from "./news";
import { Opening, type Answer } from "./opening";
import { remember, remembered, SORTS, type Sort } from "./order";
import { row, type Hands } from "./question";
import { Rows } from "./rows";
import { Selecting } from "./selecting";
import { inView } from "./spots";
import { Still } from "./still";
import { over, stripRow } from "./strip";
import { top } from "./top";
import { Touch } from "./touch";
import extra from "./waiting.css";

/** How many questions are shown where nobody says. */
const SHOW = 5;
/** From so many on, those out of sight are not laid out. */
const MANY = 20;
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
  private readonly news = new News();
  private readonly touch = new Touch(this);
  private readonly still = new Still(this);
  private readonly opening = new Opening(this);
  private readonly selecting = new Selecting(this);
  private sort: Sort = remembered();
  private limit?: number;
  /** Those that wait for an answer now. */
  open: readonly Question[] = [];
  /** The question that the keys are for. */
  active?: string;
  private focusNext?: string;
  /** Whether it is an address that leads there. */
  private led = false;
  private picked = new Map<string, number>();
  private twice?: { id: string; kind: string };
  /** Those that are shown in full though the card is in short. */
  private readonly whole = new Set<string>();
  private fresh = new Set<string>();
  /** What became of the question that the address leads to. */
  private linked?: string;
  private unfolded = false;
  private anew = true;
  private timers: Record<string, ReturnType<typeof setTimeout>> = {};

  constructor() {
    super();
    this.turn = 0;
  }

  // ------------------------------------------------------------- what is told

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("state") && !changed.has("scene")) return;
    this.answering.mind(this.state);
    this.take(changed.get("state") as Part["state"] | undefined);
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
    this.news.elsewhere(this.rows.strips, this.state.recent, this.scene);
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

  private entry(id: string): Entry | undefined {
    return this.state.recent.find((one) => one.id === id);
  }

  /** Go to the question that an address leads to, once. */
  private readonly follow = (): void => {
    const id = wanted();
    const one = this.state.waiting.find((each) => each.id === id);
    const place = this.rows.places.indexOf(id ?? "");
    // Another card on the page has it.
    if (!id || (one && one.later === undefined && place < 0)) return;
    // A card that was out of sight hears of it in a moment.
    const { state } = this.scene.store;
    if (!one && state !== this.state && state?.waiting.some((each) => each.id === id)) return;
    follow();
    this.unfolded ||= one?.later !== undefined;
    this.linked = one ? undefined : decided(this.entry(id), this.scene);
    if (this.linked) this.scene.announce(this.linked);
    if (place >= this.most) this.limit = place + 1;
    if (one && place >= 0) {
      this.focusNext = this.active = id;
      this.led = true;
    }
    this.turn += 1;
  };

  private get most(): number {
    return this.limit ?? this.scene.config.show ?? SHOW;
  }

  get list(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("ul.list");
  }

  // ------------------------------------------------------------- what is drawn

  protected override render(): TemplateResult {
    const { scene, state } = this;
    const { words } = scene;
    const drawn = this.rows.drawn(this.most);
    const count = this.waiting();
    const { panel } = this.opening;
    const several = this.open.length > 1;
    const choosing = several && state.lost === undefined && this.open.some((one) => one.can.length);
    return html`
      ${top(scene, { count, looks: !scene.store.may("decide"), ...(several && { sort: this.sort }), ...(choosing && { selecting: this.selecting.on }) }, this.resort,
        () => this.selecting.toggle())}
      ${this.linked
        ? html`<div class="note info linked" role="note">${icon("information-outline")}<p>${this.linked}</p></div>`
        : nothing}
      ${panel && panel.id === undefined ? html`<div class="pane panel">${this.opening.drawPanel()}</div>` : nothing}
      <ul class="list ${scene.config.compact ? "pane short" : "wide"} ${drawn.length > MANY ? "many" : ""}" aria-label=${words.card("live_wait", { count })}
        @keydown=${this.touch.key} @pointerdown=${this.touch.down} @pointerenter=${this.touch.enter}
        @pointerleave=${this.touch.leave} @focusin=${this.touch.focus} @focusout=${this.touch.blur}>
        ${repeat(drawn, (id) => id, (id) => this.one(id))}
      </ul>
      ${drawn.length ? nothing : emptyWaiting(scene, state, scene.config.rule)}
      ${showMore(scene, this.rows.beyond(this.most), this.portion, () => this.showMore())}
      ${folded(scene, state.waiting.filter((one) => one.later !== undefined), this.unfolded, this.unfold)}
      ${drawn.length ? queued(scene, state.totals) : nothing}
      ${state.lost === undefined ? this.selecting.draw() : nothing}
      ${this.opening.drawMenu()}`;
  }

  private one(id: string): unknown {
    const strip = this.rows.strips.get(id);
    if (strip) {
      const entry = strip.how === "elsewhere" ? this.entry(id) : undefined;
      const ended = over(this.scene, this.state, id);
      return guard([strip, strip.how, entry, ended, this.scene], () => stripRow(this.scene, id, strip, this.answering, ended, entry));
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
      beside: panel?.kind === "details" || panel?.kind === "others",
    };
    const drawn = () => ({ ...look, panel: look.panel && this.opening.drawPanel() });
    const short = this.scene.config.compact && !this.whole.has(id) && !look.panel && !look.twice;
    const draw = () => short
      ? compactRow(this.scene, question, { ...look, panel: undefined }, this.hands, this.showWhole)
      : row(this.scene, question, drawn(), this.hands, this.scene.store.now());
    return guard([question, this.scene, this.tick, short, look.panel && this.state, ...Object.values(look)], draw);
  }

  protected override update(changed: PropertyValues): void {
    const before = changed.get("state") as Part["state"] | undefined;
    const { waiting, troubles, lost } = this.state;
    // What is told above the list moves it, too.
    if (before && (before.waiting !== waiting || before.troubles !== troubles || before.lost !== lost)) this.still.moves = true;
    super.update(changed);
  }

  protected override updated(changed: PropertyValues): void {
    this.still.drawn(changed.has("turn"));
    const id = this.focusNext;
    this.focusNext = undefined;
    const row = id === undefined ? undefined : this.rowOf(id);
    row?.focus();
    row?.scrollIntoView({ block: "nearest" });
    if (row && this.led) settle(row);
    this.led = false;
  }

  // ------------------------------------------------------------- for what answers

  /** Somebody has left, so strips may go. */
  relax(): void {
    const before = this.rows.strips.size;
    this.sweep();
    if (this.rows.strips.size !== before) this.still.moves = true;
    this.turn += 1;
  }

  redraw(): void {
    this.still.moves = true;
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
      if (!this.still.hears(this.touch.began)) return;
      const question = this.rows.question(id);
      this.twice = undefined;
      if (question) void this.answering.one(question, button.kind, button.action, button.data);
    },
    sure: (id, button) => {
      if (button && !this.still.hears(this.touch.began)) return;
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
    else {
      const name = key === "menu" ? key : answerOf(question, key, this.picked.get(id));
      this.rowOf(id)?.querySelector<HTMLElement>(`[data-name=${name}]`)?.click();
    }
  }

  private rowOf(id: string): HTMLElement | undefined {
    return ([...(this.list?.children ?? [])] as HTMLElement[]).find((one) => one.dataset.id === id);
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

  /** How many are shown besides at a time. */
  private get portion(): number {
    return Math.max(SHOW, this.scene.config.show ?? SHOW);
  }

  private showMore(): void {
    this.limit = this.most + this.portion;
    this.turn += 1;
  }

  private readonly unfold = (): void => {
    this.unfolded = !this.unfolded;
    this.turn += 1;
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
      this.still.moves = true;
      this.turn += 1;
    }, milliseconds);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("location-changed", this.follow);
    // Strips that were left behind go.
    if (this.hasUpdated) this.take(undefined);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("location-changed", this.follow);
    for (const timer of Object.values(this.timers)) clearTimeout(timer);
    this.news.stop();
    this.touch.stop();
    this.anew = true;
  }
}

defineOnce("greenlight-waiting", Waiting);

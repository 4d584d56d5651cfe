/** The bar for several at once: how many, how large, which files would go, and a second look in the same place. */
import { html, nothing, type TemplateResult } from "lit";

import type { Question } from "../model";
import type { Scene } from "../part";
import { icon } from "../pieces";
import type { Words } from "../words";
import { sum, type Sum } from "./selection";

export type Several = "approve" | "decline";

interface BarHands {
  twice(what: Several | undefined): void;
  answer(what: Several): void;
  stop(): void;
}

interface Host {
  readonly scene: Scene;
  readonly open: readonly Question[];
  turn: number;
  touchRow(id: string): void;
  answerAll(questions: readonly Question[], action: Several): void;
  soon(name: string, milliseconds: number, what: () => void): void;
}

/** Milliseconds for which it is asked once more. */
const TWICE = 10_000;

/** What is selected, as long as something is selected at all. */
export class Selecting {
  on = false;
  private chosen = new Set<string>();
  private asked?: Several;

  constructor(private readonly host: Host) {}

  has(id: string): boolean {
    return this.chosen.has(id);
  }

  /** It has changed, so nobody has seen what is selected. */
  forget(id: string): void {
    if (this.chosen.delete(id)) this.asked = undefined;
  }

  toggle(): void {
    if (this.on) return this.stop();
    this.on = true;
    this.host.scene.hush();
    this.host.turn += 1;
  }

  /** Select one, or no more. */
  turn(id: string): void {
    const { host } = this;
    if (!host.open.find((one) => one.id === id)?.can.length) return;
    this.on = true;
    this.asked = undefined;
    if (!this.chosen.delete(id)) this.chosen.add(id);
    const { ids, bytes } = this.sum();
    const { words } = host.scene;
    host.scene.announce(words.card("live_selected", { count: ids.length, size: words.size(bytes) }));
    host.touchRow(id);
  }

  stop(): void {
    this.on = false;
    this.chosen.clear();
    this.asked = undefined;
    this.host.turn += 1;
  }

  draw(): TemplateResult | typeof nothing {
    return this.on ? bar(this.host.scene, this.sum(), this.asked, this.hands) : nothing;
  }

  private sum(): Sum {
    return sum(this.host.open, this.chosen);
  }

  private readonly hands: BarHands = {
    twice: (what) => {
      this.asked = what;
      this.host.soon("several", TWICE, () => (this.asked = undefined));
      this.host.turn += 1;
    },
    answer: (what) => {
      const { yes, no } = this.sum();
      const ids = new Set(what === "approve" ? yes : no);
      const all = this.host.open.filter((one) => ids.has(one.id));
      this.stop();
      this.host.answerAll(all, what);
    },
    stop: () => this.stop(),
  };
}

function bar(scene: Scene, sum: Sum, twice: Several | undefined, hands: BarHands): TemplateResult {
  const { words } = scene;
  if (twice) return again(sum, twice, hands, words);
  const ask = (what: Several, ids: readonly string[], look: string, sign: string) =>
    ids.length
      ? html`<button class="b ${look}" @click=${() => hands.twice(what)}>${icon(sign)}<span>${
          words.card(`${what}_count`, { count: ids.length })}</span></button>`
      : nothing;
  return html`<div class="bar stick" role="region" aria-label=${words.card("selecting")}>
    <p>${sum.ids.length ? counted(sum, words) : words.card("select_some")}</p>
    <div class="acts">${ask("approve", sum.yes, "go", "check")}${ask("decline", sum.no, "no", "close")}
      <button class="b icon" aria-label=${words.card("stop_selecting")} title=${words.card("stop_selecting")}
        @click=${() => hands.stop()}>${icon("cancel")}</button></div></div>`;
}

function counted(sum: Sum, words: Words): TemplateResult {
  const { free, usable } = sum;
  const size = words.size(sum.bytes);
  const short = usable !== undefined && sum.bytes > usable;
  const room = free === undefined ? size : words.text("room_fits", { size, free: words.size(free) });
  const alone = sum.ids.length - sum.yes.length;
  return html`<b>${words.card("selected", { count: sum.ids.length })}</b>, ${room}.${
    sum.unsized ? html` ${words.card("unsized", { count: sum.unsized })}` : nothing}${
    short ? html` <span class="bad">${words.card("no_room_for_all", { usable: words.size(usable) })}</span>` : nothing}${
    sum.gone ? html` <span class="bad">${words.card("files_gone", { count: sum.gone })}</span>` : nothing}${
    sum.theirs ? html` <span class="warn">${words.card("files_theirs", { count: sum.theirs })}</span>` : nothing}${
    alone ? html` <span class="dim">${words.card("look_alone", { count: alone })}</span>` : nothing}`;
}

function again(sum: Sum, what: Several, hands: BarHands, words: Words): TemplateResult {
  const count = what === "approve" ? sum.yes.length : sum.no.length;
  const releases = words.card(`again_${what}`, { count, size: words.size(sum.yesBytes) });
  const question = what === "approve" && sum.gone
    ? words.card("again_delete", { releases, files: words.card("again_files", { count: sum.gone }) })
    : words.card("again_ask", { releases });
  return html`<div class="bar stick" role="region" aria-label=${words.card("selecting")}>
    <p><b>${question}</b></p>
    <div class="acts">
      <button class="b ${what === "approve" ? "go" : "no"}" @click=${(event: MouseEvent) => event.detail < 2 && hands.answer(what)}>
        ${icon(what === "approve" ? "check" : "close")}<span>${words.card(`again_${what}_yes`, { count })}</span></button>
      <button class="b no" @click=${() => hands.twice(undefined)}><span>${words.text("button_back")}</span></button></div></div>`;
}

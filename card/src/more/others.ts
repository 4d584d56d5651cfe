/** `<greenlight-others>`: the releases of one item side by side, each held against what is there. */
import { html, icon, nothing, sheet, type TemplateResult } from "../kit";
import type { Candidate, Candidates, Question } from "../model";
import { Answering, closes, focusHeading, heading } from "./answering";
import { plainYes } from "./asked";
import { Asking } from "../asking";
import { bestIn, type Best } from "./best";
import { OTHERS_STYLES } from "./looks";
import type { Answer } from "./seam";

const SHIELDS = { sure: "shield-check-outline", fairly: "shield-half-full", unsure: "shield-alert-outline" } as const;
/** More stand in another row. */
const ABREAST = 4;

export class GreenlightOthers extends Asking<Candidates> {
  static override styles = sheet(...OTHERS_STYLES);
  static override properties = { ...Asking.properties, question: { attribute: false }, answer: { attribute: false } };
  declare question: Question;
  declare answer?: Answer;
  private readonly answering = new Answering(this);

  protected override ask(): Promise<Candidates> {
    return this.scene.store.ask<Candidates>("candidates", { request_id: this.question.id });
  }

  protected override firstUpdated(): void {
    focusHeading(this);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    const before = changed.get("question") as Question | undefined;
    // What is shown is what is decided on: a question that has changed has other marks.
    if (before && before.seen !== this.question.seen) void this.load();
  }

  protected override render(): TemplateResult {
    const { words } = this.scene;
    const { found } = this;
    return html`<div class="panel" aria-busy=${this.answering.busy}>
      ${heading(words.card("others", { work: words.work(this.question.work) }))}
      ${!found ? this.wait() : this.all(found)}
      ${this.stale()} ${this.answering.told()}
      <div class="acts">${closes(this)}</div>
    </div>`;
  }

  private all({ have, candidates }: Candidates): TemplateResult {
    const { words } = this.scene;
    const best = bestIn(candidates);
    return html`
      ${have === undefined ? nothing : html`<p>${words.card("others_have", { have: words.say(have) })}</p>`}
      ${candidates.length > 1 ? nothing : html`<p class="dim">${words.card("others_none")}</p>`}
      <ul class="cands" style="--cols:${Math.min(candidates.length, ABREAST)}">
        ${candidates.map((one, place) => this.candidate(one, this.name(one, best[place] ?? [])))}
      </ul>`;
  }

  private name(one: Candidate, best: readonly Best[]): string {
    const { words } = this.scene;
    const names = best.map((name) => words.card(`best_${name}`));
    if (!one.place) return [words.card("best_asked"), ...names.map((name) => words.within(name))].join(", ");
    const [first, ...rest] = names;
    return first ? [first, ...rest.map((name) => words.within(name))].join(", ") : words.card("best_other", { place: one.place });
  }

  private candidate(one: Candidate, name: string): TemplateResult {
    const { words } = this.scene;
    const { level, ground } = one.sure;
    const doubt = level === "sure" ? undefined : words.say(ground);
    return html`<li class="cand ${one.place ? "" : "asked"}">
      <h4>${name}</h4>
      <dl>
        ${one.rows.map((row) => this.row(words.text(row.label), words.inRow(row.label, row.value), row.mark))}
        ${one.bytes === undefined ? nothing : this.row(words.text("row_size"), words.size(one.bytes))}
      </dl>
      <p class="q-kind"><span class="chip wraps ${level === "sure" ? "" : "warn"}">
        ${icon(SHIELDS[level], "s")}<span>${doubt || words.card(`sure_${level}`)}</span>
      </span></p>
      <p class="fine">${this.facts(one).map((fact) => html`<span>${fact}</span>`)}</p>
      ${this.button(one, name)}
    </li>`;
  }

  private row(label: string, value: string, mark?: "better" | "worse"): TemplateResult {
    const { words } = this.scene;
    const tone = mark === "better" ? "good" : mark === "worse" ? "bad" : "";
    return html`<div class="pair"><dt>${label}</dt><dd class=${tone}>
      ${mark ? html`${icon(mark === "better" ? "arrow-up-bold" : "arrow-down-bold", "s")}<span class="sr">${words.card(`mark_${mark}`)} </span>` : nothing}
      <bdi>${value}</bdi>
    </dd></div>`;
  }

  private facts({ from }: Candidate): string[] {
    const { words, store } = this.scene;
    return [
      from.seeders === undefined ? "" : words.text("seeders", { count: from.seeders }),
      from.published === undefined ? "" : words.text("age", { span: words.span(store.now() - from.published) }),
      from.source ?? "",
      from.record ? words.text("kept_word", { group: from.record.name, kept: from.record.kept, count: from.record.of }) : "",
      from.group ?? "",
    ].filter(Boolean);
  }

  /** A yes only for whoever may give one, and as loud as it is at the question. */
  private button(one: Candidate, name: string): TemplateResult | typeof nothing {
    const { words } = this.scene;
    const { question } = this;
    if (one.place) {
      if (!question.can.includes("others")) return nothing;
      return this.yes(one, name, "no", words.card("approve_this_one"), "take_instead", { candidate: one.place });
    }
    const asked = plainYes(question);
    return asked ? this.yes(one, name, "go", words.text(asked.label), "approve", asked.data) : nothing;
  }

  private yes(one: Candidate, name: string, looks: string, label: string, action: string, data: Record<string, unknown>) {
    const { words } = this.scene;
    const work = one.bytes === undefined ? name : `${name}, ${words.size(one.bytes)}`;
    const { busy } = this.answering;
    return html`<button class="b ${looks}" aria-label=${words.card("named", { label, work })} aria-disabled=${busy ? "true" : nothing}
      @click=${() => void this.answering.give(action, { ...data, seen: one.seen })}>
      ${icon("check")}<span>${label}</span>
    </button>`;
  }
}

/** `<greenlight-details>`: what does not decide: the whole title, how it was read, where it goes, what happened. */
import { html, nothing, sheet, type TemplateResult } from "../kit";
import type { Details, Entry, Place, Question } from "../model";
import { closes, focusHeading, heading } from "./answering";
import { Asking } from "../asking";
import { PANEL_STYLES } from "./looks";
import { placed } from "./placed";
import { full, tell } from "./telling";

type Line = Details["journal"][number];

export class GreenlightDetails extends Asking<Details> {
  static override styles = sheet(...PANEL_STYLES);
  static override properties = { ...Asking.properties, question: { attribute: false } };
  /** Of a question, or of what became of one. */
  declare question: Pick<Question, "id" | "work"> & Partial<Pick<Question, "sure"> & Pick<Entry, "can" | "group" | "outcome">>;

  protected override ask(): Promise<Details> {
    return this.scene.store.ask<Details>("details", { request_id: this.question.id });
  }

  protected override firstUpdated(): void {
    focusHeading(this);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    if (changed.get("question")) void this.load();
  }

  protected override render(): TemplateResult {
    const { words } = this.scene;
    return html`<div class="panel">
      ${heading(words.card("details", { work: words.work(this.question.work) }))}
      ${this.found ? this.all(this.found) : this.wait()}
      ${this.stale()}
      <div class="acts">${closes(this)}</div>
    </div>`;
  }

  private all(found: Details): TemplateResult {
    const { words } = this.scene;
    const reasons = words.each(found.reasons);
    return html`
      <p class="said"><bdi>${found.title}</bdi></p>
      <dl class="facts-of">
        ${found.place ? this.place(found.place) : nothing}
        ${this.fact("details_room", found.room ? full(words.say(found.room)) : "")}
        ${this.fact("details_goes_to", words.say(found.goes_to))}
        ${this.fact("details_why", reasons.map(full).join(" "))}
        ${this.fact("details_sure", this.sure())}
        ${found.read.length ? html`<dt class="dim">${words.card("details_read")}</dt><dd>${this.read(found)}</dd>` : nothing}
        ${found.journal.length
          ? html`<dt class="dim">${words.card("details_journal")}</dt><dd><ol class="journal">${found.journal.map((line) => this.line(line))}</ol></dd>`
          : nothing}
      </dl>`;
  }

  private fact(label: string, value: string): TemplateResult | typeof nothing {
    return value ? html`<dt class="dim">${this.scene.words.card(label)}</dt><dd>${value}</dd>` : nothing;
  }

  private place(place: Place): TemplateResult {
    const { words } = this.scene;
    return html`${placed(place, this.question).map(({ label, told }) =>
      this.fact(label, told.map((one) => tell(words, one)).filter(Boolean).map(told.length > 1 ? full : String).join(" ")))}
      ${place.paths ? html`<dt class="dim">${words.card("details_paths")}</dt><dd>${place.paths.map((one) => html`<p class="path"><bdi>${one}</bdi></p>`)}</dd>` : nothing}`;
  }

  private sure(): string {
    if (!this.question.sure) return "";
    const { words } = this.scene;
    const { level, ground } = this.question.sure;
    return ground === undefined ? words.card(`sure_${level}`) : words.say(ground);
  }

  /** What each part of the title was taken for; a guess is called one. */
  private read({ read }: Details): TemplateResult {
    const { words } = this.scene;
    return html`<ul class="read">${read.map(({ name, value, confidence }) => html`<li>
      <span class="dim">${words.has(`read_${name}`) ? words.card(`read_${name}`) : name.replaceAll("_", " ")}</span>
      <bdi>${value}</bdi>${confidence === "high" ? nothing : html` <small>(${words.card(`details_${confidence}`)})</small>`}
    </li>`)}</ul>`;
  }

  private line({ at, who, how, what, why }: Line): TemplateResult {
    const { words } = this.scene;
    const way = how && how !== "rule" && how !== "time" && how !== "asker" ? words.text(`way_${how}`) : "";
    const by = [who ?? "", way].filter(Boolean).join(" ");
    const said = [words.say(what), by].filter(Boolean).join(", ");
    const reason = words.say(why);
    const clock = words.clock.time(words.clock.parts(at));
    const moment = words.card("details_moment", { day: words.day(at), time: clock });
    return html`<li><time class="dim" datetime=${new Date(at * 1000).toISOString()}>${moment}</time>
      <span>${said}${reason ? html`<span class="dim">: ${reason}</span>` : nothing}</span></li>`;
  }
}

/** `<greenlight-decline-more>`: declines a release and whatever else is chosen, and says before what that will be. */
import { html, icon, nothing, Part, sheet, type TemplateResult } from "../kit";
import type { Question } from "../model";
import { Answering, closes, focusHeading, heading } from "./answering";
import { PANEL_STYLES } from "./looks";
import { called, DAYS, scopesOf, type Days, type Scope } from "./refusing";
import type { Answer } from "./seam";
import { pill } from "./pill";

const CALLED: Record<Days, string> = { 30: "decline_days", 365: "decline_year", 0: "decline_ever" };
const DAY = 86_400;

export class GreenlightDeclineMore extends Part {
  static override styles = sheet(...PANEL_STYLES);
  static override properties = {
    ...Part.properties,
    question: { attribute: false },
    answer: { attribute: false },
    scope: { state: true },
    days: { state: true },
  };
  declare question: Question;
  declare answer?: Answer;
  declare protected scope?: Scope;
  declare protected days: Days;
  private readonly answering: Answering;
  private why = "";

  constructor() {
    super();
    this.days = DAYS[0];
    this.answering = new Answering(this);
  }

  protected override firstUpdated(): void {
    focusHeading(this);
  }

  /** What is chosen; at first what is more than the release, as that is what was opened. */
  private get chosen(): Scope {
    const scopes = scopesOf(this.question);
    return this.scope && scopes.includes(this.scope) ? this.scope : (scopes[1] ?? "release");
  }

  protected override render(): TemplateResult {
    const { words } = this.scene;
    const { answering } = this;
    return html`<div class="panel" aria-busy=${answering.busy}>
      ${heading(words.card("decline_more"))}
      <div role="radiogroup" aria-label=${words.card("decline_what")}>${scopesOf(this.question).map((one) => this.line(one))}</div>
      <div class="pills" role="group" aria-label=${words.card("decline_long")}>
        ${DAYS.map((days) => pill(words.card(CALLED[days]), this.days === days, () => (this.days = days)))}
      </div>
      <label>${words.card("decline_why")} <span class="dim">(${words.card("decline_why_small")})</span>
        <input class="field" maxlength="200" autocomplete="off" @input=${this.typed}></label>
      <p class="said" aria-live="polite">${this.sentence()}</p>
      ${answering.told()}
      <div class="acts">
        <button class="b no" aria-disabled=${answering.busy ? "true" : nothing} @click=${this.decline}>
          ${icon("close")}<span>${words.text("button_decline")}</span>
        </button>
        ${closes(this)}
      </div>
    </div>`;
  }

  private line(scope: Scope): TemplateResult {
    const { words } = this.scene;
    const label = scope === "release" ? words.card("decline_release") : words.say(called(this.question, scope));
    return html`<label class="line">
      <input type="radio" name="scope" .checked=${this.chosen === scope} @change=${() => (this.scope = scope)}><span>${label}</span>
    </label>`;
  }

  /** What will be, before it is. */
  private sentence(): string {
    const { words, store } = this.scene;
    const { from, work } = this.question;
    const values = { group: from.group, work: work.title, what: words.within(words.say(called(this.question, "gain"))), date: words.day(store.now() + this.days * DAY) };
    const key = `decline_says_${this.chosen}${this.days ? "" : "_ever"}`;
    return `${words.card(key, values)} ${words.card("decline_take_back")}`;
  }

  private readonly typed = (event: Event): void => {
    this.why = (event.target as HTMLInputElement).value;
  };

  private readonly decline = (): void => {
    const reason = this.why.trim();
    void this.answering.give("decline", {
      seen: this.question.seen,
      scope: this.chosen,
      days: this.days,
      ...(reason && { reason }),
    });
  };
}

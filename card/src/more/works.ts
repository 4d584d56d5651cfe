/** `<greenlight-works>`: which work something is, for whoever knows better than its name: those that come into consideration, and any other. */
import { html, icon, nothing, repeat, sheet, type PropertyValues, type TemplateResult, type Words } from "../kit";
import { Asking, reason } from "../asking";
import type { Question, Works } from "../model";
import type { Item } from "../search/answers";
import { closes, focusHeading, heading } from "./answering";
import { WORKS_STYLES } from "./looks";

/** Milliseconds to wait for another letter. */
const TYPED = 250;
/** What asks no more about it: the question is over, by what is there. */
const OVER = "superseded";

export class GreenlightWorks extends Asking<Works> {
  static override styles = sheet(...WORKS_STYLES);
  static override properties = {
    ...Asking.properties,
    question: { attribute: false },
    result: { attribute: false },
    busy: { state: true },
    refused: { state: true },
  };
  /** What it is about: a question, or a result of a search by its id. */
  declare question?: Question;
  declare result?: string;
  /** Which of them is being said, or that none is any more. */
  declare protected busy?: Item | "none";
  /** Why the last one was not taken. */
  declare protected refused?: string;
  private text = "";
  private timer?: ReturnType<typeof setTimeout>;

  constructor() {
    super();
    this.addEventListener("keydown", this.key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private get about(): Record<string, string> {
    return this.question ? { request_id: this.question.id } : { result: this.result! };
  }

  protected override ask(): Promise<Works> {
    return this.scene.store.ask<Works>("works", { ...this.about, text: this.text });
  }

  protected override firstUpdated(): void {
    focusHeading(this);
    if (!this.question) this.scrollIntoView({ block: "nearest" });
  }

  protected override updated(changed: PropertyValues): void {
    // What was typed for has come: whoever does not see it is told.
    if (changed.has("found") && changed.get("found") && this.found) {
      const count = this.found.works.length;
      this.scene.announce(count ? this.scene.words.card("works_found", { count }) : this.nothing());
    }
  }

  private readonly typed = (event: Event): void => {
    this.text = (event.target as HTMLInputElement).value.trim();
    this.refused = undefined;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.load(), TYPED);
  };

  /** Up and down go from the field through the works; Esc leaves. */
  private readonly key = (event: KeyboardEvent): void => {
    // Those of a question are heard by its panel.
    if (!this.question) event.stopPropagation();
    if (!this.question && event.key === "Escape") return this.leave();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const all = [...this.renderRoot.querySelectorAll<HTMLElement>("input, .works button")];
    const at = all.indexOf((this.renderRoot as ShadowRoot).activeElement as HTMLElement);
    all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
    event.preventDefault();
  };

  private leave(): void {
    this.dispatchEvent(new CustomEvent("close"));
  }

  /** Say which it is, or take back what was said where it is none. */
  private async choose(item?: Item): Promise<void> {
    if (this.busy) return;
    const { words, store, announce, toast } = this.scene;
    this.busy = item ?? "none";
    this.refused = undefined;
    try {
      const { state } = await store.act<{ state?: string }>("choose_item", { ...this.about, ...(item && { library: item.library, item: item.item }) });
      const taken = state === OVER ? "works_taken_over" : "works_taken";
      const told = item ? words.card(taken, { work: called(item, words) }) : words.card("works_unsaid");
      announce(told);
      // What ends a question, or took the place of another word, is not taken back by that.
      toast(told, item && state !== OVER && !this.found?.said ? { text: words.text("button_undo"), run: () => void this.undo() } : undefined);
      this.dispatchEvent(new CustomEvent("taken"));
      this.leave();
    } catch (refusal) {
      this.refused = words.card("not_done", { reason: reason(refusal) });
    } finally {
      this.busy = undefined;
    }
  }

  private async undo(): Promise<void> {
    const { words, store, announce, toast } = this.scene;
    const told = await store.act("choose_item", this.about).then(
      () => words.card("works_unsaid"), (refusal: unknown) => words.card("not_done", { reason: reason(refusal) }));
    announce(told);
    toast(told);
  }

  private nothing(): string {
    return this.scene.words.card(this.text ? "works_none" : "works_unlike");
  }

  protected override render(): TemplateResult {
    const { words } = this.scene;
    const { found } = this;
    return html`<div class="panel ${this.question ? "" : "bare"}" aria-busy=${!!this.busy}>
      ${heading(words.card("works"))}
      <p class="dim">${words.card("works_text")}</p>
      <label class="find">${icon("magnify")}<span class="sr">${words.card("works_find")}</span><input class="field" type="text" inputmode="search" enterkeyhint="search"
        autocomplete="off" spellcheck="false" maxlength="200" placeholder=${words.card("works_find")} @input=${this.typed}></label>
      ${!found ? this.wait() : found.works.length
        ? html`<ul class="works" aria-label=${words.card("works_can")}>${repeat(found.works, (one) => `${one.library}/${one.item}`, (one) => this.one(one))}</ul>`
        : html`<p>${this.nothing()}</p>`}
      ${found?.said ? html`<ul class="works"><li><button data-name="unsay" aria-disabled=${this.busy ? "true" : nothing} @click=${() => void this.choose()}>${
        this.busy === "none" ? icon("loading", "spin") : icon("undo")}<span><b>${words.card("works_unsay")}</b><small>${words.card("works_unsay_text")}</small></span></button></li></ul>` : nothing}
      ${this.stale()}
      ${this.refused ? html`<p class="note bad" role="alert">${icon("alert-circle")}<span>${this.refused}</span></p>` : nothing}
      <div class="acts">${closes(this)}</div>
    </div>`;
  }

  private one(item: Works["works"][number]): TemplateResult {
    const { words } = this.scene;
    const have = item.have === undefined ? words.card("search_lacking") : words.say(item.have);
    const sign = this.busy === item ? icon("loading", "spin") : icon(item.kind === "movie" ? "filmstrip" : "television-classic");
    return html`<li><button aria-disabled=${this.busy ? "true" : nothing} aria-current=${item.now ? "true" : nothing} @click=${() => void this.choose(item)}>${sign}<span><b><bdi>${
      item.title}</bdi>${item.year ? html` <span class="dim">(${item.year})</span>` : nothing}</b><small><bdi>${item.library_name} · ${have}</bdi></small></span>${
      item.now ? html`<span class="chip">${icon("check", "s")}${words.card("works_now")}</span>` : nothing}</button></li>`;
  }
}

/** What a work is called: `Film (2019)`. */
function called({ title, year }: Item, words: Words): string {
  return year === undefined ? title : words.text("work_year", { title, year });
}

/** `<greenlight-menu>`: what else can be done about a question; beside its button, on a narrow screen at the lower edge. */
import { base, html, icon, nothing, Part, safeUrl, unsafeCSS, type PropertyValues, type TemplateResult } from "../kit";
import type { Question } from "../model";
import sheet from "../styles/menu.css";
import own from "./menu.css";
import type { Answer, PanelKind } from "./seam";
import { choices } from "./until";

/** Below this width of the window it is a sheet. */
const NARROW = 480;
/** Pixels to the edges of the window. */
const EDGE = 8;

export class GreenlightMenu extends Part {
  static override styles = [base, unsafeCSS(sheet), unsafeCSS(own)];
  static override properties = {
    ...Part.properties,
    question: { attribute: false },
    anchor: { attribute: false },
    answer: { attribute: false },
  };
  declare question: Question;
  /** The button it was opened from. */
  declare anchor: HTMLElement;
  declare answer: Answer;

  override connectedCallback(): void {
    super.connectedCallback();
    this.popover = "auto";
    this.setAttribute("role", "dialog");
    this.addEventListener("toggle", this.toggled);
    this.addEventListener("keydown", this.key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("toggle", this.toggled);
    this.removeEventListener("keydown", this.key);
  }

  protected override firstUpdated(): void {
    this.ariaLabel = this.scene.words.card("more_for", { work: this.scene.words.work(this.question.work) });
    this.showPopover();
    this.place();
    this.items()[0]?.focus();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("question") && changed.get("question")) this.place();
  }

  /** Beside the button, where there is more room for it; a sheet on a narrow screen. */
  private place(): void {
    this.classList.toggle("sheet", innerWidth < NARROW);
    if (innerWidth < NARROW) return this.removeAttribute("style");
    const at = this.anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = this;
    const left = Math.min(Math.max(EDGE, at.right - width), innerWidth - width - EDGE);
    const below = at.bottom + height + EDGE <= innerHeight || at.top < innerHeight - at.bottom;
    const top = below ? Math.min(at.bottom, innerHeight - height - EDGE) : at.top - height;
    this.style.left = `${left}px`;
    this.style.top = `${Math.max(EDGE, top)}px`;
  }

  private items(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("button, a")];
  }

  private readonly toggled = (event: Event): void => {
    if ((event as ToggleEvent).newState === "closed") this.dispatchEvent(new CustomEvent("close"));
  };

  private readonly key = (event: KeyboardEvent): void => {
    const items = this.items();
    const focused = (this.renderRoot as ShadowRoot).activeElement as HTMLElement | null;
    const at = focused ? items.indexOf(focused) : -1;
    const to = {
      ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1 + items.length, ArrowLeft: at - 1 + items.length,
      Home: 0, End: items.length - 1,
    }[event.key];
    event.stopPropagation();
    if (to === undefined || !items.length) return;
    event.preventDefault();
    items[to % items.length]!.focus();
  };

  private open(kind: PanelKind): void {
    this.dispatchEvent(new CustomEvent("open", { detail: kind }));
  }

  private give(action: string, data: Record<string, unknown>): void {
    void this.answer(action, data);
    this.hidePopover();
  }

  protected override render(): TemplateResult {
    const { can } = this.question;
    const groups = [this.yes(), can.includes("snooze") ? this.later() : nothing, this.no(), this.ways()].filter((one) => one !== nothing);
    return html`<div class="menu">${groups.map((one, place) => html`${place ? html`<hr>` : nothing}${one}`)}</div>`;
  }

  private row(sign: string, label: string, press: () => void, end: unknown = nothing, small = ""): TemplateResult {
    return html`<button class="row" @click=${press}>${icon(sign)}<span>${label}${
      small ? html` <small>${small}</small>` : nothing}</span>${end === nothing ? html`<span></span>` : end}</button>`;
  }

  /** Other ways to say yes. */
  private yes(): TemplateResult | typeof nothing {
    const { can, file, others } = this.question;
    const { words } = this.scene;
    const inSight = file?.fate === "keep" || (can.includes("replace") && !this.scene.config.compact);
    const both = can.includes("keep_both") && !inSight;
    const other = can.includes("others") && others > 0;
    if (!both && !other) return nothing;
    const together = file?.together === undefined ? "" : words.card("together", { size: words.size(file.together) });
    return html`${both
      ? this.row("home-plus-outline", words.text("button_approve_both"), () => this.give("approve", { keep_both: true }), nothing, together)
      : nothing}${other
      ? this.row("compare", words.text("head_others"), () => this.open("others"), html`<span class="count">${words.number(others)}</span>`)
      : nothing}`;
  }

  private later(): TemplateResult {
    const { words, store, hass } = this.scene;
    const times = choices(store.now() * 1000, hass.config.time_zone);
    const clock = (at: number): string => words.clock.time(words.clock.parts(at / 1000));
    const name = ({ later, at }: (typeof times)[number]): string =>
      later === "hour" ? words.card("in_an_hour") : words.text(`button_${later}_at`, { time: clock(at) });
    return html`<p class="row head">${icon("bell-sleep-outline")}<span id="later">${words.card("ask_later")}</span><span></span></p>
      <div class="pills" role="group" aria-labelledby="later">${times.map(
        (one) => html`<button class="pill" @click=${() => this.give("put_off", { until: new Date(one.at).toISOString() })}>${
          name(one)}</button>`,
      )}</div>`;
  }

  private no(): TemplateResult | typeof nothing {
    const { can, ordered, votes } = this.question;
    const { words } = this.scene;
    const on = icon("chevron-right");
    const always = can.includes("always");
    const further = can.includes("decline") && !votes && ordered?.no === "looks";
    if (!can.includes("decline_more") && !always && !further) return nothing;
    return html`${further
      ? this.row("close-octagon-outline", words.text("button_no_further"), () => this.give("decline", { look_further: false }))
      : nothing}${can.includes("decline_more")
      ? this.row("playlist-remove", words.card("decline_more"), () => this.open("decline_more"), on)
      : nothing}${always ? this.row("robot-outline", words.text("button_always"), () => this.open("always"), on) : nothing}`;
  }

  private ways(): TemplateResult {
    const { links, from } = this.question;
    const { words } = this.scene;
    const library = safeUrl(links.library?.url);
    const page = safeUrl(links.page);
    const pageName = from.source ? words.card("open_page_at", { source: from.source }) : words.card("open_page");
    const works = this.question.can.includes("works");
    return html`${works ? this.row("movie-search-outline", words.card("works"), () => this.open("works"), icon("chevron-right")) : nothing}${
      library ? this.link("filmstrip", library, words.card("open_in", { library: links.library!.name })) : nothing}${
      page ? this.link("rss", page, pageName) : nothing}${
      this.row("information-outline", words.text("button_details"), () => this.open("details"), icon("chevron-right"))}`;
  }

  private link(sign: string, url: string, label: string): TemplateResult {
    return html`<a class="row" href=${url} target="_blank" rel="noopener noreferrer" @click=${() => this.hidePopover()}>${
      icon(sign)}<span>${label}</span>${icon("open-in-new")}</a>`;
  }
}

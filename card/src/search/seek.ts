/** `<greenlight-seek>`: where it is typed what is searched for, with the works of the libraries that go by such a name. */
import { html, icon, nothing, Part, repeat, sheet, type PropertyValues, type TemplateResult } from "../kit";
import css from "../styles/seek.css";
import type { Item } from "./answers";
import type { Session } from "./session";
import type { Wanted } from "./wanted";

/** Milliseconds to wait for another letter. */
const TYPED = 250;
/** Fewer letters name everything. */
const LEAST = 2;

export class GreenlightSeek extends Part {
  static override styles = sheet(css);
  static override properties = {
    ...Part.properties,
    session: { attribute: false },
    wanted: { attribute: false },
    items: { state: true },
    at: { state: true },
  };
  declare session: Session;
  declare wanted: Wanted;
  /** What goes by that name; nothing while the list is closed. */
  declare protected items?: readonly Item[];
  /** Which of them the arrows are at, -1 for none. */
  declare protected at: number;
  private timer?: ReturnType<typeof setTimeout>;
  private turn = 0;

  constructor() {
    super();
    this.at = -1;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.close();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("input, .b")?.focus();
  }

  private typed(text: string): void {
    this.session.set({ text });
    clearTimeout(this.timer);
    if (text.trim().length < LEAST) return this.close();
    this.timer = setTimeout(() => void this.suggest(text.trim()), TYPED);
  }

  private async suggest(text: string): Promise<void> {
    const turn = ++this.turn;
    // Without them the words can be searched for all the same.
    const items = await this.session.items(text).catch(() => []);
    if (turn !== this.turn) return;
    this.items = items.length ? items : undefined;
    this.at = -1;
    if (items.length) this.scene.announce(this.scene.words.card("search_suggested", { count: items.length }));
  }

  private close(): void {
    clearTimeout(this.timer);
    this.turn += 1;
    this.items = undefined;
    this.at = -1;
  }

  private choose(item: Item | undefined): void {
    this.close();
    this.session.set({ item, text: "", season: "", episode: "" });
    this.dispatchEvent(new CustomEvent("chosen", { detail: item }));
    void this.updateComplete.then(() => this.focus());
  }

  private readonly key = (event: KeyboardEvent): void => {
    const { items } = this;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && items) {
      // Above the first is the field itself.
      const all = items.length + 1;
      this.at = ((this.at + 1 + step + all) % all) - 1;
    } else if (event.key === "Escape" && items) this.close();
    else if (event.key === "Enter" && items?.[this.at]) this.choose(items[this.at]);
    else if (event.key === "Enter") {
      this.close();
      this.dispatchEvent(new CustomEvent("go"));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  protected override updated(changed: PropertyValues): void {
    if (changed.has("at")) this.renderRoot.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  protected override render(): TemplateResult {
    const { words } = this.scene;
    const { item } = this.wanted;
    return item ? this.chosen(item) : html`<div class="seek"><label class="search">${icon("magnify")}<span class="sr">${words.card("search_field")}</span>
      <input class="field" type="text" role="combobox" inputmode="search" enterkeyhint="search" autocomplete="off" spellcheck="false" maxlength="200"
        aria-autocomplete="list" aria-expanded=${!!this.items} aria-controls="items" aria-activedescendant=${this.at >= 0 ? `item-${this.at}` : nothing}
        placeholder=${words.card("search_hint")} .value=${this.wanted.text} @keydown=${this.key} @blur=${() => this.close()}
        @input=${(event: Event) => this.typed((event.target as HTMLInputElement).value)}></label>
      <ul id="items" role="listbox" class="items" aria-label=${words.card("search_items")} ?hidden=${!this.items}>${
        repeat(this.items ?? [], (one) => `${one.library}/${one.item}`, (one, place) => this.option(one, place))}</ul></div>`;
  }

  private option(item: Item, place: number): TemplateResult {
    const { words } = this.scene;
    const small = [item.library_name, item.have === undefined ? words.card("search_lacking") : words.say(item.have)].join(" · ");
    return html`<li role="option" id="item-${place}" aria-selected=${place === this.at} @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.choose(item)}>${sign(item)}<span><b><bdi>${item.title}</bdi>${item.year ? html` <span class="dim">(${item.year})</span>` : nothing}</b>
      <small><bdi>${small}</bdi></small></span></li>`;
  }

  private chosen(item: Item): TemplateResult {
    const { words } = this.scene;
    return html`<div class="picked"><span class="pick">${sign(item)}<span class="sr">${words.card(`search_${item.kind}`)} </span><span><bdi>${item.title}</bdi>${
      item.year ? html` <span class="dim">(${item.year})</span>` : nothing}</span>
      <button class="b icon" type="button" title=${words.card("search_other")} aria-label=${words.card("search_other")} @click=${() => this.choose(undefined)}>${icon("close")}</button></span>${
      item.kind === "series" ? html`${this.number("season")}${this.wanted.season.trim() ? this.number("episode") : nothing}` : nothing}</div>`;
  }

  private number(name: "season" | "episode"): TemplateResult {
    const set = (event: Event): void => this.session.set({ [name]: (event.target as HTMLInputElement).value.replace(/\D/g, "") });
    const go = (event: KeyboardEvent): void => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.dispatchEvent(new CustomEvent("go"));
    };
    return html`<label class="number"><span class="dim">${this.scene.words.card(`search_${name}`)}</span><input class="field" inputmode="numeric" maxlength="4"
      autocomplete="off" .value=${this.wanted[name]} @input=${set} @keydown=${go}></label>`;
  }
}

function sign({ kind }: Item): TemplateResult {
  return icon(kind === "movie" ? "filmstrip" : "television-classic");
}

/** `<greenlight-series>`: what there is of each series that a rule follows, and how far the rest has come. */
import { Asking, html, icon, nothing, ownPath, reason, repeat, sheet, type PropertyValues, type State, type TemplateResult } from "../kit";
import type { Episode, Series, SeriesLine, SeriesList } from "../model";
import { empty } from "../states";
import css from "../styles/series.css";
import type { Block } from "./blocks";
import { keyOf } from "./grid";
import { body, type Hands, type Look } from "./season";
import { label, lineText } from "./told";

/** How many series are shown at first, and how many more each time. */
const SHOWN = 25;
/** From so many on they can be searched. */
const SEARCHED = 10;
/** Several things happen at once: they are asked for once. */
const SETTLES = 1_000;
/** So many turns of the clock, half a minute each, after which it is asked anew in any case: libraries change, too. */
const ANEW = 4;
/** What leads to the question about it, or to its download, at once. */
const LEADING = new Set<Episode["state"]>(["better", "offered", "asked", "downloading", "downloaded"]);

export class GreenlightSeries extends Asking<SeriesList> {
  static override styles = sheet(css);
  static override properties = {
    ...Asking.properties,
    opened: { state: true },
    text: { state: true },
    most: { state: true },
    looks: { state: true },
  };
  /** The id of the series that is open; empty for none, undefined for the first. */
  declare protected opened?: string;
  declare protected text: string;
  declare protected most: number;
  /** Whether the sources are being looked at, as somebody wished. */
  declare protected looks: boolean;
  private pressed?: string;
  private at?: string;
  private readonly folded = new Map<string, boolean>();
  /** The ids in the order in which they came first: nothing jumps while somebody looks. */
  private order = new Map<string, number>();
  private far = new Map<string, number>();
  private standing = "";
  private asked?: number;
  private timer?: ReturnType<typeof setTimeout>;

  constructor() {
    super();
    this.text = "";
    this.most = SHOWN;
    this.looks = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override ask(): Promise<SeriesList> {
    const { rule } = this.scene.config;
    this.asked = this.tick;
    return this.scene.store.ask<SeriesList>("series", { ...(rule && { rule }), ...(this.opened !== undefined && { open: this.opened }) });
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("state") && this.state) this.follow(this.state, changed.get("state") as State | undefined);
    if (this.asked !== undefined && this.tick - this.asked >= ANEW) this.soon(0);
    if (changed.has("found") && this.found) this.take(this.found);
  }

  /** Ask anew once a request stands otherwise; how far downloads are is told by themselves. */
  private follow(state: State, before: State | undefined): void {
    if (before && before.waiting === state.waiting && before.downloads === state.downloads && before.recent === state.recent) return;
    this.far = new Map(state.downloads.flatMap(({ id, progress }) => (progress === undefined ? [] : [[id, progress] as const])));
    const standing = [
      ...state.waiting.map(({ id }) => id), ...state.downloads.map(({ id, state: how }) => id + how), ...state.recent.map(({ id, at }) => id + at),
    ].join();
    if (this.standing && this.standing !== standing) this.soon(SETTLES);
    this.standing = standing;
  }

  private take(found: SeriesList): void {
    for (const { id } of found.series) if (!this.order.has(id)) this.order.set(id, this.order.size);
    this.opened ??= found.open?.id;
    const [only, another] = found.series;
    // One alone is always open.
    if (!only || another || this.opened === only.id) return;
    this.opened = only.id;
    this.soon(0);
  }

  private soon(wait: number): void {
    clearTimeout(this.timer);
    this.asked = this.tick;
    this.timer = setTimeout(() => void this.load(), wait);
  }

  private open(id: string): void {
    const close = this.opened === id;
    this.opened = close ? "" : id;
    this.pressed = this.at = undefined;
    this.folded.clear();
    if (!close) this.soon(0);
  }

  // ------------------------------------------------------------- what is drawn

  protected override render(): TemplateResult {
    const { found, scene } = this;
    const { words } = scene;
    if (!found) return html`${this.top(words.card("series"))}<div class="pane">${this.wait()}</div>`;
    if (!found.rules.length) return html`${this.top(words.card("series"))}${this.withoutRule(found)}`;
    const [only, another] = found.series;
    if (!only) {
      return html`${this.top(words.card("series"))}${empty({
        sign: "view-grid-outline", heading: words.card("series_nothing"), lines: [words.card("series_nothing_text")] })}`;
    }
    if (another) return this.several(found);
    return html`${this.top(html`<bdi>${only.title}</bdi>`, words.card("series_rule", { rule: only.rule }))}${this.stale()}
      <div class="pane">${this.episodes(only)}</div>`;
  }

  private top(title: unknown, small = ""): TemplateResult {
    return html`<div class="top"><h2>${icon("view-grid-outline")}<span>${title}</span></h2>${small ? html`<p class="dim">${small}</p>` : nothing}${this.found?.series.length ? this.looker() : nothing}</div>`;
  }

  /** Has the sources looked at now, for whoever may. */
  private looker(): TemplateResult | typeof nothing {
    const { words, store } = this.scene;
    if (!store.may("hand_in") || this.state.lost !== undefined) return nothing;
    return html`<div class="end"><button class="b text" ?disabled=${this.looks} @click=${() => void this.lookNow()}>${
      icon(this.looks ? "loading" : "refresh", this.looks ? "spin" : "")}<span>${words.card("series_look")}</span></button></div>`;
  }

  private async lookNow(): Promise<void> {
    const { scene } = this;
    this.looks = true;
    try {
      await scene.store.act("refresh", {});
      scene.announce(scene.words.card("series_looked"));
      this.soon(0);
    } catch (refusal) {
      scene.toast(scene.words.card("not_done", { reason: reason(refusal) }));
    } finally {
      this.looks = false;
    }
  }

  private withoutRule({ path }: SeriesList): TemplateResult {
    const { words, store, navigate } = this.scene;
    const own = store.may("everything") ? ownPath(path) : undefined;
    return empty({
      sign: "view-grid-outline", heading: words.card("series_no_rule"), lines: [words.card("series_no_rule_text")],
      button: own ? { text: words.card("trouble_no_rule_button"), sign: "plus", loud: true, press: () => navigate(own) } : undefined,
    });
  }

  private several(found: SeriesList): TemplateResult {
    const { words } = this.scene;
    const sought = this.text.trim().toLowerCase();
    const lines = [...found.series].filter(({ title }) => title.toLowerCase().includes(sought))
      .sort((one, other) => this.order.get(one.id)! - this.order.get(other.id)!);
    const left = lines.length - this.most;
    const count = html` <span class="count">${words.number(found.series.length)}</span>`;
    return html`${this.top(html`${words.card("series")}${count}`)}${this.stale()}
      <div class="pane">${found.series.length > SEARCHED ? this.search() : nothing}
        <ul>${repeat(lines.slice(0, this.most), ({ id }) => id, (line) => this.one(line))}</ul>
        ${lines.length ? nothing : html`<p class="waits dim">${words.card("series_none_found")}</p>`}
        ${left > 0 ? html`<p class="further"><button class="b text" @click=${() => (this.most += SHOWN)}>${icon("chevron-down")}<span>${
          words.card("show_more", { count: Math.min(left, SHOWN) })}</span></button></p>` : nothing}
      </div>`;
  }

  private search(): TemplateResult {
    const label = this.scene.words.card("series_search");
    return html`<label class="search">${icon("magnify")}<span class="sr">${label}</span><input class="field" type="search" maxlength="100"
      autocomplete="off" placeholder=${label} .value=${this.text} @input=${(event: Event) => (this.text = (event.target as HTMLInputElement).value)}></label>`;
  }

  private one(line: SeriesLine): TemplateResult {
    const { words } = this.scene;
    const open = line.id === this.opened;
    const missing = line.missing && words.card("series_missing", { count: line.missing });
    const rest = [lineText(line, words), words.card("series_rule", { rule: line.rule })].filter(Boolean).join(" · ");
    return html`<li class="one"><h3><button class="unfold" aria-expanded=${open} @click=${() => this.open(line.id)}>${icon("chevron-right")}<span><b><bdi>${
      line.title}</bdi></b><span class="dim">${missing ? html`<span class="lacks">${missing}</span> · ` : nothing}${
      rest}</span></span></button></h3>${open ? this.episodes(line) : nothing}</li>`;
  }

  private episodes({ id }: SeriesLine): TemplateResult {
    const series = this.found?.open;
    if (series?.id !== id) return html`<div class="body" aria-busy="true">${this.wait()}</div>`;
    return html`<div class="body" @keydown=${this.key}>${body(this.scene, series, this.look, this.searching(series))}</div>`;
  }

  private get look(): Look {
    return {
      pressed: this.pressed, at: this.at, folded: this.folded,
      far: (one) => (one.request === undefined ? one.done : (this.far.get(one.request) ?? one.done)),
      target: (one) => this.target(one),
      leads: (one) => LEADING.has(one.state) && this.target(one) !== undefined,
    };
  }

  private target({ request }: Episode): "waiting" | "downloads" | undefined {
    const is = ({ id }: { id: string }) => id === request;
    if (request === undefined) return undefined;
    return this.state.waiting.some(is) ? "waiting" : this.state.downloads.some(is) ? "downloads" : undefined;
  }

  // ------------------------------------------------------------- what hands do

  /** With the search for what is missing, for whoever may where something can be searched. */
  private searching({ title }: Series): Hands {
    const { store } = this.scene;
    if (!store.may("hand_in") || !this.state.totals.searches || this.state.lost !== undefined) return this.hands;
    const search = (label: string): unknown => this.dispatchEvent(new CustomEvent("lead", { detail: { view: "search", id: `${title} ${label}` } }));
    return { ...this.hands, search };
  }

  private readonly hands: Hands = {
    press: (block, episode) => {
      if (LEADING.has(episode.state) && this.target(episode)) this.hands.go(episode);
      else this.tell(block, episode);
    },
    at: (key) => {
      if (this.at === key) return;
      this.at = key;
      this.requestUpdate();
    },
    fold: (key, open) => {
      this.folded.set(key, open);
      this.requestUpdate();
    },
    go: (episode) => {
      const view = this.target(episode);
      if (view) this.dispatchEvent(new CustomEvent("lead", { detail: { view, id: episode.request } }));
    },
    close: () => {
      this.pressed = undefined;
      this.requestUpdate();
    },
  };

  private tell(block: Block, episode: Episode): void {
    const { scene } = this;
    const key = keyOf(block, episode);
    this.pressed = this.pressed === key ? undefined : key;
    this.requestUpdate();
    if (this.pressed) scene.announce(`${label(block.season, episode)} ${scene.words.card(`episode_is_${episode.state}`)}`);
  }

  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.pressed === undefined) return;
    event.stopPropagation();
    this.hands.close();
  };
}

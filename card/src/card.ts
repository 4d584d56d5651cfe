/** `<greenlight-card>`: one card for what waits, what downloads and what happened. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";

import { formed } from "./configured";
import { draw, retry } from "./frame";
import { type CardConfig, type Hass, type View } from "./hass";
import { views } from "./later";
import { sheet, type Scene } from "./part";
import { onPosters } from "./posters";
import { Store, type Absence, type State } from "./store";
import { textsOf } from "./texts";
import type { Rows } from "./waiting/rows";
import { Words } from "./words";

/** Milliseconds after which relative times are looked at again. */
const TICK = 30_000;
/** Milliseconds for which a toast can be answered. */
const TOAST = 10_000;

/** For the form, which is asked for without it. */
let newest: Hass | undefined;

export class Card extends LitElement {
  static override styles = sheet();
  static override properties = {
    config: { state: true },
    scene: { state: true },
    state: { state: true },
    gone: { state: true },
    tick: { state: true },
    open: { state: true },
    said: { state: true },
    turn: { state: true },
    beside: { attribute: false },
    preview: { attribute: false },
    editMode: { attribute: false },
  };
  declare config?: CardConfig;
  declare scene?: Scene;
  declare state?: State;
  declare gone?: Absence;
  declare tick: number;
  /** The tab that is open where there are tabs. */
  declare open: Exclude<View, "all">;
  declare said: string;
  /** Grows when a file is there, or could not be got. */
  declare turn: number;
  /** Another on the same board says already what is not as it should be. */
  declare beside?: boolean;
  declare preview?: boolean;
  declare editMode?: boolean;
  /** Home Assistant keeps it on the page while it hides itself, so that it hears when to come back. */
  readonly connectedWhileHidden = true;
  private home?: Hass;
  private leave?: () => void;
  private timer?: ReturnType<typeof setInterval>;
  private stopPosters?: () => void;
  private speaks = "";
  private again?: ReturnType<typeof setTimeout>;
  private waits?: ReturnType<typeof setTimeout>;

  static async getConfigForm(): Promise<unknown> {
    return (await views()).configForm(newest);
  }

  static getStubConfig(): Partial<CardConfig> {
    return { view: "all" };
  }

  constructor() {
    super();
    this.tick = this.turn = 0;
    this.open = "waiting";
    this.said = "";
  }

  setConfig(config: CardConfig): void {
    this.config = formed(config);
    // Where a section gives it so many rows and no more, it scrolls in there.
    this.toggleAttribute("fixed", typeof config.grid_options?.rows === "number");
    if (this.scene) this.scene = this.staged(this.scene.store, this.scene.words);
  }

  set hass(hass: Hass | undefined) {
    // Cards of others that hold this one may have none yet.
    if (!hass) return;
    const before = this.home;
    newest = this.home = hass;
    const moved = before?.connection !== hass.connection;
    if (moved) this.rejoin();
    const speaks = JSON.stringify([hass.language, hass.locale, hass.config?.time_zone]);
    if (moved || speaks !== this.speaks) void this.speak(hass, speaks);
  }

  getCardSize(): number {
    if (this.config?.compact) return 4;
    return this.config?.view === "downloads" ? 6 : 10;
  }

  getGridOptions(): Record<string, unknown> {
    return { columns: 12, min_columns: 6 };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Its words are English where a language has none, and none that is written from right to left has any.
    this.dir = "ltr";
    this.rejoin();
    this.timer = setInterval(() => {
      this.tick += 1;
      this.scene?.store.mindClock();
    }, TICK);
    this.stopPosters = onPosters(() => (this.tick += 1));
    if (this.home && !this.scene) void this.speak(this.home, this.speaks);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave?.();
    this.leave = undefined;
    clearInterval(this.timer);
    clearTimeout(this.again);
    clearTimeout(this.waits);
    this.stopPosters?.();
  }

  private rejoin(): void {
    this.leave?.();
    this.leave = undefined;
    if (!this.home || !this.isConnected) return;
    this.leave = Store.of(this.home.connection).join((state, gone) => {
      // What could not be got without a connection can be now.
      if (this.state?.lost !== undefined && state && state.lost === undefined) retry(this);
      this.state = state;
      this.gone = gone;
    });
  }

  private async speak(hass: Hass, speaks: string): Promise<void> {
    this.speaks = speaks;
    try {
      const texts = await textsOf(hass);
      if (this.speaks !== speaks) return;
      const store = Store.of(hass.connection);
      const words = new Words(texts, { ...hass.locale, language: hass.language }, hass.config.time_zone, store.now);
      store.unheard = words.card("unheard");
      this.scene = this.staged(store, words);
    } catch {
      clearTimeout(this.again);
      this.again = setTimeout(() => this.home && void this.speak(this.home, this.speaks), TOAST);
    }
  }

  private staged(store: Store, words: Words): Scene {
    const card = this;
    return {
      get hass() { return card.home!; },
      store, words, config: this.config!,
      announce: (text) => this.announce(text),
      toast: (text, action) => this.fire("hass-notification", {
        id: "greenlight", message: text, duration: TOAST,
        ...(action && { action: { text: action.text, action: action.run } }),
      }),
      hush: () => this.fire("hass-notification", { id: "greenlight", message: "", duration: 0 }),
      navigate: (path) => {
        history.pushState(null, "", path);
        this.fire("location-changed", { replace: false });
      },
    };
  }

  /** The same sentence twice is said twice. */
  private announce(text: string): void {
    this.said = text === this.said ? `${text}\u00a0` : text;
  }

  fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  protected override shouldUpdate(_changed: PropertyValues): boolean {
    return this.config !== undefined;
  }

  protected override render(): TemplateResult {
    // Whoever only looks how it would be, decides nothing by it.
    this.inert = !!this.preview && !this.editMode;
    const hide = this.empty && !this.preview && !this.editMode && !this.answered;
    if (hide !== this.hidden) {
      this.hidden = hide;
      this.style.display = hide ? "none" : "";
      queueMicrotask(() => this.fire("card-visibility-changed", { value: !hide }));
    }
    return html`${hide ? nothing : draw(this)}<div class="sr" role="status" aria-live="polite">${this.said}</div>`;
  }

  /** Whether the last answer is still in sight, with how to take it back; it is looked again as long as it is. */
  private get answered(): boolean {
    const rows = this.renderRoot.querySelector<Element & { rows?: Rows }>("greenlight-waiting")?.rows;
    const some = !!rows && rows.strips.size + rows.busy.size > 0;
    clearTimeout(this.waits);
    if (some) this.waits = setTimeout(() => this.requestUpdate(), 1000);
    return some;
  }

  /** Whether there is nothing to see, where it is to be hidden then. */
  private get empty(): boolean {
    const { config, state } = this;
    if (!config?.hide_empty || !state || this.gone) return false;
    const { view = "all", rule, client } = config;
    const waits = state.waiting.some((one) => !rule || one.from.rule === rule);
    const loads = state.downloads.some((one) => !client || one.client === client);
    return view === "waiting" ? !waits : view === "downloads" ? !loads : view === "all" && !waits && !loads;
  }
}

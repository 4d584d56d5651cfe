/** `<greenlight-card>`: one card for what waits, what downloads and what happened. */
import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from "lit";

import { VIEWS, type CardConfig, type Hass, type Refusal, type View } from "./hass";
import { later, lists } from "./later";
import { sheet, type Scene } from "./part";
import { onPosters } from "./posters";
import { Store, type State } from "./store";
import { textsOf } from "./texts";
import { Words } from "./words";

/** How often relative times are looked at. */
const TICK = 30_000;

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
  };
  declare config?: CardConfig;
  declare scene?: Scene;
  declare state?: State;
  declare gone?: Refusal;
  declare tick: number;
  declare open: View;
  declare said: string;
  private home?: Hass;
  private leave?: () => void;
  private timer?: ReturnType<typeof setInterval>;
  private stopPosters?: () => void;
  private speaks = "";

  constructor() {
    super();
    this.tick = 0;
    this.open = "waiting";
    this.said = "";
  }

  setConfig(config: CardConfig): void {
    if (config.view !== undefined && !VIEWS.includes(config.view)) throw new Error(`view: ${VIEWS.join(", ")}`);
    this.config = config;
    if (this.scene) this.scene = { ...this.scene, config };
  }

  set hass(hass: Hass) {
    const before = this.home;
    this.home = hass;
    if (before?.connection !== hass.connection) this.rejoin();
    const speaks = JSON.stringify([hass.language, hass.locale, hass.config?.time_zone]);
    if (speaks !== this.speaks || before?.connection !== hass.connection) void this.speak(hass, speaks);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.rejoin();
    this.timer = setInterval(() => (this.tick += 1), TICK);
    this.stopPosters = onPosters(() => (this.tick += 1));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave?.();
    this.leave = undefined;
    clearInterval(this.timer);
    this.stopPosters?.();
  }

  private rejoin(): void {
    this.leave?.();
    this.leave = undefined;
    if (!this.home || !this.isConnected) return;
    this.leave = Store.of(this.home.connection).join((state, gone) => {
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
      this.scene = this.staged(store, words);
    } catch {
      this.speaks = "";
    }
  }

  private staged(store: Store, words: Words): Scene {
    const card = this;
    return {
      get hass() { return card.home!; },
      store, words,
      config: this.config ?? { type: "custom:greenlight-card" },
      announce: (text) => (this.said = text),
      toast: (text, action) => this.fire("hass-notification", {
        id: "greenlight", message: text, duration: 10_000,
        ...(action && { action: { text: action.text, action: action.run } }),
      }),
      navigate: (path) => {
        history.pushState(null, "", path);
        this.fire("location-changed", { replace: false });
      },
    };
  }

  private fire(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  protected override shouldUpdate(_changed: PropertyValues): boolean {
    return this.config !== undefined;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { scene, state, tick } = this;
    if (!scene || !state) return html`<div class="pane skel" aria-busy="true"></div>`;
    const view = this.config?.view ?? "all";
    return html`
      ${view === "waiting" || view === "all"
        ? html`<greenlight-waiting .scene=${scene} .state=${state} .tick=${tick}></greenlight-waiting>`
        : nothing}
      <div class="sr" role="status" aria-live="polite">${this.said}</div>`;
  }
}
void later;
void lists();

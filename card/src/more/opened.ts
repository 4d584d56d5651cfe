/** The one row of the history that is open, with all that is known of it. */
import { html, loaded, nothing, type Scene, type State, type TemplateResult } from "../kit";
import type { Entry } from "../model";

interface Host {
  scene: Scene;
  state: State;
  tick: number;
  readonly renderRoot: ParentNode;
  readonly updateComplete: Promise<unknown>;
  requestUpdate(): void;
}

export class Opened {
  private id?: string;

  constructor(private readonly host: Host) {}

  has({ id }: Entry): boolean {
    return this.id === id;
  }

  /** Open it, or close it again. What it is shown with is got the first time. */
  async turn(entry: Entry): Promise<void> {
    if (this.has(entry)) return this.close();
    if (await loaded(this.host.scene)) this.id = entry.id;
    this.host.requestUpdate();
  }

  draw(entry: Entry): TemplateResult | typeof nothing {
    if (!this.has(entry)) return nothing;
    const { scene, state, tick } = this.host;
    return html`<greenlight-panel .scene=${scene} .state=${state} .tick=${tick} .kind=${"details"} .question=${entry}
      @close=${() => void this.close()}></greenlight-panel>`;
  }

  /** Whoever closes it stays at its row. */
  private async close(): Promise<void> {
    const { id, host } = this;
    this.id = undefined;
    host.requestUpdate();
    await host.updateComplete;
    host.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id ?? "")}"] .opens`)?.focus();
  }
}

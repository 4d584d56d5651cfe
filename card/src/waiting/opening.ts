/** Opening: the menu of a question and its panels, which come with the file that is got later. */
import { html, nothing, type TemplateResult } from "lit";

import { loaded } from "../later";
import type { Question } from "../model";
import type { PanelKind } from "../more/seam";
import type { Part } from "../part";

/** Gives an answer by the name of what was pressed. */
export type Answer = (action: string, data: Record<string, unknown>) => Promise<void>;

interface Host extends Part {
  /** The question that the keys are for. */
  readonly active?: string;
  question(id: string): Question | undefined;
  /** An answer to it; with `quiet` it rejects with what goes wrong. */
  answerTo(question: Question, name: string, quiet: boolean): Answer;
  /** Draw again, and put the focus on that row if there is one. */
  back(id: string | undefined): void;
}

export class Opening {
  /** Of the question whose panel is open; undefined for the keys, which belong to none. */
  panel?: { id?: string; kind: PanelKind };
  private menu?: { id: string; from: HTMLElement };

  constructor(private readonly host: Host) {}

  async openMenu(id: string, from: HTMLElement): Promise<void> {
    if (!(await loaded(this.host.scene))) return;
    this.menu = { id, from };
    this.host.back(undefined);
  }

  async open(id: string | undefined, kind: PanelKind): Promise<void> {
    if (!(await loaded(this.host.scene))) return;
    this.panel = { id, kind };
    this.host.back(undefined);
  }

  /** Close the panel. */
  close(): void {
    this.panel = undefined;
  }

  drawMenu(): TemplateResult | typeof nothing {
    const { scene, state, tick } = this.host;
    const { id, from } = this.menu ?? {};
    const question = id === undefined ? undefined : this.host.question(id);
    if (!question) return nothing;
    return html`<greenlight-menu .scene=${scene} .state=${state} .tick=${tick} .question=${question} .anchor=${from}
      .answer=${this.host.answerTo(question, "menu", false)} @open=${this.chosen} @close=${this.left}></greenlight-menu>`;
  }

  drawPanel(): TemplateResult {
    const { scene, state, tick } = this.host;
    const { id, kind } = this.panel!;
    const question = id === undefined ? undefined : this.host.question(id);
    return html`<greenlight-panel .scene=${scene} .state=${state} .tick=${tick} .kind=${kind} .question=${question}
      .answer=${question && this.host.answerTo(question, "panel", true)} @close=${this.closed} @done=${this.done}></greenlight-panel>`;
  }

  private readonly chosen = (event: CustomEvent<PanelKind>): void => {
    const id = this.menu?.id;
    this.menu = undefined;
    void this.open(id, event.detail);
  };

  private readonly left = (): void => {
    const from = this.menu?.from;
    this.menu = undefined;
    this.host.back(undefined);
    if (!this.panel) from?.focus();
  };

  private readonly closed = (): void => {
    const id = this.panel?.id;
    this.panel = undefined;
    this.host.back(id ?? this.host.active);
  };

  private readonly done = (): void => {
    this.panel = undefined;
    this.host.back(undefined);
  };
}

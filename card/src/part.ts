/** Part: what everything in the card has: the scene it plays in, what the server sent, and the time. */
import { LitElement, unsafeCSS, type CSSResult } from "lit";

import type { CardConfig, Hass } from "./hass";
import type { State, Store } from "./store";
import baseText from "./styles/base.css";
import type { Words } from "./words";

/** The same object until the language, the settings or the connection change. */
export interface Scene {
  /** Always the newest. */
  readonly hass: Hass;
  readonly store: Store;
  readonly words: Words;
  readonly config: CardConfig;
  /** For screen readers, once. */
  announce(text: string): void;
  /** In Home Assistant's own toast, with what it offers to do. */
  toast(text: string, action?: { text: string; run: () => void }): void;
  /** Take the toast away: it says what is so no longer, or covers what comes at the lower edge. */
  hush(): void;
  /** A page of Home Assistant. */
  navigate(path: string): void;
}

export abstract class Part extends LitElement {
  static override properties = {
    scene: { attribute: false },
    state: { attribute: false },
    tick: { attribute: false },
  };
  declare scene: Scene;
  declare state: State;
  /** Grows whenever relative times may have new words, at most twice a minute. */
  declare tick: number;
}

/** What everything begins with: variables, letters, buttons, surfaces. */
export const base = unsafeCSS(baseText);

/** The base and what a part has besides; every element of a kind shares them. */
export function sheet(...texts: (string | CSSResult)[]): CSSResult[] {
  return [base, ...texts.map((text) => (typeof text === "string" ? unsafeCSS(text) : text))];
}

/**
 * Define an element in the registry that is asked for it.
 *
 * Home Assistant's app puts another registry in place while it starts: what is defined in the first one
 * before that is never found.
 */
export function defineOnce(tag: string, element: CustomElementConstructor): void {
  const early = document.querySelector("home-assistant") && !customElements.get("home-assistant");
  const ready: Promise<unknown> = early ? customElements.whenDefined("home-assistant") : Promise.resolve();
  const define = () => {
    if (!window.customElements.get(tag)) window.customElements.define(tag, element);
  };
  if (early) void ready.then(define);
  else define();
}

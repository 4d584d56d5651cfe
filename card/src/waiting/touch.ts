/** Touch: whether somebody is at the list, with pointer or focus, and where; keys and long presses. */
import { keyOf, type Key } from "./keys";

/** Milliseconds of a press that selects, and pixels that a finger may wander in it. */
const LONG = 500;
const WANDER = 10;

interface Host {
  readonly renderRoot: HTMLElement | DocumentFragment;
  press(key: Key, id: string): void;
  select(id: string): void;
  at(id: string | undefined): void;
  settle(): void;
  relax(): void;
}

export class Touch {
  /** When the last press or key began, by `performance.now`. */
  began = 0;
  /** Whether the focus is in the list. */
  focused = false;
  private pointed = false;
  private timer?: ReturnType<typeof setTimeout>;

  constructor(private readonly host: Host) {}

  /** Tell whether a strip has to stay, as somebody is at it or has the pointer in the list. */
  holds(id: string): boolean {
    const { renderRoot } = this.host;
    const focused = this.focused && renderRoot instanceof ShadowRoot ? renderRoot.activeElement : null;
    return this.pointed || rowId(focused) === id;
  }

  readonly enter = (event: PointerEvent): void => {
    this.pointed = event.pointerType === "mouse";
  };

  readonly leave = (): void => {
    const was = this.pointed;
    this.pointed = false;
    if (was && !this.focused) this.host.settle();
  };

  readonly focus = (event: FocusEvent): void => {
    this.focused = true;
    this.host.at(rowId(event.target as Element));
  };

  readonly blur = (event: FocusEvent): void => {
    const list = event.currentTarget as HTMLElement;
    if (event.relatedTarget instanceof Node && list.contains(event.relatedTarget)) return;
    this.focused = false;
    this.host.relax();
  };

  readonly down = (event: PointerEvent): void => {
    this.began = performance.now();
    const target = event.target as Element;
    const id = rowId(target);
    clearTimeout(this.timer);
    if (!id || event.button !== 0 || target.closest("button, a, input, label, greenlight-panel")) return;
    const list = event.currentTarget as HTMLElement;
    const stop = (): void => {
      clearTimeout(this.timer);
      list.removeEventListener("pointermove", wander);
      list.removeEventListener("contextmenu", menu);
      for (const name of ENDS) list.removeEventListener(name, stop);
    };
    const long = (): void => {
      stop();
      this.swallow(list);
      this.host.select(id);
    };
    // Where the device has a long press of its own, which may be sooner, it is this one.
    const menu = (own: Event): void => {
      if (event.pointerType === "mouse") return stop();
      own.preventDefault();
      long();
    };
    const wander = (move: PointerEvent): void => {
      if (Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > WANDER) stop();
    };
    list.addEventListener("pointermove", wander);
    list.addEventListener("contextmenu", menu);
    for (const name of ENDS) list.addEventListener(name, stop);
    this.timer = setTimeout(long, LONG);
  };

  /** What ends a long press is no press, and opens no menu of the browser. */
  private swallow(list: HTMLElement): void {
    const swallowed = (event: Event): void => {
      event.preventDefault();
      event.stopPropagation();
    };
    const end = (): void => {
      for (const name of AFTER) list.removeEventListener(name, swallowed, true);
      window.removeEventListener("pointerdown", end, true);
    };
    for (const name of AFTER) list.addEventListener(name, swallowed, true);
    window.addEventListener("pointerdown", end, true);
  }

  readonly key = (event: KeyboardEvent): void => {
    this.began = performance.now();
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>("[data-id]");
    if (!row) return;
    if (row !== target) return this.within(event, row, target);
    const key = keyOf(event);
    if (!key) return;
    event.preventDefault();
    this.host.press(key, row.dataset.id!);
  };

  /** On a button of the row: from one to the next, and back to the row. */
  private within(event: KeyboardEvent, row: HTMLElement, target: HTMLElement): void {
    if (event.key === "Escape") {
      event.preventDefault();
      row.focus();
      return;
    }
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by || !target.matches("button")) return;
    const all = [...row.querySelectorAll<HTMLElement>("button")];
    const forward = getComputedStyle(row).direction === "rtl" ? -by : by;
    event.preventDefault();
    all[(all.indexOf(target) + forward + all.length) % all.length]?.focus();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.focused = this.pointed = false;
  }
}

const ENDS = ["pointerup", "pointercancel", "pointerleave"] as const;
const AFTER = ["click", "contextmenu"] as const;

function rowId(element: Element | null): string | undefined {
  return element?.closest<HTMLElement>("[data-id]")?.dataset.id;
}

/** `<greenlight-panel>`: holds one of the panels, and tells when it is closed or has been answered in. */
import { Part } from "../kit";
import type { Question } from "../model";
import type { Answer, PanelKind } from "./seam";

const TAGS: Record<PanelKind, string> = {
  decline_more: "greenlight-decline-more",
  always: "greenlight-always",
  others: "greenlight-others",
  works: "greenlight-works",
  details: "greenlight-details",
  keys: "greenlight-keys",
};

/** By which somebody is seen to be at it. */
const HANDS = ["pointerdown", "wheel", "touchstart", "keydown", "input"] as const;

export class GreenlightPanel extends Part {
  static override properties = {
    ...Part.properties,
    kind: { attribute: false },
    question: { attribute: false },
    answer: { attribute: false },
  };
  declare kind: PanelKind;
  declare question?: Question;
  declare answer?: Answer;
  private inner?: HTMLElement;

  constructor() {
    super();
    this.addEventListener("keydown", this.key);
  }

  /** It opens below the question, and what it asks for comes later still: all of it, or its beginning, is brought into view. */
  private readonly grown = new ResizeObserver(() => this.scrollIntoView({ block: "nearest" }));

  override connectedCallback(): void {
    super.connectedCallback();
    this.grown.observe(this);
    for (const name of HANDS) this.addEventListener(name, this.still);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.still();
  }

  /** From then on only the person moves it. */
  private readonly still = (): void => this.grown.disconnect();

  private readonly key = (event: KeyboardEvent): void => {
    // What is typed here is no key of the list it stands in.
    event.stopPropagation();
    if (event.key === "Escape") this.tell("close");
  };

  private tell(what: "close" | "done"): void {
    this.dispatchEvent(new CustomEvent(what));
  }

  protected override render(): HTMLElement {
    const tag = TAGS[this.kind];
    if (this.inner?.localName !== tag) {
      this.inner = document.createElement(tag);
      this.inner.addEventListener("close", () => this.tell("close"));
      this.inner.addEventListener("done", () => this.tell("done"));
    }
    const { scene, state, tick, question, answer } = this;
    return Object.assign(this.inner, { scene, state, tick, question, answer });
  }
}

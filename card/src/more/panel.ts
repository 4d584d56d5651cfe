/** `<greenlight-panel>`: holds one of the panels, and tells when it is closed or has been answered in. */
import { Part } from "../kit";
import type { Question } from "../model";
import type { Answer, PanelKind } from "./seam";

const TAGS: Record<PanelKind, string> = {
  decline_more: "greenlight-decline-more",
  always: "greenlight-always",
  others: "greenlight-others",
  details: "greenlight-details",
  keys: "greenlight-keys",
};

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

/** `<greenlight-keys>`: which key does what while a question has the focus. */
import { html, Part, sheet, type TemplateResult } from "../kit";
import { closes, focusHeading, heading } from "./answering";
import { PANEL_STYLES } from "./looks";

/** Signs that are the same in every language, and the texts of those that have a name. */
const KEYS: [sign: string, what: string][] = [
  ["↑ ↓", "next"],
  ["A", "approve"],
  ["D", "decline"],
  ["U", "undo"],
  ["key_enter", "details"],
  ["key_space", "select"],
  ["M", "menu"],
  ["?", "keys"],
  ["key_escape", "close"],
];

export class GreenlightKeys extends Part {
  static override styles = sheet(...PANEL_STYLES);

  protected override firstUpdated(): void {
    focusHeading(this);
  }

  protected override render(): TemplateResult {
    const { words } = this.scene;
    return html`<div class="panel">
      ${heading(words.card("keys"))}
      <p class="dim">${words.card("keys_text")}</p>
      <dl class="keys">${KEYS.map(([sign, what]) => html`
        <dt><kbd>${sign.startsWith("key_") ? words.card(sign) : sign}</kbd></dt><dd>${words.card(`key_${what}`)}</dd>`)}</dl>
      <div class="acts">${closes(this, words.card("close"))}</div>
    </div>`;
  }
}

/** A pill: one of a few choices that stand side by side. */
import { html, icon, nothing, type TemplateResult } from "../kit";

/** What is chosen has a sign and not its colour alone. */
export function pill(label: string, chosen: boolean, choose: () => void): TemplateResult {
  return html`<button class="pill" type="button" aria-pressed=${chosen} @click=${choose}>
    ${chosen ? icon("check", "s") : nothing}${label}
  </button>`;
}

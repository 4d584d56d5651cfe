/** Shares: names with a bar each, in words and numbers that screen readers read as they stand. */
import { html, icon, nothing, svg, type TemplateResult } from "../kit";
import type { Share } from "../model";

/** Of what was asked about less often than this, a part says nothing. */
const OFTEN = 3;

/** Those that a picture can be made of, what was asked about most often first. */
export function often(found: readonly Share[]): Share[] {
  return found.filter(({ asked }) => asked >= OFTEN).sort((one, other) => other.asked - one.asked);
}

export interface Bar {
  name: string;
  /** What stands at its end: `88 of 121`. */
  told: string;
  /** How much of the longest it is, and how much of it is filled; 0 to 1. */
  long: number;
  filled: number;
}

/** Longest first, as they came; more than so many are counted. */
export function shares(bars: readonly Bar[], rest: string | undefined): TemplateResult {
  return html`<ul class="shares">
    ${bars.map(({ name, told, long, filled }) => html`<li>
      <bdi>${name}</bdi><span class="dim n">${told}</span>
      <span class="share" style="width:${long * 100}%" aria-hidden="true"><i style="width:${filled * 100}%"></i></span>
    </li>`)}
  </ul>${rest ? html`<p class="dim">${rest}</p>` : nothing}`;
}

/** A dot for each time a group kept its word, a cross for each time it did not; a bar where there are too many. */
export function kept(kept: number, of: number): TemplateResult {
  const most = 24;
  if (of > most) {
    return html`<span class="share" aria-hidden="true"><i style="width:${(kept / of) * 100}%"></i></span>`;
  }
  return html`<svg class="chart" viewBox="0 0 340 14" aria-hidden="true">
    ${Array.from({ length: of }, (_, place) => {
      const x = 6 + 14 * place;
      return place < kept
        ? svg`<circle class="yes" cx=${x} cy="7" r="5"></circle>`
        : svg`<path class="miss" d="M${x - 4} 3l8 8m0-8l-8 8"></path>`;
    })}
  </svg>`;
}

/** The key of a picture: how it is filled, with the word for it. */
export function key(fill: string, word: string): TemplateResult {
  const inset = fill === "none" ? 1 : 0;
  return html`<span>
    <svg class="key" viewBox="0 0 14 14" aria-hidden="true">
      <rect class=${fill} x=${inset} y=${inset} width=${14 - 2 * inset} height=${14 - 2 * inset} rx=${3 - inset}></rect>
    </svg>${word}
  </span>`;
}

/** A number with its sign and word. */
export function fact(sign: string, count: string, word: string, small = ""): TemplateResult {
  return html`<li>${icon(sign, "s")}<div><b>${count}</b> ${word}${small ? html` <span class="dim">${small}</span>` : nothing}</div></li>`;
}

/** Pictures: bars as plain SVG. Filled, hatched and hollow tell apart what colours tell apart. */
import { html, svg, type TemplateResult } from "../kit";
import { axis, columns, parts, stacked } from "./shapes";

const WIDE = 340;
const FLOOR = 148;
const TALL = 132;
/** How it is filled: `yes` plain, `nay` hatched, `none` hollow, `gb` plain in another colour. */
export type Fill = "yes" | "nay" | "none" | "gb";

/** The hatching; once in each tree of shadows, as a picture cannot reach into another. */
export const hatching = (): TemplateResult => html`<svg class="hatching" width="0" height="0" aria-hidden="true">
  <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
    <rect class="hb" width="5" height="5"></rect><rect class="hf" width="2.5" height="5"></rect>
  </pattern>
</svg>`;

/** One bar in its parts. The numbers stand beside it, so it says nothing to screen readers. */
export function divided(values: readonly number[], fills: readonly Fill[]): TemplateResult {
  return html`<svg class="chart" viewBox="0 0 ${WIDE} 34" aria-hidden="true">
    ${parts(values, WIDE).map(({ x, width }, place) => width > 0 ? bar(fills[place] ?? "yes", x, 8, width, 18, 3) : "")}
  </svg>`;
}

export interface Month {
  label: string;
  values: readonly number[];
}

/** Bars on an axis, one for each month, on top of each other what belongs to the same. `strong` writes over the highest. */
export function monthly(months: readonly Month[], fills: readonly Fill[], say: (value: number) => string, strong = false): TemplateResult {
  const sums = months.map(({ values }) => values.reduce((sum, one) => sum + one, 0));
  const most = Math.max(...sums, 0);
  const lines = axis(most);
  const top = lines[2];
  const edge = 8 + 7 * Math.max(...lines.map((line) => say(line).length));
  const places = columns(months.length, edge, WIDE);
  // A letter below each as long as there is room for it.
  const every = Math.ceil(months.length / 16);
  const bars = months.map(({ label, values }, month) => {
    const { x = 0, width = 0, middle = 0 } = places[month] ?? {};
    const piled = stacked(values, top, FLOOR, TALL);
    return svg`
      ${piled.map(({ y, height }, place) => height > 0 ? bar(fills[place] ?? "yes", x, y, width, height) : "")}
      ${(months.length - 1 - month) % every === 0 ? svg`<text x=${middle} y="167" text-anchor="middle">${label}</text>` : ""}
      ${strong && most > 0 && sums.indexOf(most) === month
        ? svg`<text class="strong" x=${middle} y=${FLOOR - (most / top) * TALL - 5} text-anchor="middle">${say(most)}</text>`
        : ""}`;
  });
  return html`<svg class="chart" viewBox="0 0 ${WIDE} 172" aria-hidden="true">
    ${lines.map((line) => {
      const y = FLOOR - (line / top) * TALL;
      return svg`<path class="rule" d="M${edge} ${y}H${WIDE}"></path><text x=${edge - 6} y=${y + 4} text-anchor="end">${say(line)}</text>`;
    })}
    ${bars}
  </svg>`;
}

/** Bars side by side, each with its number above and its name below. */
export function steps(values: readonly number[], labels: readonly string[], say: (value: number) => string): TemplateResult {
  const most = Math.max(...values, 1);
  const room = WIDE / values.length;
  return html`<svg class="chart" viewBox="0 0 ${WIDE} 118" aria-hidden="true">
    ${values.map((value, place) => {
      const height = Math.round((value / most) * 780) / 10;
      const middle = room * (place + 0.5);
      return svg`
        ${value ? bar("gb", middle - 28, 96 - height, 56, height) : ""}
        <text class="strong" x=${middle} y=${91 - height} text-anchor="middle">${say(value)}</text>
        <text x=${middle} y="112" text-anchor="middle">${labels[place] ?? ""}</text>`;
    })}
  </svg>`;
}

function bar(fill: Fill, x: number, y: number, width: number, height: number, round = 0): TemplateResult<2> {
  // A line is drawn over the edge, and would be half outside.
  const line = fill === "none" ? 0.75 : 0;
  return svg`<rect class=${fill} x=${x + line} y=${y + line} width=${Math.max(width - 2 * line, 0.5)}
    height=${Math.max(height - 2 * line, 0.5)} rx=${round}></rect>` as TemplateResult<2>;
}

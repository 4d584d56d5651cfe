/** Where the answer buttons of a list are. */
import type { Spot } from "./lock";

/** Pixels beyond the edges of the window within which a row may come into view before it is measured anew. */
const NEAR = 600;

/** Measured in the window and on the page, of the rows in view; costs a layout, so it is asked for only around a change. */
export function spots(list: HTMLElement): Map<string, Spot> {
  const found = new Map<string, Spot>();
  const scrolled = scrolledBy(list);
  for (const row of list.children) {
    const { top, bottom } = row.getBoundingClientRect();
    if (bottom < -NEAR || top > innerHeight + NEAR) continue;
    for (const button of row.querySelectorAll<HTMLElement>("[data-answer]")) {
      const { left: x, top: y } = button.getBoundingClientRect();
      found.set(`${(row as HTMLElement).dataset.id} ${button.dataset.name}`, { x, y, pageY: y + scrolled });
    }
  }
  return found;
}

/** How far everything around it is scrolled, through shadow roots and slots. */
function scrolledBy(element: Element): number {
  let all = 0;
  for (let at: Node | null = element; at; at = above(at)) if (at instanceof Element) all += at.scrollTop;
  return all;
}

function above(node: Node): Node | null {
  if (node instanceof Element && node.assignedSlot) return node.assignedSlot;
  return node.parentNode ?? (node instanceof ShadowRoot ? node.host : null);
}

/** How many rows, from the first, begin above the lower edge of the window. */
export function inView(list: ParentNode): number {
  const rows = [...list.querySelectorAll<HTMLElement>(":scope > [data-id]")];
  return rows.filter((row) => row.getBoundingClientRect().top < innerHeight).length;
}

/** Where the answer buttons of a list are. */
import type { Spot } from "./lock";

/** Measured in the window and on the page; costs a layout, so it is asked for only around a change. */
export function spots(list: ParentNode): Map<string, Spot> {
  const buttons = [...list.querySelectorAll<HTMLElement>("[data-answer]")];
  const first = buttons[0];
  const scrolled = first ? scrolledBy(first) : 0;
  return new Map(
    buttons.map((button) => {
      const { left, top } = button.getBoundingClientRect();
      const row = button.closest<HTMLElement>("[data-id]");
      return [`${row?.dataset.id} ${button.dataset.name}`, { x: left, y: top, pageY: top + scrolled }];
    }),
  );
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

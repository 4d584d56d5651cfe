/** Menu: what opens beside a button, and as a sheet at the bottom edge where the window is narrow. */

/** Below this width of the window, in px, a menu is a sheet. */
const SHEET = 480;
const WIDE = 344;
const EDGE = 8;

/**
 * Show an element with `popover` beside the button that opens it and put the focus on its first button.
 * It closes by itself: by a tap beside it and by Esc, which gives the focus back.
 */
export function showMenu(menu: HTMLElement, from: HTMLElement): void {
  const sheet = innerWidth < SHEET;
  menu.classList.toggle("sheet", sheet);
  menu.style.cssText = "";
  menu.showPopover();
  if (!sheet) beside(menu, from.getBoundingClientRect());
  menu.querySelector<HTMLElement>("button, a")?.focus();
}

function beside(menu: HTMLElement, at: DOMRect): void {
  const height = menu.offsetHeight;
  const below = at.bottom + height + EDGE <= innerHeight;
  const top = below ? at.bottom : Math.max(EDGE, at.top - height);
  const left = Math.min(Math.max(EDGE, at.right - WIDE), Math.max(EDGE, innerWidth - WIDE - EDGE));
  menu.style.left = `${left}px`;
  menu.style.top = `${top}px`;
}

/** Up and down go from one to the next, as in any menu. */
export function menuKeys(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const menu = event.currentTarget as HTMLElement;
  const all = [...menu.querySelectorAll<HTMLElement>("button, a, input")];
  const at = all.indexOf((menu.getRootNode() as ShadowRoot).activeElement as HTMLElement);
  all[(at + step + all.length) % all.length]?.focus();
  event.preventDefault();
}

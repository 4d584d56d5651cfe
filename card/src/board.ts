/**
 * What a view of the Greenlight dashboard shows: the card in columns as wide as there is room for.
 *
 * Home Assistant's own layouts do not do: *sections* ends at 500 px where a question wants 560, *masonry* lets
 * the height of a card choose its place, and *sidebar* goes by the window, not by the room beside a menu.
 */

export const BOARD = "greenlight-board";

export type BoardView = "now" | "search" | "series" | "history" | "statistics";

export interface BoardConfig {
  type: string;
  view?: BoardView;
}

interface Shown extends HTMLElement {
  hass?: unknown;
  beside?: boolean;
  setConfig(config: Record<string, unknown>): void;
}

const CARD = "greenlight-card";

/** The cards of each view: of the first column, and of the one beside it. */
const CARDS: Record<BoardView, Record<string, unknown>[][]> = {
  now: [[{ view: "waiting" }], [{ view: "downloads" }, { view: "history", compact: true }]],
  search: [[{ view: "search" }]],
  series: [[{ view: "series" }]],
  history: [[{ view: "history", show: 25 }]],
  statistics: [[{ view: "statistics" }]],
};

const STYLE = `
  :host { display: block; container-type: inline-size; }
  .board {
    display: grid; grid-template-columns: minmax(0, 1fr); gap: 24px 16px; align-items: start;
    max-width: 1720px; margin: 0 auto; padding: 8px; box-sizing: border-box;
  }
  /* What Home Assistant says at the lower edge leaves room for what stands there. */
  @media (max-width: 599px) { .board { padding-bottom: calc(96px + env(safe-area-inset-bottom, 0px)); } }
  .column { display: grid; grid-template-columns: minmax(0, 1fr); gap: 24px; }
  @container (min-width: 760px) {
    .board { padding: 16px; }
    .board.two { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); }
  }
`;

/** What *panel* takes from its card, as that fills it to the edges, and what it is by itself; ours has gaps around and between. */
const TAKEN = {
  "--ha-card-border-radius": "var(--ha-border-radius-lg, 12px)",
  "--ha-card-border-width": "1px",
  "--ha-card-box-shadow": "none",
};

export class GreenlightBoard extends HTMLElement {
  private cards: Shown[] = [];
  private known: unknown;

  setConfig(config: BoardConfig): void {
    const columns = CARDS[config.view ?? "now"];
    if (!columns) throw new Error(`view: ${String(config.view)}?`);
    const board = document.createElement("div");
    board.className = columns.length > 1 ? "board two" : "board";
    const theme = getComputedStyle(document.documentElement);
    for (const [name, usual] of Object.entries(TAKEN)) board.style.setProperty(name, theme.getPropertyValue(name) || usual);
    this.cards = [];
    for (const shown of columns) {
      const column = document.createElement("div");
      column.className = "column";
      for (const one of shown) column.append(this.card(one));
      board.append(column);
    }
    const style = document.createElement("style");
    style.textContent = STYLE;
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).replaceChildren(style, board);
  }

  private card(config: Record<string, unknown>): Shown {
    const card = document.createElement(CARD) as Shown;
    card.setConfig({ type: `custom:${CARD}`, ...config });
    // What is wrong is said once, above all of them.
    card.beside = this.cards.length > 0;
    if (this.known) card.hass = this.known;
    this.cards.push(card);
    return card;
  }

  set hass(hass: unknown) {
    this.known = hass;
    for (const card of this.cards) card.hass = hass;
  }

  getCardSize(): number {
    return 12;
  }

  getGridOptions(): { columns: "full" } {
    return { columns: "full" };
  }
}

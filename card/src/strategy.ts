/** Strategies: the Greenlight dashboard, and a view of it for whoever has a dashboard already. */

import { BOARD, GreenlightBoard, type BoardView } from "./board";

const NAME = "greenlight";
const TITLE = "Greenlight";

interface Translating {
  loadBackendTranslation(category: string, integration: string): Promise<unknown>;
  localize(key: string): string;
}

interface View {
  title?: string;
  path?: string;
  icon?: string;
  type: "panel";
  cards: { type: string; view: BoardView }[];
}

interface Listed {
  type: string;
  name: string;
  description: string;
  documentationURL: string;
  strategyType: "dashboard" | "view";
}

const VIEWS: Record<BoardView, { title: string; icon: string }> = {
  now: { title: "Now", icon: "mdi:traffic-light" },
  history: { title: "History", icon: "mdi:history" },
  statistics: { title: "Statistics", icon: "mdi:chart-bar" },
};
const ORDER: BoardView[] = ["now", "history", "statistics"];

const content = (view: BoardView): View => ({
  type: "panel",
  cards: [{ type: `custom:${BOARD}`, view }],
});

/** Return what a view is called in the person's language, in English where that cannot be had. */
const titled = (hass: Translating, view: BoardView): string =>
  hass.localize(`component.${NAME}.config_panel.card.view_${view}`) || VIEWS[view].title;

/* Home Assistant asks elements for what they generate, so each is one, though it is never drawn. */

export class DashboardStrategy extends HTMLElement {
  /** A dashboard of it is put together by what is in this file; there is nothing to set. */
  static noEditor = true;

  static async generate(_config: unknown, hass: Translating): Promise<{ title: string; views: View[] }> {
    // Words may be late or missing; what waits may not.
    await hass.loadBackendTranslation("config_panel", NAME).catch(() => undefined);
    const views = ORDER.map((view) => ({
      title: titled(hass, view),
      path: view,
      icon: VIEWS[view].icon,
      ...content(view),
    }));
    return { title: TITLE, views };
  }

  /** What the form for a new dashboard is filled in with. */
  static getCreateSuggestions(): { title: string; icon: string } {
    return { title: TITLE, icon: VIEWS.now.icon };
  }
}

export class ViewStrategy extends HTMLElement {
  /** `view` is which view of the dashboard it is to be: now (if nothing is said), history, statistics. */
  static async generate(config: { view?: string }): Promise<View> {
    const wanted = ORDER.find((view) => view === config.view);
    return content(wanted ?? "now");
  }
}

/** What is to be defined besides the card, by the tags. */
export const ELEMENTS: Record<string, CustomElementConstructor> = {
  [BOARD]: GreenlightBoard,
  [`ll-strategy-dashboard-${NAME}`]: DashboardStrategy,
  [`ll-strategy-view-${NAME}`]: ViewStrategy,
};

/** Have the dialog for new dashboards list it. */
export const list = (): void => {
  const there = window as unknown as { customStrategies?: Listed[] };
  there.customStrategies ??= [];
  if (there.customStrategies.some((one) => one.type === NAME)) return;
  const about = {
    type: NAME,
    name: TITLE,
    description: "What waits for an answer, what downloads, and what happened.",
    documentationURL: "https://github.com/greenlight-ha/greenlight#the-dashboard",
  };
  there.customStrategies.push({ ...about, strategyType: "dashboard" }, { ...about, strategyType: "view" });
};

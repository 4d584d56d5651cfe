/** Strategies: the Greenlight dashboard, and a view of it for whoever has a dashboard already. */

import { BOARD, GreenlightBoard, type BoardView } from "./board";
import type { Hass, Refusal } from "./hass";
import { defineOnce } from "./part";
import { drawn, watchOver } from "./stuck";
import { textsOf } from "./texts";

const NAME = "greenlight";
const TITLE = "Greenlight";
const ICON = "mdi:traffic-light";

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

/** In this order; the words are those of somebody whose language cannot be had. */
const VIEWS: Record<BoardView, string> = { now: "Now", search: "Search", series: "Series", history: "History", statistics: "Statistics" };
const ORDER = Object.keys(VIEWS) as BoardView[];
/** Milliseconds for which it may be thought over what there is; a dashboard that takes 5 s is given up. */
const PATIENCE = 1_500;
/** A window that is narrower has room for signs only; by what they are called they are told to whoever does not see them. */
const NARROW = 480;
const SIGNS: Record<BoardView, string> = {
  now: "mdi:message-question-outline", search: "mdi:magnify", series: "mdi:view-grid-outline", history: "mdi:history", statistics: "mdi:chart-box-outline",
};

const content = (view: BoardView): View => ({
  type: "panel",
  cards: [{ type: `custom:${BOARD}`, view }],
});

/** Whether whoever looks may search, and something can be searched. Where nobody says so in time, the view itself says it. */
async function searchesOf({ connection }: Hass): Promise<boolean> {
  const asked = connection.sendMessagePromise<{ sources?: unknown[] }>({ type: `${NAME}/search_items`, text: "" }).then(
    ({ sources }) => !!sources?.length,
    (refusal: Partial<Refusal>) => refusal?.code !== "unauthorized",
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((done) => (timer = setTimeout(done, PATIENCE, true)));
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

/* Home Assistant asks elements for what they generate, so each is one, though it is never drawn. */

export class DashboardStrategy extends HTMLElement {
  /** A dashboard of it is put together by what is in this file; there is nothing to set. */
  static noEditor = true;

  static async generate(_config: unknown, hass: Hass): Promise<{ title: string; views: View[] }> {
    watchOver(hass, NAME);
    // Words may be late or missing; what waits may not.
    const [texts, searches] = await Promise.all([textsOf(hass).catch((): Record<string, string> => ({})), searchesOf(hass)]);
    const views = ORDER.filter((view) => view !== "search" || searches).map((view) => ({
      title: texts[`component.${NAME}.config_panel.card.view_${view}`] ?? VIEWS[view],
      path: view,
      ...(innerWidth < NARROW && { icon: SIGNS[view] }),
      ...content(view),
    }));
    return { title: TITLE, views };
  }

  /** What the form for a new dashboard is filled in with. */
  static getCreateSuggestions(): { title: string; icon: string } {
    return { title: TITLE, icon: ICON };
  }
}

export class ViewStrategy extends HTMLElement {
  /** `view` is which view of the dashboard it is to be: now (if nothing is said), search, series, history, statistics. */
  static async generate(config: { view?: string }): Promise<View> {
    const wanted = ORDER.find((view) => view === config.view);
    return content(wanted ?? "now");
  }
}

/** Have Home Assistant find them, and its dialog for new dashboards list the first. */
export function offerStrategies(): void {
  defineOnce(BOARD, GreenlightBoard);
  defineOnce(`ll-strategy-dashboard-${NAME}`, DashboardStrategy);
  defineOnce(`ll-strategy-view-${NAME}`, ViewStrategy);
  anew();
  const there = window as unknown as { customStrategies?: Listed[] };
  there.customStrategies ??= [];
  if (there.customStrategies.some((one) => one.type === NAME)) return;
  const about = {
    type: NAME,
    name: TITLE,
    description: "What waits for an answer, what downloads, and what happened.",
    documentationURL: "https://github.com/greenlight-ha/greenlight#the-dashboard",
  };
  matchMedia(`(max-width: ${NARROW - 1}px)`).addEventListener("change", anew);
  there.customStrategies.push({ ...about, strategyType: "dashboard" }, { ...about, strategyType: "view" });
}

/**
 * Have a dashboard that is drawn made anew. One that is drawn already although this is only just there was drawn without it:
 * Home Assistant waits for what makes it no longer than 5 s. Later its window has become too narrow for words, or wide enough.
 */
function anew(): void {
  const shown = drawn() as (Element & { lovelace?: { rawConfig?: { strategy?: { type?: string } } } }) | undefined;
  if (shown?.lovelace?.rawConfig?.strategy?.type === `custom:${NAME}`) shown.dispatchEvent(new CustomEvent("config-refresh"));
}

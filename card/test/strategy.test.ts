import assert from "node:assert/strict";
import { mock, test } from "node:test";

import english from "../../custom_components/greenlight/translations/en.json";
import type { Hass } from "../src/hass";

// What browsers have and Node has not; the modules want it while they are read.
const defined: string[] = [];
const registry = { get: (tag: string) => (defined.includes(tag) ? class {} : undefined), define: (tag: string) => defined.push(tag) };
const browser = globalThis as unknown as Record<string, unknown>;
browser.HTMLElement ??= class {};
browser.window = browser;
browser.innerWidth = 1280;
const turned: (() => void)[] = [];
browser.matchMedia = (query: string) => ({ addEventListener: (_: string, turn: () => void) => (query === "(max-width: 479px)" ? turned.push(turn) : 0) });
browser.customElements = registry;
const { DashboardStrategy, ViewStrategy, offerStrategies } = await import("../src/strategy");
// Lit has one of its own where there is none.
browser.document = { querySelector: () => null };

const speaking = (language: string, texts: Record<string, string> | Error): Hass =>
  ({
    language,
    connection: {
      addEventListener: () => undefined,
      sendMessagePromise: async () => {
        if (texts instanceof Error) throw texts;
        return { resources: texts };
      },
    },
  }) as unknown as Hass;

const KEY = "component.greenlight.config_panel.card.view_";

test("the dashboard has four views, in the words of whoever looks", async () => {
  const hass = speaking("de", { [`${KEY}now`]: "Jetzt", [`${KEY}series`]: "Serien", [`${KEY}history`]: "Verlauf", [`${KEY}statistics`]: "Statistik" });
  const { title, views } = await DashboardStrategy.generate({}, hass);
  assert.equal(title, "Greenlight");
  assert.deepEqual(views.map((one) => [one.title, one.path]), [["Jetzt", "now"], ["Serien", "series"], ["Verlauf", "history"], ["Statistik", "statistics"]]);
  for (const view of views) {
    assert.equal(view.type, "panel");
    assert.deepEqual(view.cards, [{ type: "custom:greenlight-board", view: view.path }]);
    assert.equal(view.icon, undefined);
  }
});

test("a window that is too narrow for four words has signs, which are called the same", async () => {
  browser.innerWidth = 390;
  const { views } = await DashboardStrategy.generate({}, speaking("en", new Error("gone")));
  browser.innerWidth = 1280;
  assert.ok(views.every((one) => one.icon?.startsWith("mdi:")));
  assert.deepEqual(views.map((one) => one.title), ["Now", "Search", "Series", "History", "Statistics"]);
});

test("it is there although its words are not", async () => {
  const { views } = await DashboardStrategy.generate({}, speaking("fr", new Error("gone")));
  const card: Record<string, string> = english.config_panel.card;
  assert.deepEqual(views.map((one) => one.title), ["now", "search", "series", "history", "statistics"].map((view) => card[`view_${view}`]));
});

test("a search is among them for whoever may search what is set up, and where nobody says that in time", async () => {
  const asking = (answer: () => Promise<unknown>): Hass => ({
    language: "xx",
    connection: {
      addEventListener: () => undefined,
      sendMessagePromise: async ({ type }: { type: string }) => (type === "greenlight/search_items" ? answer() : { resources: { any: "text" } }),
    },
  }) as unknown as Hass;
  const has = async (answer: () => Promise<unknown>): Promise<boolean> => {
    const { views } = await DashboardStrategy.generate({}, asking(answer));
    return views.some(({ path }) => path === "search");
  };
  assert.equal(await has(async () => ({ items: [], sources: [{ id: "one" }] })), true);
  assert.equal(await has(async () => ({ items: [], sources: [] })), false);
  assert.equal(await has(() => Promise.reject({ code: "unauthorized" })), false);
  // Greenlight is not there yet: the view says what is so once it is.
  assert.equal(await has(() => Promise.reject({ code: "home_assistant_error" })), true);
  mock.timers.enable({ apis: ["setTimeout"] });
  const slow = has(() => new Promise(() => undefined));
  mock.timers.tick(1_500);
  mock.timers.reset();
  assert.equal(await slow, true);
});

test("a view is the one that is wanted, and else what is so now", async () => {
  for (const [wanted, made] of [["search", "search"], ["series", "series"], ["history", "history"], ["statistics", "statistics"], [undefined, "now"], ["toString", "now"]]) {
    const { type, cards } = await ViewStrategy.generate({ view: wanted });
    assert.deepEqual([type, cards], ["panel", [{ type: "custom:greenlight-board", view: made }]]);
  }
});

test("what is drawn of it is made anew where its window has become narrow, or no longer is", () => {
  offerStrategies();
  const told: string[] = [];
  let type = "custom:greenlight";
  const root = { get lovelace() { return { rawConfig: { strategy: { type } } }; }, dispatchEvent: ({ type }: Event) => told.push(type) };
  const within = (one: unknown): unknown => ({ shadowRoot: { querySelector: () => one } });
  browser.document = { querySelector: () => within(within(within(root))) };
  assert.equal(turned.length, 1);
  turned[0]!();
  assert.deepEqual(told, ["config-refresh"]);
  type = "custom:another";
  turned[0]!();
  assert.equal(told.length, 1);
  browser.document = { querySelector: () => null };
  delete browser.customStrategies;
  defined.length = turned.length = 0;
});

test("it is offered once, beside what others offer", () => {
  browser.customStrategies = [{ type: "other", strategyType: "dashboard" }];
  offerStrategies();
  offerStrategies();
  assert.deepEqual(defined, ["greenlight-board", "ll-strategy-dashboard-greenlight", "ll-strategy-view-greenlight"]);
  const listed = browser.customStrategies as { type: string; strategyType: string; name?: string }[];
  assert.deepEqual(listed.map((one) => [one.type, one.strategyType]), [["other", "dashboard"], ["greenlight", "dashboard"], ["greenlight", "view"]]);
  assert.equal(DashboardStrategy.getCreateSuggestions().title, listed[1]!.name);
});

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import type { Hass } from "../src/hass";
import { watchOver } from "../src/stuck";

interface Fake {
  hass: { connected: boolean; panels: Record<string, unknown> };
  shadowRoot?: { querySelector(tag: string): unknown };
}

const browser = globalThis as unknown as { document: unknown; location: { pathname: string } };

/** What Home Assistant has drawn: each in the one before, as far as there is one. */
function within(...tags: string[]): Fake["shadowRoot"] {
  const [first, ...rest] = tags;
  return { querySelector: (tag) => (tag === first ? { shadowRoot: within(...rest) } : null) };
}

test("a page that Home Assistant has given up is loaded anew once its dashboard is there", () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const page: Fake = { hass: { connected: true, panels: {} }, shadowRoot: within("home-assistant-main") };
  browser.document = { querySelector: () => page };
  browser.location = { pathname: "/greenlight/now" };
  const back: (() => void)[] = [];
  const lost: (() => void)[] = [];
  const connection = {
    addEventListener: (event: string, tell: () => void) => (event === "ready" ? back : lost).push(tell),
  };
  let times = 0;
  for (let n = 0; n < 2; n += 1) watchOver({ connection } as unknown as Hass, "greenlight", () => (times += 1));
  assert.equal(back.length, 1);

  const passes = (seconds: number) => {
    for (let n = 0; n < seconds; n += 1) mock.timers.tick(1000);
  };
  // It was never seen drawn, so nobody knows whether this Home Assistant draws it as others do.
  page.hass.panels.greenlight = {};
  lost[0]!();
  back[0]!();
  passes(60);
  assert.equal(times, 0);

  page.hass.panels = {};
  page.shadowRoot = within("home-assistant-main", "ha-panel-lovelace", "hui-root");
  lost[0]!();
  page.shadowRoot = within("home-assistant-main");
  back[0]!();
  passes(60);
  // There is no dashboard yet: loaded anew, the page would find none, either.
  assert.equal(times, 0);
  page.hass.panels.greenlight = {};
  passes(2);
  assert.equal(times, 0);
  passes(2);
  assert.equal(times, 1);
  passes(60);
  assert.equal(times, 1);

  // Where it is drawn, and on other pages, there is nothing to do.
  page.shadowRoot = within("home-assistant-main", "ha-panel-lovelace", "hui-root");
  back[0]!();
  passes(60);
  page.shadowRoot = within("home-assistant-main");
  browser.location.pathname = "/lovelace/0";
  passes(60);
  page.hass.connected = false;
  browser.location.pathname = "/greenlight";
  passes(60);
  assert.equal(times, 1);
  // And not for ever.
  passes(600);
  page.hass.connected = true;
  passes(60);
  assert.equal(times, 1);
  mock.timers.reset();
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { ownPath, safeUrl } from "../src/addresses";
import { formed } from "../src/configured";
import type { CardConfig, Hass } from "../src/hass";
import { initials } from "../src/initials";
import { suggestion } from "../src/picker";

const TYPE = "custom:greenlight-card";

test("addresses lead to a host by http or https, or nowhere", () => {
  assert.equal(safeUrl("http://127.0.0.1:8080/"), "http://127.0.0.1:8080/");
  assert.equal(safeUrl("HTTPS://site.example/a?b=c#d"), "https://site.example/a?b=c#d");
  const bad = [
    undefined, "", "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "//site.example", "/path", "ftp://site.example",
    "http:site.example", "http:///", "http://", "https://user:key@site.example/", "http://a b", "http://a\\b", " http://site.example",
    "http://site.example/\u0000",
  ];
  for (const one of bad) assert.equal(safeUrl(one), undefined, one);
});

test("paths stay within Home Assistant", () => {
  assert.equal(ownPath("/api/greenlight/poster/1?size=2"), "/api/greenlight/poster/1?size=2");
  for (const one of [undefined, "", "api", "//site.example", "/\\site.example", "/a b", "/a\\b", "http://x", "/\u0000"]) {
    assert.equal(ownPath(one), undefined, one);
  }
});

test("options that make no sense are said, and emptied ones are none", () => {
  const config = (more: Record<string, unknown>) => formed({ type: TYPE, ...more } as CardConfig);
  assert.throws(() => config({ view: "episodes" }), /view/);
  assert.throws(() => config({ show: 0 }), /show/);
  assert.throws(() => config({ show: 1.5 }), /show/);
  assert.throws(() => config({ rule: 7 }), /rule/);
  assert.deepEqual(config({ rule: "", client: "", show: 3 }), { type: TYPE, rule: undefined, client: undefined, show: 3 });
});

test("letters stand for a title in any script", () => {
  const all = ["A Map of Rain", "The Tide Clerk", "Ember", "Птица и рыба", "七人の侍", "The A", "", "…", "12 Monkeys"].map(initials);
  assert.deepEqual(all, ["MR", "TC", "E", "ПИ", "七", "TA", "?", "?", "1M"]);
});

test("it is suggested for our own entities, and for no others", () => {
  const hass = { entities: { "sensor.greenlight_pending": { platform: "greenlight" }, "sensor.sun": { platform: "sun" } } } as unknown as Hass;
  assert.deepEqual(suggestion(hass, "sensor.greenlight_pending"), { config: { type: TYPE, view: "waiting" } });
  const missing = { entities: { "sensor.films_missing_episodes": { platform: "greenlight" } } } as unknown as Hass;
  assert.deepEqual(suggestion(missing, "sensor.films_missing_episodes"), { config: { type: TYPE, view: "series" } });
  assert.equal(suggestion(hass, "sensor.sun"), null);
  assert.equal(suggestion(hass, "sensor.gone"), null);
});

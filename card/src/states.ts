/** States: what stands in an empty place, and what would fill it. */
import { html, nothing, type TemplateResult } from "lit";

import type { Scene } from "./part";
import { icon } from "./pieces";
import type { State } from "./store";

interface Empty {
  sign: string;
  tone?: "good";
  heading: string;
  lines: (string | undefined)[];
  button?: { text: string; sign: string; loud?: boolean; press: () => void };
}

export function empty({ sign, tone, heading, lines, button }: Empty): TemplateResult {
  const told = lines.filter((one): one is string => !!one);
  return html`<div class="pane empty">${icon(sign, tone)}<h3>${heading}</h3>${
    told.map((one) => html`<p class="dim">${one}</p>`)}${
    button ? html`<button class="b ${button.loud ? "go" : "no"}" @click=${button.press}>${icon(button.sign)}<span>${button.text}</span></button>` : nothing
  }</div>`;
}

function showAll({ words }: Scene, press: (() => void) | undefined): Empty["button"] {
  return press && { text: words.card("show_all"), sign: "eye-outline", press };
}

/** Nothing is asked: because nothing can be, because a filter hides it, or because all is answered. */
export function emptyWaiting(scene: Scene, state: State, rule?: string, all?: () => void): TemplateResult {
  const { words, store } = scene;
  const missing = setUp(scene, state);
  if (missing) return missing;
  const others = rule ? state.waiting.length : 0;
  if (others) {
    return empty({ sign: "filter-variant", heading: words.card("filtered_waiting", { rule }), lines: [words.card("filtered_waiting_text", { count: others })], button: showAll(scene, all) });
  }
  const { next_look, queued } = state.totals;
  const soon = next_look !== undefined && next_look > store.now();
  return empty({
    sign: "check-circle", tone: "good", heading: words.card("nothing_waits"),
    lines: [
      last(scene, state),
      queued ? words.card("queued", { count: queued, most: state.totals.most }) : undefined,
      soon ? words.card("next_look", { time: { when: next_look, at: true } }) : undefined,
    ],
  });
}

/** What has to be there before anything can be asked; for whoever may set it up, with the way to do so. */
function setUp(scene: Scene, { troubles, totals, me }: State): TemplateResult | undefined {
  const { words } = scene;
  const found = (["no_source", "no_rule"] as const).map((key) => troubles.find((one) => one.key === key)).find(Boolean);
  if (!found) return undefined;
  const { path } = found;
  const may = path !== undefined && me.may.includes("everything");
  return empty({
    sign: "plus-circle", heading: words.card(`trouble_${found.key}`),
    lines: [words.card(found.key === "no_rule" && !totals.seen ? "trouble_no_rule_nothing" : `trouble_${found.key}_text`, { count: totals.seen, ...found.with })],
    button: may ? { text: words.card(`trouble_${found.key}_button`), sign: "plus", loud: true, press: () => scene.navigate(path) } : undefined,
  });
}

function last({ words }: Scene, { recent }: State): string | undefined {
  const entry = recent.find((one) => one.who || one.you);
  const outcome = entry && (entry.outcome === "declined" ? "declined" : entry.outcome === "cancelled" ? "cancelled" : "approved");
  if (!entry || !outcome) return undefined;
  const who = entry.you ? words.text("by_you") : entry.who;
  return words.card(`last_${outcome}`, { work: words.work(entry.work), who, at: { when: entry.decided ?? entry.at, at: true } });
}

export function emptyDownloads(scene: Scene, state: State, client?: string, all?: () => void): TemplateResult {
  const { words } = scene;
  const others = client ? state.downloads.length : 0;
  if (others) {
    return empty({ sign: "filter-variant", heading: words.card("filtered_downloads", { client }), lines: [words.card("filtered_downloads_text", { count: others })], button: showAll(scene, all) });
  }
  const none = state.troubles.find((one) => one.key === "no_client");
  if (none) return empty({ sign: "plus-circle", heading: words.card("trouble_no_client"), lines: [words.card("trouble_no_client_text")] });
  return empty({ sign: "download", heading: words.card("nothing_downloads"), lines: [words.card("nothing_downloads_text")] });
}

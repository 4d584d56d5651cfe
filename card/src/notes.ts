/** Notes: what stands above the lists, and in their place while there is nothing of them. */
import { html, nothing, type TemplateResult } from "lit";

import { ownPath } from "./addresses";
import type { Piece, Trouble } from "./model";
import type { Scene } from "./part";
import { icon } from "./pieces";
import type { State } from "./store";

type Level = "warn" | "bad" | "info";

interface Note {
  level: Level;
  sign: string;
  heading: string;
  text?: string;
  button?: { text: string; sign: string; press: () => void };
}

function note({ level, sign, heading, text, button }: Note): TemplateResult {
  return html`<div class="note ${level === "warn" ? "" : level}">${icon(sign)}<div><p><b>${heading}</b></p>${text ? html`<p>${text}</p>` : nothing}${
    button ? html`<div class="acts"><button class="b no" @click=${button.press}>${icon(button.sign)}<span>${button.text}</span></button></div>` : nothing
  }</div></div>`;
}

/** Those that the empty place says itself. */
const SAID_THERE = new Set(["no_source", "no_rule"]);
const SIGNS: Partial<Record<Trouble["key"], string>> = { client_away: "lan-disconnect", source_away: "lan-disconnect", library_away: "lan-disconnect" };

/** All that there is to say; `mine` is the mark of these files. */
export function notes(scene: Scene, state: State, mine: string | undefined): TemplateResult[] {
  const { words } = scene;
  const told: Note[] = [];
  if (state.lost !== undefined) {
    const time: Piece = { when: state.lost };
    told.push({ level: "warn", sign: "lan-disconnect", heading: words.card("lost", { time }), text: words.card("lost_text") });
  }
  if (mine && state.card && state.card !== mine) {
    const press = () => location.reload();
    told.push({ level: "info", sign: "reload", heading: words.card("old_card"), button: { text: words.card("reload"), sign: "reload", press } });
  }
  const empty = !state.waiting.length;
  for (const one of state.troubles) if (!(empty && SAID_THERE.has(one.key))) told.push(trouble(scene, state, one));
  return told.map(note);
}

function trouble(scene: Scene, state: State, { key, level, with: values = {}, path }: Trouble): Note {
  const { words } = scene;
  const own = state.me.may.includes("everything") ? ownPath(path) : undefined;
  const label = words.has(`trouble_${key}_button`) ? `trouble_${key}_button` : "trouble_button";
  return {
    level, sign: SIGNS[key] ?? "alert", heading: words.card(`trouble_${key}`, values),
    text: words.card(`trouble_${key}_text${key.endsWith("_away") && values.next === undefined ? "_short" : ""}`, { count: state.totals.seen, ...values }),
    button: own ? { text: words.card(label), sign: key.startsWith("no_") ? "plus" : "wrench", press: () => scene.navigate(own) } : undefined,
  };
}

/** Greenlight does not run, or one may not look. */
export function notRunning(scene: Scene, why: string): TemplateResult {
  return note({ level: "bad", sign: "alert-circle", heading: scene.words.card("not_running"), text: why });
}

/** The shape of what is about to come. */
export function skeleton(label: string): TemplateResult {
  const bone = (style: string) => html`<span class="skel" style=${style}></span>`;
  return html`<div class="pane q bones" aria-busy="true"><p class="sr">${label}</p><div class="q-head"><span class="poster skel"></span>
    <div>${bone("width:70%;height:22px")}${bone("width:88px;height:24px;border-radius:12px")}${bone("width:90%")}</div></div>
    ${bone("height:96px;border-radius:8px")}${bone("width:60%")}${bone("width:75%")}${bone("height:44px;border-radius:22px")}</div>`;
}

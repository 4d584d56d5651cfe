/** What takes the place of a question for a while: what became of it, and how to take that back. */
import { html, nothing, type TemplateResult } from "lit";

import type { Entry } from "../model";
import type { Scene } from "../part";
import type { State } from "../store";
import { icon, workTitle } from "../pieces";
import { elsewhere, type Strip } from "./rows";
import { around, GAP, tell } from "./tell";

export interface StripHands {
  undo(id: string, keep?: boolean): void;
}

const SIGNS: Record<Strip["how"], readonly [icon: string, tone: string]> = {
  approved: ["check-circle", "good"],
  declined: ["close-circle", "dim"],
  seen: ["check-circle", "dim"],
  later: ["bell-sleep-outline", "dim"],
  elsewhere: ["account-multiple", "dim"],
  failed: ["alert-circle", "bad"],
  word: ["help-circle-outline", "warn"],
};

/** In which what was approved has been brought home. */
const HOME: ReadonlySet<Entry["outcome"]> = new Set(["imported", "as_promised", "not_as_promised"]);

/** Why the answer that a strip tells of can be taken back no more; empty as long as it can, and where nothing is known of it. */
export function over({ words, store }: Scene, { downloads, recent }: Pick<State, "downloads" | "recent">, id: string): string {
  const download = downloads.find((one) => one.id === id);
  const entry = recent.find((one) => one.id === id);
  const told = entry ?? download;
  if (!told || ((told.can as readonly string[]).includes("undo") && (told.undo_until ?? 0) > store.now())) return "";
  if (entry?.outcome === "completed") return words.card("undo_over_importing");
  if (download?.imported === undefined && !(entry && HOME.has(entry.outcome))) return words.card("undo_over");
  return words.card(`undo_over_${download?.library ? "library" : "imported"}`, { library: download?.library });
}

/**
 * `entry` is what the history says of it, where it was answered elsewhere; `ended` why it can be taken back no more,
 * empty where it can.
 */
export function stripRow(scene: Scene, id: string, strip: Strip, hands: StripHands, ended: string, entry?: Entry): TemplateResult {
  const { words } = scene;
  const [sign, tone] = SIGNS[strip.how];
  const [before, behind] = around(said(scene, strip, GAP, entry));
  const name = words.work(strip.question.work);
  const button = (label: string, icons: string, press: () => void) =>
    html`<button class="b text" aria-label="${label}: ${name}" @click=${press}>${icon(icons)}<span>${label}</span></button>`;
  const undo = strip.undo || (strip.how === "elsewhere" && entry?.can.includes("undo"));
  const offers = undo || strip.how === "word";
  const aside = (offers && ended) || strip.aside;
  return html`<li class="pane strip ${strip.how === "failed" ? "long" : ""}" data-id=${id}>${icon(sign, tone)}
    <p>${before}<b>${workTitle(scene, strip.question.work)}</b>${behind}${
      aside ? html` <span class="dim">${aside}</span>` : nothing}</p>
    <div class="end">${offers && ended ? nothing : strip.how === "word"
      ? html`${button(words.text("button_undo_keep"), "undo", () => hands.undo(id, true))}${
          button(words.text("button_undo_delete"), "trash-can-outline", () => hands.undo(id, false))}`
      : undo ? button(words.text("button_undo"), "undo", () => hands.undo(id))
      : strip.retry ? button(words.text("button_try_again"), "refresh", strip.retry) : nothing}</div></li>`;
}

/** The sentence, with `work` in it as it is called. */
export function said(scene: Scene, strip: Strip, work: string, entry?: Entry): string {
  const { words } = scene;
  switch (strip.how) {
    case "elsewhere":
      return tell(words, elsewhere(entry, work, entry ? words.ago(entry.decided ?? entry.at) : ""));
    case "failed":
      return words.card(`strip_not_${strip.failed}`, { work, why: strip.why });
    default:
      return words.card(`strip_${strip.how}`, { work });
  }
}

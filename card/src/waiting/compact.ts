/** A question in one line or two: the same facts in short, the same two answers. What takes more than that to decide is looked at first. */
import { html, nothing, type TemplateResult } from "lit";

import type { Question, Row } from "../model";
import type { Scene } from "../part";
import { icon, poster, workTitle } from "../pieces";
import type { Words } from "../words";
import { asksWhich, buttons, warns, type Button } from "./buttons";
import { kindOf, titleId } from "./head";
import { KINDS, type Tone } from "./marks";
import type { Hands, Look } from "./question";
import { tell } from "./tell";

/** `open` shows the whole question in its place. */
export type Opening = (id: string) => void;

/** Labels that say something else in the middle of a sentence. */
const WORDS: Record<string, string> = { row_source: "word_source" };

interface Mark {
  sign: string;
  tone: Tone | "dim";
  text: string;
}

export function compactRow(scene: Scene, question: Question, look: Look, hands: Hands, open: Opening): TemplateResult {
  const { words } = scene;
  const { id } = question;
  return html`<li class="c ${look.selecting ? "pickable" : ""}" data-id=${id} tabindex=${look.active ? 0 : -1}
      aria-labelledby=${titleId(id)} aria-busy=${look.busy ? "true" : "false"}>
    ${poster(scene, question.work, "xs")}
    <div class="c-main wide" @click=${() => open(id)}>
      <h3 class="c-title" id=${titleId(id)}>${workTitle(scene, question.work)}</h3>
      <p class="marks">${changes(question, words).map(mark)}</p>
      <p class="marks dim">${costs(question, words).map(mark)}</p>
    </div>
    ${look.selecting ? picked(question, look, hands, words) : acts(question, look, hands, open, words)}
  </li>`;
}

function mark({ sign, tone, text }: Mark): TemplateResult {
  return html`<span class=${tone}>${icon(sign, "s")}${text}</span>`;
}

/** What gets better and worse in a word each, or what it is. */
function changes(question: Question, words: Words): Mark[] {
  const { better, worse, unsure, warnings, kind, votes, pack } = question;
  if (kind === "warning" || warnings.length) {
    return [{ sign: "alert", tone: "warn", text: words.card("short_warnings", { count: Math.max(1, warnings.length) }) }];
  }
  const named = (rows: readonly Row[]) => rows.map((one) => words.within(words.text(WORDS[one.label] ?? one.label))).join(", ");
  const found: Mark[] = [];
  if (better.length) found.push({ sign: "arrow-up-bold", tone: "good", text: named(better) });
  if (worse.length) found.push({ sign: "arrow-down-bold", tone: "bad", text: named(worse) });
  if (unsure.length) found.push({ sign: "help-circle-outline", tone: "warn", text: words.say(unsure[0]) });
  if (!found.length && kind && !pack) {
    const [sign, tone] = KINDS[question.tell ? "told" : kind];
    found.push({ sign: sign.replace("mdi:", ""), tone, text: words.within(kindOf(question, words)) });
  }
  if (pack) found.push({ sign: "package-variant-closed", tone: "info", text: words.card("short_pack", { count: pack.episodes - pack.had, of: pack.episodes }) });
  if (votes) found.push({ sign: "vote", tone: "", text: words.text("tally_short", { yes: votes.yes, need: votes.need }) });
  return found;
}

/** What it takes, what would be deleted, and until when. */
function costs(question: Question, words: Words): Mark[] {
  const { bytes, room, file, until } = question;
  const size = { size: bytes ?? null };
  const found: Mark[] = [{
    sign: "harddisk", tone: room?.fit === "none" ? "warn" : "", text: room?.fit === "none" ? words.card("short_no_room", { size }) : words.say(size),
  }];
  if (file?.fate === "gone") found.push({ sign: "trash-can-outline", tone: "bad", text: words.text("deletes", { size: { size: file.bytes ?? null } }) });
  if (file?.fate === "theirs") {
    found.push({ sign: "trash-can-outline", tone: "warn", text: words.text("may_delete", { library: file.library ?? "", size: { size: file.bytes ?? null } }) });
  }
  found.push({ sign: "clock-outline", tone: "", text: words.within(words.text("until", { time: { when: until } })) });
  return found;
}

function acts(question: Question, look: Look, hands: Hands, open: Opening, words: Words): TemplateResult | typeof nothing {
  if (look.lost) return nothing;
  const work = words.work(question.work);
  const tab = look.active ? 0 : -1;
  // What a line has no room for is in the menu.
  const all = buttons(question, look.picked).filter((one, place) => !one.wide && (!place || one.kind !== "both"));
  const hard = asksWhich(question) || warns(question);
  const first = hard ? html`<button class="b soft icon" data-name="look" tabindex=${tab} title=${words.text("button_look")}
    aria-label=${words.card("named", { label: words.text("button_look"), work })} @click=${() => open(question.id)}>
    ${icon("eye-outline")}<span class="word">${words.text("button_look")}</span></button>` : nothing;
  const shown = hard ? all.filter((one) => one.kind === "no") : all;
  return html`<div class="acts">${question.can.length ? first : nothing}${shown.map((one) => act(question, one, look, hands, words))}
    <button class="b icon" data-name="menu" tabindex=${tab} aria-haspopup="dialog" aria-label=${words.card("more_for", { work })}
      title=${words.text("button_more")} @click=${(event: Event) => hands.menu(question.id, event.currentTarget as HTMLElement)}>${icon("dots-vertical")}</button>
  </div>`;
}

function act(question: Question, button: Button, look: Look, hands: Hands, words: Words): TemplateResult {
  const label = tell(words, button.label);
  const busy = look.busy === button.kind;
  const press = (event: MouseEvent): void => {
    // The second of two quick taps was meant for what was there before.
    if (event.detail <= 1 && !look.busy) hands.press(question.id, button);
  };
  return html`<button class="b ${button.loud ? "go" : "no"} icon" data-name=${button.kind} data-answer tabindex=${look.active ? 0 : -1}
    aria-label=${words.card("named", { label, work: words.work(question.work) })} title=${label}
    aria-disabled=${look.busy ? "true" : "false"} @click=${press}>
    ${busy ? icon("loading", "spin") : icon(button.icon ?? "check")}<span class="word">${short(button, label, question, words)}</span></button>`;
}

/** Where there is little room its word is short; its name says all. */
function short({ kind }: Button, label: string, { can, votes }: Question, words: Words): string {
  if (kind !== "yes" || votes) return label;
  return words.text(can.includes("replace") ? "button_replace" : "button_approve");
}

function picked(question: Question, look: Look, hands: Hands, words: Words): TemplateResult {
  const name = words.card("select_one", { work: words.work(question.work) });
  return html`<label class="sel"><input type="checkbox" .checked=${look.selected} aria-label=${name}
    tabindex=${look.active ? 0 : -1} @change=${() => hands.select(question.id)}></label>`;
}

/** One question: what it is, what changes, what that costs, how sure it is, until when. Then its buttons. */
import { html, nothing, type TemplateResult } from "lit";

import { safeUrl } from "../addresses";
import type { Question, Room } from "../model";
import type { Scene } from "../part";
import { icon } from "../pieces";
import type { Words } from "../words";
import { asksWhich, buttons, warns, type Button } from "./buttons";
import { against, changes, episodes } from "./changes";
import { facts, hasBar, parts, small, type Fact } from "./facts";
import { head, summary, titleId } from "./head";
import { tell } from "./tell";

/** How a question is just now, besides what it says. */
export interface Look {
  /** The keys are for this one. */
  active: boolean;
  /** The name of the button that was pressed and is not answered yet. */
  busy?: string;
  /** The name of the button that asks once more. */
  twice?: string;
  /** The place of the work that is meant, -1 for none. */
  picked?: number;
  selecting: boolean;
  selected: boolean;
  /** It has changed while somebody was answering it. */
  changed: boolean;
  /** Home Assistant cannot be reached: it can be read, and no more. */
  lost: boolean;
  /** What is opened from its menu. */
  panel?: TemplateResult;
  /** It can be answered beside that as it can without it. */
  beside: boolean;
}

/** What can be done to it; each gets the question's id. */
export interface Hands {
  press(id: string, button: Button): void;
  sure(id: string, button: Button | undefined): void;
  pick(id: string, place: number): void;
  select(id: string): void;
  menu(id: string, from: HTMLElement): void;
}

export function row(scene: Scene, known: Question, look: Look, hands: Hands, now: number): TemplateResult {
  const { words } = scene;
  const question = look.lost ? { ...known, can: [], links: {} } : known;
  const { id } = question;
  const asks = asksWhich(question);
  const pack = warns(question) ? nothing : episodes(question, words);
  const told = html`${pack}${against(question, words)}${changes(question, words)}`;
  const list = html`<ul class="facts">${facts(question, words, now).map((one) => fact(one, question, words))}</ul>`;
  return html`<li class="pane q ${look.selected ? "selected" : ""} ${look.panel ? "full" : ""}" data-id=${id} tabindex=${look.active ? 0 : -1}
      aria-labelledby=${titleId(id)} aria-busy=${look.busy ? "true" : "false"}>
    ${head(scene, question, look.selecting ? select(question, look, hands, words) : nothing)}
    ${look.lost ? nothing : more(question, look, hands, words)}
    ${look.changed ? html`<div class="note">${icon("alert")}<p>${words.text("reply_changed")}</p></div>` : nothing}
    <div class="q-body two">${asks
      ? html`${which(question, look, hands, words)}<div class="q-body">${told}${list}</div>`
      : html`<div class="what">${told}</div>${list}`}</div>
    <div class="q-foot">
      <p class="fine">${[...small(question, words, now), ...words.each(question.notes)].map(
        (one) => html`<span><bdi>${one}</bdi></span>`)}</p>
      ${look.panel && !look.beside ? nothing : acts(question, look, hands, words)}${look.panel ?? nothing}
    </div>
  </li>`;
}

function fact(fact: Fact, question: Question, words: Words): TemplateResult {
  const { room, votes } = question;
  return html`<li class=${fact.tone}>${icon(fact.icon)}<div>${fact.text}${
    fact.name === "room" && room && hasBar(room) ? bar(room) : nothing}${
    fact.name === "votes" && votes ? voters(votes, words) : nothing}${
    fact.small ? html`<small>${fact.small}</small>` : nothing}</div></li>`;
}

function bar(room: Room): TemplateResult {
  const width = parts(room);
  const part = (name: keyof typeof width) =>
    width[name] ? html`<i class=${name} style="width:${width[name]}%"></i>` : nothing;
  return html`<span class="room" aria-hidden="true">${part("way")}${part("this")}${part("over")}${part("keep")}</span>`;
}

function voters(votes: NonNullable<Question["votes"]>, words: Words): TemplateResult {
  const chip = (sign: string, tone: string, said: string) => (name: string) =>
    html`<span class="chip ${tone}">${icon(sign, "s")}<span class="sr">${words.card(said)}: </span><bdi>${name}</bdi></span>`;
  const open = votes.awaited ? [words.card("you"), ...votes.missing] : votes.missing;
  return html`<div class="votes">${votes.in_favour.map(chip("check", "good", "says_yes"))}${
    votes.opposed.map(chip("close", "bad", "says_no"))}${open.map(chip("help-circle-outline", "", "says_nothing"))}</div>`;
}

function which(question: Question, look: Look, hands: Hands, words: Words): TemplateResult {
  const choices = question.choices!;
  const one = (place: number, label: string, more: string) => html`<label class="pick">
    <input type="radio" name="which-${question.id}" .checked=${look.picked === place}
      tabindex=${look.active ? 0 : -1} @change=${() => hands.pick(question.id, place)}>
    <span>${label}${more ? html` <small class="dim">${more}</small>` : nothing}</span></label>`;
  return html`<fieldset class="choice"><legend>${words.card("which_is_it")}</legend>
    ${choices.map((choice, place) => one(place, meant(choice, choices, words), had(choice, words)))}
    ${one(-1, words.card(choices.length === 2 ? "neither" : "none_of_them"), words.card("neither_text"))}</fieldset>`;
}

type Choice = NonNullable<Question["choices"]>[number];

function meant({ title, year }: Choice, all: readonly Choice[], words: Words): string {
  const told = year === undefined ? title : words.card("the_one_of", { year });
  const titles = new Set(all.map((one) => one.title));
  return year !== undefined && titles.size > 1 ? words.text("work_year", { title, year }) : told;
}

function had({ there, have, libraries }: Choice, words: Words): string {
  if (there && have) return words.card("which_have", { have });
  if (there) return words.card("which_there");
  if (there === false) return words.card("which_not");
  return libraries.length ? words.card("which_in", { libraries: words.listed(libraries) }) : "";
}

function select(question: Question, look: Look, hands: Hands, words: Words): TemplateResult {
  return html`<label class="sel"><input type="checkbox" .checked=${look.selected} tabindex="-1"
    aria-label=${words.card("select_one", { work: words.work(question.work) })}
    @change=${() => hands.select(question.id)}></label>`;
}

function more(question: Question, look: Look, hands: Hands, words: Words): TemplateResult {
  const name = words.card("more_for", { work: words.work(question.work) });
  const stop = look.active && !question.can.length;
  return html`<button class="b icon more" data-name="menu" tabindex=${stop ? 0 : -1} aria-haspopup="dialog"
    aria-label=${name} title=${words.text("button_more")}
    @click=${(event: Event) => hands.menu(question.id, event.currentTarget as HTMLElement)}>${icon("dots-vertical")}</button>`;
}

function acts(question: Question, look: Look, hands: Hands, words: Words): TemplateResult | typeof nothing {
  const all = buttons(question, look.picked);
  // Whoever is only told of it has to see to it there.
  const page = question.tell ? safeUrl(question.links.page) : undefined;
  if (!all.length && !page) return nothing;
  const again = all.find((one) => one.kind === look.twice);
  if (again) return once(question, again, look, hands, words);
  return html`<div class="acts">${page
    ? html`<a class="b go" href=${page} target="_blank" rel="noopener noreferrer" tabindex=${look.active ? 0 : -1}
        aria-label="${words.text("its_page")}: ${words.work(question.work)}">${icon("open-in-new")}<span>${words.text("its_page")}</span></a>`
    : nothing}${all.map((one, place) => act(question, one, look, hands, words, !place))}</div>`;
}

/** The question is asked once more, in its place. */
function once(question: Question, button: Button, look: Look, hands: Hands, words: Words): TemplateResult {
  const { work } = question;
  const really = { ...button, label: { say: "button_really" }, loud: false, twice: false };
  const back = words.text("button_back");
  return html`<div class="note bad">${icon("alert")}<div>
    <p>${summary(question, words)[0] ?? ""} ${words.text("really_text")}</p>
    <div class="acts">
      <button class="b no" data-name="back" tabindex=${look.active ? 0 : -1} aria-label="${back}: ${words.work(work)}"
        @click=${() => hands.sure(question.id, undefined)}><span>${back}</span></button>
      ${act(question, really, look, hands, words, false)}
    </div></div></div>`;
}

/** The Tab key stops at the first; the arrows lead on. */
function act(question: Question, button: Button, look: Look, hands: Hands, words: Words, stop: boolean): TemplateResult {
  const label = tell(words, button.label);
  const aside = button.aside ? tell(words, button.aside) : "";
  const busy = look.busy === button.kind;
  const press = (event: MouseEvent): void => {
    // The second of two quick taps was meant for what was there before.
    if (event.detail > 1 && !busy) return;
    if (button.twice) hands.sure(question.id, button);
    else hands.press(question.id, button);
  };
  return html`<button class="b ${button.loud ? "go" : "no"} ${button.wide ? "wide" : ""}" data-name=${button.kind}
    data-answer tabindex=${look.active && stop ? 0 : -1} aria-label="${label}${aside}: ${words.work(question.work)}"
    aria-disabled=${look.busy ? "true" : "false"} @click=${press}>${
      busy ? icon("loading", "spin") : button.icon ? icon(button.icon) : nothing}<span>${label}${
      aside ? html`<span class="dim">${aside}</span>` : nothing}</span></button>`;
}


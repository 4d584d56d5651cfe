/** What the history is narrowed with: a search, the pills of its outcomes, and lists of rules, sources and people. */
import { html, icon, nothing, type TemplateResult, type Words } from "../kit";
import type { History } from "../model";
import { LISTS, NOTHING, PILLS, type Filter } from "./filters";
import { pill } from "./pill";

interface Tools {
  words: Words;
  filter: Filter;
  found: History;
  /** Whether the lists are open. */
  lists: boolean;
  /** Whether anything was measured yet, so that it can have been otherwise than promised. */
  promises: boolean;
  narrow(what: Partial<Filter>, wait?: number): void;
  /** How long to wait for another letter, in ms. */
  typed: number;
  open(lists: boolean): void;
}

export function tools(has: Tools): TemplateResult {
  const { words, filter } = has;
  const search = (event: Event) => has.narrow({ text: (event.target as HTMLInputElement).value }, has.typed);
  return html`<div class="tools" role="search">
    <label class="search">
      ${icon("magnify")}<span class="sr">${words.card("history_search")}</span>
      <input class="field" type="search" maxlength="100" autocomplete="off" placeholder=${words.card("history_search_in")}
        .value=${filter.text} @input=${search}>
    </label>
    <div class="pills" role="group" aria-label=${words.card("history_outcome")}>
      ${PILLS.map((one) => one === "not_as_promised" && !has.promises && filter.pill !== one
        ? nothing
        : pill(words.card(`history_${one}`), filter.pill === one, () => has.narrow({ pill: one })))}
      ${listsOf(has).length ? lists(has) : nothing}
    </div>
    ${has.lists ? html`<div class="lists">${listsOf(has).map((one) => list(has, one))}</div>` : nothing}
  </div>`;
}

/** The button that opens the lists; it is marked as long as one of them narrows. */
function lists(has: Tools): TemplateResult {
  const chosen = LISTS.filter((one) => has.filter[one]);
  const names = chosen.map((one) => has.filter[one]).join(", ");
  return html`<button class="pill" type="button" aria-expanded=${has.lists} ?data-chosen=${chosen.length > 0}
    @click=${() => has.open(!has.lists)}>
    ${icon("filter-variant", "s")}<span>${names || has.words.card("history_lists")}</span>
  </button>`;
}

const NAMES = { rule: "rules", source: "sources", person: "people" } as const;

const listsOf = ({ found, filter }: Tools) => LISTS.filter((one) => found[NAMES[one]].length > 0 || filter[one] !== "");

function list(has: Tools, which: (typeof LISTS)[number]): TemplateResult {
  const { words, filter } = has;
  const chosen = filter[which];
  const names = has.found[NAMES[which]];
  const all = chosen && !names.includes(chosen) ? [chosen, ...names] : names;
  const choose = (event: Event) => has.narrow({ [which]: (event.target as HTMLSelectElement).value });
  return html`<label>
    <span class="dim">${words.card(`history_${which}`)}</span>
    <select class="field" @change=${choose}>
      <option value=${NOTHING[which]} ?selected=${!chosen}>${words.card("history_any")}</option>
      ${all.map((name) => html`<option value=${name} ?selected=${name === chosen}>${name}</option>`)}
    </select>
  </label>`;
}

/** An entry of the history as a row: its sign, what happened, its small print, and what can be done about it. */
import { html, icon, nothing, workTitle, type Scene, type TemplateResult } from "../kit";
import type { Entry } from "../model";
import type { Doing } from "./doing";
import { before, measure, promise, sentences, sign, smallPrint, takenBack } from "./happened";
import type { Opened } from "./opened";
import { full, tell } from "./telling";

/** `time` is told beside its title: of the day it stands under, or with its day. */
export function entryRow(scene: Scene, entry: Entry, doing: Doing, opened: Opened, time: string): TemplateResult {
  const { words } = scene;
  const { icon: name, tone } = sign(entry);
  const earlier = before(entry);
  const final = scene.store.may("decide") ? takenBack(entry, scene.store.now()) : undefined;
  const small = [...(earlier ? [earlier] : []), ...smallPrint(entry), ...(final ? [final] : [])];
  const said = sentences(entry).map((one) => full(tell(words, one, entry.at)));
  return html`<li class="h" tabindex="-1" data-id=${entry.id}>
    ${icon(name, tone)}
    <div class="h-main">
      <h3 class="h-title"><button class="opens" aria-expanded=${opened.has(entry)} @click=${() => void opened.turn(entry)}>${
        workTitle(scene, entry.work)}${icon(opened.has(entry) ? "chevron-up" : "chevron-down", "s")}</button> <time datetime=${iso(entry.at)}>${time}</time></h3>
      <p>${said.join(" ")}</p>
      ${small.length ? html`<p class="dim">${small.map((one) => tell(words, one, entry.at)).join(" · ")}</p>` : nothing}
      ${measured(scene, entry)} ${doing.asking === entry.id ? whichData(scene, entry, doing) : nothing}
    </div>
    ${doing.asking === entry.id ? nothing : button(scene, entry, doing)} ${opened.draw(entry)}
  </li>`;
}

const iso = (at: number): string => new Date(at * 1000).toISOString();

function measured(scene: Scene, entry: Entry): TemplateResult | typeof nothing {
  const line = measure(entry);
  if (!line) return nothing;
  const promised = promise(entry);
  const [tone, mark] = promised === "as_promised" ? ["good", "check"] : promised ? ["warn", "alert"] : ["", "ruler"];
  return html`<p><span class="chip wraps ${tone}">
    ${icon(mark!, "s")}${tell(scene.words, line)}
  </span></p>`;
}

/** What can be done about it, one thing at a time. */
function button(scene: Scene, entry: Entry, doing: Doing): TemplateResult | typeof nothing {
  const { words, store } = scene;
  // Nothing can be done about it while Home Assistant cannot be reached.
  if (store.state?.lost !== undefined) return nothing;
  const left = (entry.undo_until ?? 0) - store.now();
  if (entry.can.includes("undo")) {
    if (left <= 0) return nothing;
    const label = entry.sooner ? words.text("button_undo") : words.card("undo_left", { left: words.lasting(left) });
    return action(scene, entry, doing, "undo", label, () => doing.undo(entry));
  }
  if (entry.can.includes("retry")) {
    return action(scene, entry, doing, "refresh", words.text("button_try_again"), () => void doing.run(entry, "retry"));
  }
  if (entry.can.includes("again")) {
    return action(scene, entry, doing, "refresh", words.text("button_ask_again"), () => void doing.run(entry, "retry"));
  }
  return nothing;
}

function action(scene: Scene, entry: Entry, doing: Doing, sign: string, label: string, run: () => void): TemplateResult {
  const { words } = scene;
  return html`<button
    class="b text"
    aria-label=${words.card("named", { label, work: words.work(entry.work) })}
    aria-disabled=${doing.waits(entry) ? "true" : nothing}
    @click=${run}
  >${icon(sign)}<span>${label}</span></button>`;
}

/** What becomes of the data that is here already, asked where the button was. */
function whichData(scene: Scene, entry: Entry, doing: Doing): TemplateResult {
  const { words } = scene;
  const size = words.size(entry.here);
  const take = (delete_data: boolean) => () => void doing.run(entry, "undo", { delete_data });
  const back = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    doing.back();
  };
  return html`<div class="asks" role="group" @keydown=${back}>
    <p>${words.card("undo_what", { size })}</p>
    <div class="acts">
      <button class="b no" @click=${take(false)}>${words.text("button_undo_keep")}</button>
      <button class="b del" @click=${take(true)}>${icon("trash-can-outline")}<span>${words.card("undo_delete", { size })}</span></button>
      <button class="b soft" @click=${() => doing.back()}>${words.text("button_back")}</button>
    </div>
  </div>`;
}

/** Coming: who is still asked, and what has come that is not shown, as somebody is at the results. */
import { html, icon, nothing, type Scene, type TemplateResult } from "../kit";
import type { Session } from "./session";
import { askingText, foundText, stillText, wantedText } from "./told";

/** Before anything has come: what is searched for, and how many are asked. */
export function runs(scene: Scene, session: Session): TemplateResult {
  return html`<div class="pane runs" aria-busy="true">${asked(scene, session)}</div>`;
}

/** Below what has come already, within reach of a thumb: there it moves no row when it comes, changes or goes. */
export function coming(scene: Scene, session: Session, show: () => void): TemplateResult | typeof nothing {
  const { words } = scene;
  const more = session.gone ? 0 : session.more;
  if (!session.coming && !more) return nothing;
  return html`<div class="pane came">${session.coming ? html`<div class="runs" aria-busy="true">${asked(scene, session)}</div>` : nothing}${
    more ? html`<button class="b yes" data-name="more" @click=${show}>${icon("arrow-up")}<span>${words.card("search_more_came", { count: more })}</span></button>` : nothing}</div>`;
}

/** Tells whoever does not see it what has come, each time once. */
export class Heard {
  private last = "";

  say({ announce, words }: Scene, session: Session): void {
    const { found, more, coming } = session;
    if (!found?.total || !(coming || more)) return;
    const told = `${found.search} ${more}`;
    if (told === this.last) return;
    this.last = told;
    announce(more ? words.card("search_more_came", { count: more }) : foundText(found, words, session.total));
  }
}

function asked({ words }: Scene, session: Session): TemplateResult {
  const { found } = session;
  const [heading, text] = session.coming && found!.waiting.length
    ? [stillText(found!, words), words.listed(found!.waiting)]
    : [askingText(session.asking, words), `${wantedText(session.sought!, undefined, words)} · ${words.card("search_asking_text")}`];
  return html`${icon("loading", "spin")}<div><p><b>${heading}</b></p><p class="dim"><bdi>${text}</bdi></p></div>
    <button class="b text" data-name="stop" @click=${() => session.stop()}>${icon("close")}<span>${words.card("search_stop")}</span></button>`;
}

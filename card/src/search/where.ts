/** Where: the fold with the kinds and the indexers that are asked. */
import { html, icon, nothing, type Scene, type TemplateResult } from "../kit";
import { empty } from "../states";
import type { Source } from "./answers";
import type { Session } from "./session";
import { indexerText, whereText } from "./told";
import { CATEGORIES, placesOf, type Category } from "./wanted";

/** Where a source is added. */
const SETTINGS = "/config/integrations/integration/greenlight";

/** There is nothing that could be asked. */
export function nowhere({ words, store, navigate }: Scene): TemplateResult {
  return empty({
    sign: "magnify", heading: words.card("search_nowhere"), lines: [words.card("search_nowhere_text")],
    button: store.may("everything") ? { text: words.card("trouble_no_source_button"), sign: "plus", loud: true, press: () => navigate(SETTINGS) } : undefined,
  });
}

export function where(scene: Scene, session: Session): TemplateResult | typeof nothing {
  const { words } = scene;
  const { sources, wanted, where: open } = session;
  if (!sources) return nothing;
  const turn = (): void => {
    session.where = !open;
    session.tell();
  };
  return html`<div class="where"><button class="unfold" type="button" aria-expanded=${open} @click=${turn}>${icon("chevron-right")}<span>${
    words.card("search_where")} <span class="dim">${whereText(wanted, sources, words)}</span></span></button>${open ? html`<div class="wheres">
    ${wanted.item ? nothing : html`<div class="pills" role="group" aria-label=${words.card("search_category")}>${(Object.keys(CATEGORIES) as Category[]).map((one) =>
      html`<button class="pill" type="button" aria-pressed=${wanted.category === one} @click=${() => session.set({ category: one })}>${words.card(`search_category_${one}`)}</button>`)}</div>`}
    ${sources.map((source) => group(scene, session, source))}</div>` : nothing}</div>`;
}

function group({ words, store }: Scene, session: Session, source: Source): TemplateResult {
  const { wanted } = session;
  const places = placesOf(source);
  const turn = (key: string) => (): void => {
    const without = new Set(wanted.without);
    if (!without.delete(key)) without.add(key);
    session.set({ without });
  };
  const box = (name: string, small: string, down: string, key: string | undefined): TemplateResult =>
    html`<label class="box"><input type="checkbox" .checked=${key !== undefined && !wanted.without.has(key)} ?disabled=${key === undefined}
      @change=${key === undefined ? nothing : turn(key)}><span><bdi>${name}</bdi>${small ? html`<small>${small}</small>` : nothing}${
      down ? html`<small class="warn">${icon("lan-disconnect", "s")}<span>${down}</span></small>` : nothing}</span></label>`;
  return html`<fieldset><legend><bdi>${source.name}</bdi></legend>${source.indexers.map((one) => {
    const [small, down] = indexerText(one, words, store.now());
    return box(one.name, small, down, places.find(({ indexer }) => indexer === one.id)?.key);
  })}${source.indexers.length ? nothing : box(source.name, "", "", source.id)}${
    source.why === undefined ? nothing : html`<p class="note">${icon("alert")}<span>${words.card("search_silent_why", { name: source.name, why: source.why })}</span></p>`}</fieldset>`;
}

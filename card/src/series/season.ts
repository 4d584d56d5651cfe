/** One series with all its episodes: what it lacks in words, then its seasons. */
import { html, icon, nothing, repeat, type Scene, type TemplateResult } from "../kit";
import type { Episode, EpisodeState, Series } from "../model";
import { blocksOf, count, openAtFirst, whole, type Block } from "./blocks";
import { grid, keyOf, type Hands as Grips, type Look as Seen } from "./grid";
import { airedText, label, named, SIGNS, seasonText, seasonTitle, those, unseenText } from "./told";

export interface Look extends Seen {
  /** What somebody has opened or closed. */
  folded: ReadonlyMap<string, boolean>;
  /** Where an episode leads, if its request is in sight anywhere. */
  target(episode: Episode): "waiting" | "downloads" | undefined;
}

export interface Hands extends Grips {
  fold(key: string, open: boolean): void;
  go(episode: Episode): void;
  /** Search for what is missing, where that can be done. */
  search?(label: string): void;
  close(): void;
}

export function body(scene: Scene, series: Series, look: Look, hands: Hands): TemplateResult {
  const blocks = blocksOf(series);
  const all = whole(blocks);
  const first = all ? undefined : openAtFirst(blocks);
  return html`${summary(scene, series)}${repeat(blocks, (block) => block.key, (block) => {
    const open = all || (look.folded.get(block.key) ?? first!.has(block.key));
    return season(scene, block, all ? undefined : open, look, hands);
  })}${legend(scene)}`;
}

function summary({ words }: Scene, series: Series): TemplateResult {
  const lines = ([["missing", series.missing], ["asked", those(series, "asked")], ["offered", those(series, "offered")], ["way", series.way]] as const)
    .filter(([, labels]) => labels.length);
  const { next } = series;
  const every = series.seasons.flatMap(({ episodes }) => episodes);
  if (!every.length) return html`<div class="sn"><p>${unseenText(series.season, words)}</p></div>`;
  const airs = next && words.card("series_next", { episode: next[0], time: { when: next[1] } });
  if (!lines.length) return html`<div class="sn"><p><b>${words.card("series_complete")}:</b> ${
    words.card("series_there", { have: count(every, "have", "better"), count: every.length - count(every, "soon") })}${airs ? html` <span class="dim">· ${airs}</span>` : nothing}</p></div>`;
  return html`<div class="sn">${lines.map(([what, labels], place) => html`<p><b>${words.card(`series_${what}`, { count: labels.length })}:</b> ${
    named(labels, words)}${airs && place === lines.length - 1 ? html` <span class="dim">· ${airs}</span>` : nothing}</p>`)}</div>`;
}

/** `open` is undefined where nothing can be opened or closed. */
function season(scene: Scene, block: Block, open: boolean | undefined, look: Look, hands: Hands): TemplateResult {
  const { words } = scene;
  const title = seasonTitle(block, words);
  const text = seasonText(block, words);
  const head = open === undefined
    ? html`<h3>${title}</h3><p class="dim">${text}</p>`
    : html`<h3 class="unfolds"><button class="unfold" aria-expanded=${open} @click=${() => hands.fold(block.key, !open)}>${
        icon("chevron-right")}<span>${title} <span class="dim">${text}</span></span></button></h3>`;
  return html`<div class="sn ${open === undefined ? "sn-row" : ""}"><div class="sn-head">${head}</div>${open === false ? nothing : html`<div>${
    grid(scene, block, look, hands)}${more(scene, block, look, hands)}</div>`}</div>`;
}

/** What there is to say of the episode that was pressed. */
function more(scene: Scene, block: Block, look: Look, hands: Hands): TemplateResult | typeof nothing {
  const one = block.episodes.find((each) => keyOf(block, each) === look.pressed);
  if (!one) return nothing;
  const { words, store } = scene;
  const aired = airedText(one, store.now(), words);
  const target = look.target(one);
  const go = target && words.card(target === "waiting" ? "see_question" : "see_download");
  const seek = one.state === "missing" ? hands.search : undefined;
  const search = words.card("series_search_for");
  return html`<div class="said"><p><b>${label(block.season, one)}${one.name ? html` · <bdi>${one.name}</bdi>` : nothing}</b> ${
    words.card(`episode_is_${one.state}`)}</p>${aired ? html`<p class="dim">${aired}</p>` : nothing}${
    go ? html`<div class="acts"><button class="b no" aria-label=${words.card("named", { label: go, work: label(block.season, one) })} @click=${() => hands.go(one)}>${
      icon(target === "waiting" ? "message-question-outline" : "download")}<span>${go}</span></button></div>` : nothing}${
    seek ? html`<div class="acts"><button class="b no" aria-label=${words.card("named", { label: search, work: label(block.season, one) })} @click=${() => seek(label(block.season, one))}>${
      icon("magnify")}<span>${search}</span></button></div>` : nothing}</div>`;
}

function legend({ words }: Scene): TemplateResult {
  return html`<p class="legend" aria-hidden="true">${(Object.keys(SIGNS) as EpisodeState[]).map((state) =>
    html`<span>${icon(SIGNS[state], "s")}${words.card(`legend_${state}`)}</span>`)}</p>`;
}

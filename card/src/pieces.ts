/** Pieces: what more than one part draws: a sign, a poster, the title of a work. */
import { html, nothing, type TemplateResult } from "lit";

import { initials } from "./initials";
import type { Work } from "./model";
import type { Scene } from "./part";
import { posterGone, posterThere, posterUrl } from "./posters";

/** A sign by its name in Material Design Icons; always beside the word for it. */
export function icon(name: string, classes = ""): TemplateResult {
  return html`<ha-icon class="i ${classes}" icon="mdi:${name}" aria-hidden="true"></ha-icon>`;
}

/** The poster, or the first letters until it is there; decoration either way. */
export function poster(scene: Scene, work: Work, size: "" | "m" | "xs" = ""): TemplateResult {
  const url = posterUrl(scene, work.poster);
  return html`<span class="poster ${size}" aria-hidden="true">${
    url ? html`<img src=${url} alt="" loading="lazy" decoding="async" @load=${() => posterThere(work.poster)} @error=${() => posterGone(work.poster)}>` : initials(work.title)
  }</span>`;
}

/** Title as a stranger wrote it, in its own direction, with what tells it from others. */
export function workTitle(scene: Scene, work: Work): TemplateResult {
  const told = work.run ?? (work.season !== undefined ? scene.words.card("season", { season: work.season }) : undefined);
  const after = told ?? (work.year ? `(${work.year})` : undefined);
  return html`<bdi>${work.title}</bdi>${after ? html` <span class="dim">${after}</span>` : nothing}`;
}

/** One result: what it is, how it stands against what is there, and what can be done about it. */
import { html, icon, nothing, safeUrl, workTitle, type Scene, type TemplateResult } from "../kit";
import type { FileFate } from "../model";
import { capital, fate } from "../waiting/facts";
import { asWork, type Can, type Result } from "./answers";
import { isOver, type Standing } from "./standing";
import type { Options } from "../more/with";
import type { Given, Made } from "./taking";
import { fine, FITS, ignoredText, STANDS, STATES, stateText } from "./told";

export interface Seen {
  made?: Made;
  standing?: Standing;
  /** What is said of another release of the same that is asked about, or on its way. */
  beside?: string;
  can: readonly Can[];
  clients: readonly { id: string; name: string }[];
  /** What is open in it: the options of a download, or which work it is. */
  open?: "with" | "works";
}

export interface Hands {
  press(event: Event, result: Result, how: "download" | "ask", options?: Given): void;
  sure(result: Result, both?: boolean): void;
  back(result: Result): void;
  undo(result: Result, request: string, keep?: boolean): void;
  lead(standing: Standing): void;
  menu(result: Result, from: HTMLElement): void;
  close(result: Result): void;
  named(): void;
}

const SHIELDS = { sure: "shield-check-outline", fairly: "shield-half-full", unsure: "shield-alert-outline" } as const;
const FATES: Record<FileFate["fate"], readonly [icon: string, tone: string]> = {
  keep: ["content-save-check-outline", ""], bin: ["file-replace-outline", "warn"], gone: ["trash-can-outline", "bad"],
  theirs: ["help-circle-outline", "warn"], instead: ["file-replace-outline", "warn"],
};

/** Whether a file goes for it, so that it is asked for once more. */
export function deletes({ file }: Result): boolean {
  return !!file && file.fate !== "keep" && file.fate !== "bin";
}

export function row(scene: Scene, one: Result, look: Seen, hands: Hands): TemplateResult {
  const { words } = scene;
  const work = asWork(one.work);
  const [sign, tone] = STANDS[one.stand] ?? STANDS.unknown;
  const name = words.ofRelease(rest(one.name, words.work(work)));
  const fit = one.fit && FITS[one.fit];
  const summary = one.summary === undefined ? "" : capital(words.say(one.summary));
  return html`<li class="pane r" data-id=${one.id} tabindex="-1" aria-labelledby="r-${one.id}">
    <div class="r-head"><div><h3 class="q-title" id="r-${one.id}">${workTitle(scene, work)}</h3>${name ? html`<small class="name"><bdi>${name}</bdi></small>` : nothing}</div>${more(scene, one, look, hands)}</div>
    <p class="q-kind"><span class="chip ${tone}">${icon(sign, "s")}${words.card(`search_stand_${one.stand}`)}</span>${fit ? html`<span class="chip ${fit[1]}">${icon(fit[0], "s")}${words.card(`search_fit_${one.fit}`)}</span>` : nothing}${summary ? html`<span>${summary}</span>` : nothing}</p>
    ${one.rows.length ? html`<dl>${one.rows.map(({ label, value, mark, have }) => html`<div><dt>${words.text(label)}</dt><dd class=${mark === "better" ? "good" : mark ? "bad" : ""}>${
      mark ? html`${icon(mark === "better" ? "arrow-up-bold" : "arrow-down-bold", "s")}<span class="sr">${words.card(`mark_${mark}`)} </span>` : nothing}<span>${have ? html`<bdi class="dim">${words.inRow(label, have)}</bdi> → ` : nothing}<bdi>${words.inRow(label, value)}</bdi></span></dd></div>`)}</dl>` : nothing}
    ${facts(scene, one, look)}
    <p class="fine">${fine(one, words, scene.store.now()).map((told) => html`<span>${told}</span>`)}</p>
    <div class="r-foot">${foot(scene, one, look, hands)}</div></li>`;
}

/** The name of a release without that of its work, which stands above it. */
function rest(name: string, work: string): string {
  const begins = `${work} · `;
  return name === work ? "" : name.startsWith(begins) ? name.slice(begins.length) : name;
}

/** What becomes of the file that is there, how sure all is, and why no rule would ask about it. */
function facts({ words }: Scene, { file, sure, skip }: Result, { beside }: Seen): TemplateResult | typeof nothing {
  const { level, ground } = sure;
  const doubt = level === "sure" ? "" : words.say(ground) || words.card(`sure_${level}`);
  const told: [sign: string, tone: string, text: string][] = [];
  if (file) told.push([...FATES[file.fate], words.say(fate(file))]);
  if (beside) told.push(["message-question-outline", "", beside]);
  if (doubt) told.push([SHIELDS[level], level === "unsure" ? "warn" : "", doubt]);
  if (skip !== undefined) told.push(["playlist-remove", "", capital(words.say(skip))]);
  return told.length ? html`<ul class="facts">${told.map(([sign, tone, text]) => html`<li class=${tone}>${icon(sign)}<p>${text}</p></li>`)}</ul>` : nothing;
}

function more({ words }: Scene, one: Result, look: Seen, hands: Hands): TemplateResult | typeof nothing {
  if (!safeUrl(one.page) && !offers(look) && !names(one, look)) return nothing;
  return html`<button class="b icon" data-name="menu" aria-haspopup="dialog" title=${words.text("button_more")} aria-label=${words.card("more_for", { work: one.name })}
    @click=${(event: Event) => hands.menu(one, event.currentTarget as HTMLElement)}>${icon("dots-vertical")}</button>`;
}

/** Whether it can be downloaded, now and by this person. */
export function offers({ can, standing }: Seen): boolean {
  return can.includes("download") && (!standing || isOver(standing));
}

/** Whether this person can say which work it is. What is asked about already says so itself. */
export function names({ work }: Result, { can, standing }: Seen): boolean {
  return can.includes("works") && !!work.title && (!standing || isOver(standing));
}

function foot(scene: Scene, one: Result, look: Seen, hands: Hands): TemplateResult {
  const { words } = scene;
  const { made, standing } = look;
  const stands = standing && is(scene, one, look, standing, hands);
  const why = made?.why ? html`<p class="r-why bad" role="alert">${icon("alert-circle")}<span>${made.why}</span></p>` : nothing;
  if (standing && !isOver(standing)) return html`${stands}${why}`;
  if (made?.twice) return html`${stands}${twice(scene, one, hands)}`;
  if (look.open === "works") return html`${stands}<greenlight-works .scene=${scene} .result=${one.id} @taken=${hands.named} @close=${() => hands.close(one)}></greenlight-works>`;
  if (look.open) return html`${stands}${why}<greenlight-with .scene=${scene} .clients=${look.clients} .busy=${!!made?.busy} .label=${downloadText(one, words)}
    @go=${(event: CustomEvent<Options>) => hands.press(event, one, "download", event.detail)} @close=${() => hands.close(one)}></greenlight-with>`;
  return html`${stands}${why}${look.can.includes("ask") || look.can.includes("download") ? html`<div class="acts">${look.can.includes("download")
    ? button(scene, one, look, hands, "download", downloadText(one, words)) : nothing}${look.can.includes("ask")
    ? button(scene, one, look, hands, "ask", words.card(look.can.includes("download") ? "search_ask_others" : "search_ask")) : nothing}</div>` : nothing}`;
}

function downloadText({ file }: Result, words: Scene["words"]): string {
  return words.card(file && file.fate !== "keep" ? "search_download_replace" : "search_download");
}

/** The first is loud where it is advised. */
function button({ words }: Scene, one: Result, { made, can }: Seen, hands: Hands, how: "download" | "ask", label: string): TemplateResult {
  const first = how === "download" || !can.includes("download");
  const loud = first && (one.stand === "better" || one.stand === "new");
  const busy = made?.busy === how;
  return html`<button class="b ${loud ? "go" : "no"}" data-answer data-name=${how} aria-disabled=${!!made?.busy} aria-label=${words.card("named", { label, work: one.name })}
    @click=${(event: Event) => hands.press(event, one, how)}>${icon(busy ? "loading" : how === "download" ? "download" : "message-question-outline", busy ? "spin" : "")}<span>${label}</span></button>`;
}

/** In their place: what goes, once more. */
function twice({ words }: Scene, one: Result, hands: Hands): TemplateResult {
  const label = words.card("search_replace_yes");
  return html`<div class="said ask" role="group" aria-label=${label}><p>${one.file ? words.say(fate(one.file)) : ""}</p><div class="acts">
    <button class="b del" data-name="sure" aria-label=${words.card("named", { label, work: one.name })} @click=${() => hands.sure(one)}>${icon("download")}<span>${label}</span></button>
    ${one.both ? html`<button class="b no" data-name="both" aria-label=${words.card("named", { label: words.text("button_both"), work: one.name })} @click=${() => hands.sure(one, true)}>${icon("home-plus-outline")}<span>${words.text("button_both")}</span></button>` : nothing}
    <button class="b soft" @click=${() => hands.back(one)}>${words.text("button_back")}</button></div></div>`;
}

/** How far it is with what was made of it. */
function is({ words }: Scene, one: Result, { made }: Seen, standing: Standing, hands: Hands): TemplateResult {
  const [sign, tone] = STATES[standing.is] ?? STATES.pending;
  const { request, leads } = standing;
  const without = ignoredText(made?.ignored, words);
  const press = (label: string, icons: string, does: () => void): TemplateResult =>
    html`<button class="b text" aria-label=${words.card("named", { label, work: one.name })} aria-disabled=${!!made?.busy} @click=${does}>${icon(icons)}<span>${label}</span></button>`;
  const undo = made?.word
    ? html`<p class="word">${words.text("reply_needs_word")}</p>${press(words.text("button_undo_keep"), "undo", () => hands.undo(one, request, true))}${press(words.text("button_undo_delete"), "trash-can-outline", () => hands.undo(one, request, false))}`
    : standing.undo ? press(words.text("button_undo"), made?.busy === "undo" ? "loading" : "undo", () => hands.undo(one, request)) : nothing;
  return html`<div class="is"><p class=${tone}>${icon(sign)}<span>${stateText(standing, words)}${without ? html` <small>${without}</small>` : nothing}</span></p><div class="ends">${undo}${
    leads ? press(words.card(leads === "waiting" ? "see_question" : "see_download"), "chevron-right", () => hands.lead(standing)) : nothing}</div></div>`;
}

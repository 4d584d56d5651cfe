/** `<greenlight-statistics>`: pictures that answer a question each, with their numbers written out. */
import { html, icon, loaded, nothing, sheet, type TemplateResult } from "../kit";
import type { Share, Statistics } from "../model";
import { Asking } from "../asking";
import { divided, hatching, monthly, steps } from "./charts";
import { STATISTICS_STYLES } from "./looks";
import { every, unitOf } from "./months";
import { percent } from "./shapes";
import { fact, kept, key, often, shares, type Bar } from "./shares";
import { pill } from "./pill";

/** Fewer questions than these are no picture. */
const ENOUGH = 5;
/** So many names; the others are counted. */
const NAMES = 6;
const PERIODS = [["days", 30], ["year", 365], ["ever", undefined]] as const;
const ANSWERS = ["approved", "declined", "expired"] as const;
const FILLS = ["yes", "nay", "none"] as const;
const SIGNS = { approved: "check", declined: "close", expired: "timer-off-outline" } as const;
/** Seconds: where the bins of the answers end. */
const BINS = [600, 3600, 6 * 3600, 24 * 3600];
const WAYS = ["phone", "telegram", "card", "voice", "action", "rule", "time"];

export class GreenlightStatistics extends Asking<Statistics> {
  static override styles = sheet(...STATISTICS_STYLES);
  static override properties = { ...Asking.properties, days: { state: true }, preview: { state: true } };
  declare protected days: number | undefined;
  declare protected preview: boolean;

  constructor() {
    super();
    this.days = 365;
    this.preview = false;
  }

  protected override ask(): Promise<Statistics> {
    return this.scene.store.ask<Statistics>("statistics", this.days === undefined ? {} : { days: this.days });
  }

  private choose(days: number | undefined): void {
    this.days = days;
    void this.load();
  }

  protected override render(): TemplateResult {
    const { scene, state, tick } = this;
    const { words } = scene;
    if (this.preview) {
      return html`<greenlight-preview .scene=${scene} .state=${state} .tick=${tick} @close=${this.back}></greenlight-preview>`;
    }
    return html`
      <div class="top">
        <h2>${icon("chart-box-outline")}${words.card("statistics")}</h2>
        <div class="end pills" role="group" aria-label=${words.card("stats_period")}>
          ${PERIODS.map(([name, days]) => pill(words.card(`stats_${name}`), this.days === days, () => this.choose(days)))}
        </div>
      </div>
      ${this.stale()}
      ${!this.found ? html`<div class="pane">${this.wait()}</div>` : this.found.asked < ENOUGH ? this.early(this.found) : this.tiles(this.found)}
    `;
  }

  private readonly back = async (): Promise<void> => {
    this.preview = false;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("[data-preview]")?.focus();
  };

  private early({ asked }: Statistics): TemplateResult {
    const { words } = this.scene;
    return html`<div class="pane empty">
      ${icon("chart-box-outline")}<h3>${words.card("stats_early")}</h3>
      <p class="dim">${words.card("stats_early_text", { count: asked })}</p>
      ${this.opensPreview()}
    </div>`;
  }

  /** What a rule would ask is of use before there is anything to count. */
  private opensPreview(): TemplateResult | typeof nothing {
    if (!this.scene.store.may("decide")) return nothing;
    const open = async () => (this.preview = await loaded(this.scene));
    return html`<button class="b text" data-preview @click=${open}>
      ${icon("eye-outline")}<span>${this.scene.words.card("preview")}</span>
    </button>`;
  }

  private tiles(found: Statistics): TemplateResult {
    const more = this.opensPreview();
    const rules = this.by("rule", found.by.rule, more);
    return html`${hatching()}<div class="stats">
      ${this.asked(found, rules === nothing ? more : nothing)} ${this.byMonth(found)} ${this.downloaded(found)}
      ${rules} ${this.by("source", found.by.source)} ${this.by("group", found.by.group)}
      ${this.kept(found)} ${this.fast(found)} ${this.where(found)} ${this.better(found)} ${this.saved(found)}
    </div>`;
  }

  private tile(name: string, small: string, content: TemplateResult): TemplateResult {
    const { words } = this.scene;
    return html`<section class="pane tile">
      <h3>${words.card(`stats_${name}`)}${small ? html` <span class="dim">${words.card(small)}</span>` : nothing}</h3>
      ${content}
    </section>`;
  }

  private asked(found: Statistics, more: TemplateResult | typeof nothing): TemplateResult {
    const { words } = this.scene;
    const { asked, seen, unasked } = found;
    const counts = ANSWERS.map((one) => found[one]);
    const known = seen !== undefined && seen >= asked;
    const ratio = known ? Math.round(seen / asked) : 0;
    return this.tile("asked", "", html`
      <p class="big">${words.number(asked)} <small class="dim">${known
        ? words.card(ratio > 1 ? "stats_of_seen" : "stats_of_seen_most", { count: asked, seen, ratio })
        : words.card("stats_questions", { count: asked })}</small></p>
      ${counts.some(Boolean) ? divided(counts, FILLS) : nothing}
      <ul class="facts">${ANSWERS.map((one) => fact(SIGNS[one], words.number(found[one]), words.card(`stats_${one}`),
        words.card("percent", { percent: percent(found[one], asked) })))}</ul>
      ${unasked ? html`<p class="dim">${words.card("stats_unasked", { count: unasked })}</p>` : nothing} ${more}
    `);
  }

  private byMonth(found: Statistics): TemplateResult | typeof nothing {
    const { words } = this.scene;
    const months = every(found.months);
    if (!months.length) return nothing;
    const counts = (one: (typeof months)[number]) => ANSWERS.map((answer) => one[answer]);
    return this.tile("by_month", "", html`
      ${monthly(months.map((one) => ({ label: this.letter(one.month), values: counts(one) })), FILLS, (value) => words.number(value))}
      <p class="legend" aria-hidden="true">${ANSWERS.map((one, place) =>
        key(FILLS[place] ?? "yes", words.card(one === "expired" ? "stats_no_answer" : `stats_${one}`)))}</p>
      ${this.table("by_month", ANSWERS.map((one) => words.card(one === "expired" ? "stats_no_answer" : `stats_${one}`)),
        months.map((one) => [this.month(one.month), ...counts(one).map((count) => words.number(count))]))}
    `);
  }

  private downloaded(found: Statistics): TemplateResult | typeof nothing {
    const { words } = this.scene;
    const months = every(found.months);
    if (!found.bytes || !months.length) return nothing;
    const { unit, bytes } = unitOf(Math.max(...months.map((one) => one.bytes)));
    const values = months.map((one) => ({ label: this.letter(one.month), values: [one.bytes / bytes] }));
    return this.tile("downloaded", "", html`
      ${monthly(values, ["gb"], (value) => words.number(Math.round(value)), true)}
      <p><b>${words.size(found.bytes)}</b> <span class="dim">${words.card("stats_downloaded_in", { count: found.downloaded, unit })}</span></p>
      ${this.table("downloaded", [words.text("row_size")], months.map((one) => [this.month(one.month), words.size(one.bytes)]))}
    `);
  }

  private by(what: keyof Statistics["by"], found: readonly Share[], more: TemplateResult | typeof nothing = nothing) {
    const { words } = this.scene;
    const some = often(found);
    if (!some.length) return nothing;
    const most = some[0]?.asked ?? 1;
    const bars = some.slice(0, NAMES).map(({ name, asked, approved }) => ({
      name, told: words.card("stats_of", { approved, asked }), long: asked / most, filled: asked ? approved / asked : 0,
    }));
    return this.tile(`by_${what}`, "stats_approved_of_asked", html`${this.bars(bars, found.length)} ${more}`);
  }

  private bars(bars: readonly Bar[], all: number): TemplateResult {
    const rest = all - bars.length;
    return shares(bars, rest > 0 ? this.scene.words.card("stats_rest", { count: rest }) : undefined);
  }

  private kept({ kept: groups = [], kept_from: places = [] }: Statistics): TemplateResult | typeof nothing {
    const named = groups.slice(0, NAMES).map(({ group, ...one }) => ({ name: group, ...one }));
    const every = [...named, ...places.slice(0, NAMES)];
    if (!every.length) return nothing;
    const { words } = this.scene;
    return this.tile("kept", "stats_kept_small", html`<ul class="shares">
      ${every.map((one) => html`<li>
        <bdi>${one.name}</bdi><span class="dim n">${words.card("stats_of", { approved: one.kept, asked: one.of })}</span>
        ${kept(one.kept, one.of)}
      </li>`)}
    </ul>`);
  }

  private fast({ answered: { median, bins } }: Statistics): TemplateResult | typeof nothing {
    if (median === undefined) return nothing;
    const { words } = this.scene;
    const labels = bins.map((_, place) => {
      const end = BINS[place];
      if (end === undefined) return words.card("stats_later");
      return words.card("stats_within", { span: words.span(end) });
    });
    return this.tile("fast", "", html`
      <p class="big">${words.lasting(median)} <small class="dim">${words.card("stats_fast_text")}</small></p>
      ${steps(bins, labels, (value) => words.number(value))}
      ${this.table("fast", [words.card("stats_answers")], bins.map((count, place) => [labels[place] ?? "", words.number(count)]))}
    `);
  }

  private where({ answered: { how } }: Statistics): TemplateResult | typeof nothing {
    return this.counts("where", "", Object.entries(how).filter(([way]) => WAYS.includes(way)), (way) => `stats_how_${way}`);
  }

  private better({ better }: Statistics): TemplateResult | typeof nothing {
    return this.counts("better", "stats_better_small", Object.entries(better), undefined);
  }

  private counts(name: string, small: string, found: [string, number][], card: ((of: string) => string) | undefined) {
    const { words } = this.scene;
    const some = found.filter(([, count]) => count > 0).sort(([, one], [, other]) => other - one);
    if (!some.length) return nothing;
    const most = some[0]?.[1] ?? 1;
    const bars = some.slice(0, NAMES).map(([of, count]) => ({
      name: card ? words.card(card(of)) : of === "row_source" ? words.card("stats_made_from") : words.text(of), told: words.number(count), long: count / most, filled: 1,
    }));
    return this.tile(name, small, this.bars(bars, some.length));
  }

  private saved({ saved_by_declining: declining, saved_by_replacing: replacing }: Statistics): TemplateResult | typeof nothing {
    if (!declining && !replacing) return nothing;
    const { words } = this.scene;
    return this.tile("saved", "", html`
      <p class="big">${words.size(Math.max(0, declining + replacing))}</p>
      <ul class="facts">
        ${declining ? fact("close", words.size(declining), words.card("stats_saved_declining")) : nothing}
        ${replacing ? fact("file-replace-outline", words.size(Math.abs(replacing)), words.card(replacing > 0 ? "stats_saved_replacing" : "stats_took_replacing")) : nothing}
      </ul>`);
  }

  /** The numbers of a picture for whoever does not see it. */
  private table(name: string, heads: readonly string[], rows: readonly (readonly string[])[]): TemplateResult {
    const { words } = this.scene;
    return html`<div class="sr"><table>
      <caption>${words.card(`stats_${name}`)}</caption>
      <thead><tr><td></td>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((one) => html`<td>${one}</td>`)}</tr>`)}</tbody>
    </table></div>`;
  }

  private month(month: string): string {
    const [year, number] = month.split("-");
    return this.scene.words.card("month_of_year", { month: this.scene.words.text(`month_${Number(number)}`), year });
  }

  private readonly letter = (month: string): string => [...this.scene.words.text(`month_${Number(month.slice(5))}`)][0] ?? "";
}

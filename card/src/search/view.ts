/** `<greenlight-search>`: all indexers asked from here, and what they have held against what is there. */
import { guard, html, icon, leads, LEADS_TO_SEARCH, loaded, nothing, Part, repeat, sheet, showMenu, menuKeys, type PropertyValues, type State, type TemplateResult } from "../kit";
import { empty } from "../states";
import css from "../styles/search.css";
import menuCss from "../styles/menu.css";
import { Still } from "../waiting/still";
import type { Found, Item, Result } from "./answers";
import { coming, Heard, runs } from "./coming";
import { deletes, names, offers, row, type Hands, type Seen } from "./row";
import { more, type Ways } from "./more";
import { PAGE, Session } from "./session";
import { Known, type Standing } from "./standing";
import { Taking, type Given } from "./taking";
import { askingText, besideText, foundText, haveText, leftAlone, leftText, nothingText, silentText, wantedText } from "./told";
import { tools } from "./tools";
import { askedOf, AS_FOUND, narrows, NOTHING, placesOf, says } from "./wanted";
import { nowhere, where } from "./where";

const { wanted, follow } = leads(LEADS_TO_SEARCH);
/** Milliseconds to wait for more of what libraries tell. */
const RENEWS = 1500;
/** Seconds after which it is said when something was found. */
const OLD = 15 * 60;

export class GreenlightSearch extends Part implements Hands {
  static override styles = sheet(menuCss, css);
  private readonly still = new Still(this);
  private readonly taking = new Taking(this);
  private readonly known = new Known();
  private readonly heard = new Heard();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  private joined?: Session;
  private leave?: () => void;
  /** The result that is open, with what of it, and the one whose menu is. */
  private opened?: { id: string; what: NonNullable<Seen["open"]> };
  private menued?: { id: string; from: HTMLElement };
  private began = 0;
  private focusOn?: string;
  /** Somebody has moved the list who sees that. */
  private asked = false;

  get session(): Session {
    return Session.of(this.scene.store);
  }

  get list(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("ul.list");
  }

  soon(name: string, milliseconds: number, what: () => void): void {
    clearTimeout(this.timers.get(name));
    this.timers.set(name, setTimeout(what, milliseconds));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.leave?.();
    this.leave = this.joined = undefined;
    for (const timer of this.timers.values()) clearTimeout(timer);
    window.removeEventListener("location-changed", this.moved);
  }

  private readonly moved = (): void => this.requestUpdate();
  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("location-changed", this.moved);
    if (this.scene) this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const { session, scene, state } = this;
    if (this.joined !== session) {
      this.leave?.();
      this.joined = session;
      this.leave = session.join((replaced) => {
        this.still.moves ||= replaced;
        this.requestUpdate();
      });
    }
    if (scene.store.may("hand_in") && state.lost === undefined) {
      void session.recall();
      void session.learn(scene.store.now());
    }
    this.begin();
    if (!changed.has("state")) return;
    const before = changed.get("state") as State | undefined;
    this.still.moves ||= !!before && before.troubles !== state.troubles;
    this.known.follow(state, scene.store.now());
    if (before && before.totals.had !== state.totals.had && state.lost === undefined) this.soon("renew", RENEWS, () => void session.renew().catch(() => undefined));
    // What was under way when the connection was lost is asked for anew.
    if (before?.lost === undefined || state.lost !== undefined) return;
    void this.run(true);
    void this.taking.heard();
  }

  /** Search for what the address says, once. */
  private begin(): void {
    const text = wanted();
    const { session } = this;
    if (text === undefined || !session.recalled || !this.scene.store.may("hand_in") || this.state.lost !== undefined) return;
    follow();
    // A page that was only opened anew finds what it has searched for already.
    if (session.from === text) return;
    session.stop(false);
    session.set({ ...NOTHING, text });
    // Not before this is drawn.
    queueMicrotask(() => void this.run(false, text));
  }

  protected override updated(): void {
    this.still.drawn(this.asked);
    this.asked = false;
    this.heard.say(this.scene, this.session);
    const menu = this.renderRoot.querySelector<HTMLElement>(".menu:popover-open");
    if (menu && !menu.childElementCount) menu.hidePopover();
    const on = this.focusOn && this.renderRoot.querySelector<HTMLElement>(this.focusOn);
    this.focusOn = undefined;
    if (!on) return;
    on.focus({ preventScroll: true });
    on.closest(".is, .ask")?.scrollIntoView({ block: "nearest" });
  }

  // ------------------------------------------------------------- what is drawn

  protected override render(): TemplateResult {
    const { scene: { words, store }, session } = this;
    const top = html`<div class="top"><h2 tabindex="-1">${icon("magnify")}<span>${words.card("view_search")}</span></h2></div>`;
    if (!store.may("hand_in")) return html`${top}${empty({ sign: "eye-outline", heading: words.card("search_may_not"), lines: [words.card("search_may_not_text")] })}`;
    const { sources } = session;
    if (sources && !sources.flatMap(placesOf).length) return html`${top}${nowhere(this.scene)}`;
    // Before anything has come there is nothing to show of it.
    const shown = session.found && !(session.coming && !session.found.total);
    return html`${top}${this.form()}${this.running()}${shown ? this.results() : nothing}${this.menuOf()}`;
  }

  private form(): TemplateResult {
    const { scene, session, state, tick } = this;
    const { words } = scene;
    const nobody = !!session.sources && !askedOf(session.sources, session.wanted).length;
    const cannot = !says(session.wanted) || nobody || session.runsThis;
    return html`<div class="pane form" role="search"><greenlight-seek .scene=${scene} .state=${state} .tick=${tick} .session=${session} .wanted=${session.wanted}
      @go=${() => void this.run()} @chosen=${(event: CustomEvent<Item | undefined>) => event.detail?.kind === "movie" && void this.run()}></greenlight-seek>
      <div class="asks">${where(scene, session)}${this.button(cannot)}</div>${session.unknown && !session.sources ? html`<p class="note">${icon("alert")}<span>${words.card("load_failed", { reason: session.unknown })}</span></p>` : nothing}
      ${nobody ? html`<p class="dim says">${words.card("search_nobody_chosen")}</p>` : nothing}</div>`;
  }

  private button(cannot: boolean): TemplateResult | typeof nothing {
    if (this.state.lost !== undefined) return nothing;
    return html`<button class="b no" data-name="search" aria-disabled=${cannot} @click=${() => cannot || void this.run()}>${icon("magnify")}<span>${this.scene.words.card("search_go")}</span></button>`;
  }

  /** What it is with the search that runs, or has ended otherwise than with results. */
  private running(): TemplateResult | typeof nothing {
    const { session, state } = this;
    const { words } = this.scene;
    if (session.running) return session.coming && session.found!.total ? nothing : runs(this.scene, session);
    if (session.failure !== undefined) return this.note("alert-circle", "bad", words.card("search_failed", { reason: session.failure }), [], state.lost === undefined);
    if (session.stopped) return this.note("information-outline", "info", words.card("search_stopped"), [], false);
    if (session.found) return nothing;
    return html`<p class="hints dim">${words.card("search_start")}</p>`;
  }

  private note(sign: string, level: string, heading: string, lines: readonly string[], again: boolean): TemplateResult {
    return html`<div class="note ${level}">${icon(sign)}<div><p><b>${heading}</b></p>${lines.map((one) => html`<p>${one}</p>`)}${again ? this.again() : nothing}</div></div>`;
  }

  private again(): TemplateResult {
    const { words } = this.scene;
    return html`<div class="acts"><button class="b no" @click=${() => void this.anew()}>${icon("refresh")}<span>${words.card("search_again")}</span></button></div>`;
  }

  private results(): TemplateResult {
    const { session, scene, state } = this;
    const { words } = scene;
    // What stands above the results moves them, so it stays as it is while somebody is at them.
    const now = session.found!;
    const found = session.above ? { ...session.above, have: now.have, better: now.better } : now;
    const on = state.lost === undefined && !session.running && !session.above;
    const old = scene.store.now() - found.at > OLD;
    const until = leftAlone(session.sources ?? [], scene.store.now());
    const silent = (one: Found, none = false): TemplateResult | typeof nothing => {
      if (!one.silent.length) return nothing;
      const [told, each] = silentText(one, words, until);
      return this.note("lan-disconnect", "", none ? heads : told, none ? [...each, may] : each, (on || one === now) && !session.running && one.silent.some(({ name }) => !until.has(name)));
    };
    const below = now.silent.length > found.silent.length ? silent(now) : nothing;
    // That nothing is there is said in large only where nobody was silent.
    const none = !!found.silent.length && !found.total;
    const [heads, may] = nothingText(found, words);
    const heading = html`<div class="found"><h3 tabindex="-1">${wantedText(session.asked!, found, words)}</h3>${found.total ? html`<p class="dim">${foundText(found, words, session.total)}</p>` : nothing}</div>`;
    return html`<div class="results" ?inert=${session.running && !session.coming} @pointerdown=${this.touch} @wheel=${this.touch} @keydown=${this.touch} @focusin=${this.touch}>${heading}
      ${found.work ? html`<p class="have">${icon(found.have === undefined ? "plus-circle" : "filmstrip")}<span>${haveText(found, words)}</span></p>` : nothing}
      ${silent(found, none)}
      ${leftText(found, words).map((one) => html`<p class="dim says">${one}</p>`)}
      ${session.gone ? this.note("timer-off-outline", "", words.card("search_gone", { time: { when: found.at, at: true } }), [], on)
        : old ? this.note("history", "", words.card("search_old", { time: { when: found.at, at: true } }), [], on) : nothing}
      ${found.total ? html`${tools(scene, session, this.narrow)}${this.rows()}` : none ? nothing : empty({ sign: "magnify", heading: heads, lines: [may] })}${below}${coming(scene, session, () => void this.showMore())}</div>`;
  }

  private async showMore(): Promise<void> {
    this.asked = true;
    await this.session.show();
    this.asked = true;
    this.focusOn = ".found h3";
    await (this.requestUpdate(), this.updateComplete);
    this.renderRoot.querySelector(".results")?.scrollIntoView({ block: "start" });
  }

  private readonly touch = (): void => this.session.touch();

  private rows(): TemplateResult {
    const { session } = this;
    const { words } = this.scene;
    const { rows, total, look, found, paging } = session;
    if (!rows.length && !paging && narrows(look)) {
      const button = { text: words.card("show_all"), sign: "eye-outline", press: () => this.narrow(AS_FOUND) };
      return empty({ sign: "filter-variant", heading: words.card("search_none_left"), lines: [words.card("search_none_left_text", { count: found!.total })], button });
    }
    const left = total - rows.length;
    return html`<ul class="list ${rows.length > PAGE ? "long" : ""}" aria-label=${words.card("search_results", { count: total })} aria-busy=${paging} @keydown=${this.key} @pointerdown=${() => (this.began = performance.now())}>${
      repeat(rows, ({ id }) => id, (one) => this.row(one))}</ul>
      ${left > 0 ? html`<p class="further"><button class="b text" aria-disabled=${paging} @click=${() => void this.further()}>${icon(paging ? "loading" : "chevron-down", paging ? "spin" : "")}<span>${
        words.card("show_more", { count: Math.min(left, PAGE) })}</span></button> <span class="dim">${words.card("search_shown", { count: total, shown: rows.length })}</span></p>` : nothing}`;
  }

  private row(one: Result): unknown {
    const { scene, session, tick, state } = this;
    const made = this.taking.of(one.id);
    const standing = this.known.standing(one, made);
    const key = standing && Object.values(standing).join();
    const open = this.opened?.id === one.id ? this.opened.what : undefined;
    const beside = this.beside(one);
    const can = state.lost === undefined ? session.found!.can : [];
    return guard([scene, one, tick, made, key, beside, open, can.join(), session.clients], () => row(scene, one, { made, standing, beside, can, clients: session.clients, open }, this));
  }

  private beside(one: Result): string {
    const { beside } = one;
    return besideText(one, beside && this.known.of(beside.id, beside.state), this.scene.words);
  }

  private look(one: Result): Seen {
    const made = this.taking.of(one.id);
    return { made, standing: this.known.standing(one, made), can: this.session.found?.can ?? [], clients: [] };
  }

  /** What else can be done about a result. */
  private menuOf(): TemplateResult {
    const one = this.session.rows.find(({ id }) => id === this.menued?.id);
    return html`<div class="menu" popover="auto" role="dialog" @toggle=${this.shut} @keydown=${menuKeys} aria-label=${one ? this.scene.words.card("more_for", { work: one.name }) : nothing}>${
      one ? more(this.scene, one, this.ways(one)) : nothing}</div>`;
  }

  private ways(one: Result): Ways {
    if (this.state.lost !== undefined) return {};
    const open = (what: NonNullable<Seen["open"]>) => async (): Promise<void> => {
      if (!(await loaded(this.scene))) return;
      this.opened = { id: one.id, what };
      this.asked = true;
      this.requestUpdate();
    };
    const look = this.look(one);
    const both = one.both && one.file?.fate !== "keep" && { both: () => this.take(one, "download", { keep_both: true }) };
    return { ...(offers(look) && { with: open("with"), ...both }), ...(names(one, look) && { works: open("works") }) };
  }

  private readonly shut = (event: ToggleEvent): void => {
    if (event.newState !== "closed") return;
    // What it has opened has the focus already.
    const active = (this.renderRoot as ShadowRoot).activeElement;
    if (!active?.closest("greenlight-with, greenlight-works")) this.menued?.from.focus({ preventScroll: true });
    this.menued = undefined;
    this.requestUpdate();
  };

  // ------------------------------------------------------------- what hands do

  /** Search, or with `lost` what was lost with the connection; who looks is told what came of it. */
  private async run(lost = false, from?: string): Promise<void> {
    const { session, scene } = this;
    // What is typed meanwhile takes the place of what is being searched for.
    if (session.runsThis || (!lost && this.state.lost !== undefined)) return;
    this.asked = true;
    const running = lost ? session.again(scene) : session.run(scene, from);
    if (!running) return;
    if (session.running) scene.announce(askingText(session.asking, scene.words));
    const came = await running;
    if (came === "found") scene.announce(this.summary(session));
    else if (came === "failed") scene.announce(scene.words.card("search_failed", { reason: session.failure }));
  }

  private summary({ found }: Session): string {
    const { words } = this.scene;
    if (!found!.total) return nothingText(found!, words).join(". ");
    return [foundText(found!, words), found!.silent.length ? `${silentText(found!, words)[0]}.` : ""].filter(Boolean).join(" ");
  }

  /** Search for what is shown, whatever was typed since. */
  private async anew(): Promise<void> {
    const { session } = this;
    if (session.asked) session.wanted = session.asked;
    await this.run();
  }

  private readonly narrow = async (what: Parameters<Session["narrow"]>[0]): Promise<void> => {
    const { session, scene } = this;
    this.asked = true;
    await session.narrow(what);
    this.asked = true;
    if (!session.gone && !session.failure) scene.announce(scene.words.card("search_shown", { count: session.found!.total, shown: session.total }));
  };

  private async further(): Promise<void> {
    const { session } = this;
    const from = session.rows.length;
    this.asked = true;
    await session.further();
    const next = session.rows[from];
    if (!next) return;
    this.focusOn = `[data-id="${CSS.escape(next.id)}"]`;
    this.requestUpdate();
  }

  /** Up and down go to the same button of the row before or after. */
  private readonly key = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const from = event.target as HTMLElement;
    const at = from.closest<HTMLElement>("li[data-id]");
    if (!step || !at || from.closest("select, input")) return;
    const to = (step > 0 ? at.nextElementSibling : at.previousElementSibling) as HTMLElement | null;
    if (!to) return;
    event.preventDefault();
    const same = from.dataset.name && to.querySelector<HTMLElement>(`[data-name=${from.dataset.name}]`);
    (same || to).focus();
  };

  readonly hears = (began: number): boolean => this.still.hears(began);

  stay(id: string): void {
    const inside = this.renderRoot.querySelector(`[data-id="${CSS.escape(id)}"]`)?.contains((this.renderRoot as ShadowRoot).activeElement);
    if (!inside) return;
    const made = this.taking.of(id);
    this.asked = true;
    this.focusOn = `[data-id="${CSS.escape(id)}"]${made?.twice ? " .ask .b:last-child" : made?.word ? " .is .b" : ""}`;
    this.requestUpdate();
  }

  press(event: Event, one: Result, how: "download" | "ask", options: Given = {}): void {
    const began = event instanceof MouseEvent && event.detail ? this.began : performance.now();
    if ((event.currentTarget as HTMLElement).ariaDisabled === "true" && this.taking.of(one.id)?.busy) return;
    if (!this.hears(began)) return;
    this.asked = true;
    if (how === "download" && deletes(one) && !options.keep_both) return this.taking.ask(one, options);
    void this.take(one, how, options);
  }

  private async take(one: Result, how: "download" | "ask", options: Given = {}): Promise<void> {
    if ((await this.taking.take(one, how, options)) && this.opened?.id === one.id) this.opened = undefined;
    this.requestUpdate();
  }

  sure(one: Result, both = false): void {
    this.asked = true;
    void this.take(one, "download", { ...this.taking.of(one.id)?.twice, ...(both && { keep_both: true }) });
  }

  back(one: Result): void {
    this.asked = true;
    this.taking.back(one.id);
    this.focusOn = `[data-id="${CSS.escape(one.id)}"] [data-name=download]`;
  }

  readonly undo = (one: Result, request: string, keep?: boolean): void => void this.taking.undo(one, request, keep);

  lead({ leads: view, request: id }: Standing): void {
    this.dispatchEvent(new CustomEvent("lead", { detail: { view, id } }));
  }

  menu(one: Result, from: HTMLElement): void {
    this.menued = { id: one.id, from };
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const shown = this.renderRoot.querySelector<HTMLElement>(".menu");
      if (shown) showMenu(shown, from);
    });
  }

  close(one: Result): void {
    const name = this.opened?.what === "works" ? "menu" : "download";
    this.opened = undefined;
    this.asked = true;
    this.focusOn = `[data-id="${CSS.escape(one.id)}"] [data-name=${name}]`;
    this.requestUpdate();
  }

  /** It was said which work one is: all that are called so are another now. */
  readonly named = (): void => void this.session.renew().catch(() => undefined);
}

/** Session: one search with all that was found, whichever view is looked at meanwhile; a page that is opened anew finds it again. */
import { reason, type Refusal, type Scene, type Store } from "../kit";
import type { Found, Item, Items, Last, Page, Result, Source, Status } from "./answers";
import type { Made } from "./taking";
import { recall, remember } from "./recall";
import { AS_FOUND, askedOf, command, leftOut, NOTHING, page, remembered, says, type Look, type Wanted } from "./wanted";

/** So many results come at once. */
export const PAGE = 50;
/** Seconds for which it is believed what can be searched. */
const KNOWN_FOR = 60;
/** So many results are looked at anew by themselves. */
const RENEWED = 200;
/** Seconds after which it is asked again where nobody told. */
const AGAIN = 5;

export class Session {
  wanted: Wanted = NOTHING;
  look: Look = AS_FOUND;
  /** Whether the fold with the indexers is open. */
  where = false;
  sources?: readonly Source[];
  clients: NonNullable<Items["clients"]> = [];
  /** Why nobody knows what can be searched. */
  unknown?: string;
  stopped = false;
  found?: Found;
  /** What was searched for. */
  asked?: Wanted;
  /** How many results have come by now, of which those of `found` are shown. */
  came = 0;
  /** What was known when somebody began to be at the results, of which none moves before they say so. */
  above?: Found;
  /** What the address said that it was searched for. */
  from?: string;
  /** Whether it is known by now what was searched for before. */
  recalled = false;
  rows: readonly Result[] = [];
  total = 0;
  /** Why nothing was found, and why there is no more of what was found. */
  failure?: string;
  gone = false;
  paging = false;
  /** What was made of results here, by their ids. */
  readonly taken = new Map<string, Made>();
  private readonly listeners = new Set<(replaced: boolean) => void>();
  /** What is being searched for just now. */
  private runs?: Wanted;
  private turn = 0;
  private knownAt = -Infinity;
  /** A search whose answer was lost with the connection. */
  private lost = false;
  private recalling = false;
  /** Nobody could tell, which is asked anew once the connection is back. */
  private unrecalled = false;
  /** Whom a search that was found again has asked, until it is known what that leaves out. */
  private restored?: readonly string[];

  constructor(private readonly store: Store) {}

  private static readonly all = new WeakMap<Store, Session>();

  static of(store: Store): Session {
    let one = this.all.get(store);
    if (!one) this.all.set(store, (one = new Session(store)));
    return one;
  }

  get running(): boolean {
    return this.runs !== undefined;
  }

  /** What is being searched for, and whether it is just what is wanted. */
  get sought(): Wanted | undefined {
    return this.runs;
  }

  get runsThis(): boolean {
    return this.runs === this.wanted;
  }

  /** Whether what is shown is what has come so far of the search that runs. */
  get coming(): boolean {
    return this.running && this.runs === this.asked && !!this.found?.running;
  }

  /** How many have come that are not shown. */
  get more(): number {
    return this.found ? Math.max(0, this.came - this.found.total) : 0;
  }

  /** How many are being asked just now, 0 where nobody knows that yet. */
  get asking(): number {
    return this.runs ? askedOf(this.sources ?? [], this.runs).length : 0;
  }

  /** Tell `listener` of all that changes, and whether other results are shown by that. */
  join(listener: (replaced: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(replaced = false): void {
    for (const listener of this.listeners) listener(replaced);
  }

  set(what: Partial<Wanted>): void {
    this.wanted = { ...this.wanted, ...what };
    this.tell();
  }

  /** Learn what can be searched, where that is not known. */
  async learn(now: number): Promise<void> {
    if (now - this.knownAt < KNOWN_FOR) return;
    this.knownAt = now;
    try {
      await this.items("");
    } catch (refusal) {
      this.knownAt = now - KNOWN_FOR + AGAIN;
      this.unknown = reason(refusal);
    }
    this.tell();
  }

  /** Works of the libraries that go by such a name. Rejects with a `Refusal`. */
  async items(text: string): Promise<Item[]> {
    const { items, sources, clients } = await this.store.ask<Items>("search_items", { text });
    this.sources = sources;
    this.clients = clients ?? [];
    this.narrowAsAsked();
    this.unknown = undefined;
    return items;
  }

  /** Search for what is wanted; what has come is shown while others are still asked. */
  async run(scene: Scene, from?: string): Promise<"found" | "failed" | undefined> {
    const { wanted, store } = this;
    if (!says(wanted)) return undefined;
    this.end();
    this.from = from;
    const turn = ++this.turn;
    const sources = this.sources ?? [];
    this.runs = wanted;
    this.failure = undefined;
    this.stopped = this.lost = false;
    this.restored = undefined;
    this.tell();
    try {
      const found = await store.ask<Found>("search", command(wanted, sources));
      if (turn !== this.turn) {
        if (found.running) this.release(found.search);
        return undefined;
      }
      this.take(found, wanted);
      this.tell(true);
      await this.follow(turn);
      return turn === this.turn && this.failure === undefined ? "found" : undefined;
    } catch (refusal) {
      if (turn !== this.turn) return undefined;
      this.runs = undefined;
      // What took its place is shown where it was asked for.
      if (key(refusal) === "search_superseded") return undefined;
      this.lost = (refusal as Refusal).code === "unheard";
      this.failure = reason(refusal) || scene.words.card("unheard");
      return "failed";
    } finally {
      this.tell();
    }
  }

  /** Hear how it goes on until all have answered. What comes is shown at once only where nobody is at the results. */
  private async follow(turn: number): Promise<void> {
    try {
      while (turn === this.turn && this.found?.running) {
        // What is said above the results moves them, too.
        this.tell(!this.above);
        const { search, seen } = this.found;
        const status = await this.store.ask<Status>("search_news", { search, seen });
        if (turn !== this.turn) return;
        this.came = status.total;
        this.found = { ...this.found, ...status, total: this.found.total };
        if (this.more && (!this.above || !this.rows.length)) await this.get(0, true);
      }
      // Who is left alone by now, and until when.
      if (this.found?.silent.length) void this.items("").then(() => this.tell(), () => undefined);
    } catch (refusal) {
      if (turn !== this.turn) return;
      this.gone = isGone(refusal) || key(refusal) === "search_superseded";
      // What is lost with the connection is gone on with when that is back.
      if (!this.gone && (refusal as Refusal).code !== "unheard") this.failure = reason(refusal);
      this.found = { ...this.found!, running: false, waiting: [] };
    } finally {
      if (turn === this.turn) {
        this.runs = undefined;
        this.tell(!this.above);
      }
    }
  }

  /** Somebody is at the results. */
  touch(): void {
    if (this.coming) this.above ??= this.found;
  }

  /** Show all that has come. */
  async show(): Promise<void> {
    this.above = undefined;
    await this.get(0);
  }

  /** Search anew for what was lost with the connection, or go on with what is known there still. */
  again(scene: Scene): Promise<unknown> | undefined {
    if (this.lost) return this.run(scene);
    if (this.unrecalled) {
      this.recalling = this.unrecalled = false;
      return this.recall();
    }
    return this.found && !this.running ? this.resume() : undefined;
  }

  private async resume(): Promise<void> {
    const turn = this.turn;
    const last = await this.store.ask<Partial<Last>>("search_last", { search: this.found!.search }).catch(() => undefined);
    if (!last || turn !== this.turn || !this.found) return;
    if (last.search !== this.found.search) {
      this.gone = true;
      return this.tell();
    }
    const { seen, running, waiting, asked, silent, broken, left_out } = last as Last;
    this.came = last.total!;
    this.found = { ...this.found, seen, running, waiting, asked, silent, broken, left_out };
    if (running) this.runs = this.asked;
    if (this.more && !this.above) await this.get(0, true);
    await this.follow(turn);
  }

  /** Find what was searched for before this page was opened, once. */
  async recall(): Promise<void> {
    if (this.recalling) return;
    this.recalling = true;
    const known = recall();
    try {
      const last = await this.store.ask<Partial<Last>>("search_last", known.search === undefined ? {} : { search: known.search });
      if (last.search === undefined || this.found || this.running) return;
      const wanted = remembered(last.wanted!);
      if (last.search === known.search) {
        // Who was in the middle of it goes on; who comes anew finds an empty field.
        if (!says(this.wanted)) this.wanted = wanted;
        this.from = known.from;
      }
      this.restored = last.asked;
      this.take(last as Found, wanted);
      this.narrowAsAsked();
      const turn = ++this.turn;
      if (last.running) this.runs = this.asked;
      void this.follow(turn);
    } catch {
      this.unrecalled = true;
    } finally {
      this.recalled = true;
      this.tell();
    }
  }

  /** What was left out of a search that was found again is so still. */
  private narrowAsAsked(): void {
    const { restored, sources, asked } = this;
    if (!restored || !sources || !asked || asked.without.size) return;
    this.restored = undefined;
    const narrowed = { ...asked, without: leftOut(sources, restored) };
    if (this.wanted === asked) this.wanted = narrowed;
    if (this.runs === asked) this.runs = narrowed;
    this.asked = narrowed;
  }

  /** Tell how the results are by now, each in its place: what is there has changed, or what would go for them. */
  async renew(): Promise<void> {
    const { found, look } = this;
    for (let from = 0; found && from < Math.min(this.rows.length, RENEWED); from += PAGE) {
      const { results, have, better = this.found?.better } = await this.store.ask<Page>("search_page", { search: found.search, ...page(look, from) });
      if (found.search !== this.found?.search || look !== this.look) return;
      const known = new Map(results.map((one) => [one.id, one]));
      this.rows = this.rows.map((one) => known.get(one.id) ?? one);
      this.found = { ...this.found, have, better };
      this.tell();
    }
  }

  private take(found: Found, wanted: Wanted): void {
    this.runs = found.running ? wanted : undefined;
    this.found = found;
    this.asked = wanted;
    this.rows = found.results;
    this.total = this.came = found.total;
    this.look = AS_FOUND;
    this.gone = this.paging = false;
    this.above = undefined;
    remember({ search: found.search, from: this.from });
    // Why something was not done counted for what was shown then.
    for (const [id, made] of this.taken) {
      if (made.request === undefined && !made.busy && !made.unheard) this.taken.delete(id);
      else if (made.why && !made.unheard) this.taken.set(id, { ...made, why: undefined });
    }
  }

  /** Wait for no indexer any more: what has come stays. `told` says that it was stopped. */
  stop(told = true): void {
    // That it has ended is news as any other.
    if (told && this.coming) {
      // Whoever stops it wants to see who was left.
      this.above = undefined;
      return this.release(this.found!.search);
    }
    this.end();
    this.turn += 1;
    this.runs = undefined;
    this.stopped = told;
    this.tell();
  }

  private end(): void {
    if (!this.coming) return;
    this.release(this.found!.search);
    this.found = { ...this.found!, running: false, waiting: [] };
  }

  private release(search: string): void {
    void this.store.ask("search_stop", { search }).catch(() => undefined);
  }

  /** Look at what was found otherwise, from its beginning. */
  async narrow(what: Partial<Look>): Promise<void> {
    const { protocol, hide_known } = this.look;
    this.above = undefined;
    this.look = { ...this.look, ...what };
    // In another order nobody says how many of these are better.
    const same = protocol === this.look.protocol && hide_known === this.look.hide_known;
    if (!same && this.found && this.look.sort !== "best") this.found = { ...this.found, better: 0 };
    await this.get(0);
  }

  /** Get the next page. */
  async further(): Promise<void> {
    this.touch();
    if (!this.paging) await this.get(this.rows.length);
  }

  /** `moves` says that nobody has asked for what is shown then. */
  private async get(offset: number, moves = false): Promise<void> {
    const { found, look } = this;
    if (!found) return;
    const current = (): boolean => found.search === this.found?.search && look === this.look;
    this.paging = true;
    this.tell();
    try {
      const { total, of = found.total, results, ...now } = await this.store.ask<Page>("search_page", { search: found.search, ...page(look, offset) });
      if (!current()) return;
      const known = new Set(offset ? this.rows.map(({ id }) => id) : []);
      this.rows = [...(offset ? this.rows : []), ...results.filter(({ id }) => !known.has(id))];
      this.total = total;
      if (!offset) {
        this.came = Math.max(this.came, of);
        this.found = { ...this.found!, ...now, total: of };
      }
      this.failure = undefined;
    } catch (refusal) {
      if (!current()) return;
      this.gone = isGone(refusal);
      if (!this.gone) this.failure = reason(refusal);
    } finally {
      if (current()) {
        this.paging = false;
        this.tell(moves);
      }
    }
  }
}

/** By what name the integration knows an error. */
export function key(refusal: unknown): string | undefined {
  return (refusal as { translation_key?: string } | undefined)?.translation_key;
}

/** Whether what was found is not known any more, so that it has to be searched for again. */
export function isGone(refusal: unknown): boolean {
  return ["unknown_search", "search_again"].includes(key(refusal) ?? "");
}

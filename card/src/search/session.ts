/** Session: one search with all that was found, for as long as the page is open, whichever view is looked at meanwhile. */
import { reason, type Refusal, type Scene, type Store } from "../kit";
import type { Found, Item, Items, Page, Result, Source } from "./answers";
import type { Made } from "./taking";
import { AS_FOUND, askedOf, command, NOTHING, page, says, type Look, type Wanted } from "./wanted";

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
  /** What was searched for, and when it was found, in epoch seconds. */
  asked?: Wanted;
  at = 0;
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
    this.unknown = undefined;
    return items;
  }

  /** Search for what is wanted. */
  async run(scene: Scene): Promise<"found" | "failed" | undefined> {
    const { wanted, store } = this;
    if (!says(wanted)) return undefined;
    const turn = ++this.turn;
    const sources = this.sources ?? [];
    this.runs = wanted;
    this.failure = undefined;
    this.stopped = this.lost = false;
    this.tell();
    try {
      const found = await store.ask<Found>("search", command(wanted, sources));
      if (turn !== this.turn) return undefined;
      this.take(found, wanted, store.now());
      // Who is left alone by now, and until when.
      if (found.silent.length) void this.items("").then(() => this.tell(), () => undefined);
      return "found";
    } catch (refusal) {
      if (turn !== this.turn) return undefined;
      this.runs = undefined;
      // What took its place is shown where it was asked for.
      if (key(refusal) === "search_superseded") return undefined;
      this.lost = (refusal as Refusal).code === "unheard";
      this.failure = reason(refusal) || scene.words.card("unheard");
      return "failed";
    } finally {
      this.tell(turn === this.turn);
    }
  }

  /** Search anew for what was lost with the connection. */
  again(scene: Scene): Promise<unknown> | undefined {
    return this.lost ? this.run(scene) : undefined;
  }

  /** Tell how the results are by now, each in its place: what is there has changed, or what would go for them. */
  async renew(): Promise<void> {
    const { found, look } = this;
    for (let from = 0; found && from < Math.min(this.rows.length, RENEWED); from += PAGE) {
      const { results, have, better = found.better } = await this.store.ask<Page>("search_page", { search: found.search, ...page(look, from) });
      if (found.search !== this.found?.search || look !== this.look) return;
      const known = new Map(results.map((one) => [one.id, one]));
      this.rows = this.rows.map((one) => known.get(one.id) ?? one);
      this.found = { ...this.found, have, better };
      this.tell();
    }
  }

  private take(found: Found, wanted: Wanted, now: number): void {
    this.runs = undefined;
    this.found = found;
    this.asked = wanted;
    this.at = now;
    this.rows = found.results;
    this.total = found.total;
    this.look = AS_FOUND;
    this.gone = this.paging = false;
    // Why something was not done counted for what was shown then.
    for (const [id, made] of this.taken) {
      if (made.request === undefined && !made.busy && !made.unheard) this.taken.delete(id);
      else if (made.why && !made.unheard) this.taken.set(id, { ...made, why: undefined });
    }
  }

  /** Forget the answer that is waited for; `told` says that it was stopped. */
  stop(told = true): void {
    this.turn += 1;
    this.runs = undefined;
    this.stopped = told;
    this.tell();
  }

  /** Look at what was found otherwise, from its beginning. */
  async narrow(what: Partial<Look>): Promise<void> {
    this.look = { ...this.look, ...what };
    await this.get(0);
  }

  /** Get the next page. */
  async further(): Promise<void> {
    if (!this.paging) await this.get(this.rows.length);
  }

  private async get(offset: number): Promise<void> {
    const { found, look } = this;
    if (!found) return;
    const current = (): boolean => found.search === this.found?.search && look === this.look;
    this.paging = true;
    this.tell();
    try {
      const { total, results } = await this.store.ask<Page>("search_page", { search: found.search, ...page(look, offset) });
      if (!current()) return;
      const known = new Set(offset ? this.rows.map(({ id }) => id) : []);
      this.rows = [...(offset ? this.rows : []), ...results.filter(({ id }) => !known.has(id))];
      this.total = total;
      this.failure = undefined;
    } catch (refusal) {
      if (!current()) return;
      this.gone = isGone(refusal);
      if (!this.gone) this.failure = reason(refusal);
    } finally {
      if (current()) {
        this.paging = false;
        this.tell();
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

/**
 * Store: what Greenlight sends to this browser tab, once for all cards on the page.
 *
 * Rows that have not changed stay the same objects, so what shows them need not look at them again.
 */
import type { Connection, Refusal } from "./hass";
import type { Change, Download, Entry, Gone, Me, May, Question, Snapshot, Totals, Trouble } from "./model";

export interface State {
  rev: number;
  card: string;
  me: Me;
  deciders: readonly string[];
  waiting: readonly Question[];
  downloads: readonly Download[];
  recent: readonly Entry[];
  totals: Totals;
  troubles: readonly Trouble[];
  /** Epoch seconds since when Home Assistant cannot be reached. */
  lost?: number;
}

/** Why there is nothing to show: what Greenlight says, or what the subscription was refused with. */
export type Absence = Gone | Refusal;

type Listener = (state: State | undefined, gone: Absence | undefined) => void;

/** How long the subscription outlives the last card, as views are left and come back to. */
const LINGERS = 5_000;
const COMMAND = { type: "greenlight/subscribe" };
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;
/** So long Home Assistant may take to start until it is said that Greenlight does not run. */
const PATIENCE = 30_000;

/** Milliseconds by which the clock of this browser is set before that counts. */
const LEAP = 5_000;

const stores = new WeakMap<Connection, Store>();

export class Store {
  state?: State;
  gone?: Absence;
  private listeners = new Set<Listener>();
  private unsubscribe?: Promise<() => Promise<void> | void>;
  private begun = false;
  private offset = 0;
  private lost?: number;
  private retry = FIRST_RETRY;
  private timer?: ReturnType<typeof setTimeout>;
  private leaving?: ReturnType<typeof setTimeout>;
  /** What the clock of this browser tells beyond the one that only runs on. */
  private skew = skew();
  /** In the words of whoever looks: the connection was lost before an answer came. */
  unheard = "";

  /** The one of a connection. */
  static of(connection: Connection): Store {
    let store = stores.get(connection);
    if (!store) stores.set(connection, (store = new Store(connection)));
    return store;
  }

  constructor(private readonly connection: Connection) {}

  /** Tell `listener` of every change from now on, until what is returned is called. */
  join(listener: Listener): () => void {
    clearTimeout(this.leaving);
    this.listeners.add(listener);
    if (!this.begun) this.begin();
    if (this.state || this.gone) listener(this.state, this.gone);
    return () => {
      this.listeners.delete(listener);
      if (!this.listeners.size) this.leaving = setTimeout(() => this.end(), LINGERS);
    };
  }

  /** Epoch seconds by the clock of the server. */
  now = (): number => Date.now() / 1000 + this.offset;

  /** Ask for the time of the server anew where the clock that it is told by here was set. To be called now and then. */
  mindClock(): void {
    const before = this.skew;
    this.skew = skew();
    if (this.state && this.lost === undefined && Math.abs(this.skew - before) >= LEAP) this.subscribe();
  }

  may(what: May): boolean {
    const may = this.state?.me.may ?? [];
    return may.includes(what) || may.includes("everything");
  }

  /** Run an action of Greenlight in the name of whoever looks. Rejects with a `Refusal`. */
  act<T = unknown>(action: string, data: Record<string, unknown>): Promise<T> {
    return this.ask<T>("act", { action, data });
  }

  /** Ask once: `details`, `history`, … Rejects with a `Refusal`, whose code is `unheard` where no answer came. */
  ask<T>(command: string, data: Record<string, unknown> = {}): Promise<T> {
    return this.connection.sendMessagePromise<T>({ type: `greenlight/${command}`, ...data }).catch((refusal: unknown) => {
      throw isRefusal(refusal) ? refusal : { code: "unheard", message: this.unheard };
    });
  }

  private begin(): void {
    this.begun = true;
    this.connection.addEventListener("disconnected", this.left);
    this.connection.addEventListener("ready", this.back);
    this.subscribe();
  }

  private subscribe(): void {
    clearTimeout(this.timer);
    // One that waits for the connection still is sent as soon as there is one, and would be told everything twice.
    this.stop(this.unsubscribe);
    // The client of Home Assistant would subscribe again by itself, but only once: and after a restart of
    // Home Assistant the connection is back before Greenlight is.
    const heard = (message: Snapshot | Change | Gone) => begun === this.unsubscribe && this.heard(message);
    const begun: Store["unsubscribe"] = this.connection.subscribeMessage(heard, COMMAND, { resubscribe: false });
    this.unsubscribe = begun;
    begun.then(
      () => (this.retry = FIRST_RETRY),
      (refusal: Refusal | number) => begun === this.unsubscribe && this.refused(refusal),
    );
  }

  private refused(refusal: Refusal | number): void {
    // A number is the client's own: there is no connection just now, and it tells when there is.
    if (typeof refusal === "number") return;
    this.timer = setTimeout(() => this.subscribe(), this.retry);
    this.retry = Math.min(this.retry * 2, LAST_RETRY);
    // While Home Assistant starts, what was known stays in sight for a while.
    if (this.lost !== undefined && this.retry < PATIENCE) return;
    this.state = undefined;
    this.gone = refusal;
    this.tell();
  }

  private end(): void {
    const ended = this.unsubscribe;
    this.begun = false;
    clearTimeout(this.timer);
    this.connection.removeEventListener("disconnected", this.left);
    this.connection.removeEventListener("ready", this.back);
    this.unsubscribe = this.state = this.gone = this.lost = undefined;
    this.stop(ended);
  }

  private stop(subscription: Store["unsubscribe"]): void {
    subscription?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
  }

  private left = (): void => {
    this.lost ??= this.now();
    clearTimeout(this.timer);
    this.unsubscribe = undefined;
    if (this.state) this.state = { ...this.state, lost: this.lost };
    this.tell();
  };

  private back = (): void => {
    this.retry = FIRST_RETRY;
    this.subscribe();
  };

  private heard(message: Snapshot | Change | Gone): void {
    if ("gone" in message) {
      this.state = undefined;
      this.lost = undefined;
      this.gone = message;
    } else if ("waiting" in message) {
      this.offset = message.now - Date.now() / 1000;
      this.gone = undefined;
      this.lost = undefined;
      this.state = joined(this.state, message);
    } else if (!this.state || message.rev !== this.state.rev + 1) {
      // Something is missing, so everything is asked for anew.
      return this.subscribe();
    } else {
      this.state = changed(this.state, message);
    }
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener(this.state, this.gone);
  }
}

/** What is lost with the connection is rejected with a number, or with a message of which the words are none for people. */
function isRefusal(refusal: unknown): refusal is Refusal {
  const { code, message } = (refusal ?? {}) as Partial<Refusal>;
  return typeof code === "string" && typeof message === "string";
}

function skew(): number {
  return Date.now() - performance.now();
}

/** What a snapshot makes of what was known: rows that are still the same stay the same objects. */
export function joined(before: State | undefined, snapshot: Snapshot): State {
  const { rev, card, me, deciders, recent, totals, troubles } = snapshot;
  return {
    rev, card, me, deciders, recent, totals, troubles,
    waiting: same(before?.waiting, snapshot.waiting),
    downloads: same(before?.downloads, snapshot.downloads),
  };
}

/** What a change makes of it; lists that it does not touch stay the same objects. */
export function changed(state: State, change: Change): State {
  return {
    ...state,
    rev: change.rev,
    waiting: merged(state.waiting, change.put?.waiting, change.drop?.waiting),
    downloads: merged(state.downloads, change.put?.downloads, change.drop?.downloads),
    recent: change.recent ?? state.recent,
    totals: change.totals ?? state.totals,
    troubles: change.troubles ?? state.troubles,
  };
}

function merged<T extends { id: string }>(rows: readonly T[], put: T[] = [], drop: string[] = []): readonly T[] {
  if (!put.length && !drop.length) return rows;
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const id of drop) byId.delete(id);
  for (const row of put) byId.set(row.id, row);
  return [...byId.values()];
}

function same<T extends { id: string }>(before: readonly T[] | undefined, now: T[]): readonly T[] {
  const known = new Map(before?.map((row) => [row.id, [row, JSON.stringify(row)] as const]));
  return now.map((row) => {
    const old = known.get(row.id);
    return old && old[1] === JSON.stringify(row) ? old[0] : row;
  });
}

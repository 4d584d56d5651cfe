/** Taking: what a press on a result does, what is said of it, and how it is taken back. */
import { reason, type Refusal, type Scene } from "../kit";
import type { Options } from "../more/with";
import { asWork, type Result, type Taken } from "./answers";
import { isGone, key, type Session } from "./session";

/** Milliseconds for which something is asked for once more. */
const TWICE = 10_000;

export type How = "download" | "ask" | "undo";

/** What was made of a result here, or is being made. */
export interface Made {
  busy?: How;
  /** It is asked once more whether it is meant: with these options. */
  twice?: Given;
  request?: string;
  state?: string;
  /** What its client does not know of what was chosen. */
  ignored?: readonly string[];
  /** Why it was not done, in words. */
  why?: string;
  /** No answer came, so that nobody knows whether it was done. */
  unheard?: boolean;
  /** It can be taken back once somebody says what becomes of the data that is here. */
  word?: boolean;
}

export type Given = Options & { keep_both?: boolean };

interface Host {
  readonly scene: Scene;
  readonly session: Session;
  /** The buttons of a row have made place for something else: its focus is to stay there. */
  stay(id: string): void;
  /** Whether a press counts that began then. */
  hears(began: number): boolean;
}

export class Taking {
  private timer?: ReturnType<typeof setTimeout>;

  constructor(private readonly host: Host) {}

  of(id: string): Made | undefined {
    return this.host.session.taken.get(id);
  }

  private put(id: string, made: Made): void {
    this.host.session.taken.set(id, made);
    this.host.session.tell();
  }

  /** Ask once more before a file goes for it. */
  ask(result: Result, options: Given = {}): void {
    clearTimeout(this.timer);
    this.put(result.id, { ...this.of(result.id), why: undefined, twice: options });
    this.host.stay(result.id);
    this.timer = setTimeout(() => this.back(result.id), TWICE);
  }

  back(id: string): void {
    const made = this.of(id);
    if (!made?.twice) return;
    this.put(id, { ...made, twice: undefined });
  }

  async take(result: Result, how: "download" | "ask", options: Given = {}): Promise<boolean> {
    const { scene, session } = this.host;
    const { words, store } = scene;
    const before = this.of(result.id);
    if (before?.busy) return false;
    clearTimeout(this.timer);
    this.put(result.id, { ...before, busy: how, twice: undefined, why: undefined });
    const work = words.work(asWork(result.work));
    try {
      const told = await store.act<Taken>("request", { result: result.id, approve: how === "download", ...agreed(result, how), ...options });
      this.put(result.id, { request: told.request_id, state: told.state, ...(told.ignored?.length && { ignored: told.ignored }) });
      // With votes it may need more than one yes.
      scene.announce(how === "download" && told.state === "pending" ? words.card("voted_yes", { work }) : words.card(`search_took_${how}`, { work }));
      this.host.stay(result.id);
      // Of others of the same it is told that this one is on its way.
      void session.renew().catch(() => undefined);
      return true;
    } catch (refusal) {
      const changed = key(refusal) === "question_changed";
      const unheard = isUnheard(refusal);
      const why = unheard ? reason(refusal) : changed ? words.card("search_changed") : words.card(`search_not_${how}`, { reason: reason(refusal) });
      session.gone ||= isGone(refusal);
      this.put(result.id, { ...before, busy: undefined, twice: undefined, why, unheard });
      scene.announce(why);
      if (changed) await session.renew().catch(() => undefined);
      return false;
    }
  }

  /** The connection is back: see what became of what was asked for before it was lost. */
  async heard(): Promise<void> {
    const { session } = this.host;
    const unheard = [...session.taken].filter(([, made]) => made.unheard);
    if (!unheard.length) return;
    await session.renew().catch(() => undefined);
    for (const [id, made] of unheard) {
      if (session.taken.get(id) !== made) continue;
      session.taken.delete(id);
    }
    session.tell();
  }

  async undo(result: Result, request: string, keep?: boolean): Promise<void> {
    const { scene } = this.host;
    const { words, store } = scene;
    const before = this.of(result.id);
    if (before?.busy) return;
    this.put(result.id, { ...before, busy: "undo", why: undefined });
    const work = words.work(asWork(result.work));
    try {
      await store.act("undo", { request_id: request, ...(keep !== undefined && { delete_data: !keep }) });
      // What nobody has asked about is no question afterwards either.
      const asked = before?.state === undefined || before.state === "pending";
      this.put(result.id, { request, state: asked ? "pending" : "cancelled" });
      scene.announce(words.card(asked ? "live_taken_back" : "search_taken_back", { work }));
    } catch (refusal) {
      const { code, translation_key } = refusal as Refusal & { translation_key?: string };
      const word = (translation_key ?? code) === "needs_word";
      const why = isUnheard(refusal) ? reason(refusal) : words.card("strip_not_taken_back", { work, why: reason(refusal, work) });
      this.put(result.id, { ...before, busy: undefined, word, why: word ? undefined : why });
      scene.announce(word ? words.text("reply_needs_word") : why);
    }
    this.host.stay(result.id);
  }
}

function isUnheard(refusal: unknown): boolean {
  return (refusal as Partial<Refusal> | undefined)?.code === "unheard";
}

/** What a yes is given on, and that what is there stays where that is the plain yes. */
function agreed({ seen, file, both }: Result, how: "download" | "ask"): Record<string, unknown> {
  if (how === "ask") return {};
  return { ...(seen !== undefined && { seen }), ...(both && file?.fate === "keep" && { keep_both: true }) };
}

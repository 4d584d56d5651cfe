/** Answering: what a press does, what is said of it, and how it is taken back. */
import { reason } from "../asking";
import type { Refusal } from "../hass";
import type { Entry, Question } from "../model";
import type { Scene } from "../part";
import { over } from "./strip";
import { STRIP, type Done, type Rows, type Strip } from "./rows";

/** What an action tells of each request. */
interface Told {
  request_id: string;
  state?: string;
  why?: string;
}

export interface Page {
  readonly scene: Scene;
  readonly rows: Rows;
  /** Draw again, with what is told already. */
  redraw(): void;
  /** The question about this has just changed. */
  changed(id: string): void;
  /** How many questions wait besides those that are answered. */
  waiting(): number;
  /** Put the focus on the question after this one, once it is drawn. */
  leave(id: string): void;
}

export class Answering {
  /** What U takes back. */
  last?: string;

  constructor(private readonly page: Page) {}

  /** Give one answer. `name` is the button that is pressed. With `quiet` it rejects with what goes wrong, and says nothing of it. */
  async one(question: Question, name: string, action: string, data: Record<string, unknown>, quiet = false): Promise<void> {
    const { rows, scene } = this.page;
    const { id } = question;
    if (rows.busy.has(id)) return;
    rows.busy.set(id, name);
    this.page.redraw();
    try {
      const marks = action === "undo" ? {} : { seen: several(action) ? [question.seen] : question.seen };
      const told = await scene.store.act<unknown>(action, { request_id: several(action) ? [id] : id, ...marks, ...data });
      rows.busy.delete(id);
      this.done(question, action, data, answers(told)[0]);
    } catch (error) {
      rows.busy.delete(id);
      if (quiet) throw error;
      this.failed(question, name, action, data, error as Refusal);
    }
    this.page.redraw();
  }

  /** Take the last answer to it back; `keep` tells what becomes of data that is there already. */
  async undo(id: string, keep?: boolean): Promise<void> {
    const { rows, scene } = this.page;
    const { words } = scene;
    const strip = rows.strips.get(id);
    const work = strip ? words.work(strip.question.work) : "";
    try {
      await scene.store.act("undo", { request_id: id, ...(keep === undefined ? {} : { delete_data: !keep }) });
      rows.takenBack(id);
      if (this.last === id) this.last = undefined;
      scene.announce(words.card("live_taken_back", { work }));
      scene.hush();
    } catch (error) {
      if (isUnheard(error)) return this.unheard(error);
      const asks = key(error) === "needs_word";
      const why = asks ? words.text("reply_needs_word") : reason(error, work);
      if (strip) scene.hush();
      if (strip && asks) this.strip(strip.question, { how: "word", aside: why });
      else if (strip) this.strip(strip.question, { how: "failed", failed: "taken_back", why, ...(helps(error) && { retry: () => void this.undo(id, keep) }) });
      else scene.toast(why);
      scene.announce(why);
    }
    this.page.redraw();
  }

  /** Offer no way back where there is none any more, not in Home Assistant's own message either. */
  mind(state: Parameters<typeof over>[1]): void {
    const { scene } = this.page;
    if (this.last === undefined || !over(scene, state, this.last)) return;
    this.last = undefined;
    scene.hush();
  }

  /** Give the same answer to several, and tell in one sentence what became of them. */
  async all(questions: readonly Question[], action: "approve" | "decline"): Promise<void> {
    const { rows, scene } = this.page;
    const open = questions.filter((one) => !rows.busy.has(one.id));
    for (const one of open) rows.busy.set(one.id, action === "approve" ? "yes" : "no");
    this.page.redraw();
    const data = { request_id: open.map((one) => one.id), seen: open.map((one) => one.seen) };
    let unheard: unknown;
    const told = await scene.store.act<unknown>(action, data).then(answers, (refusal: Refusal) => {
      unheard = isUnheard(refusal) ? refusal : undefined;
      return open.map((one): Told => ({ request_id: one.id, why: refusal.message }));
    });
    for (const one of open) rows.busy.delete(one.id);
    if (unheard) return this.unheard(unheard);
    const whys = new Map(told.map((one) => [one.request_id, one.why]));
    const done = open.filter((one) => whys.has(one.id) && whys.get(one.id) === undefined);
    for (const one of done) if (!one.votes) this.strip(one, { how: became(one, action) as Strip["how"], undo: true });
    const left = open.filter((one) => whys.get(one.id) !== undefined);
    this.sumUp(done, action, left.map((one) => this.refused(one, action, whys.get(one.id)!)));
    this.page.redraw();
  }

  /** Leave a strip for one of several of which nothing was made. Return who was quicker, or what went wrong. */
  private refused(question: Question, action: string, why: string): { was?: string; who?: string; why: string } {
    const entry = this.page.scene.store.state?.recent.find((one) => one.id === question.id);
    this.strip(question, entry ? { how: "elsewhere" } : { how: "failed", failed: became(question, action), why });
    return { was: entry && AGAINST[entry.outcome], who: entry?.who, why };
  }

  /** `3 approved. 1 was already declined by Jonas.` */
  private sumUp(done: readonly Question[], action: string, left: readonly ReturnType<Answering["refused"]>[]): void {
    const { scene } = this.page;
    const { words } = scene;
    const counts = new Map<string, { count: number; one: (typeof left)[number] }>();
    for (const one of left) {
      const alike = one.was && one.who ? `${one.was} ${one.who}` : one.why;
      counts.set(alike, { count: (counts.get(alike)?.count ?? 0) + 1, one });
    }
    const others = [...counts.values()].map(({ count, one }) =>
      one.was && one.who ? words.card(`already_${one.was}`, { count, who: one.who }) : one.why,
    );
    const own = words.card(`several_${action === "approve" ? "approved" : "declined"}`, { count: done.length });
    const sentence = [...(done.length ? [own] : []), ...others].join(" ");
    this.last = done.at(-1)?.id ?? this.last;
    scene.announce(sentence);
    const undo = { text: words.text("button_undo"), run: () => void this.back(done.map((one) => one.id)) };
    scene.toast(sentence, done.length ? undo : undefined);
  }

  private async back(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.undo(id);
  }

  private done(question: Question, action: string, data: Record<string, unknown>, told: Told | undefined): void {
    const { scene } = this.page;
    const { words } = scene;
    const work = words.work(question.work);
    const how = became(question, action);
    if (how === "taken_back") return scene.announce(words.card("live_taken_back", { work }));
    this.last = question.id;
    if (question.votes && told?.state === "pending") {
      // It waits for others still, so it stays where it is.
      const yes = how === "approved";
      const counted = words.card(yes ? "voted_yes" : "voted_no", { work });
      scene.announce(counted);
      return this.offer(counted, question.id);
    }
    this.strip(question, { how, undo: true, aside: this.next(question, how, data) });
    this.page.leave(question.id);
    const count = this.page.waiting();
    scene.announce(`${words.card(`strip_${how}`, { work })} ${words.card("live_rest", { count })}`);
    this.offer(how === "later" ? words.card("strip_later", { work }) : words.text(`title_${how}`, { work }), question.id);
  }

  /** What happens now, where that is known. */
  private next(question: Question, how: Strip["how"], data: Record<string, unknown>): string {
    const { words } = this.page.scene;
    if (how === "later") return `${words.text("title_later", { at: words.at(Date.parse(String(data.until)) / 1000) })}.`;
    if (how === "declined") return this.afterNo(question, data);
    if (how !== "approved") return "";
    if (question.room?.fit === "none" && !data.ignore_space) return words.card("waits_for_room");
    const client = question.room?.client;
    return client ? `${words.text("goes_to", { client })}.` : "";
  }

  /** What the program that has ordered it makes of a no, and when it learns of it. */
  private afterNo({ ordered }: Question, data: Record<string, unknown>): string {
    if (!ordered?.no) return "";
    const { words, store } = this.page.scene;
    const no = ordered.no === "looks" && data.look_further === false ? "stops" : ordered.no;
    const after = ordered.told_after;
    const at = after === undefined ? undefined : { when: store.now() + after, at: true as const };
    return `${words.text(`no_${no}${at ? "_at" : ""}`, { asker: ordered.name, at })}.`;
  }

  private failed(question: Question, name: string, action: string, data: Record<string, unknown>, error: Refusal): void {
    const { scene } = this.page;
    const { words } = scene;
    if (isUnheard(error)) return this.unheard(error);
    if (key(error) === "question_changed") {
      this.page.changed(question.id);
      return scene.announce(words.text("reply_changed"));
    }
    const retry = (): void => {
      this.page.rows.strips.delete(question.id);
      void this.one(this.page.rows.question(question.id) ?? question, name, action, data);
    };
    const failed = became(question, action);
    const why = reason(error, words.work(question.work));
    this.strip(question, { how: "failed", failed, why, ...(helps(error) && { retry }) });
    const said = failed === "approved" || failed === "declined" ? `not_${failed}` : "not_done";
    scene.announce(words.card(said, { reason: why }));
  }

  /** Nothing is known of what became of it, so nothing is claimed: once the connection is back, the list shows it. */
  private unheard(error: unknown): void {
    const { scene } = this.page;
    scene.toast((error as Refusal).message);
    scene.announce((error as Refusal).message);
    this.page.redraw();
  }

  private strip(question: Question, strip: Omit<Strip, "question" | "until">): void {
    this.page.rows.strips.set(question.id, { question, until: performance.now() + STRIP, ...strip });
  }

  private offer(text: string, id: string): void {
    const { scene } = this.page;
    scene.toast(text, { text: scene.words.text("button_undo"), run: () => void this.undo(id) });
  }
}

/** What somebody else had said already. */
const AGAINST: Partial<Record<Entry["outcome"], string>> = {
  approved: "approved",
  downloading: "approved",
  completed: "approved",
  imported: "approved",
  declined: "declined",
};

/** Tell whether an action takes several requests, and the marks of what was seen of them. */
function several(action: string): boolean {
  return action === "approve" || action === "decline";
}

function became(question: Question, action: string): Done {
  switch (action) {
    case "decline":
      return question.tell ? "seen" : "declined";
    case "put_off":
      return "later";
    case "undo":
      return "taken_back";
    default:
      return "approved";
  }
}

/** What an action answers, however it is wrapped. */
export function answers(told: unknown): Told[] {
  const found = told as { requests?: Told[]; response?: { requests?: Told[] } } | null | undefined;
  return found?.requests ?? found?.response?.requests ?? [];
}

/** By what name the integration knows an error. */
export function key(error: unknown): string | undefined {
  const found = error as { translation_key?: string; code?: string } | undefined;
  return found?.translation_key ?? found?.code;
}

/** What would be refused just so if it were tried again. */
const FOR_GOOD: ReadonlySet<string> = new Set(["service_validation_error", "unauthorized", "invalid_format"]);

/** Tell whether the same may be done if it is tried again: something has failed, or has to be waited for. */
function helps(error: unknown): boolean {
  return key(error) === "not_yet" || !FOR_GOOD.has((error as Partial<Refusal> | undefined)?.code ?? "");
}

/** Tell whether no answer came: what was asked for may have been done all the same. */
function isUnheard(error: unknown): boolean {
  return key(error) === "unheard";
}

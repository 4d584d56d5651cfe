/** What is said of questions that come and go, to whoever does not see them. */
import type { Entry, Question } from "../model";
import type { Scene } from "../part";
import { kindOf } from "./head";
import { elsewhere, type Strip } from "./rows";
import { tell } from "./tell";

/** Milliseconds in which one that is new is told of by its name. */
const PAUSE = 10_000;

export class News {
  private known?: Set<string>;
  private told = -Infinity;
  private held: Question[] = [];
  private said = new WeakSet<Strip>();
  private timer?: ReturnType<typeof setTimeout>;

  /** Take in what waits now, and say what is new. */
  take(open: readonly Question[], scene: Scene): void {
    const before = this.known;
    this.known = new Set(open.map((one) => one.id));
    if (!before) {
      if (open.length) scene.announce(`${scene.words.card("live_wait", { count: open.length })}.`);
      return;
    }
    this.held.push(...open.filter((one) => !before.has(one.id)));
    if (this.held.length && !this.timer) this.say(scene);
  }

  /** Say once who has answered what went without anybody here. */
  elsewhere(strips: ReadonlyMap<string, Strip>, recent: readonly Entry[], scene: Scene): void {
    for (const [id, strip] of strips) {
      const entry = strip.how === "elsewhere" && !this.said.has(strip) && recent.find((one) => one.id === id);
      if (!entry) continue;
      this.said.add(strip);
      const { words } = scene;
      const ago = words.ago(entry.decided ?? entry.at);
      scene.announce(tell(words, elsewhere(entry, words.work(strip.question.work), ago)));
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private say(scene: Scene): void {
    const wait = this.told + PAUSE - performance.now();
    if (wait > 0) {
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.say(scene);
      }, wait);
      return;
    }
    const { words } = scene;
    const [first] = this.held;
    const count = this.held.length;
    this.held = [];
    this.told = performance.now();
    if (!first) return;
    if (count > 1) return scene.announce(words.card("live_new", { count }));
    const [work, kind] = [words.work(first.work), kindOf(first, words)];
    scene.announce(kind ? words.card("live_new_one_work", { work, kind: words.within(kind) }) : words.card("live_new_work", { work }));
  }
}

/** What is said of questions that come and go, to whoever does not see them. */
import type { Question } from "../model";
import type { Scene } from "../part";
import { kindOf } from "./head";

/** Milliseconds in which one that is new is told of by its name. */
const PAUSE = 10_000;

export class News {
  private known?: Set<string>;
  private told = -Infinity;
  private held: Question[] = [];
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

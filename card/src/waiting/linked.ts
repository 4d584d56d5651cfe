/** A question that an address leads to, as the phone's notice and the links in messages do. */
import { LEADS_TO, leads } from "../leading";
import type { Entry } from "../model";
import type { Scene } from "../part";
import { elsewhere } from "./rows";
import { tell } from "./tell";

export const { wanted, follow } = leads(LEADS_TO);

/** What is said of one that does not wait any more. */
export function decided(entry: Entry | undefined, scene: Scene): string {
  const { words } = scene;
  if (!entry) return words.card("linked_gone");
  return tell(words, elsewhere(entry, words.work(entry.work), words.ago(entry.decided ?? entry.at)));
}

/** When a page that was just opened is looked at again, in milliseconds: what comes later moves what is there. */
const SETTLES = [250, 1000, 2500];
const MOVES = ["wheel", "touchmove", "keydown", "pointerdown"] as const;

/** Keep what an address has led to in view until the page has settled, or somebody moves it themselves. */
export function settle(row: HTMLElement): void {
  const timers = SETTLES.map((after) => setTimeout(() => row.matches(":focus") && row.scrollIntoView({ block: "nearest" }), after));
  const stop = () => {
    timers.forEach(clearTimeout);
    MOVES.forEach((name) => removeEventListener(name, stop));
  };
  MOVES.forEach((name) => addEventListener(name, stop, { passive: true }));
  setTimeout(stop, SETTLES.at(-1)! + 1);
}

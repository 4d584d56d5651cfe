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

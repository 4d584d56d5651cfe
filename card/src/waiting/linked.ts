/** A question that an address leads to, as the phone's notice and the links in messages do. */
import type { Entry } from "../model";
import type { Scene } from "../part";
import { elsewhere } from "./rows";
import { tell } from "./tell";

const NAME = "greenlight";
/** What has been followed already, so that a look back does not scroll anybody away. */
let followed = "";

function opened(): string {
  return `${location.href} ${history.length}`;
}

/** The id that the address leads to, until it was followed. */
export function wanted(): string | undefined {
  if (opened() === followed) return undefined;
  return new URLSearchParams(location.search).get(NAME) || undefined;
}

export function follow(): void {
  followed = opened();
}

/** What is said of one that does not wait any more. */
export function decided(entry: Entry | undefined, scene: Scene): string {
  const { words } = scene;
  if (!entry) return words.card("linked_gone");
  return tell(words, elsewhere(entry, words.work(entry.work), words.ago(entry.decided ?? entry.at)));
}

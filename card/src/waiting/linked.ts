/** A question that an address leads to, as the phone's notice and the links in messages do. */
import type { Entry } from "../model";
import type { Scene } from "../part";
import { elsewhere } from "./rows";
import { tell } from "./tell";

const NAME = "greenlight";
/** What has been followed already, so that a look back does not scroll anybody away. */
let followed = "";

export interface Wanted {
  text: string;
}

/** The id, once for each time that the address is opened. */
export function wanted(): string | undefined {
  const { href, search } = location;
  const id = new URLSearchParams(search).get(NAME) ?? "";
  const times = `${href} ${performance.timeOrigin} ${history.length}`;
  if (!id || times === followed) return undefined;
  followed = times;
  return id;
}

/** What is said of one that does not wait any more. */
export function found(entry: Entry | undefined, scene: Scene): Wanted {
  const { words } = scene;
  if (!entry) return { text: words.card("linked_gone") };
  return { text: tell(words, elsewhere(entry, words.work(entry.work), words.ago(entry.decided ?? entry.at))) };
}

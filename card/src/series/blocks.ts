/** Blocks: the episodes of a series in portions that can be looked at, the newest first, and which are open at first. */
import type { Episode, EpisodeState, Series } from "../model";

/** So many episodes stand together; of more a season is divided. */
const LARGEST = 100;
/** A series of so many is shown as a whole. */
const WHOLE = 150;
/** So many episodes are shown of a larger one until somebody opens more. */
const SHOWN = 200;
const MOVES = new Set<EpisodeState>(["missing", "offered", "asked", "downloading", "downloaded"]);

export interface Block {
  key: string;
  season: number;
  /** The first and the last of it, where a season is divided. */
  part?: [Episode, Episode];
  episodes: readonly Episode[];
}

export function blocksOf({ seasons }: Series): Block[] {
  return seasons.flatMap(({ no, episodes }) => {
    if (episodes.length <= LARGEST) return [{ key: `${no}`, season: no, episodes }];
    const parts: Block[] = [];
    for (let at = 0; at < episodes.length; at += LARGEST) {
      const some = episodes.slice(at, at + LARGEST);
      parts.unshift({ key: `${no}/${at}`, season: no, part: [some[0]!, some.at(-1)!], episodes: some });
    }
    return parts;
  });
}

/** Whether all of it is shown, so that nothing has to be opened. */
export function whole(blocks: readonly Block[]): boolean {
  return blocks.reduce((sum, { episodes }) => sum + episodes.length, 0) <= WHOLE;
}

/** The keys of those that are open before anybody has chosen: what lacks something, else the newest. */
export function openAtFirst(blocks: readonly Block[]): Set<string> {
  const open = new Set<string>();
  let shown = 0;
  for (const { key, episodes } of blocks) {
    if (!episodes.some(({ state }) => MOVES.has(state))) continue;
    shown += episodes.length;
    if (shown > SHOWN && open.size) break;
    open.add(key);
  }
  const newest = blocks[0];
  return open.size || !newest ? open : new Set([newest.key]);
}

export function count(episodes: readonly Episode[], ...states: EpisodeState[]): number {
  return episodes.reduce((sum, { state }) => sum + (states.includes(state) ? 1 : 0), 0);
}

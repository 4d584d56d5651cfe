/**
 * Later: the other files, got when a view shows what is in them.
 *
 * All views and Lit in one file would be larger than a file may be, and no page shows them all.
 */

import type { Scene } from "./part";

export type More = typeof import("./more");

const got = new Map<string, Promise<unknown>>();
const tried = new Map<string, number>();

/** What waits. */
export const waiting = () => get("waiting");

/** What downloads. */
export const downloads = () => get("downloads");

/** The search of indexers. */
export const search = () => get("search");

/** What happened, the statistics, the inbox. */
export const views = () => get<typeof import("./views")>("views");

/** The episodes of series. */
export const series = () => get("series");

/** What opens: the menu and panels of a question, and the preview of a rule. */
export const later = () => get<More>("more");

/** Tell whether what opens is there, and tell whoever opens it where it cannot be got. */
export async function loaded({ toast, words }: Scene): Promise<boolean> {
  try {
    await later();
    return true;
  } catch {
    toast(words.card("not_loaded"));
    return false;
  }
}

/** Rejects where it cannot be got; asked again it is tried anew, by another address: a browser keeps for good which failed. */
function get<T>(name: string): Promise<T> {
  let file = got.get(name);
  if (!file) {
    const times = tried.get(name) ?? 0;
    const address = `./${name}.js${times ? `?${times}` : ""}`;
    got.set(name, (file = import(address)));
    file.catch(() => {
      got.delete(name);
      tried.set(name, times + 1);
    });
  }
  return file as Promise<T>;
}

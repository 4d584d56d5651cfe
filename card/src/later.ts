/**
 * Later: the other files, got when a view shows what is in them.
 *
 * All views and Lit in one file would be larger than a file may be, and no page shows them all.
 */

export type More = typeof import("./more");

const got = new Map<string, Promise<unknown>>();

/** What waits. */
export const waiting = () => get("waiting", () => import("./waiting.js" as string));

/** What downloads. */
export const downloads = () => get("downloads", () => import("./downloads.js" as string));

/** What happened, the statistics, the inbox, the preview of a rule. */
export const views = () => get<typeof import("./views")>("views", () => import("./views.js" as string));

/** What opens at a question: its menu and panels. */
export const later = () => get<More>("more", () => import("./more.js" as string));

/** Rejects where it cannot be got; asked again it is tried anew. */
function get<T>(name: string, load: () => Promise<unknown>): Promise<T> {
  let file = got.get(name);
  if (!file) {
    got.set(name, (file = load()));
    file.catch(() => got.delete(name));
  }
  return file as Promise<T>;
}

/** In which order downloads stand, and how far they are shown to be. */
import type { Download, DownloadState } from "../model";

export const GROUPS = ["needs_you", "running", "done"] as const;
export type Group = (typeof GROUPS)[number];

/** What goes on stands above what does not. */
const FIRST: DownloadState[] = [
  "waits_for_room", "import_refused", "import_no_room", "failed", "downloading", "stalled", "away", "paused", "checking", "unpacking", "moving", "importing", "import_waits", "fetching_list", "queued",
  "waits_for_client", "waits",
];

/** Rows of one group in their order; `before` is the order they were in, which is kept while somebody is at them. */
export function ordered(downloads: readonly Download[], group: Group, before?: readonly string[]): Download[] {
  const rows = downloads.filter((one) => one.group === group).sort(group === "done" ? newest : byState);
  if (!before) return rows;
  const place = new Map(before.map((id, at) => [id, at]));
  const known = rows.filter((row) => place.has(row.id)).sort((a, b) => place.get(a.id)! - place.get(b.id)!);
  return [...known, ...rows.filter((row) => !place.has(row.id))];
}

/** Made once, as making it costs more than all comparing. */
const TITLES = new Intl.Collator();

function byState(a: Download, b: Download): number {
  return rank(a) - rank(b) || TITLES.compare(a.work.title, b.work.title) || (a.id < b.id ? -1 : 1);
}

function newest(a: Download, b: Download): number {
  return (b.since ?? 0) - (a.since ?? 0) || (a.id < b.id ? -1 : 1);
}

function rank({ state }: Download): number {
  return FIRST.indexOf(state);
}

/** Bars that never go back: clients reckon anew all the time. What is checked anew may have less. */
export class Progress {
  private readonly most = new Map<string, number>();

  of({ id, state }: Download, progress: number): number {
    const before = state === "checking" ? 0 : (this.most.get(id) ?? 0);
    const shown = Math.min(1, Math.max(0, before, progress));
    this.most.set(id, shown);
    return shown;
  }

  /** Forget those that are not there any more. */
  keep(downloads: readonly Download[]): void {
    if (this.most.size <= downloads.length) return;
    const ids = new Set(downloads.map((one) => one.id));
    for (const id of this.most.keys()) if (!ids.has(id)) this.most.delete(id);
  }
}

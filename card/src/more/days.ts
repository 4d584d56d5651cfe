/** What happened, under the day on which it did. */
export interface Day<T> {
  /** Epoch seconds of its first entry, to be put into words. */
  at: number;
  entries: T[];
}

/** Put entries, the newest first, under their days; `key` tells which day a moment (epoch seconds) belongs to. */
export function byDay<T extends { at: number }>(entries: readonly T[], key: (at: number) => string): Day<T>[] {
  const days = new Map<string, Day<T>>();
  for (const entry of entries) {
    const which = key(entry.at);
    const day = days.get(which);
    if (day) day.entries.push(entry);
    else days.set(which, { at: entry.at, entries: [entry] });
  }
  return [...days.values()];
}

/** Add a later page to what is there. What has moved since is not shown twice. */
export function joined<T extends { id: string }>(there: readonly T[], page: readonly T[]): T[] {
  const known = new Set(there.map((one) => one.id));
  return [...there, ...page.filter((one) => !known.has(one.id))];
}

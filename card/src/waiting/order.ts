/** In which order questions stand, so that none of them moves under a finger. */
import type { Question } from "../model";

export type Sort = "soonest" | "newest";
export const SORTS: readonly Sort[] = ["soonest", "newest"];

const REMEMBERED = "greenlight-sort";

type Timed = Pick<Question, "id" | "until" | "asked">;

/** The ids in their order; of two at the same time the one with the lesser id comes first. */
export function sorted(questions: Iterable<Timed>, sort: Sort): string[] {
  const rank = (one: Timed): number => (sort === "soonest" ? one.until : -one.asked);
  return [...questions].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1)).map((one) => one.id);
}

/**
 * What is there keeps its place. What is new goes where it belongs, but never above the end of what is in view.
 *
 * `kept` are the ids as they stood, among them those that are only a strip by now; `seen` of them, from the first, are
 * in view or above it.
 */
export function joined(kept: readonly string[], wanted: readonly string[], seen: number): string[] {
  const places = [...kept];
  const here = new Set(kept);
  const rank = new Map(wanted.map((id, place) => [id, place]));
  for (const id of wanted) {
    if (here.has(id)) continue;
    let place = Math.min(seen, places.length);
    while (place < places.length && (rank.get(places[place]!) ?? -1) < rank.get(id)!) place += 1;
    places.splice(place, 0, id);
    here.add(id);
  }
  return places;
}

/** How this browser wants it, as long as it lets anybody keep anything. */
export function remembered(): Sort {
  try {
    const kept = localStorage.getItem(REMEMBERED);
    return SORTS.find((one) => one === kept) ?? "soonest";
  } catch {
    return "soonest";
  }
}

export function remember(sort: Sort): void {
  try {
    localStorage.setItem(REMEMBERED, sort);
  } catch {
    // Then it is as before the next time.
  }
}

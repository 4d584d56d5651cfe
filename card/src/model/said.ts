/** Said: what all that is told is made of. */

/** What is told: a text of the translations with its values, or a value that is put into words here. */
export type Piece =
  | string
  | number
  /** `component.greenlight.common.<say>`; one with two forms is chosen by its `count`. */
  | { say: string; with?: Record<string, Piece> }
  /** Bytes; null is a size that nobody knows. */
  | { size: number | null }
  /** Epoch seconds; `at` is said within a sentence: "at 21:30", "tomorrow 8:00". */
  | { when: number; at?: true }
  /** Seconds. */
  | { lasting: number }
  /** One after the other, with an *and* before the last where `and` is set. */
  | { list: Piece[]; and?: true }
  /** A sentence by itself, told after a colon. */
  | { within: Piece };

export type May = "see" | "decide" | "hand_in" | "downloads" | "everything";

export interface Work {
  title: string;
  year?: number;
  /** `S01E02`; or the number of a season. */
  run?: string;
  season?: number;
  /** The address of its poster below Home Assistant's own, to be signed (`auth/sign_path`). */
  poster?: string;
  /** Words of the title that nobody could read. */
  words?: string;
  /** What of its name is not shown. */
  cut?: { signs: number; letters: number };
}

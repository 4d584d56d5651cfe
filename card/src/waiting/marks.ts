/** The sign and the meaning of what is told; a colour never stands alone. */
import type { Kind } from "../model";

export type Tone = "good" | "bad" | "warn" | "info" | "";

export const KINDS: Readonly<Record<Kind | "told", readonly [icon: string, tone: Tone]>> = {
  upgrade: ["arrow-up-bold", "good"],
  mixed: ["swap-vertical-bold", "warn"],
  new_movie: ["plus-circle", "info"],
  new_episode: ["plus-circle", "info"],
  pack: ["package-variant-closed", "info"],
  repaired: ["auto-fix", "good"],
  edition: ["filmstrip", "info"],
  switch: ["swap-horizontal", "info"],
  which: ["help-circle-outline", "info"],
  warning: ["alert", "warn"],
  duplicate: ["equal", ""],
  worse: ["arrow-down-bold", "bad"],
  told: ["bell-outline", "info"],
};

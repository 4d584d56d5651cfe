/** What a no can cover beyond the one release, for how long, and how that is called. */
import type { Piece, Question } from "../model";

export const SCOPES = ["release", "group", "title", "gain"] as const;
export type Scope = (typeof SCOPES)[number];

/** Days; nothing is for good, as `decline` takes it. */
export const DAYS = [30, 365, 0] as const;
export type Days = (typeof DAYS)[number];

const SERIES = new Set(["new_episode", "pack"]);
export const isSeries = (question: Question): boolean =>
  question.work.run !== undefined ||
  question.work.season !== undefined ||
  SERIES.has(question.beneath ?? question.kind ?? "");

/** The scopes there are for a question: without a group there is nothing to say of it, and so on. */
export function scopesOf(question: Question): Scope[] {
  const can: Record<Scope, boolean> = {
    release: true,
    group: Boolean(question.from.group),
    title: question.work.words === undefined,
    gain: question.better.length + question.worse.length > 0,
  };
  return SCOPES.filter((one) => can[one]);
}

/** What a scope is called, as the buttons of the phone call it. */
export function called(question: Question, scope: Scope): Piece {
  switch (scope) {
    case "group":
      return { say: "button_everything_by", with: { group: question.from.group ?? "" } };
    case "title":
      return { say: isSeries(question) ? "button_series" : "button_film" };
    case "gain":
      return ofKind(question);
    case "release":
      return "";
  }
}

/** What a no to this kind of change covers: its losses, else its gains. */
function ofKind({ better, worse }: Question): Piece {
  if (worse.length === 1) return { say: `no_more_${worse[0]?.label}` };
  if (worse.length) return { say: "no_more_losses" };
  const kind = better.length === 1 && better[0] ? REFUSED[better[0].label] : undefined;
  return kind ? { say: "no_more_gain", with: { kind: { say: kind } } } : { say: "no_more_gains" };
}

const REFUSED: Record<string, string> = {
  row_picture: "refused_picture",
  row_resolution: "refused_resolution",
  row_source: "refused_source",
  row_audio: "refused_sound",
  row_version: "refused_version",
  row_group: "refused_group",
  row_edition: "refused_edition",
  row_languages: "refused_languages",
  row_data_rate: "refused_data_rate",
};

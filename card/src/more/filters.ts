/** What the history is asked for: its pills, its lists and its search, and what becomes of each on the way to the server. */
import type { Outcome } from "../model";

/** The pills, in their order; each is `config_panel.card.history_<name>`. */
export const PILLS = ["all", "approved", "declined", "expired", "failed", "not_as_promised"] as const;
export type Pill = (typeof PILLS)[number];

const OUTCOMES: Record<Pill, Outcome[]> = {
  all: [],
  // Whatever became of it afterwards: it was a yes.
  approved: ["approved", "downloading", "completed", "imported", "as_promised", "not_as_promised"],
  declined: ["declined"],
  expired: ["expired"],
  failed: ["failed"],
  not_as_promised: ["not_as_promised"],
};

export interface Filter {
  pill: Pill;
  text: string;
  rule: string;
  source: string;
  person: string;
}
export const NOTHING: Filter = { pill: "all", text: "", rule: "", source: "", person: "" };

/** The lists one can choose from, each narrowing by itself. */
export const LISTS = ["rule", "source", "person"] as const;

/** Tell whether a filter hides anything. */
export const narrows = (filter: Filter): boolean =>
  filter.pill !== "all" || filter.text.trim() !== "" || LISTS.some((one) => filter[one] !== "");

/** The fields of `greenlight/history`; what is not narrowed is left out. */
export function asked(filter: Filter, limit: number, offset = 0): Record<string, unknown> {
  const fields: Record<string, unknown> = { limit, offset };
  const text = filter.text.trim();
  if (text) fields.text = text;
  if (OUTCOMES[filter.pill].length) fields.outcome = OUTCOMES[filter.pill];
  for (const one of LISTS) if (filter[one]) fields[one] = filter[one];
  return fields;
}

/** Tell whether a request of the history was measured, so that there is something to be held against its promise. */
export const measured = (entry: { outcome: Outcome; measured?: string }): boolean =>
  entry.measured !== undefined || entry.outcome === "as_promised" || entry.outcome === "not_as_promised";

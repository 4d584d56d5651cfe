/** The plain yes to what is asked about, as far as it may be given beside the others. */
import type { Question } from "../model";

export interface Yes {
  /** A text of the `common` section. */
  label: string;
  data: Record<string, unknown>;
}

/**
 * The yes, called by what becomes of the file that is there. Undefined where it takes more than one look: where
 * something warns, where a work has to be chosen, where there is no room, or where several decide.
 */
export function plainYes({ can, file, kind, warnings }: Question): Yes | undefined {
  if (warnings.length || kind === "warning" || can.includes("choose") || can.includes("wait")) return undefined;
  if (can.includes("keep_both") && file?.fate === "keep") return { label: "button_approve_both", data: { keep_both: true } };
  if (can.includes("replace")) return { label: "button_approve_replace", data: {} };
  return can.includes("approve") ? { label: "button_approve", data: {} } : undefined;
}

/** Where something has come to: what became of what was there, what it is, and what can be done where that is not what was promised. */
import type { Entry, Piece, Place } from "../model";
import { cameTo, type Line } from "./happened";

export interface Told {
  /** The last part of `config_panel.card.<label>`. */
  label: string;
  told: (Piece | Line)[];
}

type Asked = Partial<Pick<Entry, "can" | "group" | "outcome">>;

export function placed(place: Place, asked: Asked): Told[] {
  const { library, came, old, promised, measured, bytes, file_bytes, kept } = place;
  const come = library !== undefined || came !== undefined || old !== undefined || asked.outcome === "imported";
  const facts: Told[] = [
    { label: "details_came", told: come ? cameTo(place) : [] },
    { label: "details_promised", told: promised ? [promised] : [] },
    { label: "details_measured", told: measured ? [measured] : [] },
    { label: "details_size", told: bytes === undefined ? [] : [{ size: bytes }] },
    { label: "details_file_size", told: file_bytes === undefined || file_bytes === bytes ? [] : [{ size: file_bytes }] },
    { label: "details_what_now", told: kept === false ? ways(place, asked) : [] },
  ];
  return facts.filter(({ told }) => told.length);
}

/** What can be done where it is not what was promised. */
function ways({ library }: Place, { can, group }: Asked): Line[] {
  const found: Line[] = [];
  if (library) found.push({ key: "way_search", with: { library } });
  if (group) found.push({ key: "way_skip_group", with: { group, more: { key: "decline_more" }, by: { say: "button_everything_by", with: { group } } } });
  if (can?.includes("again")) found.push({ key: "way_again", with: { again: { say: "button_ask_again" } } });
  return found;
}

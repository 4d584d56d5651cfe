/** What can be done about a download: how it is called, and which action it is. */
import type { Download } from "../model";
import type { Words } from "../words";
import { isComplete } from "./state";

type Can = Download["can"][number];

export interface Deed {
  action: string;
  data: Record<string, unknown>;
  sign: string;
  label: string;
  /** What it comes to, in small print. */
  small?: string;
  /** It deletes, so it asks once more. */
  deletes?: boolean;
}

/** What there is of it on the disk. */
export function there({ done, progress, bytes, state }: Download): number {
  return done ?? Math.round((isComplete(state) ? 1 : (progress ?? 0)) * (bytes ?? 0));
}

/** What it means to remove it and delete its data, for what is to stay. */
export function deletes({ imported, copy, library, client }: Download, words: Words): string {
  if (imported === undefined) return words.card("delete_ask");
  if (copy === undefined) return words.card("delete_ask_came");
  if (!copy) return words.card("delete_ask_only");
  const its = { library, client: client || words.within(words.card("its_client")) };
  return words.card(library ? "delete_ask_library" : "delete_ask_copy", its);
}

/** What somebody has seen who says what is to become of it: a word on that is none on what speaks against it by then. */
function saw({ seen }: Download): { seen?: string } {
  return seen === undefined ? {} : { seen };
}

/** The deed for a permission, or nothing where this card knows none. */
export function deed(can: Can, download: Download, words: Words): Deed | undefined {
  const request_id = download.id;
  const left = there(download);
  const size = { size: left };
  switch (can) {
    case "pause":
    case "resume":
      return { action: can, data: { request_id }, sign: can === "pause" ? "pause" : "play", label: words.card(can) };
    case "recheck":
      return { action: "recheck", data: { request_id }, sign: "refresh", label: words.card("recheck") };
    case "next_best":
      return { action: "next_best", data: { request_id }, sign: "compare", label: words.card("next_best") };
    case "remove":
      return {
        action: "remove_download", data: { request_id, delete_data: false }, sign: "close", label: words.card("remove"),
        ...(left && { small: words.card("remove_text", { size }) }),
      };
    case "delete":
      return {
        action: "remove_download", data: { request_id, delete_data: true }, sign: "trash-can-outline", label: words.card("delete"),
        deletes: true, ...(left && { small: words.card("delete_text", { size }) }),
      };
    case "anyway":
      return { action: "retry", data: { request_id, ignore_space: true }, sign: "download", label: words.text("button_download_anyway") };
    case "cancel":
      return { action: "cancel", data: { request_id }, sign: "cancel", label: words.text("button_cancel") };
    case "retry":
      return { action: "retry", data: { request_id }, sign: "refresh", label: words.text("button_try_again") };
    case "import":
      return { action: "import", data: { request_id, anyway: true, ...saw(download) }, sign: "tray-arrow-down", label: words.card("import") };
    case "leave":
      return { action: "leave", data: { request_id, ...saw(download) }, sign: "close", label: words.card("leave") };
    case "undo":
      return { action: "undo", data: { request_id }, sign: "undo", label: words.text("button_undo") };
    default:
      return undefined;
  }
}

/** What stands as a button in the row itself. */
const IN_SIGHT: readonly Can[] = ["anyway", "next_best", "retry", "import", "leave"];
/** What the menu has, a line between each. */
const IN_MENU: readonly (readonly Can[])[] = [["pause", "resume", "recheck"], ["undo", "leave", "cancel", "remove", "delete"]];

/** What goes on by itself needs no button for it to end. */
function leaveInSight({ group }: Download): boolean {
  return group === "needs_you";
}

function undoable({ undo_until }: Download, now: number): boolean {
  return (undo_until ?? 0) > now;
}

/** That it can be taken back the last few of what happened say in sight, right beside. */
export function inSight(download: Download, words: Words): Deed[] {
  const may = IN_SIGHT.filter((can) => download.can.includes(can) && (can !== "leave" || leaveInSight(download)));
  return may.map((can) => deed(can, download, words)).filter((one): one is Deed => !!one);
}

/** What each way does out of an import that was refused: they do not say it by themselves. */
export function waysOf(download: Download, words: Words, now: number): string[] {
  const { can, client, library } = download;
  if (!leaveInSight(download) || !(can.includes("import") || can.includes("leave"))) return [];
  const its = { client: client || words.within(words.card("its_client")), library };
  return [
    can.includes("import") ? words.card(library ? "way_import" : "way_import_here", its) : "",
    can.includes("leave") ? words.card("way_leave", its) : "",
    can.includes("undo") && undoable(download, now) ? words.card("way_undo", its) : "",
  ].filter(Boolean);
}

export function inMenu(download: Download, words: Words, now: number): Deed[][] {
  const may = (can: Can) => download.can.includes(can) &&
    (can === "undo" ? undoable(download, now) : can !== "leave" || !leaveInSight(download));
  return IN_MENU.map((part) => part.filter(may).map((can) => deed(can, download, words)!)).filter((part) => part.length);
}

/** Whether taking it back has to say what becomes of what is here already. */
export function undoAsks(does: Deed, download: Download): boolean {
  return does.action === "undo" && !("delete_data" in does.data) && there(download) > 0;
}

/** Standing: how far it is with the request that was made of a result, as the subscription tells it. */
import type { State } from "../kit";
import type { Download, Entry } from "../model";
import type { Result } from "./answers";

/** The states of `engine/request.py`. */
export type Is =
  | "pending" | "approved" | "downloading" | "completed" | "imported" | "declined" | "expired" | "superseded" | "failed" | "cancelled";

export interface Standing {
  request: string;
  is: Is;
  /** From 0 to 1, while it downloads. */
  progress?: number;
  /** Where more is to be seen of it. */
  leads?: "waiting" | "downloads";
  undo: boolean;
}

/** Those after which the same can be taken anew. */
const OVER: ReadonlySet<Is> = new Set(["declined", "expired", "superseded", "failed", "cancelled"]);
const OF_DOWNLOADS: Partial<Record<Download["state"], Is>> = {
  waits: "approved", waits_for_room: "approved", waits_for_client: "approved", failed: "failed",
  importing: "completed", import_waits: "completed", import_no_room: "completed", import_refused: "completed",
  left: "completed", sharing: "completed", completed: "completed",
};
const OF_OUTCOMES: Partial<Record<Entry["outcome"], Is>> = { as_promised: "imported", not_as_promised: "imported", overtaken: "superseded" };

export function isOver({ is }: Standing): boolean {
  return OVER.has(is);
}

/** What is known of requests by their ids, newest last: what has left all lists stays what it was. */
export class Known {
  private readonly states = new Map<string, Is>();
  private told = new Map<string, Standing>();

  /** Take in what is so now. */
  follow({ waiting, downloads, recent }: State, now: number): void {
    const undoes = ({ can, undo_until }: Download | Entry): boolean => (can as readonly string[]).includes("undo") && (undo_until ?? 0) > now;
    this.told = new Map();
    for (const entry of recent) {
      const is = OF_OUTCOMES[entry.outcome] ?? (entry.outcome as Is);
      this.told.set(entry.id, { request: entry.id, is, undo: undoes(entry) });
    }
    for (const one of downloads) {
      const is = one.imported !== undefined ? "imported" : (OF_DOWNLOADS[one.state] ?? "downloading");
      const undo = undoes(one) || !!this.told.get(one.id)?.undo;
      this.told.set(one.id, { request: one.id, is, leads: "downloads", undo, ...(is === "downloading" && { progress: one.progress }) });
    }
    for (const { id } of waiting) this.told.set(id, { request: id, is: "pending", leads: "waiting", undo: false });
  }

  /** How it is with a request that was `last` in that state when somebody told of it. */
  of(request: string, last: string): Standing {
    const told = this.told.get(request);
    if (told) this.states.set(request, told.is);
    return told ?? { request, is: this.states.get(request) ?? (last as Is), undo: false };
  }

  /** How it is with a result; nothing where nothing was made of it. */
  standing({ request }: Result, made: { request?: string; state?: string } | undefined): Standing | undefined {
    if (made?.request !== undefined) return this.of(made.request, made.state ?? "pending");
    return request && this.of(request.id, request.state);
  }
}

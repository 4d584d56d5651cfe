/** Download: what is on its way, and how far. */
import type { Room } from "./question";
import type { Piece, Work } from "./said";

export type DownloadState =
  | "waits" | "waits_for_room" | "waits_for_client" | "fetching_list" | "queued" | "downloading" | "stalled" | "paused"
  | "checking" | "unpacking" | "moving" | "away" | "importing" | "import_waits" | "import_no_room" | "import_refused" | "left" | "sharing" | "completed" | "failed";

export interface Download {
  /** The request. */
  id: string;
  work: Work;
  group: "needs_you" | "running" | "done";
  state: DownloadState;
  since?: number;
  /** Who paused it. */
  by?: string;
  /** When its client said so last, where it does not answer now. */
  as_of?: number;
  /** 0 to 1. */
  progress?: number;
  done?: number;
  bytes?: number;
  /** Bytes a second. */
  down?: number;
  up?: number;
  /** Seconds. */
  left?: number;
  seeders?: number;
  peers?: number;
  ratio?: number;
  client?: string;
  /** The address of its client's own pages, for whoever may do everything. */
  client_url?: string;
  /** The mark of what speaks against its import, where a person has to say what is to become of it. */
  seen?: string;
  /** The library that takes it in. */
  library?: string;
  /** Whoever takes it in has it, and nobody here follows what becomes of it. */
  handed?: true;
  /** When it came home. */
  imported?: number;
  /** Whether its client has one besides what was brought home; left out where nobody knows. */
  copy?: boolean;
  /** It was refused, and nothing that was there is gone. */
  intact?: true;
  /** What a client or a library says of it, and what comes next. */
  message?: Piece;
  next?: Piece;
  /** The program that has ordered it. */
  ordered?: string;
  room?: Room;
  undo_until?: number;
  can: ("pause" | "resume" | "recheck" | "next_best" | "remove" | "delete" | "anyway" | "cancel" | "undo" | "retry" | "import" | "leave")[];
}

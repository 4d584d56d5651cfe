/** What is said of a download: its state in a word or a sentence, its bar, and the small print. */
import type { Download, DownloadState } from "../model";
import type { Words } from "../words";

export type Tone = "" | "good" | "bad" | "warn" | "info" | "dim";

const SIGNS: Record<DownloadState, readonly [sign: string, tone: Tone]> = {
  waits: ["clock-outline", "info"],
  waits_for_room: ["harddisk", "warn"],
  waits_for_client: ["lan-disconnect", "warn"],
  fetching_list: ["download", "info"],
  queued: ["clock-outline", "dim"],
  downloading: ["progress-download", "info"],
  stalled: ["timer-sand-empty", "warn"],
  paused: ["pause", "dim"],
  checking: ["cog", "info"],
  unpacking: ["cog", "info"],
  moving: ["cog", "info"],
  away: ["lan-disconnect", "dim"],
  importing: ["tray-arrow-down", "info"],
  import_waits: ["clock-outline", "info"],
  import_no_room: ["harddisk", "warn"],
  import_refused: ["alert", "warn"],
  left: ["check-circle", "good"],
  sharing: ["progress-upload", "good"],
  completed: ["check-circle", "good"],
  failed: ["alert-circle", "bad"],
};
/** How the bar looks; what is not here has none. */
const BARS: Partial<Record<DownloadState, "" | "good" | "bad" | "warn" | "off">> = {
  queued: "off", downloading: "", stalled: "warn", paused: "off", checking: "", unpacking: "", moving: "", away: "off",
  importing: "", import_waits: "off", import_no_room: "warn", import_refused: "warn", left: "good", sharing: "good", completed: "good", failed: "bad",
};
const FULL = new Set<DownloadState>(["unpacking", "moving", "importing", "import_waits", "import_no_room", "import_refused", "left", "sharing", "completed"]);

/** Whether all of it is there. */
export const isComplete = (state: DownloadState): boolean => FULL.has(state);

export function sign(download: Download): readonly [sign: string, tone: Tone] {
  return SIGNS[download.state] ?? ["help-circle-outline", "dim"];
}

/** How the bar looks and how far it goes, from 0 to 1; nothing where a bar would say nothing. */
export function bar(download: Download): { look: string; progress: number } | undefined {
  const look = BARS[download.state];
  const progress = FULL.has(download.state) ? 1 : download.progress;
  return look === undefined || progress === undefined ? undefined : { look, progress };
}

/** The state, said to people. */
export function stateText(download: Download, words: Words): string {
  const { state, client = "", library, since } = download;
  const time = since === undefined ? "" : words.when(since);
  const then = library ? "_then" : "";
  switch (state) {
    case "waits":
      return download.message || !client ? words.card("state_waits") : words.text("goes_to", { client });
    case "waits_for_client":
    case "queued":
      return client ? words.card(`state_${state}`, { client }) : words.card("state_waits");
    case "stalled":
      return words.card(time ? (download.seeders === undefined ? "state_stalled_since" : "state_stalled_nobody") : "state_stalled", { time });
    case "paused":
      return download.by ? words.card(time ? "state_paused_by_at" : "state_paused_by", { who: download.by, time }) : words.card("state_paused");
    case "unpacking":
    case "moving":
      return words.card(`state_${state}${then}`, { library });
    case "away":
      return words.card(time ? "state_away_since" : "state_away", { client: client || words.card("its_client"), time });
    case "importing":
      return library ? words.text("became_imports", { library }) : words.card("state_importing");
    case "import_waits":
      return library ? words.card("state_import_waits", { library }) : words.card("state_import_waits_turn");
    case "import_no_room":
      return library ? words.card("state_import_no_room", { library }) : words.card("state_import_no_room_here");
    case "import_refused":
      return library ? words.card("state_import_refused", { library }) : words.card("state_not_brought");
    case "left":
      return client ? words.card("state_left", { client }) : words.text("reason_home_left");
    case "completed":
      return download.handed && library ? words.card("state_handed", { library }) : words.card("state_completed");
    case "failed":
      return download.message ? words.card("state_failed_why", { why: { within: download.message } }) : words.card("state_failed");
    default:
      return words.card(`state_${state}`);
  }
}

/** What stands in small print, the most telling first. */
export function fine(download: Download, words: Words, now: number): string[] {
  const { state, client } = download;
  const told: (string | undefined)[] = [...(FINE[state]?.(download, words, now) ?? [])];
  // What the state says already is not said twice.
  if (state !== "waits_for_room" && state !== "failed" && download.message !== undefined) told.unshift(words.say(download.message));
  if (download.next !== undefined) told.push(words.say(download.next));
  if (client && !NAMES_CLIENT.has(state)) told.push(client);
  if (download.ordered) told.push(words.text("ordered_by", { asker: download.ordered }));
  return told.filter((one): one is string => !!one);
}

type Fine = (download: Download, words: Words, now: number) => (string | undefined)[];

const NAMES_CLIENT = new Set<DownloadState>(["away", "waits_for_client", "queued", "left"]);

const running: Fine = (download, words) => [
  far(download, words),
  download.down ? words.speed(download.down) : undefined,
  download.left !== undefined && download.left > 0 ? words.text("became_left", { span: words.lasting(download.left) }) : undefined,
  download.seeders === undefined ? undefined : words.text("seeders", { count: download.seeders }),
];
const complete: Fine = ({ bytes, since, imported }, words) => [
  imported === undefined ? undefined : words.card("imported_at", { time: { when: imported } }),
  bytes === undefined ? undefined : words.card("are_here", { size: { size: bytes } }),
  since === undefined || imported !== undefined ? undefined : words.card("complete_since", { time: { when: since } }),
];

const FINE: Partial<Record<DownloadState, Fine>> = {
  waits: size,
  waits_for_client: size,
  waits_for_room: roomShort,
  fetching_list: (download, words) => [download.seeders === undefined ? undefined : words.text("seeders", { count: download.seeders })],
  queued: size,
  downloading: running,
  checking: (download, words) => [far(download, words)],
  stalled: (download, words) => [
    far(download, words),
    download.seeders === 0 ? words.card("no_seeder_answers") : download.seeders === undefined ? undefined : words.text("seeders", { count: download.seeders }),
  ],
  paused: (download, words) => [far(download, words)],
  away: (download, words) => [
    download.as_of === undefined
      ? far(download, words)
      : words.card("as_of", { time: { when: download.as_of }, told: far(download, words) || words.text("unknown_size") }),
    words.card("nothing_lost"),
  ],
  unpacking: (download, words) => complete({ ...download, since: undefined }, words, 0),
  moving: (download, words) => complete({ ...download, since: undefined }, words, 0),
  importing: complete,
  import_waits: complete,
  import_no_room: complete,
  import_refused: (download, words) => [
    ...complete({ ...download, bytes: undefined }, words, 0), download.intact ? words.card("nothing_deleted") : undefined,
  ],
  left: complete,
  completed: complete,
  sharing: (download, words) => [
    ...complete(download, words, 0),
    // Less than that is told as nothing.
    (download.ratio ?? 0) < 0.005 ? undefined : words.card("shared", { ratio: words.ratio(download.ratio!) }),
    download.up ? words.card("speed_up", { speed: words.speed(download.up) }) : undefined,
  ],
  failed: (download, words) => [far(download, words)],
};

function size({ bytes }: Download, words: Words): string[] {
  return bytes === undefined ? [] : [words.size(bytes)];
}

/** How much of it is there: `1.3 of 2.2 GB`. */
function far({ done, progress, bytes }: Download, words: Words): string {
  if (bytes === undefined) return done ? words.size(done) : "";
  const there = done ?? (progress === undefined ? undefined : progress * bytes);
  return there === undefined ? words.size(bytes) : words.sizeOf(there, bytes);
}

function roomShort(download: Download, words: Words): string[] {
  const { room } = download;
  const size = (bytes: number | undefined) => ({ size: bytes ?? null });
  if (!room) return download.message === undefined ? [] : [words.say(download.message)];
  const { bytes = download.bytes, usable, free, keep } = room;
  return [
    words.card("needs_room", { needed: size(bytes), usable: size(usable), free: size(free), keep: size(keep) }),
    words.card("starts_by_itself"),
  ];
}

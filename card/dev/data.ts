/** Invented titles, groups, sources and people, in the states that the design shows. */
import type { Download, Entry, Piece, Question, Room, Snapshot, Totals, Work } from "../src/model";

export const GB = 1_000_000_000;
const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** It is six in the evening of the day on which it is looked at, as on the pictures of the design. */
export const NOW = Math.floor(new Date().setHours(18, 4, 0, 0) / 1000);

/** A time of the day, so many days from today. */
export function at(time: string, days = 0): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const date = new Date(NOW * 1000);
  date.setDate(date.getDate() + days);
  return Math.floor(date.setHours(hours, minutes, 0, 0) / 1000);
}

const ago = (minutes: number) => NOW - minutes * MINUTE;
/** Words that stand here as they would come from a client or a title. */
const say = (key: string, values?: Record<string, Piece>): Piece => ({ say: key, with: values });
const poster = (name: string) => `/api/greenlight/poster/${name}`;

const WORKS = {
  salt: { title: "Salt and Lanterns", year: 2019, poster: poster("salt") },
  glass: { title: "Glasshouse Choir", year: 2026, poster: poster("glass") },
  tide: { title: "The Tide Clerk", run: "S03E04", poster: poster("tide") },
  neap: { title: "The Tide Clerk", run: "S03E02", poster: poster("tide") },
  kites: { title: "Four Kites at Noon", year: 2025, poster: poster("kites") },
  orchard: { title: "The Quiet Orchard", poster: poster("orchard") },
  winter: { title: "Nine Winters North", year: 2022, poster: poster("winter") },
  copper: { title: "Copper Valley Radio", season: 2, poster: poster("copper") },
  baker: { title: "The Meridian Baker", year: 2023, poster: poster("baker") },
  ember: { title: "Ember Atlas", year: 2021, poster: poster("ember") },
  thaw: { title: "The Long Thaw", year: 2017, poster: poster("thaw") },
} satisfies Record<string, Work>;

function room(bytes: number, free = 354, way = 58, keep = 50): Room {
  const usable = Math.max(0, free - keep) * GB;
  const left = free * GB - bytes;
  const fit = bytes > usable ? "none" : left < (keep + 10) * GB ? "tight" : "fits";
  return { bytes, free: free * GB, way: way * GB, keep: keep * GB, usable, left, fit, client: "qBittorrent" };
}

type Given = Pick<Question, "id" | "work" | "until"> & Partial<Question>;

/** A question that says nothing but what is given. */
export function question(given: Given): Question {
  return {
    seen: `seen-${given.id}`, last: 2 * HOUR, asked: ago(38), others: 0,
    better: [], worse: [], offered: [], unsure: [], warnings: [], notes: [],
    sure: { level: "sure" }, from: {}, links: {},
    can: ["approve", "decline", "decline_more", "snooze", "always", "others"],
    room: given.bytes === undefined ? undefined : room(given.bytes),
    ...given,
  };
}

const compared = (...parts: Piece[]): Piece => say("summary_compared", { parts: { list: parts } });
const SURE: Question["sure"] = { level: "sure", ground: say("sure_sure") };
const MENU: Question["can"] = ["decline", "decline_more", "snooze", "others", "always", "works"];

/** The questions of the design, in its order of time. */
export const WAITING: Question[] = [
  question({
    id: "salt", kind: "upgrade", work: WORKS.salt, bytes: 71.2 * GB, until: at("21:30"), asked: ago(12), others: 3,
    summary: compared(say("better_two", { a: say("word_picture"), b: say("word_sound") }), say("lost_language", { count: 1 })),
    better: [
      { label: "row_picture", have: "Dolby Vision P5", offered: "P7 FEL" },
      { label: "row_audio", have: "DD+ 5.1", offered: "TrueHD Atmos 7.1" },
      { label: "row_source", have: "WEB-DL", offered: "UHD remux" },
    ],
    worse: [{ label: "row_languages", have: "English, German", offered: "English" }],
    file: { fate: "gone", bytes: 18.4 * GB, files: 1, together: 89.6 * GB },
    sure: SURE, record: { group: "NORTHWND", kept: 11, of: 12 },
    from: { source: "Harbour Feed", rule: "Films I have", group: "NORTHWND", seeders: 38, published: ago(120) },
    can: ["replace", "keep_both", ...MENU],
    links: { library: { name: "Radarr", url: "http://radarr.example/movie/1" }, page: "https://harbour.example/1" },
  }),
  question({
    id: "glass", kind: "warning", beneath: "new_movie", work: WORKS.glass, bytes: 0.4 * GB, until: at("22:00"), asked: ago(10),
    summary: say("summary_new"),
    warnings: [
      say("warning_too_small", { rate: 3, expected: 22 }),
      say("warning_words", { words: { list: [say("quoted", { words: "setup" }), say("quoted", { words: "exe" })], and: true } }),
      say("warning_too_early", { date: "12 December" }),
    ],
    sure: { level: "unsure", ground: say("sure_unsure", { reason: say("sure_nothing_else") }) }, record: { group: "", kept: 0, of: 0 },
    from: { source: "Attic Index", rule: "Wanted films", seeders: 2, published: ago(12) },
    can: ["approve", "decline", "decline_more", "snooze"],
  }),
  question({
    id: "tide", kind: "new_episode", work: WORKS.tide, bytes: 2.1 * GB, until: at("8:00", 1), asked: ago(38),
    ordered: { name: "Sonarr", no: "looks", told_after: 600 },
    summary: "You have E01 and E02, E03 is on the way.",
    offered: [{ label: "row_picture", offered: "1080p WEB-DL" }, { label: "row_audio", offered: "DD+ 5.1" }],
    sure: { level: "sure", ground: "Sure: Sonarr says which episode it is" },
    from: { source: "Sonarr", group: "TIDEPOOL", seeders: 212, published: ago(40) },
    notes: [
      say("reason_grab_quality", { asker: "Sonarr", quality: "WEBDL-1080p" }), say("reason_grab_score", { score: 120, formats: "HDR10" }),
      say("reason_grab_indexer", { indexer: "Attic Index" }),
    ],
  }),
  question({
    id: "neap", kind: "repaired", work: WORKS.neap, bytes: 2.2 * GB, until: at("8:00", 1) + 1, asked: ago(120),
    summary: say("summary_repaired"),
    better: [{ label: "row_version", have: "first", offered: "repack" }],
    unsure: ["What was wrong with yours is not said."],
    file: { fate: "bin", bytes: 2.2 * GB, files: 1, days: 7 },
    sure: SURE,
    from: { source: "Harbour Feed", rule: "Series I follow", group: "TIDEPOOL", seeders: 88, published: ago(180) },
    can: ["replace", ...MENU],
  }),
  question({
    id: "kites", kind: "new_movie", work: WORKS.kites, bytes: 19.8 * GB, until: at("9:00", 1), asked: ago(18),
    summary: "On the wanted list in Radarr since 3 March. You have no version of it.",
    offered: [
      { label: "row_picture", offered: "2160p, HDR10+" }, { label: "row_audio", offered: "DD+ Atmos 5.1" },
      { label: "row_source", offered: "WEB-DL" }, { label: "row_languages", offered: "English, Dutch" },
    ],
    votes: { need: 3, yes: 2, against: 1, no: 0, in_favour: ["Mira", "Jonas"], opposed: [], missing: ["Lotte"], awaited: true },
    from: { source: "Harbour Feed", rule: "Wanted films", group: "TIDEPOOL", seeders: 140, published: ago(20) },
    can: ["vote", "decline", "decline_more", "snooze"],
  }),
  question({
    id: "orchard", kind: "which", work: WORKS.orchard, bytes: 21.7 * GB, until: at("12:00", 1), asked: ago(50),
    summary: say("summary_which", { count: 2 }),
    better: [
      { label: "row_resolution", have: "1080p", offered: "2160p" }, { label: "row_picture", have: "SDR", offered: "HDR10" },
    ],
    file: { fate: "keep", files: 1, together: 27.9 * GB },
    choices: [
      { year: 2011, title: "The Quiet Orchard", libraries: ["Radarr"], there: true, have: "1080p WEB-DL, 6.2 GB" },
      { year: 2013, title: "The Quiet Orchard", libraries: ["Radarr"], there: false },
    ],
    from: { source: "Attic Index", rule: "Films I have", group: "KESTREL", seeders: 17, published: ago(300) },
    can: ["choose", "decline", "decline_more", "snooze", "works"],
  }),
  question({
    id: "winter", kind: "upgrade", work: WORKS.winter, bytes: 84.6 * GB, until: at("20:00", 1), asked: ago(35), others: 2,
    summary: compared(say("better_one", { a: say("word_picture") })),
    better: [{ label: "row_picture", have: "HDR10", offered: "Dolby Vision P7" }],
    unsure: ["It may be FEL or MEL: the title does not say.", "Yours may have Atmos without saying so."],
    file: { fate: "keep", files: 1 },
    room: room(84.6 * GB, 112, 0, 50),
    from: { source: "Harbour Feed", rule: "Films I have", group: "NORTHWND", seeders: 24, published: ago(180) },
    can: ["wait", "anyway", ...MENU],
  }),
  question({
    id: "copper", kind: "pack", work: WORKS.copper, bytes: 38.4 * GB, until: at("18:00", 3), asked: ago(60),
    summary: say("summary_pack", { had: 7, episodes: 10 }),
    pack: { had: 7, episodes: 10, lacking: "E04, E07, E09" },
    sure: { level: "fairly", ground: say("sure_fairly", { reason: "E09 is not named in the file list" }) },
    record: { group: "TIDEPOOL", kept: 24, of: 24 },
    from: { source: "Attic Index", rule: "Series I follow", group: "TIDEPOOL", seeders: 61, published: ago(1500) },
  }),
];

type Loading = Pick<Download, "id" | "work" | "group" | "state"> & Partial<Download>;
const download = (given: Loading): Download => ({ can: [], ...given });

export const DOWNLOADS: Download[] = [
  download({
    id: "ember", work: WORKS.ember, group: "needs_you", state: "waits_for_room", bytes: 66.4 * GB, client: "NZBGet",
    room: { ...room(66.4 * GB, 112, 0, 50) }, undo_until: NOW + 500, can: ["anyway", "cancel", "undo"],
    message: say("became_room_short", { needed: { size: 66.4 * GB }, usable: { size: 62 * GB } }),
  }),
  download({
    id: "copper6", work: { ...WORKS.copper, season: undefined, run: "S02E06" } as Work, group: "needs_you", state: "import_refused",
    progress: 1, bytes: 3.8 * GB, since: at("17:20"), library: "Sonarr", intact: true,
    message: say("quoted", { words: "Not an upgrade for the existing file" }), can: ["import", "leave", "remove", "delete"],
  }),
  download({
    id: "rain", work: { title: "A Map of Rain", year: 2024 }, group: "needs_you", state: "failed", progress: 0.88, bytes: 24.1 * GB,
    client: "NZBGet", message: "12 % of it is missing at the provider", next: say("reason_put_up_instead", { title: "A Map of Rain 2024 2160p BluRay" }), can: ["retry", "remove"],
  }),
  download({
    id: "thaw", work: WORKS.thaw, group: "running", state: "downloading", progress: 44.2 / 71.3, done: 44.2 * GB, bytes: 71.3 * GB,
    down: 41_300_000, left: 11 * MINUTE, seeders: 14, peers: 38, client: "qBittorrent", client_url: "http://127.0.0.1:8080/",
    can: ["pause", "recheck", "remove", "delete"],
  }),
  download({
    id: "tide3", work: { ...WORKS.tide, run: "S03E03" }, group: "running", state: "downloading", progress: 1.3 / 2.2, done: 1.3 * GB,
    bytes: 2.2 * GB, down: 16_900_000, left: 55, client: "qBittorrent", can: ["pause", "recheck", "remove", "delete"],
  }),
  download({
    id: "winterwerk", work: { title: "Winterwerk", year: 2020, poster: poster("winterwerk") }, group: "running", state: "stalled",
    progress: 18.4 / 22.9, done: 18.4 * GB, bytes: 22.9 * GB, since: at("17:45"), seeders: 0, peers: 3, client: "Transmission",
    next: say("given_up", { at: { when: at("23:45"), at: true } }), can: ["pause", "remove", "delete"],
  }),
  download({
    id: "letters", work: { title: "Glasshouse Letters", run: "S01E05", poster: poster("glass") }, group: "running", state: "away",
    progress: 0.41, done: 0.9 * GB, bytes: 2.2 * GB, since: at("17:52"), as_of: at("17:52"), client: "SABnzbd",
    client_url: "http://127.0.0.1:8081/", next: say("next_look", { at: { when: at("18:15"), at: true } }),
  }),
  download({
    id: "mill", work: { title: "Old Mill Variations", year: 2015 }, group: "running", state: "paused", progress: 3.1 / 28.6,
    done: 3.1 * GB, bytes: 28.6 * GB, by: "Jonas", since: at("14:10"), client: "Transmission", can: ["resume", "remove", "delete"],
  }),
  download({
    id: "harbour", work: { title: "Paper Harbour", year: 2018 }, group: "running", state: "unpacking", progress: 1, done: 31 * GB,
    bytes: 31 * GB, client: "NZBGet", library: "Radarr",
  }),
  download({
    id: "signals", work: { title: "Lowland Signals", year: 2016, poster: poster("signal") }, group: "done", state: "sharing", progress: 1,
    bytes: 58 * GB, since: at("16:40"), imported: at("16:40"), copy: true, ratio: 0.43, up: 1_200_000, client: "qBittorrent", library: "Radarr", can: ["remove", "delete"],
  }),
];

export const RECENT: Entry[] = [
  { id: "ember", at: at("18:04"), outcome: "approved", work: WORKS.ember, who: "Mira", you: true, how: "card", had: "HDR10",
    now: "Dolby Vision P8.1", bytes: 66.4 * GB, undo_until: NOW + 500, sooner: true, can: ["undo"] },
  { id: "signals", at: at("16:40"), outcome: "as_promised", work: { title: "Lowland Signals", year: 2016 }, who: "Mira", how: "phone",
    decided: at("15:58"), had: "HDR10", now: "Dolby Vision P7 FEL", bytes: 58 * GB, library: "Radarr", old: "bin", old_bytes: 14.2 * GB, can: [] },
  { id: "ovens", at: at("9:31"), outcome: "declined", work: { title: "Six Ovens", year: 2019 }, who: "Jonas", how: "telegram",
    decided: at("9:31"), why: "too big", can: ["again"] },
];

export const TOTALS: Totals = {
  queued: 0, most: 50, put_off: 0, inbox: 2, down: 58_200_000, clients: 4, answering: 3, free: 412 * GB,
  next_look: at("18:20"), sources: 3, rules: 4, seen: 214,
};

export const SNAPSHOT: Snapshot = {
  rev: 1, card: "", now: NOW, me: { id: "mira", name: "Mira", may: ["see", "decide", "hand_in", "downloads", "everything"] },
  deciders: ["Mira", "Jonas"], waiting: WAITING, downloads: DOWNLOADS, recent: RECENT, totals: TOTALS, troubles: [],
};

/** A title of somebody who would like to be more than text. */
export const HOSTILE: Question = question({
  id: "hostile", kind: "warning", bytes: 0.1 * GB, until: at("23:00"),
  work: {
    title: `<img src=x onerror=alert(1)> **Free** [click](http://x.example) _setup.exe_ ${"A".repeat(54)}`,
    cut: { signs: 3, letters: 9812 },
  },
  summary: say("summary_unreadable"),
  warnings: [say("warning_words", { words: { list: [say("quoted", { words: "setup" }), say("quoted", { words: "exe" })], and: true } })],
  from: { source: "Attic Index", rule: "Anything named", seeders: 1 },
  can: ["approve", "decline"],
});

/** What is answered on demand: by the last part of the command. */
import type { Message } from "../src/hass";
import type { Always, Candidates, Completed, Details, Entry, History, Outcome, Piece, Preview, Statistics } from "../src/model";
import { GB, NOW, RECENT, at } from "./data";
import { SERIES } from "./series";

const say = (key: string, values?: Record<string, Piece>): Piece => ({ say: key, with: values });

const HISTORY: Entry[] = [
  ...RECENT.filter((one) => one.id !== "ovens").map((one): Entry =>
    one.id === "ember"
      ? { ...one, why: say("became_room", { needed: { size: 66.4 * GB }, usable: { size: 62 * GB } }), rule: "Films I have", undo_until: NOW + 240 }
      : { ...one, group: "NORTHWND", rule: "Films I have" }),
  { id: "ferry", at: at("15:12"), outcome: "not_as_promised", work: { title: "The Glass Ferry", year: 2014 }, who: "Mira", you: true,
    how: "telegram", decided: at("13:40"), had: "Dolby Vision P5", now: "P8.1", promised: "P7 FEL", measured: "P8.1", bytes: 44.7 * GB,
    library: "Radarr", old: "gone", old_bytes: 18.4 * GB, group: "OLDMAP", rule: "Films I have", can: [] },
  { id: "quarry", at: at("12:00"), outcome: "expired", work: { title: "Concert in the Quarry", year: 2025 }, how: "time", now: "1080p WEB-DL",
    bytes: 6.4 * GB, rule: "Concerts", can: ["again"] },
  { id: "ovens", at: at("9:31"), outcome: "declined", work: { title: "Six Ovens", year: 2019 }, who: "Jonas", how: "telegram",
    decided: at("9:31"), why: "too big", had: "SDR", now: "HDR10", bytes: 48.9 * GB, rule: "Films I have", can: ["again"] },
  { id: "letters", at: at("22:10", -1), outcome: "as_promised", work: { title: "Glasshouse Letters", run: "S01E04" }, how: "rule",
    decided: at("22:02", -1), now: "repack", bytes: 2.2 * GB, group: "TIDEPOOL", rule: "Small repairs", can: [] },
  { id: "rain", at: at("20:45", -1), outcome: "failed", work: { title: "A Map of Rain", year: 2024 }, who: "Mira", you: true, how: "card",
    decided: at("20:02", -1), why: { within: "Parts are missing at the provider" }, bytes: 24.8 * GB, source: "Attic Index", can: ["retry"] },
  { id: "winters", at: at("19:20", -1), outcome: "overtaken", work: { title: "Nine Winters North", year: 2022 },
    why: "a better release came before anybody answered", had: "HDR10", now: "Dolby Vision P8.1", bytes: 31 * GB, can: [] },
  { id: "meadow", at: at("18:31", -1), outcome: "cancelled", work: { title: "Meadow Engine", year: 2018 }, who: "Mira", you: true, how: "card",
    decided: at("18:31", -1), had: "1080p", now: "2160p", bytes: 22.4 * GB, can: ["again"] },
  { id: "partly", at: at("17:58", -1), outcome: "downloading", work: { title: "Old Mill Variations", year: 2015 }, who: "Jonas", how: "phone",
    decided: at("17:57", -1), now: "2160p Blu-ray", bytes: 28.6 * GB, client: "Transmission", here: 3.1 * GB, undo_until: NOW + 200, can: ["undo"] },
  ...Array.from({ length: 34 }, (_, place): Entry => ({
    id: `old${place}`, at: at("20:00", -2 - place), outcome: (["imported", "declined", "expired"] as Outcome[])[place % 3] ?? "imported",
    work: { title: "Copper Valley Radio", run: `S01E${String(place + 1).padStart(2, "0")}` }, who: place % 3 === 2 ? undefined : "Lotte",
    how: place % 3 === 2 ? "time" : "voice", decided: at("19:40", -2 - place), now: "1080p WEB-DL", bytes: 2.1 * GB, rule: "Series I follow",
    can: place % 3 ? ["again"] : [],
  })),
];

const names = (of: (one: Entry) => string | undefined) => [...new Set(HISTORY.map(of))].filter((one) => one !== undefined).sort();

function history(asked: Message): History {
  const { limit = 20, offset = 0, text = "", outcome = [], rule, source, person } = asked as unknown as {
    limit?: number; offset?: number; text?: string; outcome?: Outcome[]; rule?: string; source?: string; person?: string;
  };
  const words = text.toLowerCase().split(" ");
  const found = HISTORY.filter((one) =>
    (!outcome.length || outcome.includes(one.outcome)) && (!rule || one.rule === rule) && (!source || one.source === source) &&
    (!person || one.who === person) && words.every((word) => `${one.work.title} ${one.group} ${one.who}`.toLowerCase().includes(word)));
  return {
    total: found.length, entries: found.slice(offset, offset + limit), all: HISTORY.length,
    rules: names((one) => one.rule), sources: names((one) => one.source), people: names((one) => one.who),
  };
}

const ANSWERED = [[14, 5, 4], [18, 6, 3], [15, 4, 2], [21, 7, 3], [17, 5, 4], [12, 6, 2], [9, 3, 5], [8, 4, 6], [11, 5, 4], [22, 8, 2], [27, 9, 2], [29, 9, 1]];
const LOADED = [310, 402, 355, 520, 418, 287, 214, 190, 266, 548, 655, 705];

function month(ago: number): string {
  const date = new Date(NOW * 1000);
  date.setDate(1);
  date.setMonth(date.getMonth() - ago);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}`;
}

const share = (name: string, approved: number, asked: number) => ({ name, approved, asked });

const STATISTICS: Statistics = {
  since: at("0:00", -365), seen: 41_806, asked: 312, approved: 203, declined: 71, expired: 38, unasked: 14, downloaded: 217, bytes: 4870 * GB,
  saved_by_declining: 1620 * GB, saved_by_replacing: 412 * GB,
  months: ANSWERED.map(([approved = 0, declined = 0, expired = 0], place) => ({
    month: month(11 - place), approved, declined, expired, bytes: (LOADED[place] ?? 0) * GB,
  })),
  by: {
    rule: [share("Films I have", 88, 121), share("Series I follow", 58, 98), share("Wanted films", 51, 64), share("Concerts", 6, 29)],
    source: [share("Harbour Feed", 92, 141), share("Attic Index", 78, 118), share("Sonarr", 33, 53)],
    group: ["TIDEPOOL", "KESTREL", "NORTHWND", "OLDMAP", "LANTERN", "FREEFAST", "QUAYSIDE", "MILLRACE"].map((name, place) =>
      share(name, 40 - 5 * place, 48 - 5 * place)),
  },
  answered: { median: 18 * 60, bins: [82, 77, 49, 38, 14], how: { phone: 148, telegram: 71, card: 41, rule: 14 } },
  better: { row_picture: 131, row_audio: 96, row_resolution: 58, row_version: 21 },
  kept: [
    { group: "TIDEPOOL", kept: 24, of: 24 }, { group: "KESTREL", kept: 17, of: 18 }, { group: "NORTHWND", kept: 11, of: 12 },
    { group: "OLDMAP", kept: 3, of: 7 },
  ],
};

const CANDIDATES: Candidates = {
  have: { list: ["1080p Blu-ray, SDR, DTS 5.1", { size: 9.8 * GB }] },
  candidates: [
    { seen: "seen-salt", bytes: 24.6 * GB, sure: { level: "sure" }, from: { seeders: 64, published: NOW - 3 * 3600, source: "Harbour Feed", group: "TIDEPOOL" },
      rows: [{ label: "row_picture", value: "2160p, Dolby Vision P8.1", mark: "better" }, { label: "row_audio", value: "DD+ Atmos 5.1", mark: "better" },
        { label: "row_source", value: "WEB-DL", mark: "worse" }] },
    { place: 1, seen: "seen-salt", bytes: 68.9 * GB, sure: { level: "unsure", ground: "FEL or MEL is not said" },
      from: { seeders: 11, published: NOW - 86_400, source: "Attic Index", group: "NORTHWND" },
      rows: [{ label: "row_picture", value: "2160p, Dolby Vision P7", mark: "better" }, { label: "row_audio", value: "TrueHD Atmos 7.1", mark: "better" },
        { label: "row_source", value: "UHD remux", mark: "better" }] },
    { place: 2, seen: "seen-salt", bytes: 19.2 * GB, sure: { level: "sure" },
      from: { seeders: 102, published: NOW - 5 * 86_400, source: "Harbour Feed", group: "KESTREL" },
      rows: [{ label: "row_picture", value: "2160p, HDR10", mark: "better" }, { label: "row_audio", value: "DTS-HD MA 5.1", mark: "better" },
        { label: "row_source", value: "Blu-ray" }] },
    { place: 3, seen: "seen-salt", bytes: 13.1 * GB, sure: { level: "sure" }, from: { seeders: 7, published: NOW - 9 * 86_400, source: "Attic Index", group: "KESTREL" },
      rows: [{ label: "row_picture", value: "1080p, SDR" }, { label: "row_audio", value: "DTS-HD MA 7.1", mark: "better" }, { label: "row_source", value: "Blu-ray" }] },
  ],
};

const DETAILS: Details = {
  id: "salt", title: "Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-NORTHWND",
  read: [
    { name: "title", value: "Salt and Lanterns", confidence: "high" }, { name: "year", value: "2019", confidence: "high" },
    { name: "resolution", value: "2160", confidence: "high" }, { name: "source", value: "UHD remux", confidence: "medium" },
    { name: "profile", value: "7", confidence: "high" }, { name: "languages", value: "english", confidence: "low" },
  ],
  room: say("room_how", { free: { size: 412 * GB }, way: { size: 58 * GB }, keep: { size: 50 * GB } }),
  goes_to: { list: [say("goes_to", { client: "qBittorrent" }), say("in_category", { category: "films" }), say("became_imports", { library: "Radarr" })] },
  reasons: [say("reason_rule_matched", { rule: "Films I have" })],
  journal: [
    { at: at("17:56"), what: say("state_pending"), why: say("reason_rule_matched", { rule: "Films I have" }) },
    { at: at("18:01"), who: "Jonas", how: "phone", what: say("reason_voted_yes", { yes: 1, need: 2 }) },
  ],
};

/** Where each has come to that is of the history. */
function details({ request_id }: Message): Details {
  const entry = HISTORY.find((one) => one.id === request_id);
  if (!entry) return DETAILS;
  const { room, goes_to, ...rest } = DETAILS;
  const { library, came, old, old_bytes, promised, measured, kept, bytes, outcome } = entry;
  const come = outcome === "imported" || library !== undefined || promised !== undefined;
  const paths = ["/films/The Glass Ferry (2014)/The.Glass.Ferry.2014.2160p.UHD.BluRay.REMUX.DV.HEVC-OLDMAP.mkv"];
  const known = { library, came, old, old_bytes, promised, measured, kept: kept ?? (promised ? false : undefined), bytes, paths };
  return come ? { ...rest, id: entry.id, place: JSON.parse(JSON.stringify(known)) } : { ...rest, id: entry.id };
}

const ALWAYS: Always = {
  sentence: say("always", { rule: "Films I have", what: "Dolby Vision P5 → P7 FEL", group: "NORTHWND", size: { size: 80 * GB } }),
  would: 4, of: 30,
};

const COMPLETED: Completed = {
  total: 2,
  entries: [
    { id: "c1", name: "The Lantern Yard 2012 1080p BluRay", at: at("17:20"), bytes: 11.4 * GB, client: "qBittorrent", media: "movie", path: "/downloads/films" },
    { id: "c2", name: "Copper Valley Radio S02E06", at: at("9:02", -1), bytes: 2.2 * GB, client: "SABnzbd", media: "tv" },
  ],
};

const preview = ({ rule }: Message): Preview => ({
  rules: ["Films I have", "Series I follow", "Wanted films", "Concerts"],
  told: !rule ? [] : [
    { list: [say("preview_matched", { count: 14 }), say("preview_had", { count: 9 }), say("preview_asked_before", { count: 2 }), say("preview_asked", { count: 3 })] },
    say("preview_free"),
  ],
  releases: !rule ? [] : [
    { name: "Copper Valley Radio S02 1080p WEB-DL", bytes: 38.4 * GB, source: "Attic Index", what: "would_ask", reasons: [say("summary_pack", { had: 7, episodes: 10 })] },
    { name: "The Tide Clerk S03E04 1080p", bytes: 2.1 * GB, what: "would_ask", reasons: [] },
    { name: "Glasshouse Letters S01E06 1080p", bytes: 1.8 * GB, what: "had", reasons: [say("reason_not_missing")] },
  ],
});

export const ANSWERS: Record<string, (data: Message) => unknown> = {
  history,
  statistics: () => STATISTICS,
  candidates: () => CANDIDATES,
  details,
  always: () => ALWAYS,
  completed: () => COMPLETED,
  series: SERIES,
  preview,
};

/** Invented indexers and what they have. */
import type { Message } from "../src/hass";
import type { Works } from "../src/model";
import type { Found, Item, Items, Last, Page, Result, Status } from "../src/search/answers";
import { GB, NOW, at } from "./data";

const ITEMS: Item[] = [
  { library: "radarr", library_name: "Radarr", item: "1", title: "Salt and Lanterns", year: 2019, kind: "movie", have: { list: ["1080p Blu-ray, SDR", { size: 9.8 * GB }] } },
  { library: "radarr", library_name: "Radarr", item: "2", title: "Salt Roads", year: 2023, kind: "movie" },
  { library: "sonarr", library_name: "Sonarr", item: "3", title: "Copper Valley Radio", year: 2021, kind: "series", have: "22 of 28 episodes" },
];

export const items = ({ text }: Message): Items => ({
  items: text ? ITEMS.filter(({ title }) => title.toLowerCase().includes(`${text}`.toLowerCase())) : [],
  clients: [{ id: "c1", name: "qBittorrent" }, { id: "c2", name: "Transmission" }],
  sources: [
    {
      id: "prowlarr", name: "Prowlarr", indexers: [
        { id: "1", name: "Harbour", protocol: "torrent", privacy: "private", searches: true },
        { id: "2", name: "Attic Index", protocol: "torrent", privacy: "public", searches: true, down_until: at("21:30") },
        { id: "3", name: "Quayside NZB", protocol: "usenet", privacy: "private", searches: true },
        { id: "4", name: "News only", protocol: "torrent", privacy: "semi_private", searches: false },
      ],
    },
    { id: "own", name: "Lighthouse", indexers: [{ id: "own", name: "Lighthouse", protocol: "torrent", searches: true }] },
  ],
});

const result = (given: Partial<Result> & Pick<Result, "id" | "name" | "stand">): Result => ({
  work: { title: "Salt and Lanterns", year: 2019 }, rows: [], protocol: "torrent", source: "Prowlarr", also: 0, flags: [], sure: { level: "sure" }, ...given,
});

const RESULTS: Result[] = [
  result({
    id: "r1", name: "Salt.and.Lanterns.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-NORTHWND", stand: "mixed",
    summary: "Better picture and sound, one language less", bytes: 71.2 * GB, seeders: 64, peers: 12, published: NOW - 7200, indexer: "Harbour", also: 2,
    flags: ["freeleech", "internal"], group: "NORTHWND", record: { kept: 11, of: 12 }, page: "https://harbour.example/t/1",
    file: { fate: "gone", files: 1, bytes: 9.8 * GB }, both: true, seen: "mark-1",
    rows: [{ label: "row_picture", value: "2160p, Dolby Vision P7 FEL", mark: "better" }, { label: "row_audio", value: "TrueHD Atmos 7.1", mark: "better" },
      { label: "row_languages", value: "English", mark: "worse" }],
  }),
  result({
    id: "r2", name: "Salt.and.Lanterns.2019.2160p.WEB-DL.DDP5.1.Atmos.DV.HDR10-TIDEPOOL", stand: "better", bytes: 24.6 * GB, seeders: 210, published: NOW - 86_400,
    indexer: "Attic Index", group: "TIDEPOOL", record: { kept: 24, of: 24 }, sure: { level: "unsure", ground: "FEL or MEL is not said" },
    rows: [{ label: "row_picture", value: "2160p, Dolby Vision P8.1", mark: "better" }, { label: "row_audio", value: "DD+ Atmos 5.1", mark: "better" }],
  }),
  result({
    id: "r3", name: "Salt.and.Lanterns.2019.1080p.BluRay.x264-KESTREL", stand: "same", bytes: 9.8 * GB, protocol: "usenet", published: NOW - 900 * 86_400, indexer: "Quayside NZB",
    request: { id: "ovens", state: "declined" }, skip: "Declined before, on 3 March",
    rows: [{ label: "row_picture", value: "1080p, SDR" }],
  }),
  result({ id: "r4", name: "Salt.and.Lanterns.2019.720p.WEB.h264-FREEFAST", stand: "worse", bytes: 2.1 * GB, seeders: 0, published: NOW - 60 * 86_400, source: "Lighthouse", indexer: "Lighthouse",
    rows: [{ label: "row_resolution", value: "720p", mark: "worse" }] }),
  result({ id: "r5", name: "Salt.and.Lanterns.2019.2160p.BluRay.x265-QUAYSIDE", stand: "better", bytes: 19 * GB, seeders: 31, published: NOW - 5 * 86_400, indexer: "Harbour",
    request: { id: "thaw", state: "downloading" }, rows: [{ label: "row_resolution", value: "2160p", mark: "better" }] }),
  result({ id: "r6", name: "salt lanterns live <b>concert</b>", work: { title: "salt lanterns live <b>concert</b>" }, stand: "unknown", fit: "other", seeders: 3, published: NOW - 400 * 86_400, indexer: "Attic Index" }),
];

/** Ten thousand, for what must stay quick. */
const MANY: Result[] = Array.from({ length: 10_000 }, (_, place) => ({ ...RESULTS[place % RESULTS.length]!, id: `m${place}`, name: `${RESULTS[place % RESULTS.length]!.name}.${place}`, request: undefined }));

let shown: Result[] = [];
let last: Found | undefined;
let wanted: Partial<Last["wanted"]> = {};
/** Two that have not answered yet, until a test lets them; what they have comes first. */
let slow: { let: () => void; go: Promise<void> } | undefined;

export function letGo(): void {
  slow?.let();
}

function search({ query, item }: Message): Found {
  wanted = item === undefined ? { text: `${query}` } : { item: ITEMS.find((one) => one.item === item) };
  slow = undefined;
  const nothing = query === "nothing" || query === "nobody";
  shown = nothing ? [] : query === "many" ? MANY : RESULTS;
  const asked = ["Harbour", "Attic Index", "Quayside NZB", "Lighthouse"];
  const silent = [
    { name: "Attic Index", why: "did not answer in time" },
    { name: "Lighthouse", why: "asks to wait until 21:30" },
  ];
  if (query === "broken") throw { code: "home_assistant_error", message: "Prowlarr does not answer." };
  const begun = query === "slow";
  if (begun) {
    let go = (): void => undefined;
    slow = { go: new Promise<void>((done) => (go = done)), let: () => go() };
    shown = RESULTS.slice(2);
  }
  last = {
    search: "s1", at: NOW, seen: 1, total: shown.length, better: nothing ? 0 : 2, results: shown.slice(0, 50), asked, waiting: begun ? asked.slice(0, 2) : [], running: begun,
    silent: query === "nothing" || begun ? [] : query === "nobody" ? asked.map((name) => ({ name, why: "did not answer in time" })) : silent, broken: nothing || begun ? 0 : 1, left_out: 0,
    can: ["download", "ask", "works"], ...(item !== undefined && { work: { title: "Salt and Lanterns", year: 2019 }, have: { list: ["1080p Blu-ray, SDR, DTS 5.1", { size: 9.8 * GB }] } }),
  };
  return last;
}

async function news(): Promise<Status> {
  await slow?.go;
  const { asked, silent } = last!;
  if (!last!.waiting.length) return { ...last!, running: false };
  const left = last!.silent.length ? silent : [];
  if (!left.length) shown = RESULTS;
  last = { ...last!, seen: 2, total: shown.length, waiting: [], running: false, asked, silent: left, broken: 0, left_out: 0, results: shown };
  return last;
}

function stop(): unknown {
  last = { ...last!, silent: last!.waiting.map((name) => ({ name, why: "was not waited for" })) };
  letGo();
  return {};
}

const again = (): Partial<Last> => (last ? { ...last, wanted: { categories: [], ...wanted } } : {});

function page({ offset = 0, sort, protocol, hide_known }: Message): Page {
  const known = (one: Result): boolean => !!hide_known && (one.stand === "same" || one.stand === "worse");
  const found = shown.filter((one) => (!protocol || one.protocol === protocol) && !known(one));
  if (sort === "seeders") found.sort((one, other) => (other.seeders ?? 0) - (one.seeders ?? 0));
  if (sort === "size") found.sort((one, other) => (other.bytes ?? 0) - (one.bytes ?? 0));
  return { total: found.length, of: shown.length, results: found.slice(Number(offset), Number(offset) + 50) };
}

/** What a question or a result can be: those of such a name, and what it is taken as. */
function works({ text, result: of }: Message): Works {
  if (text === "broken") throw { code: "home_assistant_error", message: "The library is being read." };
  const now = of === "r6" ? undefined : "1";
  const suits = ({ title }: Item): boolean => (text ? title.toLowerCase().includes(`${text}`.toLowerCase()) : title.startsWith("Salt"));
  return { ...(of === "r2" && { said: true as const }), works: ITEMS.filter(suits).map((one) => ({ ...one, ...(one.item === now && { now: true }) })) };
}

/** Somebody has said what a result is. */
export function named({ result: id, item }: { result?: string; item?: string }): Item {
  const found = ITEMS.find((one) => one.item === item) ?? ITEMS[1]!;
  shown = shown.map((one) => (one.id === id ? { ...one, work: { title: found.title, year: found.year }, stand: "new", fit: undefined } : one));
  return found;
}

export const SEARCHES: Record<string, (data: Message) => unknown> = {
  works, search_items: items, search, search_page: page, search_news: news, search_stop: stop, search_last: again,
};

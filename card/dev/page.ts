/**
 * The page: cards as the address says.
 *
 * `view`, `compact`, `show`, `rule`, `client`, `hide_empty`: the card's options; several `view`s are several cards.
 * `theme`: light or dark. `scene`: what is different (see `SCENES`). `window.fake` is the stand-in, to be played with.
 */
import type { CardConfig, Hass } from "../src/hass";
import type { Snapshot, Trouble } from "../src/model";
import { ANSWERS } from "./answers";
import { HOSTILE, SNAPSHOT, WAITING } from "./data";
import { FakeHass } from "./hass";
import { letGo, SEARCHES } from "./search";
import { SERIES_OF } from "./series";

/** So many rows, each with an id of its own, from those that there are. */
function many<T extends { id: string }>(rows: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, place) => ({ ...rows[place % rows.length]!, id: `many-${place}` }));
}

const SCENES: Record<string, (snapshot: Snapshot) => Partial<Snapshot>> = {
  empty: () => ({ waiting: [], downloads: [] }),
  fresh: () => ({ waiting: [], downloads: [], recent: [], troubles: [{ key: "no_rule", level: "warn", path: "/config" }] }),
  look: (snapshot) => ({
    me: { ...snapshot.me, may: ["see"] },
    waiting: WAITING.map((one) => ({ ...one, can: [], deciders: ["Mira", "Jonas"] })),
    downloads: snapshot.downloads.map((one) => ({ ...one, can: [] })),
  }),
  several: () => ({}),
  search: (snapshot) => ({ totals: { ...snapshot.totals, searches: 2 } }),
  many: (snapshot) => ({ waiting: many(WAITING, 200), downloads: many(snapshot.downloads, 500) }),
  hostile: () => ({ waiting: [HOSTILE] }),
  old: () => ({ card: "ba9876543210" }),
  troubles: () => ({
    troubles: [
      { key: "client_refuses", level: "bad", with: { client: "qBittorrent" }, path: "/config/integrations/integration/greenlight" },
      { key: "library_away", level: "warn", with: { library: "Radarr", since: "17:31", next: "at 18:15" } },
      { key: "source_away", level: "warn", with: { source: "Harbour Feed", since: "17:31", next: "at 18:15" } },
    ] as Trouble[],
  }),
};

class Icon extends HTMLElement {
  static signs: Record<string, string> = {};
  static observedAttributes = ["icon"];
  connectedCallback(): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const path = Icon.signs[(this.getAttribute("icon") ?? "").replace("mdi:", "")] ?? "";
    root.innerHTML = `<style>:host { display: inline-flex; fill: currentColor; vertical-align: middle }
      svg { width: var(--mdc-icon-size, 24px); height: var(--mdc-icon-size, 24px) }</style>
      <svg viewBox="0 0 24 24"><path d="${path}"/></svg>`;
  }
  attributeChangedCallback(): void {
    if (this.isConnected) this.connectedCallback();
  }
}

const query = new URLSearchParams(location.search);
const theme = query.get("theme");
if (theme) document.documentElement.dataset.theme = theme;

const json = async (path: string) => (await fetch(path)).json();
const [texts, signs] = await Promise.all([json("/texts.json"), json("/signs.json")]);
Icon.signs = signs;
customElements.define("ha-icon", Icon);

const scene = query.get("scene") ?? "";
const fake = new FakeHass({ ...SNAPSHOT, ...SCENES[scene]?.(SNAPSHOT) }, texts, { ...ANSWERS, ...SEARCHES, ...(SERIES_OF[scene] && { series: SERIES_OF[scene] }) });
if (scene === "gone") fake.refusal = { code: "unknown_command", message: "Unknown command." };
Object.assign(window, { fake, letGo, change: (name: string) => fake.send((fake.snapshot = { ...SNAPSHOT, ...SCENES[name]?.(SNAPSHOT) })) });
const toasts: unknown[] = [];
Object.assign(window, { toasts });
window.addEventListener("hass-notification", (event) => toasts.push((event as CustomEvent).detail));

await import("/greenlight/0123456789ab/greenlight.js" as string);
const views = query.getAll("view");
for (const view of views.length ? views : ["all"]) {
  const card = document.createElement("greenlight-card") as HTMLElement & { setConfig(config: CardConfig): void; hass: Hass };
  card.setConfig({
    type: "custom:greenlight-card", view: view as CardConfig["view"],
    compact: query.has("compact"), hide_empty: query.has("hide_empty"),
    show: query.has("show") ? Number(query.get("show")) : undefined,
    rule: query.get("rule") ?? undefined, client: query.get("client") ?? undefined,
  });
  card.hass = fake.hass;
  document.querySelector("main")!.append(card);
}
if (scene === "lost") setTimeout(() => fake.lose(), 100);
if (scene === "stopped") setTimeout(() => fake.send({ gone: true, why: "The stored requests were written by a newer version." }), 100);

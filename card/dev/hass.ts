/** A stand-in for Home Assistant: sends what `data.ts` has, and does to it what is asked. */
import type { Hass, Message } from "../src/hass";
import { named } from "./search";
import type { Change, Download, Question, Snapshot } from "../src/model";

type Heard = (message: unknown) => void;
type Asked = (data: Message) => unknown;

export class FakeHass {
  private heard = new Set<Heard>();
  private listeners = { ready: new Set<() => void>(), disconnected: new Set<() => void>() };
  /** What was asked of it, to be looked at from outside. */
  readonly acted: Message[] = [];
  refusal?: { code: string; message: string };
  /** Why an action is refused, and by what name the integration knows that. */
  refuses?: string;
  refusesAs?: string;
  /** What was answered, to be taken back. */
  private answered: Question[] = [];

  constructor(
    public snapshot: Snapshot,
    private readonly texts: Record<string, string>,
    private readonly answers: Record<string, Asked>,
  ) {}

  get hass(): Hass {
    return {
      connection: this.connection as unknown as Hass["connection"],
      connected: true,
      language: "en",
      locale: { language: "en", time_format: "24", number_format: "language", time_zone: "local" },
      config: { time_zone: "Europe/Berlin" },
      user: { id: this.snapshot.me.id, is_admin: true },
      entities: {},
      hassUrl: (path: string) => path,
    };
  }

  /** Tell of a change, as the server does. */
  change(change: Omit<Change, "rev">): void {
    const { put, drop } = change;
    this.snapshot = {
      ...this.snapshot, ...change, rev: this.snapshot.rev + 1,
      waiting: merged<Question>(this.snapshot.waiting, put?.waiting, drop?.waiting),
      downloads: merged<Download>(this.snapshot.downloads, put?.downloads, drop?.downloads),
    } as Snapshot;
    this.send({ rev: this.snapshot.rev, ...change });
  }

  send(message: unknown): void {
    for (const heard of this.heard) heard(structuredClone(message));
  }

  lose(): void {
    this.connection.connected = false;
    for (const tell of this.listeners.disconnected) tell();
  }

  comeBack(): void {
    this.connection.connected = true;
    for (const tell of this.listeners.ready) tell();
    this.send(this.snapshot);
  }

  private connection = {
    connected: true,
    subscribeMessage: async (heard: Heard) => {
      if (this.refusal) throw this.refusal;
      this.heard.add(heard);
      queueMicrotask(() => heard(structuredClone(this.snapshot)));
      return () => this.heard.delete(heard);
    },
    sendMessagePromise: async (message: Message) => {
      if (message.type === "frontend/get_translations") return { resources: this.texts };
      if (message.type === "auth/sign_path") return { path: message.path };
      return this.answer(message);
    },
    addEventListener: (event: "ready" | "disconnected", tell: () => void) => this.listeners[event].add(tell),
    removeEventListener: (event: "ready" | "disconnected", tell: () => void) => this.listeners[event].delete(tell),
  };

  private async answer(message: Message): Promise<unknown> {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const command = message.type.replace("greenlight/", "");
    if (command === "act") return this.act(message);
    const answer = this.answers[command];
    if (!answer) throw { code: "unknown_command", message: "Unknown command." };
    return structuredClone(await answer(message));
  }

  private act(message: Message): unknown {
    this.acted.push(message);
    if (this.refuses) throw { code: "home_assistant_error", message: this.refuses, translation_key: this.refusesAs };
    const { action, data } = message as unknown as { action: string; data: { request_id?: string | string[]; until?: string } };
    const ids = [data.request_id ?? []].flat();
    const rows = this.snapshot.waiting.filter((one) => ids.includes(one.id));
    if (action === "put_off") {
      const later = Date.parse(data.until ?? "") / 1000;
      this.change({ put: { waiting: rows.map((one) => ({ ...one, later, later_by: this.snapshot.me.name })) } });
    } else if (action === "ask_now") {
      this.change({ put: { waiting: rows.map((one) => ({ ...one, later: undefined, later_by: undefined })) } });
    } else if (action === "undo") {
      this.change({ put: { waiting: this.answered.filter((one) => ids.includes(one.id)) } });
    } else if (["approve", "decline", "take_instead"].includes(action)) {
      this.answered.push(...rows);
      this.change({ drop: { waiting: rows.map((one) => one.id) } });
      const state = action === "decline" ? "declined" : "approved";
      const known = (id: string) => rows.some((one) => one.id === id);
      return { requests: ids.map((id) => (known(id) ? { request_id: id, state } : { request_id: id, why: "It was decided already." })) };
    } else if (action === "choose_item") {
      const { title, year } = named(data as unknown as { result?: string; item?: string });
      this.change({ put: { waiting: rows.map((one) => ({ ...one, seen: `${one.seen}+`, work: { title, year } })) } });
      return rows.length ? { request_id: rows[0]!.id, state: "pending" } : {};
    } else if (action === "request") {
      return this.requested(data as unknown as { result: string; approve: boolean });
    } else if (action === "import" || action === "leave") {
      const done = action === "import" ? { group: "running", state: "importing" } as const : { group: "done", state: "left" } as const;
      const home = this.snapshot.downloads.filter((one) => ids.includes(one.id));
      this.change({ put: { downloads: home.map((one) => ({ ...one, ...done, message: undefined, can: [] })) } });
    } else if (action === "remove_download") {
      this.change({ drop: { downloads: ids } });
    }
    return {};
  }

  /** Make a question or a download of what a search has found. */
  private requested({ result, approve }: { result: string; approve: boolean }): unknown {
    const id = `of-${result}`;
    const work = { title: "Salt and Lanterns", year: 2019 };
    const first = this.snapshot.waiting[0]!;
    if (!approve) this.change({ put: { waiting: [{ ...first, id, work }] } });
    else {
      this.change({ put: { downloads: [{ id, work, group: "running", state: "downloading", progress: 0.34, bytes: 24e9, undo_until: this.snapshot.now + 600, can: ["undo"] }] } });
    }
    return { request_id: id, state: approve ? "downloading" : "pending" };
  }
}

function merged<T extends { id: string }>(rows: T[], put: T[] = [], drop: string[] = []): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const id of drop) byId.delete(id);
  for (const row of put) byId.set(row.id, row);
  return [...byId.values()];
}

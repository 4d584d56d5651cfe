/** A stand-in for Home Assistant: sends what `data.ts` has, and does to it what is asked. */
import type { Hass, Message } from "../src/hass";
import type { Change, Download, Question, Snapshot } from "../src/model";

type Heard = (message: unknown) => void;
type Asked = (data: Message) => unknown;

export class FakeHass {
  private heard = new Set<Heard>();
  private listeners = { ready: new Set<() => void>(), disconnected: new Set<() => void>() };
  /** What was asked of it, to be looked at from outside. */
  readonly acted: Message[] = [];
  refusal?: { code: string; message: string };
  /** Why an action is refused. */
  refuses?: string;

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
    for (const tell of this.listeners.disconnected) tell();
  }

  comeBack(): void {
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
    return structuredClone(answer(message));
  }

  private act(message: Message): unknown {
    this.acted.push(message);
    if (this.refuses) throw { code: "home_assistant_error", message: this.refuses };
    const { request_id: id } = message.data as { request_id?: string };
    const answered = ["approve", "decline", "take_instead", "put_off"].includes(message.action as string);
    if (id && answered) this.change({ drop: { waiting: [id] } });
    else if (id && message.action === "remove_download") this.change({ drop: { downloads: [id] } });
    return {};
  }
}

function merged<T extends { id: string }>(rows: T[], put: T[] = [], drop: string[] = []): T[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const id of drop) byId.delete(id);
  for (const row of put) byId.set(row.id, row);
  return [...byId.values()];
}

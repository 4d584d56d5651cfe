/** What is done about an entry of the history: undo, ask again, try again. Shared by all that show entries. */
import type { Scene } from "../kit";
import type { Entry } from "../model";
import { reason } from "../asking";

interface Host {
  scene: Scene;
  requestUpdate(): void;
  /** What there is to do once something was done. */
  done(entry: Entry): void;
}

export class Doing {
  private readonly busy = new Set<string>();
  /** The entry that asks what becomes of its data. */
  asking?: string;

  constructor(private readonly host: Host) {}

  waits(entry: Entry): boolean {
    return this.busy.has(entry.id);
  }

  /** Undo; where some of it is here already, ask first what becomes of it. */
  undo(entry: Entry): void {
    if (!entry.here) return void this.run(entry, "undo");
    this.asking = entry.id;
    this.host.requestUpdate();
  }

  back(): void {
    this.asking = undefined;
    this.host.requestUpdate();
  }

  /** Run an action about an entry, once at a time, and say what went wrong. */
  async run(entry: Entry, action: "undo" | "retry", data: Record<string, unknown> = {}): Promise<void> {
    if (this.busy.has(entry.id)) return;
    const { scene } = this.host;
    this.busy.add(entry.id);
    this.host.requestUpdate();
    try {
      await scene.store.act(action, { request_id: entry.id, ...data });
      this.asking = undefined;
      const said = entry.can.includes("retry") ? "tried_again" : action === "undo" ? "taken_back" : "asked_again";
      scene.toast(scene.words.card(said, { work: scene.words.work(entry.work) }));
      this.host.done(entry);
    } catch (refusal) {
      scene.toast(scene.words.card("not_done", { reason: reason(refusal, scene.words.work(entry.work)) }));
    } finally {
      this.busy.delete(entry.id);
      this.host.requestUpdate();
    }
  }
}

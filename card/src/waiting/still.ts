/** Still: a list whose answer buttons have just been moved by data is deaf for a moment, and looks like it. */
import type { Scene } from "../part";
import { Lock, moved, type Spots } from "./lock";
import { spots } from "./spots";

interface Host {
  readonly scene: Scene;
  readonly list: HTMLElement | null;
  soon(name: string, milliseconds: number, what: () => void): void;
}

export class Still {
  /** Whether what is drawn next may move without anybody having asked for it. */
  moves = false;
  private readonly lock = new Lock();
  private spots: Spots = new Map();

  constructor(private readonly host: Host) {}

  /** It was drawn; `asked` tells that somebody has moved it who sees that. */
  drawn(asked: boolean): void {
    const { list } = this.host;
    if (!list || !(this.moves || asked || !this.spots.size)) return;
    const now = spots(list);
    if (this.moves && moved(this.spots, now)) this.shut();
    this.spots = now;
    this.moves = false;
  }

  /** Tell whether a press counts that began then, and say why where it does not. */
  hears(began: number): boolean {
    if (!this.lock.deaf(began, performance.now())) return true;
    const { scene } = this.host;
    const told = scene.words.card("just_moved");
    scene.announce(told);
    scene.toast(told);
    return false;
  }

  private shut(): void {
    const now = performance.now();
    this.lock.close(now);
    this.deafen(true);
    this.host.soon("lock", this.lock.left(now), () => this.deafen(false));
  }

  /** Nothing is drawn anew for it: it is over in a moment. */
  private deafen(deaf: boolean): void {
    const { list } = this.host;
    list?.toggleAttribute("data-locked", deaf);
    for (const one of list?.querySelectorAll("[data-answer]") ?? []) {
      one.setAttribute("aria-disabled", `${deaf || one.closest("[aria-busy=true]") !== null}`);
    }
  }
}

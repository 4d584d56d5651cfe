/** Posters: their addresses signed once per tab, so that a picture can be got without a header. */
import { ownPath } from "./addresses";
import type { Scene } from "./part";

/** Signed for longer than a tab is looked at without a reload; asked for anew before it ends. */
const SIGNED_FOR = 24 * 60 * 60;

interface Signed {
  url?: string;
  until: number;
}

/** Milliseconds in which addresses are gathered. */
const TOGETHER = 50;

let drawn: ReturnType<typeof setTimeout> | undefined;
const signed = new Map<string, Signed>();
const waiting = new Set<() => void>();

/** The address to show, or undefined until there is one; `onPosters` tells when. */
export function posterUrl(scene: Scene, path: string | undefined): string | undefined {
  const own = ownPath(path);
  if (!own) return undefined;
  const now = Date.now() / 1000;
  const known = signed.get(own);
  if (!known || known.until < now) void sign(scene, own, now);
  return known?.url;
}

/** Call `redraw` whenever a poster has got its address. Returns how to stop. */
export function onPosters(redraw: () => void): () => void {
  waiting.add(redraw);
  return () => waiting.delete(redraw);
}

async function sign(scene: Scene, path: string, now: number): Promise<void> {
  const before = signed.get(path)?.url;
  signed.set(path, { url: before, until: now + SIGNED_FOR / 2 });
  try {
    const { connection, hassUrl } = scene.hass;
    const answer = await connection.sendMessagePromise<{ path: string }>({ type: "auth/sign_path", path, expires: SIGNED_FOR });
    const own = ownPath(answer.path);
    if (!own) return;
    signed.set(path, { url: hassUrl?.(own) ?? own, until: now + SIGNED_FOR / 2 });
    // Many come at once: all are drawn together.
    drawn ??= setTimeout(() => {
      drawn = undefined;
      for (const redraw of waiting) redraw();
    }, TOGETHER);
  } catch {
    // Initials stay; it is tried again in a minute.
    signed.set(path, { url: before, until: now + 60 });
  }
}

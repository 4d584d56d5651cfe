/** Posters: their addresses signed once per tab, so that a picture can be got without a header. */
import { ownPath } from "./addresses";
import type { Connection } from "./hass";
import type { Scene } from "./part";

/** Signed for longer than a tab is looked at without a reload; asked for anew before it ends. */
const SIGNED_FOR = 24 * 60 * 60;

/** Seconds after which it is tried again where one could not be got, at first and at most. */
const AGAIN = 60;
const AGAIN_MOST = 60 * 60;
/** So many addresses are kept at most: a tab on the wall stays open for months. */
const MOST = 1000;

interface Signed {
  url?: string;
  /** Epoch seconds at which it is asked for anew, and from which on the address is worth nothing. */
  until: number;
  ends: number;
  /** Whether the picture has come, so that it is not got again by the same address. */
  there?: boolean;
  /** How often in a row it could not be got. */
  failed: number;
}

/** Milliseconds in which addresses are gathered. */
const TOGETHER = 50;

let drawn: ReturnType<typeof setTimeout> | undefined;
const signed = new Map<string, Signed>();
const waiting = new Set<() => void>();

/**
 * The address to show, or undefined until there is one; `onPosters` tells when.
 *
 * An address that Home Assistant does not know any more must not be asked for: it takes that for somebody who tries to
 * get in, says so to everybody, and may lock this device out.
 */
export function posterUrl(scene: Scene, path: string | undefined): string | undefined {
  const own = ownPath(path);
  if (!own) return undefined;
  const { connection } = scene.hass;
  follow(connection);
  const now = Date.now() / 1000;
  const known = signed.get(own);
  if (connection.connected && (!known || known.until <= now)) void sign(scene, own, now);
  return known && (known.there || known.ends > now) ? known.url : undefined;
}

/** Call `redraw` whenever a poster has got its address. Returns how to stop. */
export function onPosters(redraw: () => void): () => void {
  waiting.add(redraw);
  return () => waiting.delete(redraw);
}

/** The picture has come. */
export function posterThere(path: string | undefined): void {
  const known = signed.get(path ?? "");
  if (known) Object.assign(known, { there: true, failed: 0 });
}

/** It could not be got: letters take its place until it is tried again. */
export function posterGone(path: string | undefined): void {
  const known = signed.get(path ?? "");
  if (!known) return;
  const until = Date.now() / 1000 + Math.min(AGAIN * 2 ** known.failed, AGAIN_MOST);
  Object.assign(known, { url: undefined, there: false, failed: known.failed + 1, until });
  redrawn();
}

const followed = new WeakSet<Connection>();

/** What was signed before a restart of Home Assistant leads nowhere after it, and nothing tells the two apart. */
function follow(connection: Connection): void {
  if (followed.has(connection)) return;
  followed.add(connection);
  connection.addEventListener("disconnected", () => {
    for (const one of signed.values()) one.until = one.ends = 0;
  });
}

async function sign(scene: Scene, path: string, now: number): Promise<void> {
  const known: Signed = { ends: 0, failed: 0, ...signed.get(path), until: now + SIGNED_FOR / 2 };
  signed.delete(path);
  signed.set(path, known);
  for (const oldest of signed.keys()) if (signed.size > MOST) signed.delete(oldest);
  try {
    const { connection, hassUrl } = scene.hass;
    const answer = await connection.sendMessagePromise<{ path: string }>({ type: "auth/sign_path", path, expires: SIGNED_FOR });
    const own = ownPath(answer.path);
    if (!own) return;
    Object.assign(known, { url: hassUrl?.(own) ?? own, ends: now + SIGNED_FOR, there: false });
    redrawn();
  } catch {
    // Letters stay; it is tried again in a while.
    known.until = now + AGAIN;
  }
}

/** Many come at once: all are drawn together. */
function redrawn(): void {
  drawn ??= setTimeout(() => {
    drawn = undefined;
    for (const redraw of waiting) redraw();
  }, TOGETHER);
}

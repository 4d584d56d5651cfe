/**
 * Stuck: has the dashboard come back after a restart of Home Assistant under an open page.
 *
 * Home Assistant tells browsers that it is there before Greenlight is. A page that shows our dashboard just then finds
 * that there is none, throws it away, and is not able to draw it once there is one: it would load until somebody loads
 * the page anew, and nobody does that on a wall.
 */
import type { Connection, Hass } from "./hass";

/** Milliseconds between two looks, and for how long after Home Assistant is back. */
const LOOKS = 2_000;
const FOR = 10 * 60_000;

interface Root extends Element {
  hass?: { connected?: boolean; panels?: Record<string, unknown> };
}

const watched = new WeakSet<Connection>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** What Home Assistant has drawn of a dashboard, if it has. */
export function drawn(): Element | undefined {
  let found: Element | null | undefined = document.querySelector("home-assistant");
  for (const tag of ["home-assistant-main", "ha-panel-lovelace", "hui-root"]) found = found?.shadowRoot?.querySelector(tag);
  return found ?? undefined;
}

/** Whether there is a dashboard at `path` and the page that is to show it has none. */
function stuck(path: string): boolean {
  const hass = document.querySelector<Root>("home-assistant")?.hass;
  const here = location.pathname.split("/")[1] === path;
  return here && !!hass?.connected && !!hass.panels?.[path] && !drawn();
}

/** From now on, have the page at `path` loaded anew where it is stuck after a restart. */
export function watchOver({ connection }: Hass, path: string, anew: () => void = () => location.reload()): void {
  if (watched.has(connection)) return;
  watched.add(connection);
  // A Home Assistant that draws otherwise than we know never looks drawn, and is left alone.
  let known = false;
  connection.addEventListener("disconnected", () => (known ||= !!drawn()));
  connection.addEventListener("ready", () => {
    clearTimeout(timer);
    if (!known) return;
    const until = Date.now() + FOR;
    const look = (before: boolean): void => {
      const now = stuck(path);
      // Twice, as a page that has just been gone to has nothing yet, either.
      if (now && before) return anew();
      if (Date.now() < until) timer = setTimeout(() => look(now), LOOKS);
    };
    look(false);
  });
}

/** Keys, while a question has the focus. */

export type Key = "next" | "before" | "yes" | "no" | "undo" | "details" | "select" | "menu" | "help" | "stop";

const KEYS: Record<string, Key> = {
  ArrowDown: "next",
  ArrowUp: "before",
  a: "yes",
  d: "no",
  u: "undo",
  Enter: "details",
  " ": "select",
  m: "menu",
  "?": "help",
  Escape: "stop",
};

/** What a key means there, undefined for nothing; with Ctrl, Alt or Meta it is somebody else's. */
export function keyOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey" | "repeat">): Key | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const found = KEYS[name];
  // Who leans on a key means one answer.
  return event.repeat && found !== "next" && found !== "before" ? undefined : found;
}

/** Configured: the card's options, looked at before they are believed. */
import { VIEWS, type CardConfig } from "./hass";

/** The options as they are used. Throws an `Error` that Home Assistant shows in place of the card. */
export function formed(config: CardConfig): CardConfig {
  const { view, show, rule, client } = config;
  if (view !== undefined && !VIEWS.includes(view)) throw new Error(`view: ${VIEWS.join(", ")}`);
  if (show !== undefined && !(Number.isInteger(show) && show > 0)) throw new Error("show: 1, 2, 3, …");
  for (const [name, value] of Object.entries({ rule, client })) {
    if (value !== undefined && typeof value !== "string") throw new Error(`${name}: "…"`);
  }
  // An emptied field of the editor is no filter.
  return { ...config, rule: rule || undefined, client: client || undefined };
}

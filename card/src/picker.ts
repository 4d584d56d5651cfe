/** Picker: how the card is found when somebody puts cards on a dashboard. */
import type { CardConfig, Hass, View } from "./hass";

interface Listed {
  type: string;
  name: string;
  description: string;
  preview: boolean;
  documentationURL: string;
  getEntitySuggestion(hass: Hass, entity: string): { config: CardConfig } | null;
}

const TYPE = "greenlight-card";

/** For our own entities: by what they are about. */
export function suggestion(hass: Hass, entity: string): { config: CardConfig } | null {
  if (hass.entities?.[entity]?.platform !== "greenlight") return null;
  const view: View = /missing|series/.test(entity) ? "series" : /pending|request|question|todo\./.test(entity) ? "waiting" : /download|progress|speed|eta/.test(entity) ? "downloads" : "all";
  return { config: { type: `custom:${TYPE}`, ...(view !== "all" && { view }) } };
}

/** Have Home Assistant list it, once. */
export function offerCard(): void {
  const there = window as unknown as { customCards?: Listed[] };
  there.customCards ??= [];
  if (there.customCards.some((one) => one.type === TYPE)) return;
  there.customCards.push({
    type: TYPE,
    name: "Greenlight",
    description: "What waits for an answer, what downloads, and what happened.",
    preview: true,
    documentationURL: "https://github.com/greenlight-ha/greenlight#the-dashboard",
    getEntitySuggestion: suggestion,
  });
}

/** Texts: what the integration's translations say, in the language of whoever looks. */
import type { Hass } from "./hass";

const SECTIONS = ["common", "config_panel"];
const loaded = new Map<string, Promise<Record<string, string>>>();

/**
 * The strings by their full keys, English where a language has none. They are asked for as they are stored, as their
 * forms are chosen and filled in here the way the server does it.
 */
export function textsOf(hass: Hass): Promise<Record<string, string>> {
  const { language } = hass;
  let texts = loaded.get(language);
  if (!texts) {
    loaded.set(language, (texts = load(hass, language)));
    texts.catch(() => loaded.delete(language));
  }
  return texts;
}

async function load({ connection }: Hass, language: string): Promise<Record<string, string>> {
  const sections = await Promise.all(
    SECTIONS.map((category) =>
      connection.sendMessagePromise<{ resources: Record<string, string> }>({
        type: "frontend/get_translations", language, category, integration: ["greenlight"],
      }),
    ),
  );
  const texts: Record<string, string> = Object.assign({}, ...sections.map(({ resources }) => resources));
  // While its files are being replaced Home Assistant knows none, and says no more than that.
  if (!Object.keys(texts).length) throw new Error("no texts");
  return texts;
}

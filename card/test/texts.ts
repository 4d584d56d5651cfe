/** The strings as browsers get them. */
import de from "../../custom_components/greenlight/translations/de.json";
import en from "../../custom_components/greenlight/translations/en.json";

type Node = string | { [name: string]: Node };

export const TEXTS = textsOf(en);
export const GERMAN = textsOf(de);

function textsOf(translations: { common: object; config_panel: object }): Record<string, string> {
  const texts: Record<string, string> = {};
  function walk(node: Node, key: string): void {
    if (typeof node === "string") texts[key] = node;
    else for (const [name, value] of Object.entries(node)) walk(value, `${key}.${name}`);
  }
  walk(translations.common as Node, "component.greenlight.common");
  walk(translations.config_panel as Node, "component.greenlight.config_panel");
  return texts;
}

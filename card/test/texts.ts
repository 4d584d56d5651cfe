/** The strings as browsers get them. */
import en from "../../custom_components/greenlight/translations/en.json";

type Node = string | { [name: string]: Node };

export const TEXTS: Record<string, string> = {};

function walk(node: Node, key: string): void {
  if (typeof node === "string") TEXTS[key] = node;
  else for (const [name, value] of Object.entries(node)) walk(value, `${key}.${name}`);
}

walk(en.common as Node, "component.greenlight.common");
walk(en.config_panel as Node, "component.greenlight.config_panel");

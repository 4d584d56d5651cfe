/** Editor: the form in which a card is set up, with the rules and clients that there are. */
import { VIEWS, type Hass } from "./hass";
import { Store } from "./store";
import { textsOf } from "./texts";

interface Field {
  name: string;
  selector?: Record<string, unknown>;
  type?: string;
  schema?: Field[];
}

interface Form {
  schema: Field[];
  computeLabel(field: Field): string | undefined;
  computeHelper(field: Field): string | undefined;
}

const PREFIX = "component.greenlight.config_panel.card.";

/** The form, in the language of whoever looks as far as its words can be had. */
export async function configForm(hass: Hass | undefined): Promise<Form> {
  const texts = hass ? await textsOf(hass).catch((): Record<string, string> => ({})) : {};
  const text = (key: string) => texts[PREFIX + key];
  const [rules, clients] = hass ? await known(hass) : [[], []];
  return {
    schema: [
      { name: "view", selector: { select: { mode: "dropdown", options: VIEWS.map((value) => ({ value, label: text(`view_${value}`) ?? value })) } } },
      { name: "rule", selector: { select: { mode: "dropdown", custom_value: true, options: rules } } },
      { name: "client", selector: { select: { mode: "dropdown", custom_value: true, options: clients } } },
      { name: "show", selector: { number: { min: 1, max: 50, mode: "box" } } },
      {
        name: "", type: "grid", schema: [
          { name: "compact", selector: { boolean: {} } },
          { name: "hide_empty", selector: { boolean: {} } },
        ],
      },
    ],
    computeLabel: ({ name }) => text(`editor_${name}`),
    computeHelper: ({ name }) => text(`editor_${name}_help`),
  };
}

/** What there is to filter by; whoever may not see it, or asks while nothing runs, types it. */
async function known({ connection }: Hass): Promise<[rules: string[], clients: string[]]> {
  const store = Store.of(connection);
  const clients = new Set(store.state?.downloads.map((one) => one.client).filter((one): one is string => !!one));
  const history = await store.ask<{ rules: string[] }>("history", { limit: 1 }).catch(() => ({ rules: [] }));
  return [history.rules, [...clients].sort()];
}

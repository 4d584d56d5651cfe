/** `<greenlight-with>`: the few options of a download that count, before it is begun. */
import { base, html, icon, nothing, Part, unsafeCSS, type TemplateResult } from "../kit";
import menu from "../styles/menu.css";
import own from "./with.css";

/** What `request` takes besides; what is left as usual is not said. */
export interface Options {
  client?: string;
  stopped?: boolean;
  priority?: string;
  save_path?: string;
}

/** As `engine/options.py` has them; the first is what a client does by itself. What is forced heeds no pause of the client. */
const PRIORITIES = ["normal", "high", "force", "low"] as const;

export class GreenlightWith extends Part {
  static override styles = [base, unsafeCSS(menu), unsafeCSS(own)];
  static override properties = { ...Part.properties, clients: { attribute: false }, busy: { attribute: false }, label: { attribute: false } };
  /** Those that something can be given to. */
  declare clients: readonly { id: string; name: string }[];
  declare busy: boolean;
  /** What the button says: whether something is replaced. */
  declare label: string;

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>("h4")?.focus({ preventScroll: true });
    this.scrollIntoView({ block: "nearest" });
  }

  private tell(what: "close" | "go", detail?: Options): void {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  private readonly go = (event: Event): void => {
    event.preventDefault();
    if (!this.busy) this.tell("go", chosen(event.currentTarget as HTMLFormElement));
  };

  private readonly key = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === "Escape") this.tell("close");
  };

  protected override render(): TemplateResult {
    const { clients, busy } = this;
    const { words, store } = this.scene;
    const priorities = PRIORITIES.filter((one) => one !== "force" || store.may("downloads"));
    return html`<form class="said" @submit=${this.go} @keydown=${this.key} aria-label=${words.card("search_with")}>
      <h4 tabindex="-1">${words.card("search_with")}</h4>
      ${clients.length > 1 ? html`<label><span class="dim">${words.card("search_client")}</span><select class="field" name="client"><option value="">${words.card("search_client_any")}</option>${
        clients.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}</select></label>` : nothing}
      <label><span class="dim">${words.card("search_priority")}</span><select class="field" name="priority">${priorities.map((each) =>
        html`<option value=${each === "normal" ? "" : each}>${words.card(`search_priority_${each}`)}</option>`)}</select></label>
      ${store.may("everything") ? html`<label><span class="dim">${words.card("search_folder")}</span><input class="field" name="save_path" maxlength="1000" autocomplete="off" spellcheck="false"
        placeholder=${words.card("search_folder_usual")}></label>` : nothing}
      <label class="line"><input type="checkbox" name="stopped"><span>${words.card("search_paused")}</span></label>
      <div class="acts"><button class="b go" aria-disabled=${busy}>${icon(busy ? "loading" : "download", busy ? "spin" : "")}<span>${this.label}</span></button>
        <button class="b soft" type="button" @click=${() => this.tell("close")}>${words.text("button_back")}</button></div></form>`;
  }
}

function chosen(form: HTMLFormElement): Options {
  const data = new FormData(form);
  const said = (["client", "priority", "save_path"] as const).map((name) => [name, `${data.get(name) ?? ""}`.trim()] as const);
  return { ...Object.fromEntries(said.filter(([, value]) => value)), ...(data.has("stopped") && { stopped: true }) };
}

/**
 * What the other files take from the first at run time, so that nothing is there twice. They import it from where it is
 * (`../part`, `lit`); the build leads that here, and says what is not named.
 */
export { LitElement, css, html, nothing, svg, unsafeCSS } from "lit";
export { guard } from "lit/directives/guard.js";
export { repeat } from "lit/directives/repeat.js";
export { ownPath, safeUrl } from "./addresses";
export { Asking, reason } from "./asking";
export { DAY, HOUR, MINUTE } from "./clock";
export { LEADS_TO, LEADS_TO_DOWNLOAD, LEADS_TO_SEARCH, leads } from "./leading";
export { later, loaded, views } from "./later";
export { Part, base, defineOnce, sheet } from "./part";
export { initials } from "./initials";
export { icon, poster, workTitle } from "./pieces";
export { textsOf } from "./texts";
export { Store } from "./store";
export { VIEWS } from "./hass";
export { menuKeys, showMenu } from "./menu";
export { unfinished } from "./unfinished";
export { Words } from "./words";
export type { PropertyValues, TemplateResult } from "lit";
export type { CardConfig, Hass, Refusal } from "./hass";
export type { Scene } from "./part";
export type { State } from "./store";

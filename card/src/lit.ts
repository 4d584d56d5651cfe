/** The file with Lit, which all others share. */
export { LitElement, css, html, nothing, svg, unsafeCSS } from "lit";
export { guard } from "lit/directives/guard.js";
export { repeat } from "lit/directives/repeat.js";

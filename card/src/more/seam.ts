/**
 * What `more.js` (the panel, the preview, the options) and `views.js` (all else) give to the rest of the card: elements, their properties and the
 * events they send.
 *
 * Each is a `Part`: it takes `scene`, `state` and `tick`.
 *
 * - `<greenlight-panel>`: `kind`, `question` (but for the keys), `answer`. It draws no surface of its own, takes the
 *   focus when it appears, and sends `close` when nothing was answered (Back, Esc) and `done` once an answer was given;
 *   whoever opened it then takes it away and puts the focus back. Neither bubbles.
 * - `<greenlight-history>`, `<greenlight-statistics>`: whole views, with their own heading.
 * - `<greenlight-recent>`: the last few of what happened, as the subscription tells them. Sends `all`, which leads to
 *   the history.
 * - `<greenlight-inbox>`: completed downloads nobody has acknowledged. Sends `close`.
 * - `<greenlight-preview>`: what a rule would ask. Sends `close`.
 * - `<greenlight-works>`: which work something is. Takes `question`, or `result` (the id of one); sends `taken` once that was said, and `close`.
 * - `<greenlight-with>`: the options of a download. Takes `clients` and `busy`; sends `go` with what was chosen (`Options`
 *   of `more/with.ts`), and `close`.
 */

export type PanelKind = "decline_more" | "always" | "others" | "works" | "details" | "keys";

/**
 * Gives an answer in the way of the list a question stands in: what is pressed waits, a strip takes its place, a toast
 * offers to undo it. Rejects with what went wrong, which the panel says. Without it a panel asks the store itself.
 */
export type Answer = (action: string, data: Record<string, unknown>) => Promise<unknown>;

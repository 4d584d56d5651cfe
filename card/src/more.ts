/**
 * The third file: what is seen only when somebody opens it. Importing it defines its elements.
 *
 * - `more/history.ts`: `<greenlight-history>`, what happened, whole (view `history`) or the last few.
 * - `more/statistics.ts`: `<greenlight-statistics>`.
 * - `more/panel.ts`: `<greenlight-panel>`, opened by `<greenlight-waiting>` at a question.
 * - `more/inbox.ts`: `<greenlight-inbox>`; `more/preview.ts`: `<greenlight-preview>`.
 *
 * Each is a `Part` (`scene`, `state`, `tick`). What it takes from the first file has to be named in `kit.ts`.
 */
export const MARK = "more";

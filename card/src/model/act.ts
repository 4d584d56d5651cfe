/** Act: what somebody does. */

/**
 * `greenlight/act` with `action` and `data`: an ordinary action of Greenlight, in the name of whoever looks and by the
 * road "card". What goes wrong comes as an error of the websocket with a text in the language of the server.
 * Actions: approve, decline, take_instead, put_off, ask_now, undo, cancel, retry, pause, resume, recheck, next_best,
 * import, leave, remove_download, pause_all, resume_all, acknowledge, refresh, always,
 * choose_item.
 */
export interface Act {
  action: string;
  data: Record<string, unknown>;
}

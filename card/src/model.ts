/**
 * What Home Assistant sends: the answers of `websocket_api.py`, made in `presentation/card/`.
 *
 * Codes, bytes and epoch seconds, and what is said as keys with values: the card speaks the person's own
 * language. What strangers wrote is cleaned and capped there, and is still no markup of any kind.
 */
export type * from "./model/said";
export type * from "./model/question";
export type * from "./model/download";
export type * from "./model/past";
export type * from "./model/live";
export type * from "./model/series";
export type * from "./model/views";
export type * from "./model/act";

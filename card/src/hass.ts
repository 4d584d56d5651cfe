/** The little of Home Assistant's frontend that the card uses. */

export type NumberFormat =
  | "language" | "system" | "comma_decimal" | "decimal_comma" | "quote_decimal" | "space_comma" | "none";

export interface Locale {
  language: string;
  number_format?: NumberFormat | string;
  time_format?: "language" | "system" | "12" | "24";
  /** Whose clock is told: the one of this browser, or the one of the house. */
  time_zone?: "local" | "server";
  first_weekday?: string;
}

export interface Connection {
  connected: boolean;
  subscribeMessage<T>(
    callback: (message: T) => void, command: Message, options?: { resubscribe?: boolean },
  ): Promise<() => Promise<void> | void>;
  sendMessagePromise<T>(command: Message): Promise<T>;
  addEventListener(event: "ready" | "disconnected", callback: () => void): void;
  removeEventListener(event: "ready" | "disconnected", callback: () => void): void;
}

export interface Message {
  type: string;
  [field: string]: unknown;
}

/** What a command is refused with. */
export interface Refusal {
  code: string;
  message: string;
  /** What was put into the message. */
  translation_placeholders?: Record<string, string>;
}

export interface Hass {
  connection: Connection;
  connected: boolean;
  language: string;
  locale: Locale;
  config: { time_zone: string };
  user?: { id: string; is_admin: boolean };
  entities?: Record<string, { platform?: string; device_id?: string } | undefined>;
  hassUrl?(path: string): string;
  [rest: string]: unknown;
}

export interface CardConfig {
  type: string;
  view?: View;
  compact?: boolean;
  rule?: string;
  client?: string;
  show?: number;
  hide_empty?: boolean;
  grid_options?: Record<string, unknown>;
}

export type View = "all" | "waiting" | "downloads" | "search" | "history" | "series" | "statistics";
export const VIEWS: readonly View[] = ["all", "waiting", "downloads", "search", "history", "series", "statistics"];

/** What is answered on demand: by the last part of the command. */
import type { Message } from "../src/hass";

export const ANSWERS: Record<string, (data: Message) => unknown> = {};

/** The first file: what browsers begin with. */
import { Card } from "./card";
import { defineOnce } from "./part";

export * from "./kit";

defineOnce("greenlight-card", Card);

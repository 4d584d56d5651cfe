/** The first file: what browsers begin with. */
import { Card } from "./card";
import { defineOnce } from "./part";
import { offerStrategies } from "./strategy";

export * from "./kit";

defineOnce("greenlight-card", Card);
// After the card, which they put on dashboards.
offerStrategies();

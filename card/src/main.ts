/** The first file: what browsers begin with. */
import { Card } from "./card";
import { defineOnce } from "./part";
import { offerCard } from "./picker";
import { offerStrategies } from "./strategy";

export * from "./kit";

defineOnce("greenlight-card", Card);
offerCard();
// After the card, which they put on dashboards.
offerStrategies();

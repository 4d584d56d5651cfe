/** The file with series and their episodes. */
import { defineOnce } from "./kit";
import { GreenlightSeries } from "./series/view";

defineOnce("greenlight-series", GreenlightSeries);

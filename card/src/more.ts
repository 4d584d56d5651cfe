/**
 * What opens: the panels and the menu of a question, the preview of a rule, and the options of a download. Importing it defines its elements; `more/seam.ts` says what they take
 * and send. Each is a `Part`; everything from outside of `more/` is imported from `../kit`.
 */
import { defineOnce } from "./kit";
import { GreenlightAlways } from "./more/always";
import { GreenlightDeclineMore } from "./more/decline";
import { GreenlightDetails } from "./more/details";
import { GreenlightKeys } from "./more/keys";
import { GreenlightMenu } from "./more/menu";
import { GreenlightOthers } from "./more/others";
import { GreenlightPanel } from "./more/panel";
import { GreenlightPreview } from "./more/preview";
import { GreenlightWith } from "./more/with";
import { GreenlightWorks } from "./more/works";

defineOnce("greenlight-panel", GreenlightPanel);
defineOnce("greenlight-decline-more", GreenlightDeclineMore);
defineOnce("greenlight-always", GreenlightAlways);
defineOnce("greenlight-others", GreenlightOthers);
defineOnce("greenlight-details", GreenlightDetails);
defineOnce("greenlight-keys", GreenlightKeys);
defineOnce("greenlight-menu", GreenlightMenu);
defineOnce("greenlight-preview", GreenlightPreview);
defineOnce("greenlight-with", GreenlightWith);
defineOnce("greenlight-works", GreenlightWorks);

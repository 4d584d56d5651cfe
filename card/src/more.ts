/**
 * The second file: what is seen only when somebody opens it. Importing it defines its elements; `more/seam.ts` says
 * which there are for others and what they send.
 *
 * Each is a `Part` (`scene`, `state`, `tick`); everything from outside of `more/` is imported from `../kit`.
 */
import { defineOnce } from "./kit";
import { GreenlightAlways } from "./more/always";
import { GreenlightDeclineMore } from "./more/decline";
import { GreenlightDetails } from "./more/details";
import { GreenlightHistory } from "./more/history";
import { GreenlightInbox } from "./more/inbox";
import { GreenlightKeys } from "./more/keys";
import { GreenlightOthers } from "./more/others";
import { GreenlightPanel } from "./more/panel";
import { GreenlightPreview } from "./more/preview";
import { GreenlightRecent } from "./more/recent";
import { GreenlightStatistics } from "./more/statistics";

export type { Answer, PanelKind } from "./more/seam";

defineOnce("greenlight-history", GreenlightHistory);
defineOnce("greenlight-recent", GreenlightRecent);
defineOnce("greenlight-statistics", GreenlightStatistics);
defineOnce("greenlight-panel", GreenlightPanel);
defineOnce("greenlight-decline-more", GreenlightDeclineMore);
defineOnce("greenlight-always", GreenlightAlways);
defineOnce("greenlight-others", GreenlightOthers);
defineOnce("greenlight-details", GreenlightDetails);
defineOnce("greenlight-keys", GreenlightKeys);
defineOnce("greenlight-inbox", GreenlightInbox);
defineOnce("greenlight-preview", GreenlightPreview);

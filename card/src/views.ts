/**
 * The views that look back: what happened, the statistics and the inbox. Importing it defines
 * their elements; `more/seam.ts` says what they take and send.
 */
import { defineOnce } from "./kit";
import { GreenlightHistory } from "./more/history";
import { GreenlightInbox } from "./more/inbox";
import { GreenlightRecent } from "./more/recent";
import { GreenlightStatistics } from "./more/statistics";

defineOnce("greenlight-history", GreenlightHistory);
defineOnce("greenlight-recent", GreenlightRecent);
defineOnce("greenlight-statistics", GreenlightStatistics);
defineOnce("greenlight-inbox", GreenlightInbox);

/** The form in which a card is set up. */
export { configForm } from "./editor";

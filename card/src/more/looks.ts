/** Which stylesheets each of the elements here needs. */
import { base } from "../kit";
import cands from "../styles/cands.css";
import history from "../styles/history.css";
import menu from "../styles/menu.css";
import statistics from "../styles/statistics.css";
import more from "./more.css";
import works from "./works.css";

export const HISTORY_STYLES = [base, menu, history, more];
export const STATISTICS_STYLES = [base, menu, statistics, more];
export const PANEL_STYLES = [base, menu, more];
export const WORKS_STYLES = [base, menu, more, works];
export const OTHERS_STYLES = [base, menu, cands, more];

/** What is counted of downloads: what is done is shown for a while, and is nothing that anybody waits for. */
import type { Download } from "./model";

export const unfinished = (rows: readonly Download[]): Download[] => rows.filter(({ group }) => group !== "done");

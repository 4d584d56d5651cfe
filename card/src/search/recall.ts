/** Recall: by what a page that is opened anew knows its search again. Each tab has its own. */

const NAME = "greenlight-search";

export interface Recalled {
  search?: string;
  /** What the address said. */
  from?: string;
}

export function recall(): Recalled {
  try {
    return (JSON.parse(sessionStorage.getItem(NAME) ?? "{}") as Recalled | null) ?? {};
  } catch {
    return {};
  }
}

export function remember(what: Recalled): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify(what));
  } catch {
    // Some browsers keep nothing; then it is the last search of all.
  }
}

/** Leading: what an address leads to, followed once: a question, a download, or a search. */

/** As the phone's notice and the links in messages have it. */
export const LEADS_TO = "greenlight";
export const LEADS_TO_DOWNLOAD = "greenlight-download";
/** What is searched for, in words. */
export const LEADS_TO_SEARCH = "greenlight-search";

/** What reads the address for one of them. */
export function leads(name: string): { wanted(): string | undefined; follow(): void } {
  // What has been followed already, so that a look back does not scroll anybody away.
  let followed = "";
  const opened = () => `${location.href} ${history.length}`;
  return {
    /** The id, or the words, that the address leads to, until it was followed. */
    wanted: () => (opened() === followed ? undefined : new URLSearchParams(location.search).get(name) || undefined),
    follow: () => {
      followed = opened();
    },
  };
}

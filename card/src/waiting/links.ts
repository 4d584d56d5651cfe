/** Addresses that lead out of Home Assistant. */

/** The address if it is a plain one of the web, without a user or a password in it; else undefined. */
export function safe(address: string | undefined): string | undefined {
  if (!address || !/^https?:\/\/[^\s\\]+$/i.test(address)) return undefined;
  try {
    const url = new URL(address);
    const web = url.protocol === "https:" || url.protocol === "http:";
    return web && url.hostname && !url.username && !url.password ? url.href : undefined;
  } catch {
    return undefined;
  }
}

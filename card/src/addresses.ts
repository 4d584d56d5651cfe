/** Addresses: what may become a link or a picture, and nothing else. */

/** The address where it is http or https and leads to a host, or undefined. */
export function safeUrl(address: string | undefined): string | undefined {
  // What `new URL` would leave out or read as part of another address is no address of ours.
  if (!address || !/^https?:\/\/[^\s\\]+$/i.test(address) || /[\u0000-\u001f\u007f]/.test(address)) return undefined;
  try {
    const url = new URL(address);
    if (url.username || url.password || !url.hostname) return undefined;
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** A path of Home Assistant itself, or undefined: `//host` and `/\host` would lead elsewhere. */
export function ownPath(path: string | undefined): string | undefined {
  return path && /^\/(?![\/\\])[^\s\\\u0000-\u001f\u007f]*$/.test(path) ? path : undefined;
}

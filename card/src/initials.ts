/** Up to two letters that stand for a title; a question mark where it has none. */
export function initials(title: string): string {
  const words = title.match(/[\p{L}\p{N}]+/gu) ?? [];
  const telling = words.filter((word) => !/^(the|an?|of|and|der|die|das|und|le|la|les|el|los|il)$/i.test(word));
  const letters = (telling.length ? telling : words).slice(0, 2).map((word) => [...word][0] ?? "");
  return letters.join("").toUpperCase() || "?";
}

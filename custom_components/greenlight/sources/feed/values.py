"""What an item says in numbers: sizes, seeders and peers, by name or only in words."""

from collections.abc import Callable
import html
import re

from .element import Item

# Values by the name under which an item tells them.
type Told = dict[str, list[str]]

_MAX_SIZE = 2**53
_MAX_WORDS = 8000
# A dot between thousands is told from one before a fraction by what follows it. French has ``o``.
_WHOLE = (
    r"\d{1,3}(?:\.\d{3})+(?=,\d)|\d{1,3}(?:\.\d{3}){2,5}|\d{1,3}(?:\s\d{3}){1,5}"
    r"|\d{1,16}(?:,\d{3})*"
)
_SIZE = re.compile(
    rf"({_WHOLE})(?:[.,](\d{{1,6}}))?\s{{0,3}}(?:([kmgtp]?)(i?)[bo]?|bytes?|octets?)",
    re.IGNORECASE,
)
_FACTOR = re.compile(r"\d{1,6}(?:\.\d{1,6})?")
_TAG = re.compile(r"<[^<>]{0,999}>")
# A bar stands for each tag: what stands on both sides of one does not belong together.
_GAP = r"[\s|]{0,9}"
_SIZE_IN_WORDS = re.compile(
    rf"\bsize\b{_GAP}[:=]?{_GAP}(\d[\d.,\s]{{0,18}}[kmgtp]i?[bo])\b", re.IGNORECASE
)
_COUNTS = {
    "seeders": re.compile(
        rf"\bseed(?:er)?s?\b{_GAP}[:=(]{_GAP}(\d[\d,]{{0,9}})", re.IGNORECASE
    ),
    "leechers": re.compile(
        rf"\b(?:leech(?:er)?s?|peers?)\b{_GAP}[:=(]{_GAP}(\d[\d,]{{0,9}})",
        re.IGNORECASE,
    ),
}
_COUNTS_BEFORE = {
    "seeders": re.compile(
        r"(?<![\d,.])(\d[\d,]{0,9})\s{1,3}seed(?:er)?s?\b", re.IGNORECASE
    ),
    "leechers": re.compile(
        r"(?<![\d,.])(\d[\d,]{0,9})\s{1,3}leech(?:er)?s?\b", re.IGNORECASE
    ),
}


def told(item: Item) -> Told:
    """Return everything an item says by name: first Torznab's and Newznab's attributes, then elements."""
    found: Told = {}
    for element in item.elements:
        if name := element.attributes.get("name"):
            value = element.attributes.get("value", "")
            found.setdefault(name.lower(), []).append(value)
    for element in item.elements:
        value = element.text
        if element.name == "category":
            value = element.attributes.get("term") or value
        if value:
            found.setdefault(element.name, []).append(value)
    return found


def first[T](values: Told, read: Callable[[str], T | None], *names: str) -> T | None:
    """Return the first value that can be read, in the order of the names."""
    for name in names:
        for text in values.get(name, ()):
            if (value := read(text)) is not None:
                return value
    return None


def read_count(text: str) -> int | None:
    """Return a number of peers, or None if it is none."""
    digits = text.strip()[:40].replace(",", "")
    return int(digits) if digits.isdecimal() and len(digits) < 10 else None


def read_factor(text: str) -> float | None:
    """Return by what an indexer multiplies what is downloaded or uploaded, None if it is no number."""
    found = _FACTOR.fullmatch(text.strip()[:20])
    return float(found[0]) if found else None


def read_size(text: str) -> int | None:
    """Return a size in bytes from ``123``, ``1.4 GiB`` or ``1.400,5 Mo``; 0 and 1 mean unknown."""
    found = _SIZE.fullmatch(text.strip()[:40])
    if not found:
        return None
    whole, fraction, prefix, binary = found.groups()
    number = float(f"{''.join(filter(str.isdecimal, whole))}.{fraction or 0}")
    power = " kmgtp".index((prefix or " ").lower())
    size = round(number * (1024 if binary else 1000) ** power)
    return size if 1 < size <= _MAX_SIZE else None


def in_words(item: Item) -> str:
    """Return what an item says in sentences, each tag made a bar, up to some length."""
    texts = (html.unescape(each.text[:_MAX_WORDS]) for each in item.elements)
    return _TAG.sub("|", " | ".join(texts)[: 2 * _MAX_WORDS])


def size_in_words(words: str) -> int | None:
    """Return the size in bytes that a text tells, if it does."""
    found = _SIZE_IN_WORDS.search(words)
    return read_size(found[1]) if found else None


def count_in_words(words: str, what: str) -> int | None:
    """Return the number of ``seeders`` or ``leechers`` that a text tells, if it does."""
    found = _COUNTS[what].search(words) or _COUNTS_BEFORE[what].search(words)
    return read_count(found[1]) if found else None

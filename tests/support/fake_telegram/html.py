"""Telegram's HTML, read as strictly as Telegram does."""

from dataclasses import dataclass
import re
from typing import Any

from .refusal import bad_request

# What each tag becomes.
_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_ENTITY = re.compile(r"&(#x[0-9a-fA-F]{1,8}|#[0-9]{1,10}|[a-z]{1,8});?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_NAME = re.compile(r"[^\s>/=\"'<]*")
# Signs that Telegram takes out of every text: controls, and those that turn its direction.
_TAKEN_OUT = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e]")

type Entity = dict[str, Any]


def units(text: str) -> int:
    """Return how long a text is as Telegram counts, in units of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cleaned(text: str) -> str:
    """Return a text without the signs that Telegram takes out."""
    return _TAKEN_OUT.sub("", text)


@dataclass
class _Open:
    name: str
    kind: str
    extra: dict[str, str]
    start: int


class Html:
    """Reads one text. Raises ``Refusal`` with the place in bytes, as Telegram tells it."""

    def __init__(self, source: str) -> None:
        """Begin."""
        self._source = cleaned(source)
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def read(self) -> tuple[str, list[Entity]]:
        """Return the plain text and what is marked in it."""
        while self._at < len(self._source):
            sign = self._source[self._at]
            if sign == "<":
                self._tag()
            elif sign == "&":
                self._named()
            else:
                self._say(sign)
                self._at += 1
        if self._open:
            name = self._open[-1].name
            self._refuse(
                f'Can\'t find end tag corresponding to start tag "{name}"', None
            )
        return self._trimmed()

    def _say(self, text: str) -> None:
        text = cleaned(text)
        self._text.append(text)
        self._length += units(text)

    def _refuse(self, words: str, at: int | None) -> None:
        place = ""
        if at is not None:
            place = f" at byte offset {len(self._source[:at].encode())}"
        raise bad_request(f"can't parse entities: {words}{place}")

    def _named(self) -> None:
        found = _ENTITY.match(self._source, self._at)
        said = found and self._meant(found[1])
        if not found or not said:
            # Telegram lets a lone & pass.
            self._say("&")
            self._at += 1
            return
        self._say(said)
        self._at = found.end()

    @staticmethod
    def _meant(name: str) -> str | None:
        if name.startswith("#"):
            number = int(f"0{name[1:]}", 16) if name[1] in "xX" else int(name[1:])
            usable = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
            return chr(number) if usable else None
        return _NAMED.get(name)

    def _tag(self) -> None:
        begin = self._at
        if self._source.startswith("</", begin):
            self._end_tag(begin)
            return
        found = _NAME.match(self._source, begin + 1)
        name = found[0].lower() if found else ""
        self._at = begin + 1 + len(name)
        if self._at >= len(self._source):
            self._refuse("Unclosed start tag", begin)
        if name not in _KINDS:
            self._refuse(f'Unsupported start tag "{name}"', begin)
        attributes = self._attributes(name, begin)
        kind, extra = self._kind(name, attributes, begin)
        self._open.append(_Open(name, kind, extra, self._length))

    def _attributes(self, name: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        source = self._source
        while True:
            while self._at < len(source) and source[self._at].isspace():
                self._at += 1
            if self._at >= len(source):
                self._refuse(f'Unclosed start tag "{name}"', begin)
            if source[self._at] == ">":
                self._at += 1
                return found
            key = _NAME.match(source, self._at)
            if not key or not key[0]:
                self._refuse(f'Empty attribute name in the tag "{name}"', begin)
            assert key
            self._at = key.end()
            found[key[0].lower()] = self._value(name, begin)

    def _value(self, name: str, begin: int) -> str:
        source = self._source
        if not source.startswith("=", self._at):
            return ""
        self._at += 1
        quote = source[self._at : self._at + 1]
        if quote not in ("'", '"'):
            found = _NAME.match(source, self._at)
            value = found[0] if found else ""
            self._at += len(value)
            return value
        end = source.find(quote, self._at + 1)
        if end < 0:
            self._refuse(f'Unclosed start tag "{name}"', begin)
        value = source[self._at + 1 : end]
        self._at = end + 1
        return _ENTITY.sub(lambda one: self._meant(one[1]) or one[0], value)

    def _kind(
        self, name: str, attributes: dict[str, str], begin: int
    ) -> tuple[str, dict[str, str]]:
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self._refuse('Tag "span" must have class "tg-spoiler"', begin)
        if name == "blockquote" and "expandable" in attributes:
            return "expandable_blockquote", {}
        if name == "a":
            return "text_link", {"url": attributes.get("href", "")}
        if name == "tg-emoji":
            return "custom_emoji", {"custom_emoji_id": attributes.get("emoji-id", "")}
        return _KINDS[name], {}

    def _end_tag(self, begin: int) -> None:
        end = self._source.find(">", begin)
        if end < 0:
            self._refuse("Unclosed end tag", begin)
        name = self._source[begin + 2 : end].strip().lower()
        if not self._open:
            self._refuse("Unexpected end tag", begin)
        opened = self._open.pop()
        if name and name != opened.name:
            self._refuse(
                f'Unmatched end tag, expected "</{opened.name}>", found "</{name}>"',
                begin,
            )
        self._at = end + 1
        length = self._length - opened.start
        # A link without an address is only its text.
        if length and opened.extra.get("url") != "":
            self._entities.append(
                {
                    "type": opened.kind,
                    "offset": opened.start,
                    "length": length,
                    **opened.extra,
                }
            )

    def _trimmed(self) -> tuple[str, list[Entity]]:
        """Return it without blanks at its ends; what is marked moves along."""
        text = "".join(self._text)
        short = text.strip()
        before = units(text) - units(text.lstrip())
        entities = []
        for one in sorted(
            self._entities, key=lambda one: (one["offset"], -one["length"])
        ):
            begin = max(0, one["offset"] - before)
            end = min(units(short), one["offset"] + one["length"] - before)
            if end > begin:
                entities.append({**one, "offset": begin, "length": end - begin})
        return short, entities

"""Text: what strangers write, made fit to be kept and shown."""

from collections.abc import Mapping
import re
from typing import Final

MAX_TITLE_CHARS: Final = 300


def clean_title(text: str) -> str:
    """Return a stranger's title as one capped line without control characters."""
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(text.split())[:MAX_TITLE_CHARS]


_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&:@])")


def escape_markdown(text: str) -> str:
    """Return a stranger's text so that markdown shows it letter by letter."""
    return _MARKDOWN.sub(r"\\\1", text)


# Python has codecs that are no character sets, and some of those are quadratic.
_CHARACTER_SET = re.compile(
    r"utf-?8|(?:iso|latin|windows|cp|x-cp|koi8|gb|x-gbk|big5|shift|sjis|euc|mac|tis|ascii|us-ascii)[\w.:-]*",
    re.IGNORECASE,
)
# What is called by these names is in truth the larger set, as browsers have it.
_LARGER: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "euc-kr": "cp949",
    "big5": "big5hkscs",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
}
_CODE_PAGE = re.compile(r"(?:x-)?(?:cp|windows|win)[-_]?(\d{3,5})")


def character_set(name: str) -> str:
    """Return Python's name for a character set as documents call it; empty if it is none."""
    name = name.strip().lower()
    if not _CHARACTER_SET.fullmatch(name):
        return ""
    if page := _CODE_PAGE.fullmatch(name):
        return f"cp{page[1]}"
    return _LARGER.get(name, name)


def with_sentence(told: Mapping[str, str]) -> dict[str, str]:
    """Return what a text leaves open, with ``said``: the ``detail`` in it as a sentence, if there is one."""
    detail = told.get("detail")
    if detail is None:
        return dict(told)
    ended = not detail or detail.endswith((".", "!", "?", "…"))
    sentence = f"{detail[:1].upper()}{detail[1:]}{'' if ended else '.'}"
    return {**told, "said": sentence}

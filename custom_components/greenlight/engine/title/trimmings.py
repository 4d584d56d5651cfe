"""What stands around a title: a file's ending, a site's name, a checksum, reposters' words."""

import re
from typing import Final

from .sheet import Sheet, Span

_TLD: Final = r"(?:com|org|net|pl|cd|tv|me|to|ru|cc|info|se|in|io|ag|mx|lt|ws|co|xyz|site|top|vip|cz|gratis)"
_SITE: Final = re.compile(
    r"^\s*(?:"
    rf"\[\s*((?:[^\]\s]{{0,60}} )?(?:www\.[^\]]{{1,60}}|[\w.-]{{1,60}}\.{_TLD}))\s*\]"
    rf"|[({{](?:www\.)?[\w-]{{1,40}}\.{_TLD}[)}}]"
    rf"|(?:www\.[\w.-]{{1,60}}\.{_TLD})(?=[\s_-])|www?[ .][\w-]{{1,40}}[ .][a-z]{{2,6}}(?=\s-\s)|\[[\w.-]{{2,30}}\]\[[0-9]{{4,9}}\]"
    r")[\s_-]{0,5}",
    re.IGNORECASE,
)
_OPENS_SITE: Final = "[({wW"
# Folders: from a root or a drive, or more than one, or one that is named for a season.
_PATH: Final = re.compile(
    r"(?:/[^/]|[a-z]:[/\\]|[^\\]*\\[^\\]*\\|(?=(?:season|saison|staffel|specials)\b[ 0-9]{0,4}[/\\])).*[/\\](?=[^/\\]*$)",
    re.IGNORECASE,
)
_BRACKET_TAIL: Final = re.compile(
    r"(?:\.(?:mkv|mp4|avi))?[\s-]?(?:\[\s*(?:www\.[^\]]{1,60}|[\w-]{1,40}\.(?:com|org|net|pl|cd|to|me|ru))\s*\]"
    r"|\((?:www\.)?[\w-]{1,40}\.(?:com|org|net|pl|cd|to|me|ru)\)"
    r"|={0,3}\{\{[^{}]{0,60}\}\}={0,3}|\(s:[0-9]{1,5}/l:[0-9]{1,5}\)|\[seed[^\[\]]{1,40}\]|\[(?:eztv|ettv|rartv|rarbg|tgx|prime|etrg)\])$",
    re.IGNORECASE,
)
# What sites that list a release put behind all of its title: their own name, at most after a file's ending.
_LISTED: Final = re.compile(
    r"(?:\.(?:mkv|mp4|avi))?"
    rf"(?:[\s-]{{0,3}}\[\s*(?:(?:www\.)?[\w-]{{1,40}}\.(?:{_TLD}|re|li)|eztv|ettv|rartv|rarbg|tgx)\s*\])?$",
    re.IGNORECASE,
)
_LISTED_ENDS: Final = ("]", ".mkv", ".mp4", ".avi")
# What reposters, obfuscators and indexers put behind a group's name.
_REPOSTS: Final = frozenset(
    {
        "xpost", "postbot", "obfuscated", "obfuscation", "scrambled", "buymore", "asrequested",
        "alternativetorequested", "gerov", "z0ids3n", "chamele0n", "4p", "4planet", "altezachen",
        "whiterev", "sample", "repost", "repackpost", "nzbgeek", "nzb", "nlsubs", "rp", "pre", "vtv",
    }
)  # fmt: skip
_CRC: Final = re.compile(r"[\[(]([0-9A-Fa-f]{8})[\])]")
_CONTROL: Final = dict.fromkeys((*range(32), 0x7F), " ")
# What takes no room and means nothing: inside a word, it hides it.
_HIDDEN: Final = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)
# Wide letters, digits and brackets; the punctuation of names is left alone.
_WIDE: Final = str.maketrans(
    {
        chr(char + 0xFEE0): chr(char)
        for char in range(0x21, 0x7F)
        if chr(char).isalnum() or chr(char) in "()[]-_."
    }
    | {"\u3010": "[", "\u3011": "]", "\u3000": " "}
    | _CONTROL
)
# What joins numbers, for those who look for them.
_JOINTS: Final = str.maketrans("\uff5e\u301c\u2013\u2014\u2212", "~~---")
_ENDINGS: Final = (
    "mkv", "mp4", "avi", "m4v", "ts", "wmv", "mov", "webm", "mpg", "mpeg", "iso", "vob", "flv", "ogm", "ogv",
    "rmvb", "nzb", "torrent", "nfo", "srt", "ass", "ssa", "idx", "rar", "zip", "7z", "par2",
)  # fmt: skip
_CONTAINER: Final = re.compile(
    rf"(?:\.|[ ](?=mkv|mp4|avi))((?:part[0-9]{{1,3}}\.)?(?:m2)?(?:{'|'.join(_ENDINGS)}))$",
    re.IGNORECASE,
)
# The language of subtitles that lie in a file of their own.
_SPOKEN: Final = re.compile(
    r"\.(?:[a-z]{2}|eng|fre|fra|ger|deu|ita|por|rus|spa)(?:\.(?:forced|sdh|cc))?$",
    re.IGNORECASE,
)
_SUBTITLES: Final = ("srt", "ass", "ssa", "idx")
# Programs are no containers. What can be another word, too, counts only behind a group.
_SURELY_PROGRAMS: Final = (
    "bat",
    "cmd",
    "dmg",
    "exe",
    "lnk",
    "msi",
    "ps1",
    "vbs",
    "wsf",
)
_PERHAPS_PROGRAMS: Final = ("apk", "app", "com", "jar", "js", "scr")
PROGRAMS: Final = frozenset((*_SURELY_PROGRAMS, *_PERHAPS_PROGRAMS))
_PROGRAM: Final = re.compile(
    rf"\.(?:{'|'.join(_SURELY_PROGRAMS)})$|(?<=-)\w{{2,25}}(\.(?:{'|'.join(_PERHAPS_PROGRAMS)}))$",
    re.IGNORECASE,
)


def without_sites(title: str) -> str:
    """Return a title without what only says which site lists it: it is of the same release elsewhere."""
    bare = title.strip()
    if bare[:1] in _OPENS_SITE and (match := _SITE.match(bare)):
        bare = bare[match.end() :]
    if bare.lower().endswith(_LISTED_ENDS):
        bare = bare[:-60] + _LISTED.sub("", bare[-60:], count=1)
    return bare or title


def take_ending(sheet: Sheet) -> None:
    """Take the ending of a file's name, and blanks at the end."""
    text = sheet.text.rstrip()
    if not text.isascii():
        sheet.hidden = [match.start() for match in _HIDDEN.finditer(text)]
        if sheet.hidden:
            sheet.title = text = _HIDDEN.sub("", text).rstrip()
    if not (text.isascii() and text.isprintable()):
        text = text.translate(_WIDE).rstrip()
    if text[text.rfind(".") + 1 :].lower() in PROGRAMS and (
        program := _PROGRAM.search(text, max(0, len(text) - 30))
    ):
        text = text[: program.start(1) if program[1] else program.start()]
    # Looking the last letters up costs less than a search.
    while text[-8:].lower().endswith(_ENDINGS) and (
        match := _CONTAINER.search(text, max(0, len(text) - 11))
    ):
        ending = match[1].lower()
        sheet.container = sheet.container or ending.rpartition(".")[2]
        text = text[: match.start()].rstrip()
        if ending in _SUBTITLES:
            text = _SPOKEN.sub("", text)
    sheet.text = text


def take_site(sheet: Sheet) -> None:
    """Take the folders of a path and the address of a site in front, and blanks there."""
    text = sheet.text
    if ("\\" in text or "/" in text) and (path := _PATH.match(text)):
        sheet.start = path.end()
        return
    sheet.start = len(text) - len(text.lstrip())
    # An address opens with a bracket or with "www".
    if text[sheet.start : sheet.start + 1] in _OPENS_SITE and (
        match := _SITE.match(text)
    ):
        sheet.site = (match[1] or match[0]).strip(" -_[]")
        sheet.start = match.end()


def take_checksum(sheet: Sheet) -> None:
    """Take a checksum, and leave blanks in its place."""
    text = sheet.text
    if "]" in text or ")" in text:
        sheet.crc, sheet.checksum = _checksum(text)
        if sheet.crc is not None:
            first, end = sheet.checksum
            sheet.text = f"{text[:first]}{' ' * (end - first)}{text[end:]}".rstrip()


def _checksum(text: str) -> tuple[str | None, Span]:
    for match in _CRC.finditer(text):
        if any(char.isdigit() for char in match[1]) or match.end() >= len(text) - 1:
            if not (match[1].isdigit() and match[1][:2] in ("19", "20")):
                return match[1].upper(), match.span()
    return None, (0, 0)


def take_additions(sheet: Sheet) -> None:
    """Take what others put behind a group's name, and write the rest in lower case."""
    sheet.text = text = _trim(sheet.text)
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(
            char if len(char.lower()) != 1 else char.lower() for char in text
        )
    if not lower.isascii():
        lower = lower.translate(_JOINTS)
    sheet.lower = lower.replace("_", " ")


def _trim(text: str) -> str:
    """Remove what was put behind a group's name by those who passed the release on."""
    text = text.rstrip(" .-_[(") if text.endswith((" ", ".", "_", "[", "(")) else text
    for _ in range(4):
        if text.endswith(("]", ")", "}", "=")):
            shorter = _BRACKET_TAIL.sub("", text[-80:])
            if len(shorter) == len(text[-80:]):
                break
            shorter = text[:-80] + shorter
        else:
            end = text[-25:].lower()
            last = end[max(end.rfind("-"), end.rfind("."), end.rfind(" ")) + 1 :]
            if last not in _REPOSTS and not last.startswith("rakuv"):
                break
            shorter = text[: len(text) - len(last) - 1]
        if not shorter.strip():
            break
        text = shorter.rstrip()
    return text

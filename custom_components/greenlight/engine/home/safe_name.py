"""Safe name: any text as the name of a file or folder that every system and every share takes."""

import re
from typing import Final
import unicodedata

# So many bytes of UTF-8 a name may have; Windows counts fewer.
MAX_BYTES: Final = 255
# What no name may have on Windows, and so on no share that it sees, and what stands for it.
_INSTEAD: Final = {
    **dict.fromkeys(map(ord, "<>?*"), ""),
    ord("/"): "-",
    ord("\\"): "-",
    ord("|"): "-",
    ord('"'): "'",
}
_COLON_BEFORE_SPACE: Final = re.compile(r"\s*:(?=\s|$)")
# Names of devices: nothing can be called so, whatever its ending.
_DEVICE: Final = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[0-9¹²³])(?=\s*(?:\.|$))",
    re.IGNORECASE,
)
# They join letters: Persian, Hindi and families of emoji are read wrongly without them.
_JOINERS: Final = "\u200c\u200d"
_ENDING: Final = re.compile(r"(?<=[^.\s])\.([A-Za-z0-9]{1,10})$")
_SUBTITLES: Final = frozenset(
    "ass idx lrc mks pgs sbv smi srt ssa sub sup ttml txt vtt".split()
)
# What a subtitle's name says between its own name and its ending.
SAID: Final = frozenset(
    "ar bg bn bs ca cs da de el en es et eu fa fi fil fr gl he hi hr hu id is it ja ka ko lt lv mk ml "
    "ms nb nl nn no pl pt ro ru sk sl sq sr sv ta te th tr uk ur vi zh "
    "ara ben bul cat ces chi cze dan deu dut ell eng est fas fin fra fre ger gre heb hin hrv hun ice "
    "ind isl ita jpn kor lav lit may msa nld nob nor per pol por ron rum rus slk slo slv spa srp swe "
    "tam tel tha tur ukr urd vie zho "
    "arabic bulgarian chinese croatian czech danish dutch english estonian finnish french german greek "
    "hebrew hindi hungarian icelandic indonesian italian japanese korean latvian lithuanian norwegian "
    "persian polish portuguese romanian russian serbian slovak slovenian spanish swedish thai turkish "
    "ukrainian vietnamese "
    "cc commentary default forced foreign full sdh signs songs".split()
)
REGION: Final = re.compile(r"([a-z]{2,3})[-_](?:[a-z]{2}|[a-z]{4}|419)")


def plain(text: str) -> str:
    """Return a text as it may stand in a name: one line, with no sign that some system refuses."""
    text = unicodedata.normalize("NFC", text).translate(_INSTEAD)
    text = "".join(map(_shown, text))
    text = _COLON_BEFORE_SPACE.sub(" -", text).replace(":", "-")
    return " ".join(text.split())


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if category[0] == "Z" or char in "\t\n\r":
        return " "
    # Control, order of reading, halves of letters, what is nobody's: none is seen, all can deceive.
    return "" if category[0] == "C" and char not in _JOINERS else char


def safe_name(text: str, size: int = MAX_BYTES) -> str:
    """Return a text as one name of so many bytes at most; empty if nothing is left of it.

    It is never ``.`` or ``..``, hidden, or a device of Windows, whatever ending is put behind it.
    """
    name = shortened(plain(text), size)
    if device := _DEVICE.match(name):
        name = f"{device[0]}_{name[device.end() :]}"
    return name


def shortened(text: str, size: int) -> str:
    """Return the beginning of a text that has room in so many bytes, as a name begins and ends."""
    return _trimmed(_cut(_trimmed(text), size))


def _trimmed(name: str) -> str:
    """Return a name without what Windows drops from its end, and without what hides it."""
    return name.strip(". " + _JOINERS)


def _cut(name: str, size: int) -> str:
    """Return as much of a name as has room, ending with a whole letter and all that is above it."""
    data = name.encode()
    if len(data) <= size:
        return name
    # One byte is for the mark of a device's name.
    kept = data[: size - 1].decode(errors="ignore")
    while kept and (_joined_to(name[len(kept)]) or kept[-1] == "\u200d"):
        kept = kept[:-1]
    return kept


def _joined_to(char: str) -> bool:
    """Tell whether a sign belongs to the letter before it."""
    skin = "\U0001f3fb" <= char <= "\U0001f3ff"
    return skin or char in _JOINERS or unicodedata.category(char)[0] == "M"


def endings(name: str) -> tuple[str, str]:
    """Return a file's name without its ending, and that, as it is written.

    Of a subtitle its language and what else it says of itself belong to the ending: ``.en.forced.srt``.
    """
    found = _ENDING.search(name)
    if found is None:
        return name, ""
    stem, ending = name[: found.start()], found[0]
    if found[1].lower() not in _SUBTITLES:
        return stem, ending
    parts = stem.split(".")
    while len(parts) > 1 and _says(parts[-1]):
        ending = f".{parts.pop()}{ending}"
    return ".".join(parts), ending


def _says(part: str) -> bool:
    part = part.lower()
    region = REGION.fullmatch(part)
    return (region[1] if region else part) in SAID


def ending_of(name: str) -> str:
    """Return the last ending of a name, in small letters and without its dot; empty if it has none."""
    found = _ENDING.search(name)
    return found[1].lower() if found else ""

"""Subtitles: which video each is of, and what it says of itself, however a release has laid them out.

``film.en.srt`` beside ``film.mkv``, ``Subs/2_English.srt``, ``Subs/<episode>/2_English.srt``: what nobody
can tell belongs to none. Only names are looked at, each once.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
import re
from typing import Final

from ..reading import read
from .safe_name import REGION, SAID, ending_of

_TEXTS: Final = frozenset("ass idx pgs sbv smi srt ssa sub sup ttml vtt".split())
_FLAGS: Final = frozenset(
    "cc commentary default forced foreign full sdh signs songs".split()
)
# More of them would leave no room for the name itself.
_FLAGS_SAID: Final = 2
# Media servers know languages by these.
_WORDS: Final[Mapping[str, str]] = {
    **{
        word: code
        for pair in (
            "arabic ar|bulgarian bg|chinese zh|croatian hr|czech cs|danish da|dutch nl|english en"
            "|estonian et|finnish fi|french fr|german de|greek el|hebrew he|hindi hi|hungarian hu"
            "|icelandic is|indonesian id|italian it|japanese ja|korean ko|latvian lv|lithuanian lt"
            "|norwegian no|persian fa|polish pl|portuguese pt|romanian ro|russian ru|serbian sr"
            "|slovak sk|slovenian sl|spanish es|swedish sv|thai th|turkish tr|ukrainian uk"
            "|vietnamese vi"
        ).split("|")
        for word, code in (pair.split(),)
    },
    "hearing": "sdh",
    "impaired": "sdh",
    "sdhi": "sdh",
}
_COUNTRIES: Final[Mapping[tuple[str, str], str]] = {
    ("pt", "brazil"): "pt-BR",
    ("pt", "brazilian"): "pt-BR",
    ("es", "latin"): "es-419",
    ("zh", "simplified"): "zh-Hans",
    ("zh", "traditional"): "zh-Hant",
}
_PLACES: Final = frozenset(place for _, place in _COUNTRIES)
# ``en-cc`` is no country.
_NO_PLACES: Final = frozenset({"cc", "full", "hi"})
# They say nothing of a subtitle.
_FILLERS: Final = frozenset(
    "american canadian castilian european for sub subs subtitle subtitles the track".split()
)
_CHUNKS: Final = re.compile(r"[^.\s()\[\]{}]+")
_WORD: Final = re.compile(r"[^\W_]+")
# What a track is numbered by, and then perhaps a language with its country.
_NUMBER: Final = re.compile(r"\d{1,3}[_-]")


def is_subtitle(name: str) -> bool:
    """Tell whether a file is a subtitle, by its name."""
    return ending_of(name) in _TEXTS


class Owners:
    """The videos of a download, each found by what its subtitles are called or where they lie."""

    def __init__(self, videos: Iterable[str], works: Collection[str]) -> None:
        """Know all videos, extras and what is unwanted as well, and which of them are the works."""
        self._works = frozenset(works)
        self._by_path: dict[str, str] = {}
        self._by_stem: dict[str, str] = {}
        self._within: dict[str, list[str]] = {}
        self._holding: set[str] = set()
        self._by_numbers: dict[object, str] | None = None
        for video in videos:
            path = video.rpartition(".")[0].casefold()
            folder, _, stem = path.rpartition("/")
            self._by_path[path] = video
            # Two of one name are told apart by where they lie.
            self._by_stem[stem] = "" if stem in self._by_stem else video
            for above in _upwards(folder):
                self._holding.add(above)
                if (
                    video in self._works
                    and len(there := self._within.setdefault(above, [])) < 2
                ):
                    there.append(video)

    def of(self, name: str) -> str:
        """Return the work that a subtitle belongs to, empty if it is of none, or nobody can tell."""
        path = name.rpartition(".")[0].casefold()
        folder, _, stem = path.rpartition("/")
        video = (
            self._called(folder, stem)
            or next(
                filter(None, map(self._by_stem.get, reversed(folder.split("/")))), ""
            )
            or self._numbered(folder, stem)
        )
        if video is None:
            return ""
        if not video:
            # What lies with one alone is of that one.
            near = next((one for one in _upwards(folder) if one in self._holding), "")
            there = self._within.get(near, ())
            video = there[0] if len(there) == 1 else ""
        return video if video in self._works else ""

    def _called(self, folder: str, stem: str) -> str:
        """Return the video whose name a subtitle's begins with: the one beside it before any other."""
        for begin in _beginnings(stem):
            beside = f"{folder}/{begin}" if folder else begin
            if video := self._by_path.get(beside) or self._by_stem.get(begin):
                return video
        return ""

    def _numbered(self, folder: str, stem: str) -> str | None:
        """Return the video of the same episode, None if it is of one that is not among them."""
        numbers = _numbers(stem) or _numbers(folder.rpartition("/")[2])
        if not numbers:
            return ""
        if self._by_numbers is None:
            self._by_numbers = {}
            for one, video in self._by_path.items():
                if found := _numbers(one.rpartition("/")[2]):
                    twice = found in self._by_numbers
                    self._by_numbers[found] = "" if twice else video
        if not self._by_numbers:
            return ""
        return self._by_numbers.get(numbers)


def _upwards(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def _beginnings(stem: str) -> Iterator[str]:
    """Yield what may be the name of a video at the beginning of a subtitle's, the longest first."""
    yield stem
    for place in range(len(stem) - 1, 0, -1):
        char = stem[place]
        # What follows a dot is all of the subtitle's; what follows another sign, only if it says so.
        if char == "." or (not char.isalnum() and _all_said(stem[place:])):
            yield stem[:place]


def _all_said(rest: str) -> bool:
    said = [*_tokens(rest)]
    return all(said) and not all(map(str.isdecimal, said))


def _numbers(text: str) -> object:
    """Return the episodes that a name is of, empty if it says none."""
    title = read(text)
    if not (title.episodes or title.absolute or title.date):
        return ()
    return title.seasons, title.episodes, title.absolute, title.date


def said_by(name: str, video: str) -> str:
    """Return what a subtitle says of itself as media servers read it: ``.en.forced``, ``.pt-BR``."""
    folder, _, last = name.rpartition("/")
    stem = last.rpartition(".")[0]
    own = video.rpartition("/")[2].rpartition(".")[0]
    if stem.casefold().startswith(own.casefold()):
        stem = stem[len(own) :]
        said = _said(_tokens(stem))
    else:
        said = _said(_at_the_end(stem))
    if not said[0] and (above := [*_tokens(folder.rpartition("/")[2])]) and all(above):
        said = _said(above)[0], said[1]
    return "".join(f".{word}" for word in (said[0], *said[1][:_FLAGS_SAID]) if word)


def _at_the_end(stem: str) -> list[str]:
    found = []
    for token in reversed([*_tokens(stem)]):
        if not token:
            break
        found.append(token)
    return found[::-1]


def _tokens(text: str) -> Iterator[str]:
    """Yield what each word says of a subtitle, empty for one that says nothing of it."""
    for match in _CHUNKS.finditer(text):
        chunk = _NUMBER.sub("", match[0], count=1)
        region = REGION.fullmatch(chunk.lower())
        where = chunk.lower()[region.end(1) + 1 :] if region else ""
        if region and region[1] in SAID and where not in _NO_PLACES:
            yield chunk.replace("_", "-")
            continue
        for word in _WORD.findall(chunk.lower()):
            word = _WORDS.get(word, word)
            yield word if word in _KNOWN or word.isdecimal() else ""


_KNOWN: Final = SAID | _PLACES | _FILLERS | {"sdh"}


def _said(tokens: Iterable[str]) -> tuple[str, list[str]]:
    """Return a language, empty if none is said, and what else."""
    language = ""
    flags: dict[str, None] = {}
    for word in tokens:
        if not word or word in _FILLERS or word.isdecimal():
            continue
        if word in _FLAGS:
            flags[word] = None
        elif place := _COUNTRIES.get((language, word)):
            language = place
        elif word == "hi" and language:
            # For who hears little: after a language it is not Hindi.
            flags["sdh"] = None
        elif word not in _PLACES:
            language = language or word
    return language, [*flags]


def numbered(texts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return each subtitle's whole ending, from its name and what it says, none twice.

    ``.en.srt``, ``.2.en.srt``; what has one name and several endings is one subtitle and has one number.
    """
    parts: dict[tuple[str, str], list[str]] = {}
    for name, said in texts:
        parts.setdefault((name.rpartition(".")[0], said), []).append(name)
    taken: set[str] = set()
    counts: dict[str, int] = {}
    found: dict[str, str] = {}
    for (_, said), names in parts.items():
        endings = {name: f"{said}.{ending_of(name)}" for name in names}
        while not taken.isdisjoint(map(str.casefold, endings.values())):
            count = counts[said] = counts.get(said, 1) + 1
            endings = {name: f".{count}{said}.{ending_of(name)}" for name in names}
        taken.update(map(str.casefold, endings.values()))
        found |= endings
    return found

"""Whether two names are those of one release, as its title and a client's name of it are."""

from collections.abc import Iterator
import re
from typing import Final
import unicodedata

from .reading import plain_name, read
from .title.parse import Title

_FILE: Final = re.compile(r"\.(?:nzb|torrent)$", re.IGNORECASE)
_KINDS: Final = (".nzb", ".torrent")
_PASSWORD: Final = re.compile(r"\{\{.*\}\}")
# A plus tells HDR10+ from HDR10; everything else between the words is a matter of taste.
_BETWEEN: Final = re.compile(r"[^\w+]+|_+")
# The same for what is in ASCII and has no underscore.
_BLANKS: Final = {
    code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) in "_+")
}
# SABnzbd calls the second of the same name "Name.1".
_COUNTED: Final = re.compile(r"\.[1-9][0-9]?$")


def same_release(one: str, other: str) -> bool:
    """Tell whether two names are those of the same release.

    They are if they differ in spelling only, or if both say enough and agree on all that tells
    releases apart. What says too little is never the same as another spelling of it.
    """
    one, other = without_kind(one), without_kind(other)
    if spelled(one) == spelled(other):
        return True
    return any(agree(read(a), read(b)) for a, b in _uncounted(one, other))


def without_kind(name: str) -> str:
    """Return a name without what is for the client only: the file's kind and a password."""
    bare = name.strip()
    if bare[-8:].lower().endswith(_KINDS):
        bare = _FILE.sub("", bare)
    return (_PASSWORD.sub("", bare) if "{{" in bare else bare).strip()


def spelled(name: str) -> str:
    """Return what is the same in all spellings of a name."""
    if name.isascii() and "_" not in name:
        # A third of what searching costs.
        folded = name.lower()
        return " ".join(folded.translate(_BLANKS).split()) or folded
    folded = unicodedata.normalize("NFKC", name).casefold()
    # Some works are called by punctuation alone.
    return _BETWEEN.sub(" ", folded).strip() or folded


def _uncounted(one: str, other: str) -> Iterator[tuple[str, str]]:
    """Give the two names as they are, then each without the number of a second copy."""
    yield one, other
    # Never both: "Name.1" and "Name.2" may well be two parts.
    if match := _COUNTED.search(one):
        yield one[: match.start()], other
    if match := _COUNTED.search(other):
        yield one, other[: match.start()]


def agree(one: Title, other: Title, *, enough: bool = True) -> bool:
    """Tell whether two titles say the same, and, unless ``enough`` is false, enough of it."""
    return (
        (not enough or (says_enough(one) and says_enough(other)))
        and not _names(one).isdisjoint(_names(other))
        and _deciding(one) == _deciding(other)
        and not any(
            said is not None and also is not None and said != also
            for said, also in zip(_optional(one), _optional(other), strict=True)
        )
    )


def says_enough(title: Title) -> bool:
    """Tell whether a title names one release: its group, and which film or episode it is."""
    numbers = title.seasons or title.episodes or title.absolute or title.date
    return bool(title.title and title.group and (title.year or numbers))


def _names(title: Title) -> set[str]:
    return {plain_name(name) for name in (title.title, *title.alternatives)}


def _deciding(title: Title) -> tuple[object, ...]:
    """Return what has to be equal: here, saying nothing means something, too."""
    quality = title.quality
    return (
        plain_name(title.group or ""),
        title.year,
        title.seasons,
        title.episodes,
        title.absolute,
        title.date,
        title.part,
        title.complete_series,
        title.special,
        title.version,
        title.proper,
        title.repack,
        title.rerip,
        title.real,
        title.subtitles,
        title.dubbed,
        title.dual,
        title.stereo,
        quality.resolution,
        quality.source,
        quality.dynamic_range,
        quality.hybrid,
        quality.edition,
        quality.languages,
    )


def _optional(title: Title) -> tuple[object | None, ...]:
    """Return what a name may leave out without being that of another release."""
    quality = title.quality
    return (
        title.service,
        title.crc,
        quality.codec,
        quality.bit_depth,
        quality.profile,
        quality.layer,
        quality.audio,
        quality.channels,
        quality.atmos,
        quality.dts_x,
    )

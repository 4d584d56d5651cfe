"""Stored items: an item as it is written down, and read again. What says nothing is left out."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from ..quality.quality import Confidence, DynamicRange, Layer, Quality, Source
from ..stored import MAX_TIME, Reading, stored_text
from .item import NO_IDS, Ids, Item, Kind, Origin, Season, Version
from .lean import Lean

_USUAL: Final = Item(library="", id="", kind=Kind.MOVIE, title="")
_PLAIN: Final = (
    *("title", "names", "year", "years", "path", "monitored", "available", "released"),
    *("profile", "tags", "genres", "people", "runtime", "poster"),
)
_UNSAID: Final = Quality()
_NOT_KNOWN: Final[tuple[Quality, Mapping[str, Origin]]] = (_UNSAID, {})
_QUALITY: Final = tuple(
    field.name for field in fields(Quality) if field.name != "confidence"
)


type Fact = tuple[Quality, Mapping[str, Origin]]


class Facts:
    """The qualities of many versions, each written down once, and which of them is which."""

    def __init__(self) -> None:
        """Begin with none."""
        self._places: dict[tuple[int, int], int] = {}
        self._facts: dict[int, Fact] = {}

    def place(self, version: Version) -> int:
        """Return the number of a version's quality."""
        # What is equal is one object in an index; where it is not, only the list is longer.
        key = (id(version.quality), id(version.origins))
        if key not in self._places:
            self._places[key] = place = len(self._facts)
            # Kept, so that nothing else comes to have their addresses.
            self._facts[place] = (version.quality, version.origins)
        return self._places[key]

    def get(self, place: Any, read: Reading) -> Fact:
        """Return the quality of a number; of one that is lost nothing is known."""
        if place in self._facts:
            return self._facts[place]
        read.mended += 1
        return _NOT_KNOWN

    def to_list(self, first: int = 0) -> list[dict[str, Any]]:
        """Return all in order, or from some number on."""
        return [
            {"quality": quality_to_dict(quality), "origins": dict(origins)}
            for quality, origins in (
                self._facts[place] for place in range(first, len(self._facts))
            )
        ]

    def read(self, place: int, data: Any, read: Reading, lean: Lean) -> None:
        """Read what is stored under a number."""
        fact = read.named(data)
        origins = _origins(fact.get("origins"), read)
        quality = quality_from_dict(read.named(fact.get("quality")), read)
        self._facts[place] = lean.facts(quality, origins)


def _origins(value: Any, read: Reading) -> dict[str, Origin]:
    return {
        name: read.one_of(origin, Origin, Origin.NAME)
        for name, origin in read.named(value).items()
        if name in _QUALITY
    }


def quality_to_dict(quality: Quality) -> dict[str, Any]:
    """Return what ``quality_from_dict`` reads."""
    data: dict[str, Any] = {}
    for name in _QUALITY:
        if (value := getattr(quality, name)) != getattr(_UNSAID, name):
            data[name] = sorted(value) if isinstance(value, frozenset) else value
    if quality.confidence:
        data["confidence"] = dict(quality.confidence)
    return data


def quality_from_dict(
    data: Mapping[str, Any], reading: Reading | None = None
) -> Quality:
    """Read a stored quality. What is absurd in it is unknown."""
    read = reading or Reading()
    readers: Mapping[str, Callable[[Any], Any]] = {
        **dict.fromkeys(("resolution", "bit_depth", "size", "runtime"), _whole(read)),
        **dict.fromkeys(("codec", "profile", "audio", "channels"), _text(read)),
        **dict.fromkeys(("edition", "group"), _text(read)),
        **dict.fromkeys(("atmos", "dts_x"), lambda value: read.flag(value, None)),
        "hybrid": lambda value: read.flag(value, False),
        "source": lambda value: _member(read, value, Source),
        "layer": lambda value: _member(read, value, Layer),
        "dynamic_range": lambda value: frozenset(read.each(value, DynamicRange)),
        "languages": lambda value: frozenset(read.texts(value)),
        "revision": lambda value: read.whole(value, 1),
    }
    values = {name: readers[name](data[name]) for name in _QUALITY if name in data}
    confidence = {
        name: read.one_of(sure, Confidence, Confidence.GUESS)
        for name, sure in read.named(data.get("confidence")).items()
        if name in _QUALITY
    }
    return Quality(**values, confidence=confidence)


def _whole(read: Reading) -> Callable[[Any], int | None]:
    return lambda value: read.whole(value, None)


def _text(read: Reading) -> Callable[[Any], str | None]:
    return lambda value: read.text(value) or None


def _member[T: Source | Layer](read: Reading, value: Any, kind: type[T]) -> T | None:
    # A disk may hold what a later version knows.
    found = read.each([value], kind)
    return found[0] if found else None


def version_to_dict(version: Version, facts: Facts) -> dict[str, Any]:
    """Return what ``version_from_dict`` reads; its quality goes into the list of them."""
    data: dict[str, Any] = {
        "name": version.name,
        "path": version.path,
        "size": version.size,
        "added": version.added,
        "facts": facts.place(version),
    }
    said = {key: value for key, value in data.items() if value not in (None, "")}
    return {"id": version.id, **said}


def version_from_dict(data: Mapping[str, Any], read: Reading, facts: Facts) -> Version:
    """Read a stored version. Raises ``KeyError``, ``TypeError`` or ``ValueError`` if damaged."""
    quality, origins = facts.get(data.get("facts"), read)
    return Version(
        id=stored_text(data["id"]),
        name=read.text(data.get("name")),
        path=read.text(data.get("path")),
        size=read.whole(data.get("size"), None),
        added=moment(data.get("added"), read),
        quality=quality,
        origins=origins,
    )


def item_to_dict(item: Item, facts: Facts) -> dict[str, Any]:
    """Return what ``item_from_dict`` reads. The library is not in it: a shelf is of one."""
    data: dict[str, Any] = {"id": item.id, "kind": item.kind}
    for name in _PLAIN:
        if (value := getattr(item, name)) != getattr(_USUAL, name):
            data[name] = value
    data["title"] = item.title
    if item.ids != NO_IDS:
        data["ids"] = ids_to_dict(item.ids)
    if item.versions:
        data["versions"] = [version_to_dict(one, facts) for one in item.versions]
    if item.seasons:
        data["seasons"] = [
            [one.number, one.monitored, one.aired, one.there, one.size]
            for one in item.seasons
        ]
    return data


def item_from_dict(
    data: Mapping[str, Any], library: str, read: Reading, facts: Facts, lean: Lean
) -> Item:
    """Read a stored item. What is absurd in it is unknown.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` if there is no telling what it is.
    """
    return Item(
        library=library,
        id=stored_text(data["id"]),
        kind=Kind(data["kind"]),
        title=stored_text(data["title"]),
        names=read.texts(data.get("names")),
        year=read.whole(data.get("year"), None),
        years=lean.one(_wholes(data.get("years"), read)),
        ids=ids_from_dict(data.get("ids"), read),
        path=read.text(data.get("path")),
        monitored=read.flag(data.get("monitored"), None),
        available=read.flag(data.get("available"), None),
        released=moment(data.get("released"), read),
        profile=lean.one(read.text(data.get("profile"))),
        tags=lean.texts(read.texts(data.get("tags"))),
        genres=lean.texts(read.texts(data.get("genres"))),
        people=lean.texts(read.texts(data.get("people")), shared=False),
        runtime=read.whole(data.get("runtime"), None),
        poster=read.text(data.get("poster")),
        versions=read.each(
            data.get("versions"), lambda one: version_from_dict(one, read, facts)
        ),
        seasons=lean.one(
            read.each(data.get("seasons"), lambda row: lean.one(_season(row, read)))
        ),
    )


def moment(value: Any, read: Reading) -> float | None:
    """Return a stored point in time. Works are older than the epoch."""
    if isinstance(value, float) and -MAX_TIME <= value < 0:
        return value
    return read.time(value, None)


def _wholes(value: Any, read: Reading) -> tuple[int, ...]:
    found = (read.whole(one, None) for one in read.each(value, _itself))
    return tuple(one for one in found if one is not None)


def _itself(value: Any) -> Any:
    return value


def ids_to_dict(ids: Ids) -> dict[str, Any]:
    """Return what ``ids_from_dict`` reads."""
    return {key: value for key, value in asdict(ids).items() if value}


def ids_from_dict(value: Any, read: Reading) -> Ids:
    """Read stored ids; what is absurd is unknown."""
    if value is None:
        return NO_IDS
    data = read.named(value)
    return Ids(
        tmdb=read.whole(data.get("tmdb"), None),
        imdb=read.text(data.get("imdb")),
        tvdb=read.whole(data.get("tvdb"), None),
    )


def _season(row: Any, read: Reading) -> Season:
    number, monitored, aired, there, *size = row
    if not isinstance(number, int):
        raise TypeError("no season")
    return Season(
        number=number,
        monitored=read.flag(monitored, True),
        aired=read.whole(aired, 0),
        there=read.whole(there, 0),
        size=read.whole(size[0], 0) if size else 0,
    )

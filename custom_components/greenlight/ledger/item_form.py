"""The form in which the items of a library lie on disk, and how they are read again.

There are tens of thousands of them, so what is empty or unknown is left out.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

from ..engine.library.item import Ids, Item, Kind, Origin, Season, Version
from ..engine.quality.quality import Confidence, DynamicRange, Layer, Quality, Source
from ..engine.stored import stored_text, stored_texts

type Row = Mapping[str, Any]

# How a value is read that JSON knows in another form. All raise what a damaged file makes of it.
_OF_QUALITY: Final[dict[str, Any]] = {
    "source": Source,
    "layer": Layer,
    "dynamic_range": lambda value: frozenset(map(DynamicRange, value)),
    "languages": lambda value: frozenset(stored_texts(value)),
    "confidence": lambda value: {name: Confidence(value[name]) for name in value},
}
_OF_VERSION: Final[dict[str, Any]] = {
    "quality": lambda value: _read(Quality, value, _OF_QUALITY),
    "origins": lambda value: {name: Origin(value[name]) for name in value},
}
_OF_ITEM: Final[dict[str, Any]] = {
    "kind": Kind,
    "ids": lambda value: _read(Ids, value, {}),
    "years": tuple,
    "versions": lambda value: tuple(_read(Version, one, _OF_VERSION) for one in value),
    "seasons": lambda value: tuple(_read(Season, one, {}) for one in value),
    **dict.fromkeys(("names", "tags", "genres", "people"), stored_texts),
}
_REQUIRED: Final = ("id", "title", "kind")


def item_to_row(item: Item) -> dict[str, Any]:
    """Return what ``item_from_row`` reads; whose item it is goes without saying."""
    row = _row(item)
    del row["library"]
    return row


def item_from_row(library: str, row: Row) -> Item:
    """Read an item of a library again.

    Raises ``KeyError``, ``TypeError``, ``ValueError`` or ``AttributeError`` if it is damaged.
    """
    for name in _REQUIRED:
        stored_text(row[name])
    return _read(Item, {**row, "library": library}, _OF_ITEM)


def _row(one: Any) -> dict[str, Any]:
    """Return the fields of one of our dataclasses that say anything, as JSON knows them."""
    found = {}
    for name, usual in _usual(type(one)).items():
        value = getattr(one, name)
        if value == usual:
            continue
        if isinstance(value, frozenset):
            value = sorted(value)
        elif isinstance(value, Ids | Quality):
            value = _row(value)
        elif name in ("versions", "seasons"):
            value = [_row(part) for part in value]
        found[name] = value
    return found


def _read[T](kind: type[T], row: Row, convert: Mapping[str, Any]) -> T:
    """Make one of our dataclasses of what is known of it in this version."""
    known = _usual(kind)
    return kind(
        **{
            name: convert[name](value) if name in convert else value
            for name, value in row.items()
            if name in known
        }
    )


def _usual(kind: type) -> dict[str, Any]:
    """Return the names of a dataclass's fields, each with what goes without saying."""
    if kind not in _USUAL:
        _USUAL[kind] = {
            field.name: field.default
            if field.default_factory is MISSING
            else field.default_factory()
            for field in fields(kind)
        }
    return _USUAL[kind]


_USUAL: Final[dict[type, dict[str, Any]]] = {}

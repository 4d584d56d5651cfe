"""Setting: one thing that a person can set for a part, told once.

The form, the reading of what is stored and the tables in `docs/setting-up.md` follow from it. What is stored is
what was filled in, in the form's unit; the code counts in seconds, bytes and bytes per second.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from enum import Enum, auto
from typing import Any, Final

from ..const import CONF_ENABLED

GB: Final = 10**9
MB: Final = 10**6
MINUTE: Final = 60
HOUR: Final = 3600
# By how much what an older form took, in other units perhaps, may be above what one takes now.
_BEYOND: Final = 2


class UnusablePart(Exception):
    """What is stored of a part cannot be used here; it may be from another version."""


class Kind(Enum):
    """What a form asks with."""

    TEXT = auto()
    SECRET = auto()
    LINES = auto()
    NUMBER = auto()
    SWITCH = auto()
    ONE_OF = auto()
    SOME_OF = auto()
    CONDITION = auto()
    TIME = auto()
    TEMPLATE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A key of a subentry's data. ``default`` holds where nothing is stored, None is nothing.

    A number lies between ``lowest`` and ``highest`` in steps of ``step`` ``unit``s, of which one is
    ``scale`` of what the code counts in. ``options`` are what a choice offers, called as
    ``translation`` says, else as ``labels`` do, which are the same in every language; ``compact``
    shows them only when they are asked for, ``custom`` takes what is none of them. ``secret`` is never shown again once it was filled in.
    """

    key: str
    kind: Kind
    default: Any = None
    required: bool = False
    lowest: float = 0
    highest: float = 0
    step: float = 1
    unit: str = ""
    scale: int = 1
    options: tuple[str, ...] = ()
    translation: str = ""
    labels: tuple[str, ...] = ()
    compact: bool = False
    custom: bool = False
    secret: bool = False

    def of(self, data: Mapping[str, Any]) -> Any:
        """Return what is stored, as it was filled in, else the default.

        Raises ``TypeError`` for what no form has filled in: a limit must not be lost unnoticed.
        """
        value = data.get(self.key, self.default)
        if self._fits(value) or (value is None and self.kind is not Kind.SWITCH):
            return value
        raise TypeError(f"{self.key}: {type(value).__name__}")

    def _fits(self, value: Any) -> bool:
        match self.kind:
            case Kind.NUMBER:
                number = isinstance(value, int | float) and not isinstance(value, bool)
                # One that is too large to be written would keep every request from being so.
                lowest = _BEYOND * min(self.lowest, 0)
                return number and lowest <= value <= _BEYOND * self.highest
            case Kind.SWITCH:
                return isinstance(value, bool)
            case Kind.LINES | Kind.SOME_OF:
                return isinstance(value, list | tuple) and all(
                    isinstance(one, str) for one in value
                )
            case Kind.CONDITION:
                return isinstance(value, list | tuple) and all(
                    isinstance(one, Mapping) for one in value
                )
        return isinstance(value, str)

    def bounded(self, data: Mapping[str, Any]) -> float:
        """Return a number that always has a value, within what a form allows."""
        found: float = min(max(self.of(data), self.lowest), self.highest)
        return found

    def scaled(self, data: Mapping[str, Any]) -> int | None:
        """Return a number in what the code counts in, None if there is none."""
        value = self.of(data)
        # Text times a billion would be a billion times that text.
        return None if value is None else round(float(value) * self.scale)

    def seconds(self, data: Mapping[str, Any]) -> float | None:
        """Return a wait in seconds; 0 is never, which is None."""
        return float(self.of(data)) * self.scale or None


def text(key: str, *, required: bool = False) -> Setting:
    """Return a setting of one line."""
    return Setting(key=key, kind=Kind.TEXT, required=required)


def lines(key: str, *, secret: bool = False) -> Setting:
    """Return a setting of any number of lines."""
    return Setting(key=key, kind=Kind.LINES, default=(), secret=secret)


def secret(key: str) -> Setting:
    """Return a setting that is typed unseen."""
    return Setting(key=key, kind=Kind.SECRET, secret=True)


def switch(key: str, *, default: bool) -> Setting:
    """Return a setting that is on or off."""
    return Setting(key=key, kind=Kind.SWITCH, default=default, required=True)


# Whether a client or source is used at all. There is a switch for it, so that no form asks.
ENABLED: Final = switch(CONF_ENABLED, default=True)


def condition(key: str) -> Setting:
    """Return conditions as Home Assistant writes them; all of them have to be true."""
    return Setting(key=key, kind=Kind.CONDITION, default=())


def time_of_day(key: str) -> Setting:
    """Return a time of the day, stored as ``22:30:00``."""
    return Setting(key=key, kind=Kind.TIME)


def template(key: str) -> Setting:
    """Return a text that is filled in with what is so then."""
    return Setting(key=key, kind=Kind.TEMPLATE)


def one_of(
    key: str,
    options: type[Enum],
    translation: str,
    default: Enum,
    *,
    compact: bool = False,
) -> Setting:
    """Return a choice of one."""
    return Setting(
        key=key,
        kind=Kind.ONE_OF,
        default=default.value,
        required=True,
        options=tuple(str(one.value) for one in options),
        translation=translation,
        compact=compact,
    )


def some_of(
    key: str,
    options: tuple[str, ...],
    translation: str = "",
    *,
    labels: tuple[str, ...] = (),
    custom: bool = False,
) -> Setting:
    """Return a choice of any number."""
    return Setting(
        key=key,
        kind=Kind.SOME_OF,
        default=(),
        options=options,
        translation=translation,
        labels=labels,
        custom=custom,
    )


def number(
    key: str,
    lowest: float,
    highest: float,
    unit: str = "",
    *,
    default: float | None = None,
    required: bool | None = None,
    step: float = 1,
    scale: int = 1,
) -> Setting:
    """Return a number; ``default`` is in what the code counts in.

    One with a default is always filled in, unless it is not ``required``.
    """
    shown = None if default is None else default / scale
    if shown is not None and shown.is_integer():
        shown = int(shown)
    return Setting(
        key=key,
        kind=Kind.NUMBER,
        default=shown,
        required=default is not None if required is None else required,
        lowest=lowest,
        highest=highest,
        unit=unit,
        step=step,
        scale=scale,
    )


def default_of(kind: type, name: str) -> Any:
    """Return the default of a dataclass's field, so that it stands in one place."""
    for field in fields(kind):
        if field.name == name and field.default is not MISSING:
            return field.default
    raise LookupError(name)

"""What a call asks: its fields, wherever they stand, and the files that come with it."""

from collections.abc import Mapping
from dataclasses import dataclass
import math
import re
from typing import Final

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_request import FileField

from .replies import Refused

type Part = FileField | bytes

ALL: Final = "all"
_MOST_IDS: Final = 5000
# What aiohttp has for a body that is none.
_UNREADABLE: Final = (
    *(ValueError, LookupError, AssertionError, RuntimeError),
    HttpProcessingError,
)
# What clients count with has 32 bits.
_MOST: Final = 2**31
_WHOLE: Final = re.compile(r"\s*[+-]?[0-9]{1,12}\s*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The fields of a call by name, and its files whatever their fields are called."""

    fields: Mapping[str, str]
    files: tuple[Part, ...] = ()

    def text(self, name: str) -> str:
        """Return a field, empty where it is missing."""
        return self.fields.get(name, "")

    def needed(self, *names: str) -> None:
        """Refuse a call that leaves one of these out."""
        if not all(name in self.fields for name in names):
            raise Refused(400, "Bad Request")

    def flag(self, name: str) -> bool:
        """Tell whether a field says yes."""
        return self.text(name).strip().lower() in {"true", "1"}

    def whole(self, name: str) -> int | None:
        """Return a whole number, None for anything else."""
        text = self.text(name)
        if not _WHOLE.fullmatch(text) or abs(number := int(text)) >= _MOST:
            return None
        return number

    def real(self, name: str) -> float | None:
        """Return a number, None for anything else."""
        try:
            number = float(self.text(name))
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def ids(self, name: str = "hashes") -> tuple[str, ...]:
        """Return the ids that a field lists, in lower case."""
        listed = self.text(name).lower().split("|", _MOST_IDS)[:_MOST_IDS]
        return tuple(one for part in listed if (one := part.strip()))

    def names(self, name: str) -> tuple[str, ...]:
        """Return the names that a field lists, each once."""
        listed = (part.strip() for part in self.text(name).split(","))
        return tuple(dict.fromkeys(part for part in listed if part))


async def read_asked(request: web.Request, most: int) -> Asked:
    """Read what a call asks; its body may have so many bytes. Raises ``Refused``."""
    # Home Assistant's own limit is lower than some files of its own components are, too.
    request._client_max_size = most  # noqa: SLF001
    try:
        form = await request.post()
    except web.HTTPException as err:
        raise Refused(err.status, err.reason) from None
    except _UNREADABLE:
        raise Refused(400, "Bad Request") from None
    fields: dict[str, str] = dict(request.query)
    files: list[Part] = []
    for name, value in form.items():
        if isinstance(value, str):
            fields[name] = value
        elif isinstance(value, FileField):
            files.append(value)
        else:
            files.append(bytes(value))
    return Asked(fields=fields, files=tuple(files))

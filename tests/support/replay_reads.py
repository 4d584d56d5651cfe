"""What a program reads of an answer's JSON, as strictly as the library it reads it with.

A shape says what is read: a kind (``integer``, ``number``, ``boolean``, ``text``, ``path``,
``clock``, ``status``, ``any``; with ``?`` behind it what may be missing), ``= value``, true or false
for what has to be just that, an object of shapes by key (``*`` for every key, ``?`` behind one that
may be missing), or a list of one for each of many. What no shape names is not read.
"""

from collections.abc import Collection, Mapping
import re
from typing import Any, Final

type Shape = str | bool | Mapping[str, Any] | list[Any]


class Unmet(AssertionError):
    """An answer that the program would not have taken, or taken for something else."""


def check(
    shape: Shape,
    value: Any,
    reader: str,
    *,
    statuses: Collection[str] = (),
    where: str = "it",
) -> None:
    """Raise Unmet where a program that reads with such a library could not read a value."""
    match shape:
        case bool():
            if value != shape:
                raise Unmet(f"{where} is not {shape}: {value!r}")
        case str():
            _check_one(shape, value, reader, statuses, where)
        case list():
            if not isinstance(value, list):
                raise Unmet(f"{where} is no list: {value!r}")
            for number, one in enumerate(value):
                check(
                    shape[0],
                    one,
                    reader,
                    statuses=statuses,
                    where=f"{where}[{number}]",
                )
        case _:
            if not isinstance(value, dict):
                raise Unmet(f"{where} is no object: {value!r}")
            for key, inner in shape.items():
                for name in value if key == "*" else [key.removesuffix("?")]:
                    if key.endswith("?") and value.get(name) is None:
                        continue
                    check(
                        inner,
                        value.get(name),
                        reader,
                        statuses=statuses,
                        where=f"{where}.{name}",
                    )


def _check_one(
    shape: str, value: Any, reader: str, statuses: Collection[str], where: str
) -> None:
    if shape.startswith("= "):
        if value != shape.removeprefix("= "):
            raise Unmet(f"{where} is not {shape.removeprefix('= ')!r}: {value!r}")
        return
    kind = shape.removesuffix("?")
    if value is None:
        if kind == shape and kind != "any":
            raise Unmet(f"{where} is missing")
        return
    if kind == "status":
        if value not in statuses:
            raise Unmet(f"{where} is a status it does not know: {value!r}")
    elif not _readable(kind, value, reader):
        raise Unmet(f"{where} is no {kind} to {reader}: {value!r}")


_CLOCK: Final = re.compile(r"\d+(:\d+){2,3}")
_PATH: Final = re.compile(r"/|[A-Za-z]:[\\/]")


def _readable(kind: str, value: Any, reader: str) -> bool:
    match kind:
        case "any":
            return True
        case "clock":
            return isinstance(value, str) and bool(_CLOCK.fullmatch(value))
        case "path":
            return isinstance(value, str) and bool(_PATH.match(value))
        case "text":
            return isinstance(value, str) or (
                reader == "newtonsoft" and isinstance(value, int | float)
            )
        case "integer":
            return _is_number(value, reader, int)
        case "number":
            return _is_number(value, reader, float)
        case "boolean":
            return isinstance(value, bool) or (
                reader == "newtonsoft"
                and (isinstance(value, int) or str(value).lower() in ("true", "false"))
            )
    raise ValueError(kind)


def _is_number(value: Any, reader: str, kind: type[int | float]) -> bool:
    # Newtonsoft's and Python's readers make numbers of texts that are some; Go's does not.
    if isinstance(value, str) and reader in ("newtonsoft", "python"):
        try:
            kind(value)
        except ValueError:
            return False
        return True
    if isinstance(value, bool):
        return False
    return isinstance(value, int) or (kind is float and isinstance(value, float))

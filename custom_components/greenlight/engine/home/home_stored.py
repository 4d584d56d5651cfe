"""Stored way home: how far a request's download has come, written down and read again."""

from collections.abc import Mapping
from typing import Any

from ..reason import reason_from_dict
from ..stored import MAX_WHOLE, Reading, stored_text
from .home import Home, Means, Measured, Step


def home_to_dict(home: Home) -> dict[str, Any]:
    """Return what ``home_from_dict`` reads; what there is nothing to say of is left out."""
    said = {
        "library": home.library,
        "item": home.item,
        "command": home.command,
        "had": sorted(home.had),
        "sizes": list(home.sizes),
        "files": [_file_name(one) for one in home.files],
        "episodes": [list(one) for one in home.episodes],
        "source": home.source,
        "targets": list(home.targets),
        "why": home.why and home.why.as_dict(),
        "forced": home.forced,
        "tries": home.tries,
        "scanned": sorted(home.scanned),
        "measured": home.measured and _measured(home.measured),
    }
    return {
        "step": home.step.value,
        "means": home.means.value,
        "since": home.since,
        **{key: value for key, value in said.items() if value},
    }


def _measured(measured: Measured) -> dict[str, Any]:
    return {
        "now": measured.now,
        "promised": measured.promised,
        "kept": measured.kept,
        "fake_layer": measured.fake_layer,
        "size": measured.size,
        **({"better": list(measured.better)} if measured.better else {}),
    }


def home_from_dict(data: Any, read: Reading) -> Home | None:
    """Read a way home. None if there is none, or no telling how far it was."""
    if data is None:
        return None
    found = read.each([data], lambda one: _read(one, read))
    return found[0] if found else None


def _read(data: Mapping[str, Any], read: Reading) -> Home:
    why = read.each([data["why"]] if "why" in data else [], reason_from_dict)
    measured = data.get("measured")
    return Home(
        step=Step(data["step"]),
        means=Means(data["means"]),
        since=read.time(data.get("since"), 0.0),
        library=read.text(data.get("library")),
        item=read.text(data.get("item")),
        command=read.text(data.get("command")),
        had=frozenset(read.texts(data.get("had"))),
        sizes=read.each(data.get("sizes"), _bytes),
        files=read.each(data.get("files"), _file_name_from),
        episodes=read.each(data.get("episodes"), _number),
        source=read.text(data.get("source")),
        targets=read.texts(data.get("targets")),
        why=why[0] if why else None,
        forced=read.flag(data.get("forced"), False),
        tries=read.whole(data.get("tries"), 0),
        scanned=frozenset(read.texts(data.get("scanned"))),
        measured=None if measured is None else _measured_from(measured, read),
    )


def _measured_from(data: Any, read: Reading) -> Measured:
    found = read.named(data)
    return Measured(
        now=read.text(found.get("now")),
        promised=read.text(found.get("promised")),
        kept=read.flag(found.get("kept"), None),
        fake_layer=read.flag(found.get("fake_layer"), False),
        size=read.whole(found.get("size"), None),
        better=read.texts(found.get("better")),
    )


def _file_name(name: str) -> str | dict[str, str]:
    """Return a name as it can be written down: on a disk it may be no text at all."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return {"bytes": name.encode("utf-8", "surrogateescape").hex()}
    return name


def _file_name_from(value: Any) -> str:
    """Return it. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    if isinstance(value, dict):
        return bytes.fromhex(value["bytes"]).decode("utf-8", "surrogateescape")
    return stored_text(value)


def _bytes(value: Any) -> int:
    """Return a number of bytes. Raises ``TypeError``."""
    if isinstance(value, int) and 0 <= value <= MAX_WHOLE:
        return value
    raise TypeError("not a size")


def _number(value: Any) -> tuple[int, int]:
    """Return the season and number of an episode. Raises ``TypeError`` or ``ValueError``."""
    season, number = map(_bytes, value)
    return season, number

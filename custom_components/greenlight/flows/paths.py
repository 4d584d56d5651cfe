"""What a form says of folders that go by several names: read, tried, and suggested from what was seen."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from homeassistant.core import HomeAssistant

from ..engine.home.paths import (
    Pair,
    below,
    folder_of,
    mapped,
    read_paths,
    sound,
    suggest,
    tail,
    written,
)
from ..hub import Hub
from ..libraries.base import Library
from ..libraries.errors import LibraryError
from ..libraries.imports import Imports
from ..presentation.texts import Texts
from .part import Refused, Values

_MAX_SHOWN_CHARS: Final = 200
# Seconds for which a form waits for a suggestion, and how many places are looked at for one.
_PATIENCE: Final = 5.0
_MOST_LOOKS: Final = 40
# So many things that were downloaded say enough.
_MOST_KNOWN: Final = 5
# So many folders can be chosen from; any other can be typed.
_MOST_FOLDERS: Final = 40

type Sees = Callable[[str], Awaitable[bool]]


def read_lines(field: str, values: Values) -> list[str]:
    """Return lines of two folders as they are stored. Raises ``Refused``."""
    lines = [line for line in values.get(field, []) if line.strip()]
    try:
        return list(written(read_paths(lines)))
    except ValueError as err:
        count = next(
            count for count in range(len(lines)) if _is_bad(lines[: count + 1])
        )
        shown = lines[count].strip()[:_MAX_SHOWN_CHARS]
        raise Refused(field, str(err), line=shown) from err


def _is_bad(lines: list[str]) -> bool:
    try:
        read_paths(lines)
    except ValueError:
        return True
    return False


def known_paths(hub: Hub, client_id: str = "") -> list[str]:
    """Return where clients, or one of them, say that they have saved something, the newest first."""
    requests = sorted(hub.gate.requests.every(), key=lambda one: -one.created)
    found = (
        one.content_path
        for one in requests
        if one.content_path and client_id in ("", one.client)
    )
    return list(dict.fromkeys(filter(sound, found)))[:_MOST_KNOWN]


def told_saved(texts: Texts, known: Iterable[str]) -> str:
    """Return in which folders clients have saved something so far, empty if nobody knows."""
    folders = dict.fromkeys(folder_of(one) for one in known)
    named = ", ".join(one for one in folders if one)
    return " " + texts.text("saved_so_far", folders=named) if named else ""


async def unseen(pairs: Iterable[Pair], known: Iterable[str], sees: Sees) -> str:
    """Return what a line leads to where nothing is, although something was saved there; else empty.

    One thing that is seen will do: others may have been moved since.
    """
    known = [*known]
    for pair in pairs:
        here = [mapped(one, [pair]) for one in known if below(one, pair[0])]
        for path in here:
            if await sees(path):
                break
        else:
            if here:
                return here[0]
    return ""


async def suggested(
    known: Iterable[str], bases: Iterable[str], sees: Sees
) -> Pair | None:
    """Return the line that would have something seen that is not now, None if nothing can be said.

    ``bases`` are folders that are there; what was saved may lie in them, or in one that they lie in.
    """
    folders = list(dict.fromkeys(up for base in bases for up in _and_above(base)))
    looks = 0
    for path in known:
        if await sees(path):
            return None
        there = []
        for end in _ends(path):
            for folder in folders:
                looks += 1
                if looks > _MOST_LOOKS:
                    return None
                place = f"{folder.rstrip('/')}/{end}"
                if await sees(place):
                    there.append(place)
            if there:
                return suggest(path, there)
    return None


def _and_above(folder: str) -> Iterable[str]:
    while folder and tail(folder):
        yield folder
        folder = folder_of(folder)


def _ends(path: str) -> Iterable[str]:
    """Yield how a path ends, the longest first; without all of it, as that is not seen."""
    parts = path.replace("\\", "/").strip("/").split("/")
    return ("/".join(parts[at:]) for at in range(1, len(parts)))


# ------------------------------------------------------------------- as Home Assistant sees it


def wrong_folder(hass: HomeAssistant, folder: str) -> str | None:
    """Return what is wrong with a folder of this machine, None if nothing is."""
    if not (folder.startswith("/") and Path(folder).is_dir()):
        return "folder_missing"
    return None if hass.config.is_allowed_path(folder) else "folder_not_allowed"


def writable(hass: HomeAssistant) -> list[str]:
    """Return the folders into which something may be put: those that are allowed, and what is in them."""
    # What is in that one, everybody may read.
    public = hass.config.path("www")
    dirs = {*hass.config.allowlist_external_dirs, *hass.config.media_dirs.values()}
    found: list[str] = []
    for top in sorted(dirs - {public}):
        if wrong_folder(hass, top) is None:
            found += [top, *_folders_in(top)]
    return list(dict.fromkeys(found))[:_MOST_FOLDERS]


def _folders_in(top: str) -> list[str]:
    try:
        inside = sorted(Path(top).iterdir())
        return [str(one) for one in inside if one.is_dir() and one.name[0] != "."]
    except OSError:
        return []


def here(hass: HomeAssistant) -> Sees:
    """Return what tells whether something is here."""

    async def sees(path: str) -> bool:
        return await hass.async_add_executor_job(_is_here, path)

    return sees


def _is_here(path: str) -> bool:
    return sound(path) and Path(path).exists()


async def suggested_here(hass: HomeAssistant, known: Iterable[str]) -> Pair | None:
    """Return what to enter for a client, from what it has saved."""
    allowed = sorted(hass.config.allowlist_external_dirs)
    return await suggested(known, allowed, here(hass))


# ------------------------------------------------------------------------ as a library sees it


async def suggested_there(
    library: Library, known: Iterable[str], folders: Iterable[str]
) -> tuple[Pair, ...]:
    """Return what to enter for a library: what it says itself, or what is found in its ``folders``."""
    known = [*known]
    if not isinstance(library, Imports) or not known:
        return ()
    with suppress(LibraryError, TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            said = [
                pair
                for pair in await library.mappings()
                if any(below(one, pair[0]) for one in known)
            ]
            if said:
                return tuple(said)
            found = await suggested(known, folders, library.sees)
            return (found,) if found else ()
    return ()

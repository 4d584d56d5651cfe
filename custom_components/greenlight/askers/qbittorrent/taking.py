"""What is handed over: files, magnet links, and links that lead to one of them."""

import asyncio
from collections.abc import AsyncIterator
import re
from typing import Final

from aiohttp import web

from ...engine.files.hashes import normalise_hash
from ...engine.files.magnet import is_magnet, write_magnet
from ...engine.options import DownloadOptions, Layout, Priority
from ...sources.base import Payload, SourceError
from ...sources.payload import magnet_payload, read_payload
from ..base import Handed, NotTaken
from ..called import called_by_file
from .asked import Asked, Part
from .call import Call
from .limits import share_limits
from .replies import FAILS, OK, Refused, in_words

_LAYOUTS: Final = frozenset(Layout)
_MOST_LINKS: Final = 100
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
_MOST_CHARS: Final = 4096


async def add(call: Call) -> web.Response:
    """Take what is handed over. ``Ok.`` says that some of it is on disk.

    A program comes again with all of it if some cannot be taken now.
    """
    options = _options(call.asked)
    taken, refusal = False, None
    async for payload, name in _payloads(call):
        if isinstance(payload, NotTaken):
            refusal = payload
            continue
        handed = Handed(payload=payload, name=name, options=options, agent=call.agent)
        try:
            await call.desk.take(handed)
        except NotTaken as err:
            # Of a link that cannot be read the real one says only that it fails.
            unreadable = err.unreadable and payload.file is not None
            refusal = NotTaken(err.why, unreadable=unreadable)
        else:
            taken = True
    if taken:
        return in_words(OK)
    if refusal is not None and refusal.unreadable:
        raise Refused(415, f"Error: {refusal.why}")
    return in_words(FAILS)


async def _payloads(call: Call) -> AsyncIterator[tuple[Payload | NotTaken, str]]:
    """Go through all that is handed over, with what the program calls it."""
    for part in call.asked.files:
        yield await _from_file(part), _name_of(part, call.agent)
    links = call.asked.text("urls").splitlines()
    for link in [one.strip() for one in links if one.strip()][:_MOST_LINKS]:
        yield await _from_link(call, link), ""


async def _from_file(part: Part) -> Payload | NotTaken:
    try:
        payload = await asyncio.to_thread(_read, part)
    except SourceError as err:
        return NotTaken(err.detail or "not a valid torrent file", unreadable=True)
    if payload.file is not None and not payload.file.startswith(b"d"):
        return NotTaken("not a valid torrent file", unreadable=True)
    return payload


def _read(part: Part) -> Payload:
    if isinstance(part, bytes):
        return read_payload(part)
    with part.file:
        return read_payload(part.file.read())


def _name_of(part: Part, agent: str) -> str:
    return "" if isinstance(part, bytes) else called_by_file(part.filename, agent)


async def _from_link(call: Call, link: str) -> Payload | NotTaken:
    if is_magnet(link):
        return magnet_payload(link)
    if _WEB.match(link):
        try:
            return await call.desk.fetch(link)
        except NotTaken as err:
            # Whatever is there, it is not what the program has handed over that cannot be read.
            return NotTaken(err.why)
    if known := normalise_hash(link):
        return Payload(magnet=write_magnet(frozenset({known})))
    return NotTaken("neither a magnet link nor an address")


def _options(asked: Asked) -> DownloadOptions:
    limits = share_limits(asked)
    layout = asked.text("contentLayout")
    return DownloadOptions(
        category=asked.text("category"),
        save_path=asked.text("savepath").strip()[:_MOST_CHARS],
        tags=asked.names("tags"),
        stopped=asked.flag("paused") or asked.flag("stopped"),
        sequential=asked.flag("sequentialDownload"),
        first_last=asked.flag("firstLastPiecePrio"),
        ratio_limit=limits.ratio,
        seeding_time=limits.seeding_time,
        inactive_seeding_time=limits.inactive_time,
        download_limit=_speed(asked, "dlLimit"),
        upload_limit=_speed(asked, "upLimit"),
        skip_check=asked.flag("skip_checking"),
        priority=_priority(asked),
        content_layout=layout if layout in _LAYOUTS else "",
    )


def _priority(asked: Asked) -> Priority:
    """Return where in the queue it is to go; forced is what only some versions take in an add."""
    if asked.flag("forced"):
        return Priority.FORCE
    return Priority.HIGH if asked.flag("addToTopOfQueue") else Priority.NORMAL


def _speed(asked: Asked, name: str) -> int | None:
    limit = asked.whole(name)
    return limit if limit is not None and limit > 0 else None

"""Pictures as a bot sends them: as a file, or as an address that Telegram fetches."""

from dataclasses import dataclass
import struct
from typing import Any

import aiohttp
from aiohttp import web

from ..ports import LOOPBACK
from .refusal import bad_request

MOST_BYTES = 10_000_000


@dataclass(frozen=True)
class Photo:
    """What is known of a picture."""

    width: int
    height: int
    size: int


async def photo_of(given: Any) -> Photo:
    """Return what a picture is. Raises ``Refusal`` for what Telegram would take for none."""
    if isinstance(given, web.FileField):
        content = given.file.read()
    elif isinstance(given, str) and given.startswith(("http://", "https://")):
        content = await _fetched(given)
    elif given in (None, ""):
        raise bad_request("there is no photo in the request")
    else:
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    if not content:
        raise bad_request("file must be non-empty")
    if len(content) > MOST_BYTES:
        raise bad_request("file is too big")
    width, height = _measures(content)
    return Photo(width, height, len(content))


async def _fetched(url: str) -> bytes:
    if not url.startswith(f"http://{LOOPBACK}:"):
        raise bad_request("failed to get HTTP URL content")
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        if answer.status != 200:
            raise bad_request("failed to get HTTP URL content")
        return await answer.read()


def _measures(content: bytes) -> tuple[int, int]:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        if not width or not height or width + height > 10_000:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return width, height
    if content.startswith(b"\xff\xd8\xff") or content[8:12] == b"WEBP":
        return 600, 900
    raise bad_request("IMAGE_PROCESS_FAILED")

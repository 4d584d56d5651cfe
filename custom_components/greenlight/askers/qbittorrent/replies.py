"""Answers in the words of qBittorrent's Web API."""

from typing import Any, Final

from aiohttp import web
from homeassistant.helpers.json import json_bytes

OK: Final = "Ok."
FAILS: Final = "Fails."
FORBIDDEN: Final = "Forbidden"


class Refused(Exception):
    """A call that is not answered as it was meant; programs tell what is wrong by the status."""

    def __init__(self, status: int, text: str) -> None:
        """Take what is answered instead."""
        super().__init__(text)
        self.status = status
        self.text = text


def in_words(text: str = "", *, status: int = 200) -> web.Response:
    """Return an answer in words. There are programs that look at the type of its content."""
    return web.Response(
        text=text, status=status, content_type="text/plain", charset="UTF-8"
    )


def in_json(value: Any) -> web.Response:
    """Return an answer that programs read."""
    return web.Response(body=json_bytes(value), content_type="application/json")


def forbidden() -> web.Response:
    """Return what everybody gets who is not let in, whatever they ask and under whatever name."""
    return in_words(FORBIDDEN, status=403)

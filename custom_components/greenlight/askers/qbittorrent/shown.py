"""What a call shows at the door: a login in its header, an API key, or the cookie of an earlier login."""

from collections.abc import Iterator
from contextlib import suppress
import re
from typing import Final

from aiohttp import BasicAuth, hdrs, web

from ...door import Given

# Some send back all that came with the cookie, attributes included, or several cookies in one.
_COOKIE: Final = re.compile(r"(?:^|[;,\s])SID=\"?([0-9A-Fa-f]{16,128})")
_MOST_COOKIES: Final = 5


def shown_by(request: web.Request) -> tuple[Given, ...]:
    """Return whatever a call shows; nothing where it shows nothing, such as an empty login."""
    given = tuple(_header(request.headers.get(hdrs.AUTHORIZATION, "")))
    cookies = _COOKIE.findall(request.headers.get(hdrs.COOKIE, ""))
    return given + tuple(Given(token=token) for token in cookies[:_MOST_COOKIES])


def _header(header: str) -> Iterator[Given]:
    scheme, _, rest = header.partition(" ")
    if scheme.lower() == "bearer" and rest.strip():
        yield Given(password=rest.strip())
    elif scheme.lower() == "basic":
        with suppress(ValueError):
            login = BasicAuth.decode(header, encoding="utf-8")
            if login.login or login.password:
                yield Given(username=login.login, password=login.password)


def cookie_of(token: str) -> str:
    """Return the cookie that a login is answered with, as the real one writes it."""
    return f"SID={token}; HttpOnly; SameSite=Strict; path=/"

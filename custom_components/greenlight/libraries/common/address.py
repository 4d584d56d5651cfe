"""Addresses: what a person typed or copied from a browser, as the base of a server's API."""

import base64
import re

from yarl import URL

from ..errors import LibraryError

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def base_url(text: str) -> URL:
    """Return an address as a base to append a path to; ``http://`` goes without saying.

    The path is kept, for a reverse proxy; query, fragment and user info are not. Raises
    ``LibraryError`` for what is no http(s) address.
    """
    url = _parsed(text)
    if url is None or url.scheme not in ("http", "https") or not url.host:
        raise LibraryError("not a web address")
    return (
        url.with_user(None)
        .with_query(None)
        .with_fragment(None)
        .with_path(url.path.rstrip("/"))
    )


def user_info(text: str) -> tuple[str, str]:
    """Return user and password that are part of an address, empty if there are none."""
    url = _parsed(text)
    return (url.user or "", url.password or "") if url else ("", "")


def basic_auth(username: str, password: str) -> str:
    """Return the header of a proxy's login, empty for none."""
    if not (username or password):
        return ""
    return f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"


def _parsed(text: str) -> URL | None:
    text = text.strip()
    try:
        url = URL(text if _SCHEME.match(text) else f"http://{text}")
    except ValueError:
        return None
    return url if url.port is not None else None

"""One way to take secrets out of what is shown or handed on."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from ..engine.secrets import LINK

REDACTED: Final = "**REDACTED**"

# Whatever has such a name is never shown, whoever put it there.
SECRET_KEYS: Final = frozenset(
    {
        "api_key",
        "content_path",
        "cookie",
        "guid",
        "ha_paths",
        "headers",
        "home_folder",
        "link",
        "password",
        # Of an asker's address: it holds a name that somebody gave.
        "path",
        "paths",
        "proxy_password",
        "proxy_username",
        # Of a saved search: what somebody looks for.
        "item",
        "query",
        "save_path",
        "server_id",
        "username",
        "validators",
        "watch_folder",
        "watch_save_path",
        "webhook_id",
    }
)


def redact_url(url: str) -> str:
    """Return scheme and host of an address: path, query and user info may hold a passkey."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return REDACTED
    if not parts.hostname:
        return f"{parts.scheme}:" if parts.scheme else REDACTED
    return f"{parts.scheme}://{parts.hostname}{port}"


def redact_text(text: str) -> str:
    """Return a text with every address in it reduced to scheme and host."""
    return LINK.sub(lambda found: redact_url(found[0]), text)


def redact(data: Any, key: str = "") -> Any:
    """Return plain data without secrets; empty values stay, they tell that nothing is set."""
    if key in SECRET_KEYS and data not in (None, "", [], {}, ()):
        return REDACTED
    if isinstance(data, Mapping):
        return {name: redact(value, str(name)) for name, value in data.items()}
    if isinstance(data, list | tuple | set | frozenset):
        return [redact(value) for value in data]
    return redact_text(data) if isinstance(data, str) else data

"""Addresses of indexers, as people copy them from Prowlarr, Jackett or a site."""

import re
from urllib.parse import urlencode, urlsplit, urlunsplit

from ..key import told_in
from ..link import clean_link

# Under which an indexer's address may have its key.
_KEYS = ("apikey", "api_key", "jackett_apikey")
# An address that is asked as it is: Newznab's, Jackett's.
_COMPLETE = re.compile(r"/(?:api|torznab|newznab)$", re.IGNORECASE)


def split_key(text: str) -> tuple[str, str]:
    """Split an address that was copied whole: where an indexer is asked, and the key that was in it.

    Raises ``ValueError`` for what is none.
    """
    link = clean_link(text)
    parts = urlsplit(link if "://" in link else f"http://{link}")
    usual = parts.scheme.lower() in ("http", "https")
    # A port that is none is found out only when somebody asks for it.
    if not usual or not parts.hostname or parts.port == 0:
        raise ValueError("not a web address")
    told = told_in(link)
    key = next((told[name] for name in _KEYS if told.get(name)), "")
    path = parts.path.rstrip("/")
    if not _COMPLETE.search(path):
        path = f"{path}/api"
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")), key


def asking(url: str, key: str, **params: str) -> str:
    """Return the address of one question to an indexer."""
    told = {**params, **({"apikey": key} if key else {})}
    return f"{url}?{urlencode(told)}"

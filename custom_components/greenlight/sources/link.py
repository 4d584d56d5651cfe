"""Links as sites write them, cleaned once and for all."""

import re
from urllib.parse import quote, urljoin, urlsplit

_MARKS = re.compile(r"<!\[CDATA\[|\]\]>", re.IGNORECASE)
_BREAKS = re.compile(r"[^\S ]*[\r\n\t\f\v\x85\u2028\u2029]\s*")
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
# What may stand in an address as it is; a percent sign is one that says how a byte is written.
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=-._~|{}^`\\\"<>"
# Escaping an ampersand once more than XML asks for is common; more than thrice is an attack.
_TIMES = 3


def without_marks(text: str) -> str:
    """Return a text without the marks of CDATA, which some sites escape along with the rest."""
    return _MARKS.sub("", text)


def clean_link(text: str) -> str:
    """Return a link without what does not belong to it: marks, breaks, blanks around it.

    Its own characters stay as they are: a signature may cover each of them.
    """
    link = _BREAKS.sub("", without_marks(text).strip())
    for _ in range(_TIMES):
        if "&" not in link:
            break
        link = _AMPERSAND.sub("&", link)
    return "".join(char for char in link if char.isprintable()).strip("\"'<> \u00a0")


def join(base: str, link: str) -> str:
    """Return where a link leads from ``base``, byte by byte. Raises ``ValueError``."""
    scheme, colon, rest = link.partition(":")
    if colon and scheme.lower() in ("http", "https") and rest.startswith("//"):
        return link
    return link if scheme.lower() == "magnet" else urljoin(base, link)


def as_sent(url: str) -> str:
    """Return an address as it goes over the wire: only what cannot stand there is escaped.

    Raises ``ValueError`` for one whose host cannot be written.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if not host.isascii():
        written = host.encode("idna").decode("ascii")
        netloc = parts.netloc.lower().replace(host, written)
        url = url.replace(parts.netloc, netloc, 1)
    raw = url.encode("utf-8", "surrogateescape")
    return quote(raw, safe=_AS_IT_IS)

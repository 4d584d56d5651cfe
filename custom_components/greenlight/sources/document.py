"""What answers at an address when it is not what was asked for."""

import re
from typing import Final

from ..engine.text import clean_title
from .base import SourceAuth, SourceBusy, SourceError, SourceNotFound

MAX_DETAIL_CHARS: Final = 120

_START = 4096
_FORM = 64 * 1024
_WEB_PAGE = re.compile(
    rb"[^<]*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE
)
_ERROR = re.compile(rb"\s*(?:<\?xml[^>]*>)?\s*<error\s([^>]*)>", re.IGNORECASE)
_CODE = re.compile(rb"code\s*=\s*[\"'](\d{1,5})[\"']", re.IGNORECASE)
_DESCRIPTION = re.compile(
    rb"description\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE
)
_LOGIN = re.compile(rb"password|log[ -]?in|sign[ -]?in", re.IGNORECASE)
# Indexers repeat keys and addresses in their messages.
_SECRET = re.compile(r"\w+://\S+|[0-9A-Za-z_-]{16,}")


def is_web_page(body: bytes) -> bool:
    """Tell whether a body is HTML."""
    return _WEB_PAGE.match(body[:_START]) is not None


def is_login_page(body: bytes) -> bool:
    """Tell whether a web page wants somebody to log in."""
    page = body[:_FORM]
    return b"<form" in page.lower() and _LOGIN.search(page) is not None


def reported_error(body: bytes) -> SourceError | None:
    """Return what a Newznab or Torznab server complains about with HTTP status 200, if it does.

    Its codes: 1xx for the account, 300 no such item, 429, 500 and 501 for limits
    (https://inhies.github.io/Newznab-API/errors/).
    """
    found = _ERROR.match(body[:_START])
    code = _CODE.search(found[1]) if found else None
    if found is None or code is None:
        return None
    number = int(code[1])
    text = _DESCRIPTION.search(found[1])
    words = (text[1] or text[2] or b"").decode("utf-8", "replace") if text else ""
    detail = clean_title(f"error {number}: {_SECRET.sub('…', words)}")[
        :MAX_DETAIL_CHARS
    ]
    if number // 100 == 1:
        return SourceAuth(detail)
    if number == 300:
        return SourceNotFound(detail)
    return SourceBusy(detail) if number in (429, 500, 501) else SourceError(detail)

"""What answers at an address when it is not what was asked for: for feeds and for files.

A page says nothing about a release: it is told apart here why it is there, so that who asked can
wait, or give other credentials, or look at the address.
"""

from collections.abc import Mapping
import html
import json
import re
from typing import Any, Final

from ..engine.secrets import LINK, Secrets
from ..engine.text import clean_title
from .base import (
    EmptyAnswer,
    NotAFeed,
    NotUnderstood,
    SourceAuth,
    SourceBusy,
    SourceChallenge,
    SourceError,
    SourceNotFound,
    WebPage,
)

MAX_DETAIL_CHARS: Final = 120
# Bytes of an answer that are looked at; also of one with a status that is a refusal.
MAX_LOOKED_AT: Final = 64 * 1024

_BLANK = b"\xef\xbb\xbf \t\r\n\0"
_PROLOG = re.compile(rb"(?:<\?xml[^>]{0,400}>|<!--.{0,4000}?-->|\s)*", re.DOTALL)
_WEB_PAGE = re.compile(
    rb"[^<]{0,4000}<(?:!doctype\s+html|html|head|body|script|style|title|meta|form|div|center"
    rb"|h[1-6]|p|br|table|span|b|font|iframe)[\s/>]",
    re.IGNORECASE,
)
_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|nzb)[\s>]", re.IGNORECASE)
_ERROR = re.compile(rb"<error[\s/>]([^>]*)>?([^<]{0,2000})", re.IGNORECASE)
_CODE = re.compile(rb"\b(?:code|error)\s*=\s*[\"'](\d{1,5})[\"']", re.IGNORECASE)
_DESCRIPTION = re.compile(
    rb"description\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE
)
_LOGIN = re.compile(rb"password|log[ -]?in|sign[ -]?in", re.IGNORECASE)
# What stands between somebody and a site: Cloudflare's pages and their like.
_CHALLENGE = re.compile(
    rb"cdn-cgi/challenge-platform|challenges\.cloudflare\.com|<title>\s*(?:just a moment"
    rb"|attention required|ddos-guard|checking your browser|one moment, please)"
    rb"|cf-browser-verification|_cf_chl_|ddos-guard|anubis_challenge|g-recaptcha|h-captcha"
    rb"|enable javascript and cookies to continue",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"(?:download|request|api|hit|grab|daily|hourly|rate|quota)s?\b.{0,40}\b(?:limit|exceeded|reached)"
    r"|limit\b.{0,40}\b(?:reached|exceeded)|too many|try again (?:later|tomorrow|in )|slow down|quota",
    re.IGNORECASE | re.DOTALL,
)
_CREDENTIALS = re.compile(
    r"\b(?:api[ _-]?key|pass[ _-]?key|auth[ _-]?key|rss[ _-]?key|credentials?|unauthori[sz]ed|not logged in"
    r"|log ?in|sign ?in|invalid (?:user|token|key|password)|wrong (?:user|key|password))\b",
    re.IGNORECASE,
)
_SCRIPTS = re.compile(r"<(script|style)\b.*?(?:</\1>|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,400})", re.IGNORECASE)
_WORDS = ("description", "error_description", "message", "error", "detail", "reason")
# Indexers repeat keys and addresses in their messages, also those that are not ours.
_KEY = re.compile(r"[0-9A-Za-z_-]{16,}")


def refusal(
    body: bytes,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    secrets: Secrets | None = None,
) -> SourceError | None:
    """Return why an answer is not what was asked for; None for what may be it.

    ``headers`` are those of the answer. Of a status that is no success something is always said.
    None of the ``secrets`` that were sent is repeated.
    """
    start = body[:MAX_LOOKED_AT].lstrip(_BLANK)
    if secrets is not None:
        # Before anything is unescaped or cut: half of one could not be known again.
        start = secrets.cut_bytes(start)
    told = {name.lower(): value for name, value in (headers or {}).items()}
    if told.get("cf-mitigated", "").lower() == "challenge":
        return SourceChallenge("the site wants a browser")
    if error := reported_error(start):
        return error
    if is_web_page(start):
        return _page(start, status)
    if start[:1] in (b"{", b"["):
        return _json(start, status)
    if 200 <= status < 300:
        return _plain(start) if start else EmptyAnswer("an empty answer")
    return by_status(status, _sentence(start))


def by_status(status: int, words: str = "") -> SourceError | None:
    """Return what an HTTP status says; None for a success. ``words`` are the site's own."""
    detail = _detail(f"{words} (HTTP {status})" if words else f"HTTP {status}")
    if status in (401, 403):
        return SourceAuth(detail)
    if status in (404, 410):
        return SourceNotFound(detail)
    if status in (429, 503):
        return SourceBusy(detail)
    return None if 200 <= status < 300 else SourceError(detail)


def is_web_page(body: bytes) -> bool:
    """Tell whether a body is HTML, or a piece of it."""
    start = body[:MAX_LOOKED_AT].lstrip(_BLANK)
    prolog = _PROLOG.match(start)
    if prolog:
        start = start[prolog.end() :]
    if start[:1] in (b"d", b"{", b"["):
        return False
    page = _WEB_PAGE.match(start)
    # A warning of the site's own software may stand before a feed.
    return page is not None and not _FEED.search(start)


def reported_error(body: bytes) -> SourceError | None:
    """Return what a Newznab or Torznab server complains about, if it does.

    Its codes: 1xx for the account, 2xx for what was asked, 300 no such item, 429, 500 and 501 for limits
    (https://inhies.github.io/Newznab-API/errors/).
    """
    start = body[:MAX_LOOKED_AT].lstrip(_BLANK)
    prolog = _PROLOG.match(start)
    found = _ERROR.match(start, prolog.end() if prolog else 0)
    code = _CODE.search(found[1]) if found else None
    if found is None or code is None:
        return None
    number = int(code[1])
    text = _DESCRIPTION.search(found[1])
    raw = (text[1] or text[2] or b"") if text else found[2]
    words = html.unescape(raw.decode("utf-8", "replace"))
    detail = _detail(f"error {number}: {words}")
    if number // 100 == 1:
        return SourceAuth(detail)
    if number // 100 == 2:
        return NotUnderstood(detail)
    if number == 300:
        return SourceNotFound(detail)
    return SourceBusy(detail) if number in (429, 500, 501) else SourceError(detail)


def _page(body: bytes, status: int) -> SourceError:
    """Tell why a web page answers."""
    if _CHALLENGE.search(body):
        return SourceChallenge("the site wants a browser")
    text = body.decode("utf-8", "replace")
    words = _SCRIPTS.sub(" ", text)
    title = _TITLE.search(text)
    shown = clean_title(html.unescape(_TAG.sub(" ", words)))
    if b"<form" in body.lower() and _LOGIN.search(body) and status != 429:
        return SourceAuth("a page to log in")
    if _LIMIT.search(shown):
        return SourceBusy(_detail(shown))
    said = clean_title(html.unescape(title[1])) if title else ""
    if error := by_status(status, said):
        return error
    return WebPage(_detail(said or "a web page"))


def _json(body: bytes, status: int) -> SourceError:
    """Tell what a refusal in JSON says."""
    try:
        words = _said(json.loads(body))
    except ValueError, RecursionError:
        words = ""
    if not words:
        return by_status(status) or NotAFeed("a document of another kind")
    if _LIMIT.search(words):
        return SourceBusy(_detail(words))
    if _CREDENTIALS.search(words):
        return SourceAuth(_detail(words))
    return by_status(status, words) or WebPage(_detail(words))


def _said(data: Any) -> str:
    """Return the words of an error in JSON; empty if there are none."""
    if not isinstance(data, dict):
        return ""
    told = {str(name).lower(): value for name, value in data.items()}
    for name in _WORDS:
        value = told.get(name)
        if isinstance(value, dict):
            value = _said(value)
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _plain(body: bytes) -> SourceError | None:
    """Tell what a sentence in place of a document says."""
    words = _sentence(body)
    if _LIMIT.search(words):
        return SourceBusy(_detail(words))
    return SourceAuth(_detail(words)) if _CREDENTIALS.search(words) else None


def _sentence(body: bytes) -> str:
    """Return a body that is a few words of plain text; empty for anything else."""
    torrent = body[:1] == b"d" and body[1:2].isdigit()
    if len(body) > 1000 or body[:1] == b"<" or torrent:
        return ""
    try:
        return clean_title(body.decode())
    except UnicodeError:
        return ""


def _detail(text: str) -> str:
    return clean_title(_KEY.sub("…", LINK.sub("…", text)))[:MAX_DETAIL_CHARS]

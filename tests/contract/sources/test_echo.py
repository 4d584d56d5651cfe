"""A site that repeats what it was sent, in whatever spelling, tells nobody what opens it."""

from base64 import b64encode
from collections.abc import Callable
import html
import json
import logging
from typing import Any
from urllib.parse import quote, quote_plus

import aiohttp
from aiohttp import web
import pytest

from custom_components.greenlight.sources.base import SourceError
from custom_components.greenlight.sources.feed.source import RssSource
from custom_components.greenlight.sources.owed import in_address, in_headers

from .site import Reply, Site

PASSKEY = "Pass+key/7f3a&9"
COOKIE = "cookie-Öl=8e21"
HEADER = "head er/4c4c"
PASSWORD = "login:pass/55"
TOKENS = (PASSKEY, COOKIE, HEADER, PASSWORD)

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "upper": str.upper,
    "quoted": lambda text: quote(text, safe=""),
    "quoted in lower case": lambda text: quote(text, safe="").lower(),
    "with plus": quote_plus,
    "every byte": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "html": html.escape,
    "html numbers": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "json": lambda text: json.dumps(text)[1:-1],
    "base64": lambda text: b64encode(text.encode()).decode(),
    "hex": lambda text: text.encode().hex(),
}
# How a site answers: a status and a text with a place for what it repeats.
ANSWERS = {
    "error": (200, '<error code="100" description="Wrong {} here"/>'),
    "error in text": (403, '<error code="100">{}</error>'),
    "json": (200, '{{"error": "invalid key {}"}}'),
    "json with a status": (403, '{{"message": {{"detail": "{}"}}}}'),
    "words": (403, "no access for {}"),
    "limit": (200, "limit reached for {}"),
    "page": (500, "<html><title>{} failed</title></html>"),
    "page of a limit": (429, "<html><p>daily limit of {} reached</p></html>"),
}


@pytest.fixture(params=["feed", "file"])
async def ask(
    request: pytest.FixtureRequest, site: Site, session: aiohttp.ClientSession
) -> Callable[[], Any]:
    """Return what makes a source ask the site with all there is to be repeated."""
    host = site.url.removeprefix("http://")
    login = f"me:{quote(PASSWORD, safe='')}"
    url = f"http://{login}@{host}/x?passkey={quote(PASSKEY, safe='')}"
    headers = {"Cookie": f"uid=7; session={quote(COOKIE)}", "X-Key": HEADER}
    source = RssSource(session, "s1", url, headers=headers)
    return source.fetch if request.param == "feed" else lambda: source.payload(url)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS.keys())
async def test_an_error_repeats_no_secret(
    spelling: Callable[[str], str],
    answer: tuple[int, str],
    site: Site,
    ask: Callable[[], Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    status, form = answer
    for token in TOKENS:
        said = spelling(token)
        site.pages["/x"] = Reply(status=status, body=form.format(said).encode())
        with pytest.raises(SourceError) as caught:
            await ask()
        detail = caught.value.detail
        for secret in (token, said, html.unescape(said), html.unescape(token)):
            for piece in (secret[:6], secret[-6:]):
                assert piece.lower() not in detail.lower()
        assert token.lower() not in caplog.text.lower()


async def test_what_a_site_offers_repeats_no_secret(
    site: Site, session: aiohttp.ClientSession
) -> None:
    """Some sites complain in an item, or in the name of their feed."""

    def repeat(request: web.Request) -> Reply:
        given = html.escape(request.query["passkey"])
        item = f"<item><title>Film for {given}</title><link>{site.url}/f</link></item>"
        bare = f"<item><title>No link {given}</title></item>"
        channel = f"<channel><title>Feed of {given}</title>{item}{bare}</channel>"
        return Reply(body=f"<rss>{channel}</rss>".encode())

    site.pages["/x"] = repeat
    url = f"{site.url}/x?passkey={quote_plus(PASSKEY)}"
    fetched = await RssSource(session, "s1", url).fetch()
    assert fetched.releases
    assert [one.title for one in fetched.releases] == ["Film for (secret)"]
    assert fetched.title == "Feed of (secret)"


async def test_a_redirect_adds_what_it_leads_to(
    site: Site, session: aiohttp.ClientSession
) -> None:
    site.redirect("/x", "/y?token=abcd1234")
    site.pages["/y"] = lambda request: Reply(
        status=403, body=f"no {request.query_string}".encode()
    )
    with pytest.raises(SourceError) as caught:
        await RssSource(session, "s1", f"{site.url}/x").fetch()
    assert caught.value.detail == "no token=(secret) (HTTP 403)"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://t.example/rss.xml?cat=2000&q=Dune2024x&t=search", []),
        ("https://t.example/rss/Ab3dE9kf/feed.xml", ["Ab3dE9kf"]),
        ("https://me:se%2Fame@t.example/", ["se/ame"]),
        ("https://t.example/api/v2.0/indexers/all?apikey=abcd", ["abcd"]),
        ("https://t.example/?r=deadbeef&i=1234&dl=1", ["deadbeef", "1234"]),
        ("https://t.example/?odd=k3y5-and-more", ["k3y5-and-more"]),
        ("https://t.example/?odd=aB+c/dEf12==", ["aB c/dEf12=="]),
        ("https://[broken", []),
    ],
)
def test_what_an_address_owes(url: str, found: list[str]) -> None:
    assert list(in_address(url)) == found


def test_what_headers_owe() -> None:
    login = b64encode(b"me:sesame").decode()
    found = set(
        in_headers(
            {
                "Cookie": "a=1; sid=open",
                "Authorization": f"Basic {login}",
                "X-Token": "Bearer abcd",
                "X-Login": "Basic no-base64",
                "User-Agent": "Mozilla/5.0",
                "X-Flag": "1",
            }
        )
    )
    assert {"open", "sesame", "me:sesame", login, "abcd", "no-base64"} <= found
    assert not {"1", "Mozilla/5.0"} & found

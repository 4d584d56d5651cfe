"""What a page in place of a feed or a file means: whether to wait, or to ask for credentials."""

import aiohttp
import pytest

from custom_components.greenlight.sources.base import (
    EmptyAnswer,
    NotAFeed,
    SourceAuth,
    SourceBusy,
    SourceChallenge,
    SourceError,
    SourceNotFound,
    WebPage,
)
from custom_components.greenlight.sources.document import MAX_DETAIL_CHARS
from custom_components.greenlight.sources.feed.source import RssSource
from custom_components.greenlight.sources.fetch import Fetcher
from tests.contract.sources.site import Reply, Site

LOGIN = b"<form action=enter.php method=post><input name=who><input type=password name=pw></form>"
MOMENT = b"<!doctype html><html><head><title>Just a moment...</title></head><body></body></html>"
LIMIT = b"<html><body><h1>Oh no</h1><p>Daily download limit of 30 reached.</p></body></html>"

ANSWERS: dict[str, tuple[Reply, type[SourceError], bool]] = {
    "a challenge": (Reply(body=MOMENT), SourceChallenge, True),
    "a challenge with 403": (Reply(body=MOMENT, status=403), SourceChallenge, True),
    "a challenge with 503": (Reply(body=MOMENT, status=503), SourceChallenge, True),
    "a challenge by its header": (
        Reply(status=403, headers={"Cf-Mitigated": "challenge"}),
        SourceChallenge,
        True,
    ),
    "a challenge by its script": (
        Reply(body=b"<html><script src='/cdn-cgi/challenge-platform/a.js'></script>"),
        SourceChallenge,
        True,
    ),
    "a limit": (Reply(body=LIMIT), SourceBusy, True),
    "a limit in a sentence": (
        Reply(body=b"Too many requests, slow down."),
        SourceBusy,
        True,
    ),
    "a limit in JSON": (
        Reply(body=b'{"status": "error", "message": "API limit reached"}'),
        SourceBusy,
        True,
    ),
    "a login": (Reply(body=b"<!doctype html><html>" + LOGIN), SourceAuth, False),
    "a login without html": (
        Reply(body=b"<HEAD></HEAD><body>" + LOGIN),
        SourceAuth,
        False,
    ),
    "only a form": (Reply(body=b"\n" + LOGIN), SourceAuth, False),
    "a login behind a comment": (
        Reply(body=b"<!-- v1 --><?xml version='1.0'?><html>" + LOGIN),
        SourceAuth,
        False,
    ),
    "a login with 403": (Reply(body=LOGIN, status=403), SourceAuth, False),
    "wrong key in JSON": (
        Reply(body=b'{"error": {"message": "Invalid API key"}}'),
        SourceAuth,
        False,
    ),
    "wrong key in a sentence": (
        Reply(body=b"Unauthorized: passkey unknown"),
        SourceAuth,
        False,
    ),
    "a page": (
        Reply(body=b"<html><title>Welcome</title><p>News</p></html>"),
        WebPage,
        True,
    ),
    "a refusal in JSON": (Reply(body=b'{"error": "Sorry"}'), WebPage, True),
    "nothing": (Reply(), EmptyAnswer, True),
    "only blanks": (Reply(body=b"\xef\xbb\xbf\r\n"), EmptyAnswer, True),
    "no such item": (
        Reply(body=b"\xef\xbb\xbf<error code='300' description='No such item'/>"),
        SourceNotFound,
        False,
    ),
    "wrong key behind a mark": (
        Reply(
            body=b"\xef\xbb\xbf<?xml version='1.0'?>\n<error code='101' description='Suspended'/>"
        ),
        SourceAuth,
        False,
    ),
    "something else": (Reply(body=b'{"items": []}'), NotAFeed, False),
    "no access": (Reply(status=403), SourceAuth, False),
}


@pytest.mark.parametrize("what", ANSWERS)
@pytest.mark.parametrize("asked", ["feed", "file"])
async def test_an_answer_says_why_it_is_there(
    what: str, asked: str, site: Site, session: aiohttp.ClientSession
):
    reply, kind, retry = ANSWERS[what]
    site.pages["/x"] = reply
    url = f"{site.url}/x"
    feed, fetcher = RssSource(session, "s1", url), Fetcher(session)
    with pytest.raises(SourceError) as caught:
        await (feed.fetch() if asked == "feed" else fetcher.payload(url))
    assert type(caught.value) is kind
    assert caught.value.retry is retry


@pytest.mark.parametrize(
    ("reply", "detail"),
    [
        (
            Reply(
                status=500,
                body=b'<?xml version="1.0"?><error code="900" description="Tracker &amp; all down"/>',
            ),
            "error 900: Tracker & all down",
        ),
        (
            Reply(status=500, body=b'{"message": "Out of order"}'),
            "Out of order (HTTP 500)",
        ),
        (
            Reply(status=404, body=b"No torrent by that number"),
            "No torrent by that number (HTTP 404)",
        ),
        (
            Reply(status=502, body=b"<html><title>Bad gateway</title></html>"),
            "Bad gateway (HTTP 502)",
        ),
        (Reply(status=500, body=b"\x00\xff"), "HTTP 500"),
        (Reply(body=LIMIT), "Oh no Daily download limit of 30 reached."),
    ],
)
async def test_the_words_of_an_error_go_before_its_number(
    reply: Reply, detail: str, site: Site, session: aiohttp.ClientSession
):
    site.pages["/x"] = reply
    with pytest.raises(SourceError) as caught:
        await Fetcher(session).payload(f"{site.url}/x")
    assert caught.value.detail == detail


async def test_the_words_of_an_error_are_short_and_without_secrets(
    site: Site, session: aiohttp.ClientSession
):
    words = "limit reached for 0123456789abcdef0123 at https://t.example/?k=1 " * 50
    site.pages["/x"] = Reply(status=500, body=f'{{"error": "{words}"}}'.encode())
    with pytest.raises(SourceBusy) as caught:
        await Fetcher(session).payload(f"{site.url}/x")
    assert len(caught.value.detail) <= MAX_DETAIL_CHARS
    assert "0123456789abcdef" not in caught.value.detail
    assert "t.example" not in caught.value.detail


async def test_a_page_of_a_limit_says_how_long(
    site: Site, session: aiohttp.ClientSession
):
    headers = {"Retry-After": "3600"}
    site.pages["/x"] = Reply(status=429, body=LIMIT, headers=headers)
    with pytest.raises(SourceBusy) as caught:
        await Fetcher(session).payload(f"{site.url}/x")
    assert caught.value.retry_after == 3600


@pytest.mark.parametrize("what", ["feed", "file"])
@pytest.mark.parametrize(
    "body",
    [b'<error code="500" description="Request limit reached (6/5)"/>', LIMIT],
    ids=["newznab", "page"],
)
async def test_a_limit_that_is_told_with_a_success_says_how_long(
    body: bytes, what: str, site: Site, session: aiohttp.ClientSession
):
    site.pages["/x"] = Reply(body=body, headers={"Retry-After": "3600"})
    source = RssSource(session, "s1", f"{site.url}/x")
    look = source.fetch() if what == "feed" else source.payload(f"{site.url}/x")
    with pytest.raises(SourceBusy) as caught:
        await look
    assert caught.value.retry_after == 3600


@pytest.mark.parametrize(
    "before",
    [
        b"<br />\n<b>Warning</b>: too many files\n",
        b"<!-- <html> -->",
        b"\xef\xbb\xbf\n",
    ],
)
async def test_what_stands_before_a_feed_makes_it_no_page(
    before: bytes, site: Site, session: aiohttp.ClientSession
):
    item = b"<item><title>A</title><link>https://a.example/1.torrent</link></item>"
    site.pages["/x"] = Reply(body=before + b"<rss>" + item + b"</rss>")
    fetched = await RssSource(session, "s1", f"{site.url}/x").fetch()
    assert fetched.releases is not None
    assert len(fetched.releases) == 1

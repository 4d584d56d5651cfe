"""Links with an address at which nobody answers: of a program behind a proxy, or one that has moved."""

import aiohttp
import pytest

from custom_components.greenlight.sources.base import (
    SourceAuth,
    SourceBusy,
    SourceError,
    SourceNotFound,
)
from custom_components.greenlight.sources.key import at_own
from custom_components.greenlight.sources.prowlarr.source import ProwlarrSource
from custom_components.greenlight.sources.torznab.source import TorznabSource
from tests.contract.sources.contract import SECRET, TORRENT
from tests.contract.sources.site import Reply, Site

# Nobody listens there.
NOWHERE = "http://127.0.0.1:1"
LINK = "/3/download?apikey={key}&link=QWx"


@pytest.fixture
def prowlarr(site: Site, session: aiohttp.ClientSession) -> ProwlarrSource:
    return ProwlarrSource(session, "s1", f"{site.url}/prowlarr", key=SECRET)


@pytest.mark.parametrize("path", ["", "/prowlarr"])
async def test_prowlarr_is_asked_where_it_is_known_to_be(
    site: Site, prowlarr: ProwlarrSource, path: str
):
    site.pages["/prowlarr/3/download"] = Reply(body=TORRENT)
    assert (await prowlarr.payload(f"{NOWHERE}{path}{LINK}")).file == TORRENT


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(status=404), SourceNotFound),
        (Reply(status=400), SourceNotFound),
        (Reply(status=400, body=b'{"message": "Grab limit reached"}'), SourceBusy),
        (Reply(body=b"<html><body><form>password</form></body></html>"), SourceAuth),
    ],
)
async def test_what_it_says_there_counts(
    site: Site, prowlarr: ProwlarrSource, reply: Reply, kind: type[SourceError]
):
    site.pages["/prowlarr/3/download"] = reply
    with pytest.raises(kind):
        await prowlarr.payload(f"{NOWHERE}{LINK}")


async def test_who_answers_is_asked_once(
    site: Site, other_site: Site, prowlarr: ProwlarrSource
):
    other_site.pages["/3/download"] = Reply(status=500)
    with pytest.raises(SourceError):
        await prowlarr.payload(f"{other_site.url}{LINK}")
    assert site.seen == []


async def test_an_indexer_is_asked_where_it_is_known_to_be(
    site: Site, session: aiohttp.ClientSession
):
    source = TorznabSource(session, "s1", f"{site.url}/torznab/oak", key=SECRET)
    site.pages["/dl/oak"] = Reply(body=TORRENT)
    link = f"{NOWHERE}/dl/oak?jackett_apikey={{key}}&path=Q2"
    assert (await source.payload(link)).file == TORRENT
    # What another has written is no business of the indexer's.
    with pytest.raises(SourceError):
        await source.payload(f"{NOWHERE}/dl/oak")
    assert len(site.seen) == 1


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("http://a:9696/3/d?k={key}", "https://b/base/3/d?k={key}"),
        ("http://a:9696/base/3/d?k={key}", "https://b/base/3/d?k={key}"),
        ("https://b/base/3/d?k={key}", ""),
        ("http://a:9696/3/d?k=other", ""),
        ("magnet:?xt=urn:btih:0&tr={key}", ""),
    ],
)
def test_only_its_own_links_lead_there(link: str, wanted: str):
    assert at_own(link, "https://b/base/") == wanted

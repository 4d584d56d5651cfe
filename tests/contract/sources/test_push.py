"""What is pushed, read as Radarr and Sonarr read it, and fetched although it may not be there yet."""

import json
from typing import Any

import aiohttp
import pytest

from custom_components.greenlight.engine.library.item import Ids
from custom_components.greenlight.engine.release import Flag, Protocol
from custom_components.greenlight.sources.base import (
    SourceAuth,
    SourceError,
    SourceNotFound,
)
from custom_components.greenlight.sources.push import source as push_source
from custom_components.greenlight.sources.push.reading import read_push
from custom_components.greenlight.sources.push.source import SOON, YOUNG, PushSource
from custom_components.greenlight.sources.pushes import Posing, Unreadable
from tests.contract.sources.contract import TORRENT
from tests.contract.sources.site import Reply, Site
from tests.support.autobrr import RADARR_FLAGS, SONARR_FLAGS

NOW = 1_800_000_000.0
LINK = "https://site.invalid/get/1?passkey=0123"


def read(posing: Posing = Posing.RADARR, **told: Any) -> Any:
    """Read an announce of a torrent, with some of it otherwise."""
    usual = {
        "title": "Salt.Film.2026-ELM",
        "downloadUrl": LINK,
        "protocol": "torrent",
        "publishDate": "2027-01-15T08:00:00+01:00",
    }
    body = json.dumps({**usual, **told}).encode()
    return read_push(body, source="s1", posing=posing, now=NOW)


def test_all_of_an_announce_is_read() -> None:
    release = read(
        size=12_345,
        indexer=" North\n Harbour ",
        infoUrl="https://site.invalid/details/1",
        indexerFlags=32,
        seeders=3,
        tmdbId=7,
        tvdbId=8,
        imdbId=9,
        infoHash="AB" * 20,
    )
    assert release.source == "s1"
    assert release.protocol is Protocol.TORRENT
    assert release.size == 12_345
    assert release.indexer == "North Harbour"
    assert release.page == "https://site.invalid/details/1"
    assert release.flags == {Flag.INTERNAL}
    assert release.seeders == 3
    assert release.ids == Ids(tmdb=7, tvdb=8, imdb="tt0000009")
    assert release.hashes == {"ab" * 20}
    assert release.published == 1_799_996_400.0


def test_what_names_it_tells_no_link() -> None:
    release = read()
    assert "0123" not in release.guid
    assert release.guid == read(title="Another").guid
    assert release.guid != read(downloadUrl="https://site.invalid/get/2").guid


@pytest.mark.parametrize(
    ("told", "protocol"),
    [
        ({"protocol": "Usenet"}, Protocol.USENET),
        ({"protocol": 1}, Protocol.USENET),
        ({"protocol": 2}, Protocol.TORRENT),
        ({"protocol": "unknown", "downloadProtocol": "usenet"}, Protocol.USENET),
    ],
)
def test_the_protocol_is_told_in_several_ways(
    told: dict[str, Any], protocol: Protocol
) -> None:
    assert read(**told).protocol is protocol


@pytest.mark.parametrize(
    ("posing", "bits"), [(Posing.RADARR, RADARR_FLAGS), (Posing.SONARR, SONARR_FLAGS)]
)
def test_flags_are_bits_that_differ(posing: Posing, bits: dict[Any, int]) -> None:
    def flags(*names: Any) -> frozenset[Flag]:
        told = sum(bits[name] for name in names)
        found: frozenset[Flag] = read(posing, indexerFlags=told).flags
        return found

    assert flags(100) == {Flag.FREELEECH}
    assert flags(75) == {Flag.QUARTER}
    assert flags(50, "internal") == {Flag.HALF, Flag.INTERNAL}
    assert flags(25, "scene") == {Flag.SCENE}


@pytest.mark.parametrize(
    ("told", "published"),
    [
        ("2027-01-15T07:00:00Z", 1_799_996_400.0),
        ("2027-01-15T07:00:00", 1_799_996_400.0),
        ("1999-01-01T00:00:00Z", NOW),
        ("2027-01-18T07:00:00Z", NOW),
        ("0001-01-01T00:00:00+14:00", NOW),
        ("soon", NOW),
        (None, NOW),
        (7, NOW),
    ],
)
def test_a_date_that_cannot_be_is_now(told: Any, published: float) -> None:
    assert read(publishDate=told).published == published


def test_a_file_goes_before_a_magnet_link_that_tells_the_hash() -> None:
    release = read(magnetUrl=f"magnet:?xt=urn:btih:{'cd' * 20}")
    assert (release.link, release.hashes) == (LINK, {"cd" * 20})


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Unreadable) as caught:
        read(title=" ", downloadUrl="javascript:1", protocol="")
    assert [fault.member for fault in caught.value.faults] == [
        *("Title", "DownloadUrl", "MagnetUrl", "Protocol"),
    ]
    assert "javascript" not in str(caught.value)


class Patience:
    """A clock that runs only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []
        # What happens once so much was slept.
        self.then: Any = None

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds
        if self.then:
            self.then(len(self.slept))


class TestFetching:
    @pytest.fixture
    def patience(self) -> Patience:
        return Patience()

    @pytest.fixture
    def source(self, session: aiohttp.ClientSession, patience: Patience) -> PushSource:
        return PushSource(
            session,
            "s1",
            Posing.RADARR,
            clock=lambda: patience.now,
            sleep=patience.sleep,
        )

    async def test_nothing_is_ever_looked_at(self, source: PushSource) -> None:
        assert (await source.fetch()).releases is None
        assert source.validators == {}

    async def test_what_is_there_is_fetched(
        self, source: PushSource, site: Site, patience: Patience
    ) -> None:
        site.pages["/1"] = Reply(body=TORRENT)
        assert (await source.payload(f"{site.url}/1")).file is not None
        assert not patience.slept

    async def test_what_was_pushed_a_moment_ago_may_not_be_there_yet(
        self, source: PushSource, site: Site, patience: Patience
    ) -> None:
        link = f"{site.url}/1"
        source.heard(link)
        site.pages["/1"] = Reply(status=404)

        def appear(times: int) -> None:
            if times == 2:
                site.pages["/1"] = Reply(body=TORRENT)

        patience.then = appear
        assert (await source.payload(link)).file is not None
        assert patience.slept == [*SOON[:2]]

    async def test_what_does_not_come_is_tried_again_later(
        self, source: PushSource, site: Site, patience: Patience
    ) -> None:
        link = f"{site.url}/1"
        source.heard(link)
        site.pages["/1"] = Reply(status=404)
        with pytest.raises(SourceError, match="not there yet") as caught:
            await source.payload(link)
        assert caught.value.retry
        assert patience.slept == [*SOON]
        # For so long. What is gone by then is gone.
        patience.now += YOUNG
        with pytest.raises(SourceNotFound):
            await source.payload(link)
        assert patience.slept == [*SOON]

    async def test_what_grows_old_meanwhile_is_gone(
        self, source: PushSource, site: Site, patience: Patience
    ) -> None:
        link = f"{site.url}/1"
        source.heard(link)
        patience.now += YOUNG - sum(SOON)
        site.pages["/1"] = Reply(status=404)
        with pytest.raises(SourceNotFound):
            await source.payload(link)

    async def test_what_was_never_pushed_is_gone_at_once(
        self, source: PushSource, site: Site, patience: Patience
    ) -> None:
        site.pages["/1"] = Reply(status=404)
        with pytest.raises(SourceNotFound):
            await source.payload(f"{site.url}/1")
        assert not patience.slept

    async def test_any_other_refusal_is_passed_on(
        self, source: PushSource, site: Site, patience: Patience
    ) -> None:
        link = f"{site.url}/1"
        source.heard(link)
        site.pages["/1"] = Reply(status=401)
        with pytest.raises(SourceAuth):
            await source.payload(link)
        assert not patience.slept

    async def test_not_every_link_is_remembered_for_ever(
        self, source: PushSource, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(push_source, "_MAX_HEARD", 2)
        for number in range(5):
            source.heard(f"https://site.invalid/{number}")
        assert [*source._heard] == ["https://site.invalid/3", "https://site.invalid/4"]

"""What every source promises. A subclass gives a ``world`` fixture."""

from abc import ABC, abstractmethod

import pytest

from custom_components.greenlight.engine.release import Release, usable_link
from custom_components.greenlight.engine.text import clean_title
from custom_components.greenlight.sources.base import (
    NotAFeed,
    Source,
    SourceAuth,
    SourceBusy,
    SourceError,
    SourceNotFound,
    SourceTimeout,
    SourceTooLarge,
)

# In the address and in the headers that every world gives its source.
SECRET = "feedfacefeedface"
MAGNET = "magnet:?xt=urn:btih:89abcdef0123456789abcdef0123456789abcdef&dn=North"
TORRENT = b"d4:infod6:lengthi1e4:name1:a12:piece lengthi16384e6:pieces20:aaaaaaaaaaaaaaaaaaaaee"


class World(ABC):
    """A server for one kind of source, and how it misbehaves."""

    @abstractmethod
    def source(self, validators: dict[str, str] | None = None) -> Source:
        """Return a new source ``s1`` for this server, which waits half a second at most."""

    @abstractmethod
    def offer(self, *titles: str) -> None:
        """Offer releases by these titles, newest first."""

    @abstractmethod
    def fail(self, status: int, headers: dict[str, str] | None = None) -> None:
        """Answer every look with an HTTP status."""

    @abstractmethod
    def hang(self) -> None:
        """Take a look's request and never answer."""

    @abstractmethod
    async def vanish(self) -> None:
        """Stop to listen."""

    @abstractmethod
    def answer(self, body: bytes) -> None:
        """Answer every look with these bytes."""

    @abstractmethod
    def file(self, body: bytes, status: int = 200) -> str:
        """Serve a file and return its link."""


def titles(releases: tuple[Release, ...] | None) -> list[str]:
    assert releases is not None
    return [release.title for release in releases]


class SourceContract:
    async def test_a_look_gives_what_is_on_offer_in_its_order(self, world: World):
        world.offer("Second 2026", "First 2026")
        fetched = await world.source().fetch()
        assert titles(fetched.releases) == ["Second 2026", "First 2026"]
        assert fetched.broken == 0

    async def test_a_release_can_be_told_apart_and_followed(self, world: World):
        world.offer("Second 2026", "First 2026")
        releases = (await world.source().fetch()).releases
        assert releases is not None
        assert {release.source for release in releases} == {"s1"}
        assert len({release.guid for release in releases}) == 2
        assert all(usable_link(release.link) for release in releases)
        assert all(release.title == clean_title(release.title) for release in releases)

    async def test_guids_stay_when_a_release_is_seen_again(self, world: World):
        world.offer("First 2026")
        before = (await world.source().fetch()).releases
        world.offer("Second 2026", "First 2026")
        after = (await world.source().fetch()).releases
        assert before is not None
        assert after is not None
        assert after[1].guid == before[0].guid

    async def test_nothing_on_offer_is_an_empty_look_and_no_failure(self, world: World):
        world.offer()
        assert (await world.source().fetch()).releases == ()

    async def test_nothing_changed_is_told_apart_from_nothing_on_offer(
        self, world: World
    ):
        world.offer("First 2026")
        source = world.source()
        await source.fetch()
        assert (await source.fetch()).releases is None

    async def test_what_changed_is_seen_after_a_look_that_found_nothing(
        self, world: World
    ):
        world.offer("First 2026")
        source = world.source()
        await source.fetch()
        await source.fetch()
        world.offer("Second 2026", "First 2026")
        assert titles((await source.fetch()).releases) == ["Second 2026", "First 2026"]

    async def test_validators_spare_the_next_object_a_look(self, world: World):
        world.offer("First 2026")
        source = world.source()
        await source.fetch()
        assert (await world.source(source.validators).fetch()).releases is None

    async def test_no_secret_is_stored_with_the_validators(self, world: World):
        world.offer("First 2026")
        source = world.source()
        await source.fetch()
        assert SECRET not in repr(source.validators)

    async def test_a_failure_costs_no_release(self, world: World):
        world.offer("First 2026")
        source = world.source()
        await source.fetch()
        world.offer("Second 2026", "First 2026")
        world.fail(500)
        with pytest.raises(SourceError):
            await source.fetch()
        world.offer("Second 2026", "First 2026")
        assert titles((await source.fetch()).releases) == ["Second 2026", "First 2026"]

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (401, SourceAuth),
            (403, SourceAuth),
            (404, SourceNotFound),
            (410, SourceNotFound),
            (429, SourceBusy),
            (503, SourceBusy),
            (500, SourceError),
            (418, SourceError),
            (304, SourceError),
        ],
    )
    async def test_a_refusal_is_typed_and_keeps_its_secrets(
        self, world: World, status: int, kind: type[SourceError]
    ):
        world.fail(status)
        with pytest.raises(SourceError) as caught:
            await world.source().fetch()
        assert type(caught.value) is kind
        assert str(status) in caught.value.detail
        assert SECRET not in repr(caught.value)

    async def test_the_wait_that_is_asked_for_is_handed_on(self, world: World):
        world.fail(429, {"Retry-After": "90"})
        with pytest.raises(SourceBusy) as caught:
            await world.source().fetch()
        assert caught.value.retry_after == 90

    async def test_silence_ends(self, world: World):
        world.hang()
        with pytest.raises(SourceTimeout):
            await world.source().fetch()

    async def test_nobody_there_is_typed_and_keeps_its_secrets(self, world: World):
        source = world.source()
        await world.vanish()
        with pytest.raises(SourceError) as caught:
            await source.fetch()
        assert type(caught.value) is SourceError
        assert SECRET not in repr(caught.value)
        assert caught.value.retry

    @pytest.mark.parametrize(
        "body", [b"", b"hello", b"\x00\x01\x02", b'{"items": []}', b"<a/>"]
    )
    async def test_something_else_is_not_taken_for_a_source(
        self, world: World, body: bytes
    ):
        world.answer(body)
        with pytest.raises(NotAFeed):
            await world.source().fetch()

    async def test_an_endless_answer_ends(self, world: World):
        world.answer(b"<rss>" + bytes(11 * 1024**2))
        with pytest.raises(SourceTooLarge):
            await world.source().fetch()

    async def test_a_magnet_link_is_its_own_payload(self, world: World):
        payload = await world.source().payload(MAGNET)
        assert (payload.magnet, payload.file) == (MAGNET, None)

    async def test_a_file_is_fetched(self, world: World):
        payload = await world.source().payload(world.file(TORRENT))
        assert (payload.magnet, payload.file) == (None, TORRENT)

    async def test_a_dead_link_is_typed(self, world: World):
        link = world.file(b"", status=404)
        with pytest.raises(SourceNotFound):
            await world.source().payload(link)

    async def test_a_web_page_is_no_payload(self, world: World):
        link = world.file(b"<!doctype html><html><body>Buy now</body></html>")
        with pytest.raises(NotAFeed):
            await world.source().payload(link)

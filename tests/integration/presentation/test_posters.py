"""Posters come through libraries, are pictures, small, and fetched once."""

import asyncio

import pytest

from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.weighed import Work
from custom_components.greenlight.libraries.base import Picture
from custom_components.greenlight.libraries.errors import LibraryTimeout
from custom_components.greenlight.presentation import posters as module
from custom_components.greenlight.presentation.posters import (
    AGAIN,
    MAX_BYTES,
    Posters,
    usable,
)
from tests.support.clock import Clock

JPEG = b"\xff\xd8\xff\xe0"
PICTURE = Picture(content=JPEG, content_type="image/jpeg")


def work(*items: tuple[str, str]) -> Work:
    """Return a work that libraries have."""
    return Work(kind=Kind.MOVIE, title="Film", known_to=items)


class Shelf:
    """Libraries with posters, who fetches them and how often."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.has: dict[tuple[str, str], Picture | Exception | None] = {}
        self.clock = Clock()
        self.posters = Posters(self.fetch, self.clock)

    async def fetch(self, library: str, item: str) -> Picture | None:
        self.asked.append((library, item))
        found = self.has.get((library, item))
        if isinstance(found, Exception):
            raise found
        return found


async def test_the_first_library_that_has_one_is_taken() -> None:
    shelf = Shelf()
    shelf.has["plex", "2"] = PICTURE
    assert await shelf.posters.of(work(("radarr", "1"), ("plex", "2"))) == PICTURE
    assert shelf.asked == [("radarr", "1"), ("plex", "2")]
    assert await shelf.posters.of(work()) is None


async def test_each_is_fetched_once_also_where_there_is_none() -> None:
    shelf = Shelf()
    shelf.has["plex", "2"] = PICTURE
    for _ in range(3):
        assert await shelf.posters.of(work(("radarr", "1"), ("plex", "2"))) == PICTURE
    assert len(shelf.asked) == 2
    assert not shelf.posters.due_again(work(("radarr", "1")))


@pytest.mark.parametrize("failure", [LibraryTimeout("slow"), TimeoutError()])
async def test_a_library_that_is_away_is_asked_again_later(failure: Exception) -> None:
    shelf, film = Shelf(), work(("radarr", "1"))
    shelf.has["radarr", "1"] = failure
    assert await shelf.posters.of(film) is None
    shelf.has["radarr", "1"] = PICTURE
    assert not shelf.posters.due_again(film)
    assert await shelf.posters.of(film) is None
    assert len(shelf.asked) == 1
    shelf.clock.now += AGAIN
    assert shelf.posters.due_again(film)
    assert await shelf.posters.of(film) == PICTURE
    assert not shelf.posters.due_again(film)


async def test_a_library_that_does_not_answer_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def never(library: str, item: str) -> Picture | None:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(module, "PATIENCE", 0.01)
    posters = Posters(never, Clock())
    async with asyncio.timeout(5):
        assert await posters.of(work(("radarr", "1"))) is None


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPrest", "image/webp"),
        (b"RIFF\0\0\0\0AVI rest", None),
        (b"<svg onload='x'>", None),
        (b"<html>", None),
        (b"", None),
        (JPEG + bytes(MAX_BYTES - 4), "image/jpeg"),
        (JPEG + bytes(MAX_BYTES - 3), None),
    ],
)
def test_a_picture_is_what_it_begins_as(
    content: bytes, content_type: str | None
) -> None:
    """Whatever the server calls it: what is a page would be shown in Home Assistant's name."""
    found = usable(Picture(content=content, content_type="image/svg+xml"))
    assert (found.content_type if found else None) == content_type


async def test_only_so_much_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_KEPT", 10)
    monkeypatch.setattr(module, "MAX_ITEMS", 3)
    shelf = Shelf()
    for number in "123":
        shelf.has["radarr", number] = PICTURE
    for number in "1213":
        assert await shelf.posters.of(work(("radarr", number))) == PICTURE
    # The first was looked at again, so it is the second that went.
    asked = len(shelf.asked)
    await shelf.posters.of(work(("radarr", "1")))
    assert len(shelf.asked) == asked
    await shelf.posters.of(work(("radarr", "2")))
    assert len(shelf.asked) == asked + 1
    for number in "45678":
        assert await shelf.posters.of(work(("radarr", number))) is None
    assert len(shelf.posters._kept) == 3


async def test_only_so_many_failures_are_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MAX_ITEMS", 3)
    shelf = Shelf()
    for number in "12345":
        shelf.has["radarr", number] = LibraryTimeout()
        assert await shelf.posters.of(work(("radarr", number))) is None
    assert len(shelf.posters._failed) <= 3

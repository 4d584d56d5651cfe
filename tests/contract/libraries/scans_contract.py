"""What every media server promises that is told to look, whatever its program is.

A module that runs it subclasses ``ScansContract`` with a fixture ``world`` (``world.World``), and says how
its folders are set.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.libraries.base import Library
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    LibraryAuth,
    LibraryError,
)
from custom_components.greenlight.libraries.scans import Scans
from tests.contract.clients.answers import answering
from tests.contract.clients.proxy import (
    Proxy,
    bad_gateway,
    cut_short,
    half_of_it,
    hang_up,
)
from tests.support.media_files import PQ, Film

from .contract import STRANGE
from .faults import everything_told
from .media_worlds import MediaWorld


def better(film: Film) -> Film:
    """Return a film whose file has been replaced by one with both layers."""
    (file,) = film.files
    name = f"{film.title}.{film.year}.2160p.REMUX.DV.P7.FEL-GRP.mkv"
    new = replace(
        file,
        path=f"{file.path.rpartition('/')[0]}/{name}",
        dolby=(7, 6, True),
        transfer=PQ,
    )
    return replace(film, files=(new,))


PAGE = "<!DOCTYPE html><title>Please log in</title>"


class ScansContract:
    """The promises, each of which is a test."""

    def watch(self, world: MediaWorld, *sections: tuple[str, ...]) -> None:
        """Have sections that watch these folders."""
        raise NotImplementedError

    def told(self, world: MediaWorld) -> list[str]:
        """Return what was to be looked through."""
        return [path for _, path in world.server.told]

    def scans(self, world: MediaWorld, **more: Any) -> Scans:
        """Return the library."""
        library = world.library(**more)
        assert isinstance(library, Library)
        assert isinstance(library, Scans)
        return library

    def calls(self, scans: Scans) -> dict[str, Callable[[], Awaitable[Any]]]:
        """Return ways to ask for something."""
        return {
            "folders": scans.folders,
            "scan": lambda: scans.scan("/media/films/A Film"),
        }

    async def test_its_folders(self, world: MediaWorld) -> None:
        self.watch(world, ("/media/films", "D:\\Films"), ("/media/films", "/tv/"))
        found = await self.scans(world).folders()
        assert found == ("/media/films", "D:\\Films", "/tv/")
        self.watch(world)
        assert await self.scans(world).folders() == ()

    async def test_a_folder_is_looked_through(self, world: MediaWorld) -> None:
        assert await self.scans(world).scan("/media/films/A Film") == 1
        assert self.told(world) == ["/media/films/A Film"]

    async def test_every_section_that_holds_it(self, world: MediaWorld) -> None:
        self.watch(world, ("/media",), ("/x", "/media/films"), ("/media/tv",), ("/",))
        assert await self.scans(world).scan("/media/films/A Film") == 3
        assert set(self.told(world)) == {"/media/films/A Film"}

    @pytest.mark.parametrize(
        "path",
        [
            *("", "films", "/", "/media", "/media/films4k", "/media/Films/A"),
            *("/media/films/../tv", "D:\\media\\films", "\\\\nas\\media\\films"),
            "/media/films\n/A",
        ],
    )
    async def test_what_is_in_none_of_them(self, world: MediaWorld, path: str) -> None:
        assert await self.scans(world).scan(path) == 0
        assert self.told(world) == []

    @pytest.mark.parametrize(
        ("folder", "path", "told"),
        [
            ("/media/films/", "/media/films/A", "/media/films/A"),
            ("/media/films", "/media//films/./A/", "/media/films/A"),
            ("D:\\Films", "d:/films/A Film", "D:\\Films\\A Film"),
            ("D:\\Films\\", "D:\\FILMS\\A\\", "D:\\Films\\A"),
            ("D:/Films", "D:\\Films\\A", "D:/Films/A"),
            ("\\\\nas\\films", "\\\\NAS\\films\\A", "\\\\nas\\films\\A"),
            ("/", "/A", "/A"),
            ("/f\u00fcr alle", "/f\u00fcr alle/A & B+C?#", "/f\u00fcr alle/A & B+C?#"),
        ],
    )
    async def test_it_is_written_as_the_folder_is(
        self, world: MediaWorld, folder: str, path: str, told: str
    ) -> None:
        self.watch(world, (folder,))
        assert await self.scans(world).scan(path) == 1
        assert self.told(world) == [told]

    async def test_the_deepest_folder_of_a_section_counts(
        self, world: MediaWorld
    ) -> None:
        self.watch(world, ("D:\\media", "d:\\MEDIA\\films", "D:\\Media\\tv"))
        assert await self.scans(world).scan("D:/media/films/A") == 1
        assert self.told(world) == ["d:\\MEDIA\\films\\A"]

    # A hostile server

    @pytest.mark.parametrize("value", STRANGE)
    async def test_folders_that_make_no_sense(
        self, world: MediaWorld, value: Any
    ) -> None:
        self.watch(world, (value, "/media/films"), value)
        scans = self.scans(world)
        assert "/media/films" in await scans.folders()
        await scans.scan("/media/films/A")
        assert "/media/films/A" in self.told(world)

    async def test_a_wrong_key(self, world: MediaWorld) -> None:
        for name, call in self.calls(self.scans(world, key="x" * 20)).items():
            with pytest.raises(LibraryAuth):
                await call()
            assert name
        assert self.told(world) == []

    @pytest.mark.parametrize("spoil", [bad_gateway, cut_short, half_of_it, hang_up])
    async def test_a_spoilt_answer(self, world: MediaWorld, spoil: Any) -> None:
        async with Proxy(world.server.url) as proxy:
            scans = self.scans(world, url=proxy.url)
            proxy.spoil = spoil
            for name, call in self.calls(scans).items():
                with pytest.raises(LibraryError):
                    await call()
                assert name

    @pytest.mark.parametrize("status", [200, 404, 500])
    async def test_a_page(self, world: MediaWorld, status: int) -> None:
        async with Proxy(world.server.url) as proxy:
            scans = self.scans(world, url=proxy.url)
            proxy.instead = answering(status, PAGE, "text/html")
            for call in self.calls(scans).values():
                with pytest.raises(BadAnswer):
                    await call()

    @pytest.mark.parametrize("text", ["null", "[]", "{}", "7", '"x"'])
    async def test_an_answer_of_another_kind(
        self, world: MediaWorld, text: str
    ) -> None:
        async with Proxy(world.server.url) as proxy:
            scans = self.scans(world, url=proxy.url)
            proxy.instead = answering(200, text, "application/json")
            for call in self.calls(scans).values():
                with pytest.raises(BadAnswer):
                    await call()

    async def test_nothing_tells_what_opens_the_server(self, world: MediaWorld) -> None:
        async with Proxy(world.server.url) as proxy:
            scans = self.scans(world, url=proxy.url)
            stack = f"{world.secrets[0]} at Server.cs:line 7"
            proxy.instead = answering(500, stack, "text/plain")
            for call in self.calls(scans).values():
                with pytest.raises(LibraryError) as raised:
                    await call()
                told = " ".join(everything_told(raised.value))
                assert world.secrets[0] not in told

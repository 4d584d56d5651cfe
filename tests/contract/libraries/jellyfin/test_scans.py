"""Jellyfin keeps what is promised of looking where something has come."""

from typing import Any, override

import pytest

from custom_components.greenlight.libraries.errors import OtherServer
from custom_components.greenlight.libraries.jellyfin.library import Jellyfin
from tests.contract.libraries.media_worlds import JellyfinWorld, MediaWorld
from tests.contract.libraries.scans_contract import ScansContract, better
from tests.contract.libraries.world import listening
from tests.support.fake_jellyfin import FakeJellyfin, key_of
from tests.support.media_files import FILMS


class TestJellyfin(ScansContract):
    @override
    def watch(self, world: MediaWorld, *sections: Any) -> None:
        server = world.server
        assert isinstance(server, FakeJellyfin)
        rows = [
            {"Name": "Films", "Locations": list(folders)}
            if isinstance(folders, tuple)
            else folders
            for folders in sections
        ]
        server._folders = lambda: rows  # type: ignore[method-assign]

    async def test_a_file_is_told_of_itself(self, world: JellyfinWorld) -> None:
        # It looks for what it knows that is nearest.
        assert await self.scans(world).scan("/media/series/A/a.mkv") == 1
        assert world.server.told == [("", "/media/series/A/a.mkv")]

    async def test_it_is_told_once(self, world: JellyfinWorld) -> None:
        self.watch(world, ("/media",), ("/media/films",))
        assert await self.scans(world).scan("/media/films/A") == 2
        assert world.server.told == [("", "/media/films/A")]

    async def test_each_way_of_writing_it(self, world: JellyfinWorld) -> None:
        self.watch(world, ("D:\\Films",), ("D:/films",))
        assert await self.scans(world).scan("D:\\films\\A") == 2
        assert world.server.told == [("", "D:\\Films\\A"), ("", "D:/films/A")]

    async def test_what_has_come_is_seen_after_that(self, world: JellyfinWorld) -> None:
        library = world.library()
        film = better(FILMS[1])
        world.server.finds["/media/films/Paper Kites (2019)"] = film
        async with listening(library) as ear:
            await library.scan("/media/films/Paper Kites (2019)")
            key = key_of(film.key)
            await ear.until(lambda change: change.id == key, "the change")
        item = await library.item(key)
        assert item is not None
        (new,) = item.versions
        assert (new.path, new.quality.profile) == (film.files[0].path, "7")

    async def test_another_server_is_told_nothing(self, world: JellyfinWorld) -> None:
        access = world.access(None, None, 5)
        library = Jellyfin(world.session, access, device_id="d", known="another")
        with pytest.raises(OtherServer):
            await library.scan("/media/films/A")
        with pytest.raises(OtherServer):
            await library.folders()
        assert world.server.told == []

"""Plex keeps what is promised of looking where something has come."""

from typing import Any, override

import pytest

from custom_components.greenlight.libraries.errors import OtherServer
from custom_components.greenlight.libraries.plex.library import Plex
from tests.contract.libraries.media_worlds import MediaWorld, PlexWorld
from tests.contract.libraries.scans_contract import ScansContract, better
from tests.contract.libraries.world import listening
from tests.support.fake_plex import FakePlex
from tests.support.media_files import FILMS
from tests.support.plex_sections import Section


class TestPlex(ScansContract):
    @override
    def watch(self, world: MediaWorld, *sections: Any) -> None:
        assert isinstance(world.server, FakePlex)
        world.server.sections = [
            Section(str(at), "movie", "Films", folders)
            if isinstance(folders, tuple)
            else _Strange(folders)
            for at, folders in enumerate(sections, 1)
        ]

    async def test_of_a_film_its_folder_is_looked_through(
        self, world: PlexWorld
    ) -> None:
        scans = self.scans(world)
        assert await scans.scan("/media/films/A.Film.S.H.I.E.L.D/a.film.MKV") == 1
        assert await scans.scan("/media/films/b.mp4") == 1
        assert await scans.scan("/media/films/Ends.in.H.264-GRP") == 1
        assert world.server.told == [
            ("1", "/media/films/A.Film.S.H.I.E.L.D"),
            ("1", "/media/films"),
            ("1", "/media/films/Ends.in.H.264-GRP"),
        ]

    async def test_only_one_of_several_folders_counts(self, world: PlexWorld) -> None:
        self.watch(world, ("/media", "D:\\Films", "/media/films"))
        assert await self.scans(world).scan("/media/films/A") == 1
        assert world.server.told == [("1", "/media/films/A")]

    async def test_music_is_a_section_as_well(self, world: PlexWorld) -> None:
        assert await self.scans(world).scan("/media/music/A") == 1
        assert world.server.told == [("3", "/media/music/A")]

    @pytest.mark.parametrize("key", ["../1", "1/all", "", None, {}, "1?x=2"])
    async def test_a_key_that_leads_elsewhere(self, world: PlexWorld, key: Any) -> None:
        row = {**world.server.sections[0].row(), "key": key}
        world.server.sections = [_Strange(row)]
        assert await self.scans(world).scan("/media/films/A") == 0
        assert world.server.told == []

    async def test_a_section_that_goes_meanwhile(self, world: PlexWorld) -> None:
        (films, *_) = world.server.sections
        world.server.sections.insert(0, _Strange({**films.row(), "key": "9"}))
        assert await self.scans(world).scan("/media/films/A") == 1
        assert world.server.told == [("1", "/media/films/A")]

    async def test_what_has_come_is_seen_after_that(self, world: PlexWorld) -> None:
        library = world.library()
        film = better(FILMS[1])
        world.server.finds["/media/films/Paper Kites (2019)"] = film
        async with listening(library) as ear:
            await library.scan(film.files[0].path)
            await ear.until(lambda change: change.id == str(film.key), "the change")
        (new,) = (await library.measured([str(film.key)]))[str(film.key)]
        assert (new.path, new.quality.profile) == (film.files[0].path, "7")

    async def test_another_server_is_told_nothing(self, world: PlexWorld) -> None:
        access = world.access(None, None, 5)
        library = Plex(world.session, access, client_id="c", known="another")
        with pytest.raises(OtherServer):
            await library.scan("/media/films/A")
        with pytest.raises(OtherServer):
            await library.folders()
        assert world.server.told == []


class _Strange(Section):
    """What a server lists that is no section."""

    _row: Any

    def __init__(self, row: Any) -> None:
        super().__init__("", "", "", ())
        object.__setattr__(self, "_row", row)

    @override
    def row(self) -> Any:
        return self._row

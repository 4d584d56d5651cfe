"""A person has a library look through the folder of one film or series."""

from dataclasses import replace

import pytest

from custom_components.greenlight.gate.home.rescan import Looks, NotWatched
from custom_components.greenlight.gate.ports import UnknownItem
from custom_components.greenlight.libraries.errors import LibraryError, LibraryOff

from ..fakes import World
from ..shelves import film as plex_film
from .importing import Server
from .scene import OLD, Story


async def test_radarr_looks_by_the_number_of_the_film(world: World) -> None:
    story = Story(world)
    looks = await world.gate.home.rescan("radarr", "1")
    assert looks == Looks(item=story.film)
    assert story.library.rescans == ["1"]


async def watched(world: World, *folders: str) -> Server:
    """Have a media server that has the film in two folders."""
    server = Server(world, *folders)
    world.gate.libraries.attach("plex", server, name="Plex")
    world.gate.libraries.back("plex")
    film = plex_film(OLD, library="plex")
    shelf = world.gate.libraries.index.shelf("plex")
    (version,) = film.versions
    files = (version, replace(version, id="other", path="/old/film/film.mkv"))
    shelf.put(replace(film, path="/films/film", versions=files))
    return server


async def test_a_media_server_looks_wherever_it_has_files_of_it(world: World) -> None:
    server = await watched(world, "/films", "/old", "/old/film")
    (film,) = world.gate.libraries.index.shelf("plex")
    looks = await world.gate.home.rescan("plex", film.id)
    assert looks.item.title == film.title
    assert looks.sections == 3
    assert set(server.scanned) >= {"/films/film", "/old/film"}


async def test_what_it_does_not_watch_is_said(world: World) -> None:
    await watched(world, "/elsewhere")
    (film,) = world.gate.libraries.index.shelf("plex")
    with pytest.raises(NotWatched, match=film.title):
        await world.gate.home.rescan("plex", film.id)


async def test_why_it_cannot_be_asked_is_said(world: World) -> None:
    await watched(world, "/films")
    with pytest.raises(UnknownItem, match="77"):
        await world.gate.home.rescan("plex", "77")
    world.gate.library.away("plex")
    with pytest.raises(LibraryError) as away:
        await world.gate.home.rescan("plex", "1")
    assert away.value.key == "cannot_connect"
    world.gate.library.detach("plex")
    with pytest.raises(LibraryOff):
        await world.gate.home.rescan("plex", "1")

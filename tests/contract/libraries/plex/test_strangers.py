"""A fake is believed only where a stranger's client accepts it: PlexAPI reads it here."""

import asyncio

from plexapi.exceptions import Unauthorized
from plexapi.media import AudioStream, VideoStream
from plexapi.server import PlexServer
from plexapi.video import Episode, Movie
import pytest

from tests.support.fake_plex import VERSION, FakePlex


async def test_reads_server_sections_films_and_streams(server: FakePlex) -> None:
    def read() -> None:
        plex = PlexServer(server.url, server.token)
        assert plex.friendlyName == "Attic"
        assert plex.machineIdentifier == server.identity
        assert plex.version == VERSION
        assert [section.type for section in plex.library.sections()] == [
            *("movie", "show", "artist")
        ]
        films = plex.library.section("Films").all()
        assert [film.title for film in films] == [film.title for film in server.films]
        film = films[0]
        assert isinstance(film, Movie)
        assert film.originalTitle == "Stiller Hafen"
        assert [guid.id for guid in film.guids] == [
            "imdb://tt90900101",
            "tmdb://900101",
        ]
        assert [media.isOptimizedVersion for media in film.media] == [
            False,
            False,
            True,
        ]
        assert film.media[0].parts[0].size == 71_000_000_000
        film.reload()
        streams = film.media[0].parts[0].streams
        video = streams[0]
        assert isinstance(video, VideoStream)
        assert (video.DOVIPresent, video.DOVIProfile, video.DOVIELPresent) == (
            True,
            7,
            True,
        )
        assert video.extendedDisplayTitle == "4K DoVi/HDR10 (HEVC Main 10)"
        sounds = [each for each in streams if isinstance(each, AudioStream)]
        assert [sound.codec for sound in sounds] == ["truehd", "truehd", "ac3"]

    await asyncio.to_thread(read)


async def test_reads_series_and_pages(server: FakePlex) -> None:
    def read() -> None:
        plex = PlexServer(server.url, server.token)
        show = plex.library.section("Series").all()[0]
        assert [season.leafCount for season in show.seasons()] == [3, 1]
        episodes = show.episodes()
        assert [(each.parentIndex, each.index) for each in episodes] == [
            *((1, 1), (1, 2), (1, 3), (2, 1))
        ]
        assert isinstance(episodes[1], Episode)
        assert episodes[1].media[0].parts[0].file == episodes[2].media[0].parts[0].file
        films = plex.library.section("Films")
        assert films.totalViewSize(includeCollections=False) == len(server.films)
        assert len(films.search(container_size=3)) == len(server.films)

    await asyncio.to_thread(read)


async def test_has_a_section_looked_through(server: FakePlex) -> None:
    def tell() -> None:
        plex = PlexServer(server.url, server.token)
        section = plex.library.section("Films")
        assert section.locations == ["/media/films"]
        section.update(path="/media/films/A & B")

    await asyncio.to_thread(tell)
    assert server.told == [("1", "/media/films/A & B")]


async def test_refuses_a_wrong_token(server: FakePlex) -> None:
    with pytest.raises(Unauthorized):
        await asyncio.to_thread(PlexServer, server.url, "another")

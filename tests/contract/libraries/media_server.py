"""What Plex and Jellyfin both promise, of the same invented films."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from custom_components.greenlight.engine.library.item import (
    Ids,
    Item,
    Kind,
    Origin,
    Version,
)
from custom_components.greenlight.engine.quality.quality import DynamicRange, Layer
from custom_components.greenlight.libraries.base import Library
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    LibraryAuth,
    LibraryError,
    OtherServer,
    StartingUp,
)
from tests.contract.libraries.world import LIBRARY
from tests.support.fake_library import FakeLibrary, Fault
from tests.support.waiting import until

DV, HDR10, PLUS, HLG, SDR = (
    DynamicRange.DOLBY_VISION,
    DynamicRange.HDR10,
    DynamicRange.HDR10_PLUS,
    DynamicRange.HLG,
    DynamicRange.SDR,
)


async def comes(check: Callable[[], bool], what: str) -> None:
    """Wait until something is so."""

    async def ask() -> bool:
        return check()

    await until(ask, what, seconds=10, pause=0.01)


async def read(library: Library) -> dict[str, Item]:
    """Read all items; two of one name are told apart by their ids alone."""
    return {item.title: item async for items in library.read() for item in items}


def seen(version: Version) -> tuple[object, ...]:
    """Return what matters most of a file."""
    quality = version.quality
    return (
        quality.resolution,
        quality.dynamic_range,
        quality.profile,
        quality.audio,
        quality.channels,
        quality.atmos,
    )


BRIGHT: Mapping[str, tuple[object, ...]] = {
    "Quiet Harbour": (2160, {DV, HDR10}, "7", "TrueHD", "7.1", True),
    "Paper Kites": (2160, {DV}, "5", "DD+", "5.1", True),
    "The Salt Road": (2160, {DV, HDR10}, "8.1", "DD+", "5.1", None),
    "Night Ferry": (2160, {HDR10}, None, "DTS-HD MA", "5.1", None),
    "Copper Sky": (2160, {HDR10, PLUS}, None, "DD+", "5.1", None),
    "Glass Orchard": (2160, {HLG}, None, "DD+", "5.1", None),
    "Old Tram": (1080, {SDR}, None, "DD", "5.1", None),
    "Winter Signal": (2160, {HDR10}, None, "DTS:X", "7.1", None),
    "Low Tide": (2160, {HDR10}, None, "TrueHD", "7.1", None),
}


class MediaServerContract:
    """A module gives the fixtures ``library`` and ``fake``."""

    @pytest.mark.parametrize(("title", "expected"), BRIGHT.items())
    async def test_sees_what_is_in_a_file(
        self, library: Library, title: str, expected: tuple[object, ...]
    ) -> None:
        found = [
            item
            async for items in library.read()
            for item in items
            if item.title == title
        ]
        assert seen(found[0].versions[0]) == expected

    async def test_reads_a_film_as_it_is_listed(self, library: Library) -> None:
        film = (await read(library))["Quiet Harbour"]
        assert film.kind is Kind.MOVIE
        assert film.library == LIBRARY
        assert film.names == ("Stiller Hafen",)
        assert (film.year, film.runtime) == (2021, 101)
        assert film.ids == Ids(tmdb=900_101, imdb="tt90900101")
        assert film.path == "/media/films/Quiet Harbour (2021)"
        assert film.tags == ("keep",)
        assert film.genres == ("Drama", "Mystery")
        assert film.people[:2] == ("Ada Brook", "Juno Vale")
        assert film.released == 1_619_827_200
        assert film.there
        assert library.broken == 0

    async def test_has_every_version_and_no_copy(self, library: Library) -> None:
        first, second = (await read(library))["Quiet Harbour"].versions
        assert first.name.startswith("Quiet.Harbour.2021.2160p")
        assert first.path == f"/media/films/Quiet Harbour (2021)/{first.name}"
        assert (first.size, first.added) == (71_000_000_000, 1_714_600_000)
        assert first.quality.size == first.size
        assert first.quality.runtime == 101
        assert seen(second)[:2] == (1080, {SDR})
        assert first.id != second.id

    async def test_says_from_where_it_knows(self, library: Library) -> None:
        version = (await read(library))["Quiet Harbour"].versions[0]
        assert version.origins["profile"] is Origin.STREAM
        assert version.origins["source"] is Origin.NAME
        # No server can tell that a layer is FEL; the name says it.
        assert version.quality.layer is Layer.FEL
        assert version.origins["layer"] is Origin.NAME

    async def test_counts_what_is_there_of_a_series(self, library: Library) -> None:
        series = (await read(library))["Lantern Hill"]
        assert series.kind is Kind.SERIES
        assert series.ids == Ids(tvdb=700_201)
        assert [(season.number, season.there) for season in series.seasons] == [
            *((1, 3), (2, 1))
        ]
        assert all(season.aired >= season.there for season in series.seasons)

    async def test_has_a_file_of_several_episodes_once(self, library: Library) -> None:
        series = (await read(library))["Lantern Hill"]
        found = await library.episodes(series.id)
        there = [each for each in found.episodes if each.version]
        assert [(each.season, each.number) for each in there] == [
            *((1, 1), (1, 2), (1, 3), (2, 1))
        ]
        assert there[1].version == there[2].version != there[0].version
        assert len(found.versions) == 3
        assert there[0].date == "2022-03-04"
        bright = found.versions[there[3].version]
        assert bright.quality.profile == "5"

    async def test_reads_one_item_anew(self, library: Library) -> None:
        everything = await read(library)
        for title in ("Quiet Harbour", "Lantern Hill"):
            assert await library.item(everything[title].id) == everything[title]

    @pytest.mark.parametrize("key", ["999", "../identity", "", "0"])
    async def test_an_item_that_is_gone_is_none(
        self, library: Library, key: str
    ) -> None:
        assert await library.item(key) is None

    async def test_fetches_a_poster(self, library: Library) -> None:
        film = (await read(library))["Quiet Harbour"]
        picture = await library.poster(film)
        assert picture is not None
        assert picture.content_type == "image/png"
        assert picture.content.startswith(b"\x89PNG")

    async def test_has_no_troubles_to_tell(self, library: Library) -> None:
        assert await library.troubles() == ()

    async def test_an_unreadable_item_costs_only_itself(
        self, library: Library, fake: FakeLibrary
    ) -> None:
        fake.unreadable = [None, {"type": "movie", "Type": "Movie"}, "nonsense"]
        assert set(await read(library)) >= set(BRIGHT)
        assert library.broken == 3

    async def test_reads_on_where_a_page_is_shorter_than_asked(
        self, library: Library, fake: FakeLibrary
    ) -> None:
        fake.page_limit = 2
        assert set(await read(library)) >= {*BRIGHT, "Lantern Hill"}

    @pytest.mark.parametrize("fault", [Fault.CUT, Fault.SHORT, Fault.PAGE, Fault.PROXY])
    async def test_half_a_library_is_none(
        self, library: Library, fake: FakeLibrary, fault: Fault
    ) -> None:
        fake.fault, fake.fault_at = fault, self.lists
        with pytest.raises(BadAnswer):
            await read(library)

    async def test_a_list_that_ends_before_its_end_is_none(
        self, library: Library, fake: FakeLibrary
    ) -> None:
        fake.page_limit, fake.fault = 2, Fault.EMPTY
        with pytest.raises(BadAnswer):
            await read(library)

    @pytest.mark.parametrize(
        ("fault", "error"),
        [
            (Fault.UNAUTHORISED, LibraryAuth),
            (Fault.STARTING, StartingUp),
            (Fault.PAGE, BadAnswer),
            (Fault.PROXY, BadAnswer),
            (Fault.CUT, BadAnswer),
            (Fault.SHORT, BadAnswer),
        ],
    )
    async def test_tells_what_is_wrong(
        self,
        library: Library,
        fake: FakeLibrary,
        fault: Fault,
        error: type[LibraryError],
    ) -> None:
        fake.fault = fault
        with pytest.raises(LibraryError) as raised:
            await library.about()
        assert type(raised.value) is error
        assert "<" not in raised.value.detail

    async def test_tells_that_nobody_is_there(
        self, library: Library, fake: FakeLibrary
    ) -> None:
        await fake.stop()
        with pytest.raises(LibraryError) as raised:
            await library.about()
        assert type(raised.value) is LibraryError

    async def test_a_wrong_secret_is_told(
        self, library: Library, fake: FakeLibrary
    ) -> None:
        fake.token = "another"
        with pytest.raises(LibraryAuth):
            await library.about()
        with pytest.raises(LibraryAuth):
            await read(library)

    async def test_another_server_is_told_at_once(
        self, library: Library, fake: FakeLibrary
    ) -> None:
        known = await library.about()
        assert known.id == fake.identity
        library._known = known.id  # type: ignore[attr-defined]
        await library.about()
        fake.identity = "another"
        for asked in (library.about(), read(library), library.listen(print)):
            with pytest.raises(OtherServer):
                await asked
        assert fake.seen

    async def test_a_poster_that_is_none(
        self, library: Library, fake: FakeLibrary
    ) -> None:
        film = (await read(library))["Quiet Harbour"]
        for address in ("", "//other.invalid/x.png", "https://other.invalid/x.png"):
            assert await library.poster(replace(film, poster=address)) is None
        gone = film.poster.replace("101", "x").replace("/Items/0", "/Items/x")
        assert await library.poster(replace(film, poster=gone)) is None
        fake.fault = Fault.PROXY
        with pytest.raises(BadAnswer):
            await library.poster(film)

    async def test_keeps_its_secret_out_of_addresses(
        self, library: Library, fake: FakeLibrary
    ) -> None:
        await library.about()
        await read(library)
        assert fake.seen
        assert not [each for each in fake.seen if fake.token in each.path_qs]

    # A part of the path of its lists.
    lists = ""

"""What is Plex's own: the filters, the batches, the copies, what is absent."""

from dataclasses import replace
from typing import Any

import pytest

from custom_components.greenlight.engine.library.item import Ids
from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
)
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    LibraryAuth,
    NotFound,
)
from custom_components.greenlight.libraries.plex import library as module
from custom_components.greenlight.libraries.plex.files import versions_of
from custom_components.greenlight.libraries.plex.library import Plex
from custom_components.greenlight.libraries.plex.rows import (
    episodes_of,
    movie_of,
    season_of,
)
from tests.contract.libraries.media_server import read
from tests.support.fake_plex import FakePlex
from tests.support.media_files import FILMS, PQ

DV, HDR10, PLUS = (
    DynamicRange.DOLBY_VISION,
    DynamicRange.HDR10,
    DynamicRange.HDR10_PLUS,
)


def _asked_for(server: FakePlex) -> list[str]:
    return [
        key
        for each in server.seen
        if each.path.startswith("/library/metadata/")
        for key in each.path.rsplit("/", 1)[-1].split(",")
    ]


async def test_says_who_it_is(plex: Plex, server: FakePlex) -> None:
    about = await plex.about()
    assert (about.name, about.version) == ("Attic", "1.43.4.10903")
    assert about.id == server.identity
    headers = server.seen[-1].headers
    assert headers["X-Plex-Client-Identifier"] == "client-1"
    assert headers["Accept"] == "application/json"


async def test_asks_for_details_only_of_what_is_bright(
    plex: Plex, server: FakePlex
) -> None:
    await read(plex)
    assert sorted(_asked_for(server)) == [
        *("101", "102", "103", "104", "105", "106", "108", "109")
    ]
    assert len([each for each in server.seen if "/metadata/" in each.path]) == 1


async def test_asks_for_details_in_batches(
    plex: Plex, server: FakePlex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 3)
    await read(plex)
    assert len([each for each in server.seen if "/metadata/" in each.path]) == 3


async def test_a_server_without_the_filters_is_read_all_the_same(
    plex: Plex, server: FakePlex
) -> None:
    server.filters = False
    items = await read(plex)
    assert _asked_for(server) == []
    # Then the name has to do, and says how sure that is.
    quality = items["Night Ferry"].versions[0].quality
    assert quality.dynamic_range == {HDR10}
    assert quality.sure("dynamic_range") is Confidence.LIKELY


async def test_measures_what_a_candidate_asks_for(plex: Plex, server: FakePlex) -> None:
    server.filters = False
    before = (await read(plex))["Low Tide"]
    measured = await plex.measured([before.id, "102", "999", "../x", "201"])
    assert set(measured) == {before.id, "102"}
    assert measured["102"][0].quality.profile == "5"
    spoken = measured[before.id][0].quality
    assert spoken.audio == "DD"
    assert spoken.languages == {"english", "german"}
    assert await plex.measured([]) == {}


async def test_one_that_is_gone_does_not_hide_the_others(
    plex: Plex, server: FakePlex, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = plex._api.container

    async def strict(path: str, query: Any = None) -> Any:
        if "999" in path:
            raise NotFound
        return await ask(path, query)

    monkeypatch.setattr(plex._api, "container", strict)
    assert set(await plex.measured(["101", "999", "103"])) == {"101", "103"}
    assert server.seen


async def test_streams_that_are_missing_say_nothing(
    plex: Plex, server: FakePlex
) -> None:
    server.short_streams = True
    quality = (await read(plex))["Paper Kites"].versions[0].quality
    assert quality.dynamic_range == {DV}
    assert quality.profile == "5"
    assert quality.sure("profile") is Confidence.LIKELY


async def test_a_server_before_1_43_4_does_not_deny_hdr10_plus(
    plex: Plex, server: FakePlex
) -> None:
    server.old = True
    quality = (await read(plex))["Copper Sky"].versions[0].quality
    assert quality.dynamic_range == {HDR10, PLUS}


async def test_an_edition_is_an_item_of_its_own(plex: Plex, server: FakePlex) -> None:
    items = [item async for items in plex.read() for item in items]
    both = [item for item in items if item.title == "Low Tide"]
    assert [item.versions[0].quality.edition for item in both] == [
        *(None, "Director's Cut")
    ]
    assert both[0].ids == both[1].ids
    assert server.seen


async def test_of_an_episode_the_series_is_read(plex: Plex) -> None:
    for key in ("302", "20101", "201"):
        item = await plex.item(key)
        assert item is not None
        assert item.id == "201"


async def test_what_is_no_film_is_none(plex: Plex, server: FakePlex) -> None:
    ask = plex._api.container

    async def odd(path: str, query: Any = None) -> Any:
        answer = dict(await ask(path, query))
        answer["Metadata"] = [{**answer["Metadata"][0], "type": "clip"}]
        return answer

    plex._api.container = odd  # type: ignore[method-assign]
    assert await plex.item("101") is None
    assert server.seen


async def test_an_item_that_makes_no_sense_is_a_bad_answer(
    plex: Plex, server: FakePlex
) -> None:
    server.films = [replace(FILMS[1], title="")]
    with pytest.raises(BadAnswer):
        await plex.item("102")


async def test_what_answers_as_somebody_else_is_no_plex(
    plex: Plex, server: FakePlex, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.identity = ""
    with pytest.raises(BadAnswer, match="no Plex"):
        await plex.about()
    answers: list[Any] = [[], {"MediaContainer": 3}, {}]
    for said in answers:
        monkeypatch.setattr(plex._api._api, "get", _answering(said))
        with pytest.raises(BadAnswer):
            await plex.about()


def _answering(said: Any) -> Any:
    async def get(*_: Any) -> Any:
        return said

    return get


async def test_a_404_where_plex_is_expected(
    plex: Plex, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def get(*_: Any) -> Any:
        raise NotFound

    monkeypatch.setattr(plex._api._api, "get", get)
    with pytest.raises(BadAnswer, match="no Plex"):
        await plex.about()


async def test_a_list_that_never_tells_its_length_ends(
    plex: Plex, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def container(*_: Any) -> Any:
        return {"Metadata": [{"ratingKey": "1"}, {"ratingKey": "2"}]}

    monkeypatch.setattr(plex._api, "container", container)
    pages = [page async for page in plex._api.pages("/x", {})]
    assert [[row["ratingKey"] for row in page] for page in pages] == [["1", "2"]]


async def test_a_lost_token_while_reading_is_told(plex: Plex, server: FakePlex) -> None:
    server.page_limit = 3
    pages = plex.read()
    assert len(await anext(pages)) == 3
    server.token = "another"
    with pytest.raises(LibraryAuth):
        await anext(pages)


async def test_sections_that_are_no_library_are_left_out(
    plex: Plex, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = plex._api.container

    async def container(path: str, query: Any = None) -> Any:
        if path == "/library/sections":
            return {"Directory": [{"key": "../x", "type": "movie"}, {"type": "show"}]}
        return await ask(path, query)

    monkeypatch.setattr(plex._api, "container", container)
    assert await read(plex) == {}


FILE = "/media/A Film (2020)/A.Film.2020.2160p.WEB-DL.mkv"


def _row(part: dict[str, Any] | None = None, **media: Any) -> dict[str, Any]:
    whole = {"id": 5, "Part": [{"id": 6, "file": FILE, "size": "7", **(part or {})}]}
    return {"ratingKey": 4, "title": "A Film", "Media": [{**whole, **media}]}


@pytest.mark.parametrize(
    "row",
    [
        _row(proxyType="42"),
        _row(target="Optimized for TV"),
        _row({"file": "/media/A Film (2020)/Plex Versions/TV/a.mp4"}),
        _row({"exists": "0"}),
        _row(deletedAt=1_714_600_000),
        _row(Part=[]),
        {"Media": None},
    ],
)
def test_what_is_no_version(row: dict[str, Any]) -> None:
    assert versions_of(row) == ()


def test_a_film_on_two_discs_is_one_version() -> None:
    parts = [{"file": FILE, "size": 7, "id": 1}, {"file": FILE + "2", "size": 8}]
    (version,) = versions_of(_row(Part=parts, id=None))
    assert (version.id, version.size, version.path) == ("1", 15, FILE)


def test_a_file_without_an_id_cannot_be_kept() -> None:
    with pytest.raises(ValueError, match="without an id"):
        versions_of(_row({"id": None}, id=None))


@pytest.mark.parametrize(
    ("media", "resolution"),
    [
        ({"videoResolution": "4k"}, 2160),
        ({"videoResolution": "sd"}, 480),
        ({"videoResolution": "480"}, 480),
        ({"videoResolution": "1080"}, 1080),
        ({"videoResolution": "1080p"}, 1080),
        ({"width": "3840", "height": "1600"}, 2160),
        ({"videoResolution": "dull", "Part": [{"file": "a.mkv", "id": 1}]}, None),
    ],
)
def test_resolutions(media: dict[str, Any], resolution: int | None) -> None:
    assert versions_of(_row(**media))[0].quality.resolution == resolution


def _seen(video: dict[str, Any], name: str = "a.mkv") -> Any:
    stream = {"streamType": "1", "codec": "hevc", "bitDepth": 10, **video}
    return versions_of(_row({"file": name, "Stream": [stream]}))[0].quality


@pytest.mark.parametrize(
    ("video", "ranges", "profile"),
    [
        ({"displayTitle": "4K DoVi (HEVC Main 10)"}, {DV}, "5"),
        ({"displayTitle": "4K DoVi/HDR10 (HEVC Main 10)"}, {DV, HDR10}, None),
        ({"displayTitle": "4K HDR10+ (HEVC Main 10)"}, {HDR10, PLUS}, None),
        ({"displayTitle": "4K HLG (HEVC Main 10)"}, {DynamicRange.HLG}, None),
        ({"displayTitle": "4K (HEVC Main 10)"}, set(), None),
        # What somebody wrote into the file is no proof.
        ({"title": "DoVi HDR10", "extendedDisplayTitle": "DoVi HDR10 (4K HEVC)"}, set(), None),
        ({"DOVIPresent": "1", "DOVIProfile": "8", "DOVIBLCompatID": "4"}, {DV, DynamicRange.HLG}, "8.4"),
        ({"DOVIPresent": True, "DOVIProfile": 8, "colorTrc": PQ}, {DV, HDR10}, "8"),
        ({"HDR10PlusPresent": True, "colorTrc": PQ}, {HDR10, PLUS}, None),
        ({"bitDepth": "8"}, {DynamicRange.SDR}, None),
        ({"colorTrc": "bt709"}, {DynamicRange.SDR}, None),
    ],
)  # fmt: skip
def test_pictures(video: dict[str, Any], ranges: set[Any], profile: str | None) -> None:
    quality = _seen(video)
    assert quality.dynamic_range == ranges
    assert quality.profile == profile


def test_an_absent_attribute_is_no_denial() -> None:
    name = "A.Film.2020.2160p.UHD.BluRay.REMUX.DV.P7.FEL.mkv"
    quality = _seen({"colorTrc": PQ}, name)
    assert quality.dynamic_range == {DV, HDR10}
    assert (quality.profile, quality.layer) == ("7", Layer.FEL)


def test_eight_bits_deny_what_a_name_promises() -> None:
    quality = _seen({"bitDepth": 8}, "A.Film.2020.1080p.WEB-DL.DV.HDR.mkv")
    assert quality.dynamic_range == {DynamicRange.SDR}
    assert (quality.profile, quality.layer) == (None, None)


def test_ids_of_the_agents_of_before() -> None:
    def ids(guid: str) -> Ids:
        return movie_of("sub", {**_row(), "guid": guid}).ids

    assert ids("com.plexapp.agents.imdb://tt9000001?lang=en").imdb == "tt9000001"
    assert ids("com.plexapp.agents.themoviedb://12?lang=en").tmdb == 12
    assert ids("com.plexapp.agents.thetvdb://34?lang=en").tvdb == 34
    assert ids("com.plexapp.agents.hama://tvdb-56?lang=en").tvdb == 56
    assert not ids("local://7").any
    assert not ids("com.plexapp.agents.imdb://nonsense").any


def test_what_has_no_place_is_no_season() -> None:
    assert season_of({"index": None, "leafCount": 3}) is None
    assert season_of({"index": "1"}) is None


def test_an_episode_that_cannot_be_read_is_left_out() -> None:
    good = {**_row(), "parentIndex": "1", "index": "2"}
    bad = {**_row({"id": None}, id=None), "parentIndex": 1, "index": 3}
    nowhere = {**_row(), "index": None}
    found = episodes_of([good, bad, nowhere])
    assert [each.number for each in found.episodes] == [2]
    assert found.episodes[0].date == ""

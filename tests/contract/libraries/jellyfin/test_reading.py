"""What is Jellyfin's own: its words of several versions, logins, and what is no file."""

from dataclasses import replace
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Source,
)
from custom_components.greenlight.libraries.errors import (
    BadAnswer,
    BasePath,
    NotFound,
    OldLogin,
)
from custom_components.greenlight.libraries.jellyfin.library import Jellyfin
from custom_components.greenlight.libraries.jellyfin.rows import (
    Counts,
    count_episode,
    episodes_of,
    item_of,
    versions_of,
)
from tests.contract.libraries.media_server import read
from tests.contract.libraries.media_worlds import JellyfinWorld
from tests.support.fake_jellyfin import FakeJellyfin, key_of
from tests.support.media_files import FILMS

DV, HDR10, PLUS, SDR = (
    DynamicRange.DOLBY_VISION,
    DynamicRange.HDR10,
    DynamicRange.HDR10_PLUS,
    DynamicRange.SDR,
)
NOW = 1_700_000_000.0


async def test_says_who_it_is(jellyfin: Jellyfin, server: FakeJellyfin) -> None:
    about = await jellyfin.about()
    assert (about.name, about.version, about.id) == ("Attic", "12.1.0", server.identity)
    sent = server.seen[-1].headers["Authorization"]
    assert sent.startswith("MediaBrowser Token=")
    assert 'DeviceId="device-1"' in sent


async def test_emby_is_told_apart(jellyfin: Jellyfin, server: FakeJellyfin) -> None:
    server.emby = True
    with pytest.raises(OldLogin) as raised:
        await jellyfin.about()
    assert raised.value.detail == "Emby"


async def test_a_server_that_takes_only_the_old_login(
    jellyfin: Jellyfin, server: FakeJellyfin
) -> None:
    server.old_login = True
    with pytest.raises(OldLogin) as raised:
        await jellyfin.about()
    assert raised.value.detail == "Jellyfin"


async def test_an_address_without_the_path(
    jellyfin: Jellyfin, server: FakeJellyfin, session: ClientSession
) -> None:
    server.base = "/jellyfin"
    with pytest.raises(BasePath) as raised:
        await jellyfin.about()
    assert raised.value.detail == "/jellyfin"
    world = JellyfinWorld(server, session)
    whole = world.library(url=f"{server.url}/jellyfin/")
    assert (await whole.about()).name == "Attic"


@pytest.mark.parametrize("said", [[], {}, {"Id": ""}])
async def test_what_answers_as_somebody_else_is_no_jellyfin(
    jellyfin: Jellyfin, said: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def get(*_: Any) -> Any:
        return said

    monkeypatch.setattr(jellyfin._api._api, "get", get)
    with pytest.raises(BadAnswer):
        await jellyfin.about()


async def test_what_answers_404_is_no_jellyfin(
    jellyfin: Jellyfin, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def get(*_: Any) -> Any:
        raise NotFound

    monkeypatch.setattr(jellyfin._api._api, "get", get)
    with pytest.raises(BadAnswer):
        await jellyfin.about()


async def test_answers_of_another_shape_are_bad(
    jellyfin: Jellyfin, server: FakeJellyfin, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = jellyfin._api._api.get

    async def get(path: str, query: Any = None) -> Any:
        return [] if path in ("/System/Info", "/Items") else await ask(path, query)

    monkeypatch.setattr(jellyfin._api._api, "get", get)
    for asked in (jellyfin.about(), read(jellyfin)):
        with pytest.raises(BadAnswer):
            await asked
    assert server.seen


@pytest.mark.parametrize(
    "source",
    [
        {"Path": "/media/a.strm"},
        {"Path": "https://elsewhere.invalid/a.mkv"},
        {"Path": "/media/a.mkv", "Protocol": "Http"},
        {"Path": "/media/a.mkv", "IsRemote": True},
        {"Path": "/media/a.mkv", "Type": "Placeholder"},
        {"Path": ""},
        {},
    ],
)
async def test_what_is_streamed_from_elsewhere_is_no_file(
    jellyfin: Jellyfin, server: FakeJellyfin, source: dict[str, Any]
) -> None:
    server.films = [replace(FILMS[1], files=())]
    server.extra_sources[102] = [{"Id": "x", "Protocol": "File", **source}]
    film = (await read(jellyfin))["Paper Kites"]
    assert film.versions == ()
    assert not film.there


async def test_names_the_title_of_versions_that_somebody_merged(
    jellyfin: Jellyfin, server: FakeJellyfin
) -> None:
    server.extra_sources[102] = [
        {"Path": "C:\\films\\Paper Kites\\b.2160p.mkv", "Type": "Grouping", "Id": "y"}
    ]
    film = (await read(jellyfin))["Paper Kites"]
    assert [version.name for version in film.versions][1] == "b.2160p.mkv"


async def test_episodes_that_are_only_announced_are_there_without_a_file(
    jellyfin: Jellyfin,
) -> None:
    found = await jellyfin.episodes(key_of(201))
    assert [each.version for each in found.episodes if each.season == 2][1] == ""
    series = (await read(jellyfin))["Lantern Hill"]
    assert [(season.aired, season.there) for season in series.seasons] == [
        *((3, 3), (2, 1))
    ]


async def test_an_item_that_makes_no_sense_is_a_bad_answer(
    jellyfin: Jellyfin, server: FakeJellyfin
) -> None:
    server.films = [replace(FILMS[1], title="")]
    with pytest.raises(BadAnswer):
        await jellyfin.item(key_of(102))


async def test_an_episode_is_no_item(jellyfin: Jellyfin) -> None:
    assert await jellyfin.item(key_of(301)) is None


def _seen(video: dict[str, Any], name: str = "a.mkv", **source: Any) -> Any:
    stream = {"Type": "Video", "Codec": "hevc", "BitDepth": 10, **video}
    streams = [{"Type": "Video", "Codec": "mjpeg"}, stream, *source.pop("more", ())]
    row = {
        "MediaSources": [{"Path": name, "Id": "1", "MediaStreams": streams, **source}]
    }
    return versions_of(row)[0].quality


@pytest.mark.parametrize(
    ("word", "ranges", "profile"),
    [
        ("SDR", {SDR}, None),
        ("HDR10", {HDR10}, None),
        ("HDR10Plus", {HDR10, PLUS}, None),
        ("HLG", {DynamicRange.HLG}, None),
        ("DOVI", {DV}, "5"),
        ("DOVIWithHDR10", {DV, HDR10}, "8.1"),
        ("DOVIWithHLG", {DV, DynamicRange.HLG}, "8.4"),
        ("DOVIWithSDR", {DV, SDR}, "8.2"),
        ("DOVIWithEL", {DV, HDR10}, "7"),
        ("DOVIWithHDR10Plus", {DV, HDR10, PLUS}, "8.1"),
        ("DOVIWithELHDR10Plus", {DV, HDR10, PLUS}, "7"),
        ("DOVIInvalid", set(), None),
        ("Unknown", set(), None),
        ("SomethingOfTomorrow", set(), None),
        (None, set(), None),
    ],
)
def test_words(word: str | None, ranges: set[Any], profile: str | None) -> None:
    quality = _seen({"VideoRangeType": word})
    assert quality.dynamic_range == ranges
    assert quality.profile == profile


def test_the_kind_of_a_layer_is_not_known() -> None:
    quality = _seen({"VideoRangeType": "DOVIWithEL"})
    assert quality.layer is Layer.PRESENT
    assert quality.sure("layer") is Confidence.LIKELY


def test_a_profile_that_the_word_does_not_tell() -> None:
    # As 12 calls profile 8 with what is left of a disc's.
    numbers = {
        "DvProfile": 8,
        "DvBlSignalCompatibilityId": 6,
        "ColorTransfer": "smpte2084",
    }
    quality = _seen({"VideoRangeType": "DOVIInvalid", **numbers})
    assert (quality.dynamic_range, quality.profile) == ({DV, HDR10}, "8.1")


def test_hdr10_plus_that_was_sought_in_vain_is_denied() -> None:
    name = "A.Film.2020.2160p.WEB-DL.HDR10Plus.mkv"
    video = {"VideoRangeType": "HDR10", "Hdr10PlusPresentFlag": False}
    assert _seen(video, name).dynamic_range == {HDR10}
    del video["Hdr10PlusPresentFlag"]
    assert _seen(video, name).dynamic_range == {HDR10, PLUS}


def test_sdr_is_the_word_for_what_is_not_known_too() -> None:
    quality = _seen({"VideoRangeType": "SDR"}, "A.Film.2160p.WEB-DL.DV.P5.mkv")
    assert DV in quality.dynamic_range
    eight = _seen({"VideoRangeType": "SDR", "BitDepth": 8}, "A.2160p.WEB-DL.DV.P5.mkv")
    assert (eight.dynamic_range, eight.profile) == ({SDR}, None)


@pytest.mark.parametrize(
    ("track", "atmos"),
    [
        ({"Codec": "truehd", "AudioSpatialFormat": "DolbyAtmos"}, True),
        ({"Codec": "eac3", "Profile": "Dolby Digital Plus + Dolby Atmos"}, True),
        ({"Codec": "truehd", "AudioSpatialFormat": "None"}, None),
        ({"Codec": "truehd", "AudioSpatialFormat": "None", "Profile": "TrueHD"}, False),
        ({"Codec": "ac3", "AudioSpatialFormat": "None", "Profile": "x"}, None),
        ({"Codec": "nonsense"}, None),
    ],
)
def test_atmos_that_was_not_found_is_no_denial_by_itself(
    track: dict[str, Any], atmos: bool | None
) -> None:
    assert _seen({}, more=[{"Type": "Audio", **track}]).atmos is atmos


def test_a_folder_of_a_disc_is_one() -> None:
    assert _seen({}, VideoType="BluRay").source is Source.DISC


def test_what_has_neither_name_nor_id_is_no_item() -> None:
    for row in ({"Id": "1"}, {"Name": "A", "Id": "../x"}, {"Name": "A"}):
        with pytest.raises(ValueError, match=r"id|name"):
            item_of("sub", row, {})


def test_odd_rows_cost_nothing() -> None:
    row = {
        "Id": "1",
        "Name": "A",
        "Type": "Movie",
        "ProviderIds": [],
        "ImageTags": 3,
        "People": [{"Name": "B", "Type": []}, {"Name": "C", "Type": {}}],
    }
    item = item_of("sub", row, {})
    assert not item.people
    assert not item.ids.any
    assert item.poster == ""


def test_counting_passes_over_what_has_no_place() -> None:
    counts: Counts = {}
    future = {"LocationType": "Virtual", "PremiereDate": "2999-01-01T00:00:00Z"}
    for row in (
        {},
        {"SeriesId": "s"},
        {"SeriesId": "s", "ParentIndexNumber": 1, **future},
    ):
        count_episode(row, NOW, counts)
    assert counts == {}
    count_episode({"SeriesId": "s", "ParentIndexNumber": 1}, NOW, counts)
    assert counts == {"s": {1: [1, 1]}}


def test_an_episode_that_cannot_be_read_is_left_out() -> None:
    good = {"MediaSources": [{"Path": "/a.mkv", "Id": "1"}], "ParentIndexNumber": 1}
    bad = {**good, "MediaSources": [{"Path": "/b.mkv"}], "IndexNumber": 4}
    rows: list[Any] = [{**good, "IndexNumber": 3}, bad, {"ParentIndexNumber": 1}, good]
    assert [each.number for each in episodes_of(rows).episodes] == [3]


def test_a_range_of_episodes_has_an_end() -> None:
    source = [{"Path": "/a.mkv", "Id": "1"}]
    row = {"MediaSources": source, "ParentIndexNumber": 1, "IndexNumber": 1}
    found = episodes_of([{**row, "IndexNumberEnd": 10**9}])
    assert len(found.episodes) == 51

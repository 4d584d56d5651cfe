"""What Radarr and Sonarr say of files, tags, qualities and changes, read one by one."""

from typing import Any

import pytest

from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Quality,
    Source,
)
from custom_components.greenlight.libraries.common.arr.changes import (
    Subjects,
    Told,
    told,
)
from custom_components.greenlight.libraries.common.arr.media_info import measured
from custom_components.greenlight.libraries.common.arr.tags import tagged
from custom_components.greenlight.libraries.radarr.qualities import named as of_radarr
from custom_components.greenlight.libraries.sonarr.qualities import named as of_sonarr

DV, HDR10 = DynamicRange.DOLBY_VISION, DynamicRange.HDR10
SERIES = Subjects(work="series", parts=frozenset({"episodefile"}), belongs="seriesId")


class TestMeasured:
    @pytest.mark.parametrize("info", [None, [], "x", {}])
    def test_nothing_where_it_was_not_looked_at(self, info: Any) -> None:
        assert measured(info) == Quality()

    @pytest.mark.parametrize(
        ("kind", "ranges", "profile"),
        [
            ("DV", {DV}, "5"),
            # 7 and 8.1 look the same to them.
            ("DV HDR10", {DV, HDR10}, None),
            ("DV HLG", {DV, DynamicRange.HLG}, "8.4"),
            ("DV SDR", {DV, DynamicRange.SDR}, "8.2"),
            ("HDR10Plus", {DynamicRange.HDR10_PLUS}, None),
            ("of a newer version", set(), None),
        ],
    )
    def test_ranges_and_what_they_say_of_a_profile(
        self, kind: str, ranges: set[DynamicRange], profile: str | None
    ) -> None:
        found = measured({"videoDynamicRangeType": kind, "videoCodec": "x265"})
        assert found.dynamic_range == ranges
        assert found.profile == profile

    def test_dolby_vision_in_av1_is_of_one_profile(self) -> None:
        info = {"videoDynamicRangeType": "DV HDR10", "videoCodec": "AV1"}
        assert measured(info).profile == "10"

    @pytest.mark.parametrize(
        ("info", "ranges", "sure"),
        [
            ({"videoDynamicRange": "HDR"}, {HDR10}, Confidence.LIKELY),
            ({"videoDynamicRangeType": "PQ"}, {HDR10}, Confidence.LIKELY),
            ({"videoDynamicRange": ""}, {DynamicRange.SDR}, None),
            ({"videoBitDepth": 8}, {DynamicRange.SDR}, None),
            ({"videoBitDepth": 10}, set(), None),
        ],
    )
    def test_what_older_versions_say_is_taken_with_care(
        self, info: Any, ranges: set[DynamicRange], sure: Confidence | None
    ) -> None:
        found = measured(info)
        assert found.dynamic_range == ranges
        assert found.confidence.get("dynamic_range") is sure

    @pytest.mark.parametrize(
        ("size", "lines"),
        [
            ("3840x1600", 2160),
            ("1920x800", 1080),
            ("1280x536", 720),
            ("720x576", 576),
            ("640x480", 480),
            ("7680x4320", 4320),
            ("large", None),
            (None, None),
        ],
    )
    def test_a_cropped_picture_is_of_its_resolution(
        self, size: Any, lines: int | None
    ) -> None:
        assert measured({"resolution": size}).resolution == lines

    @pytest.mark.parametrize(
        ("count", "channels"),
        [(5.1, "5.1"), (8, "7.1"), (6, "5.1"), (2, "2.0")]
        + [(one, None) for one in (0, 99, True, "5.1", None)],
    )
    def test_channels(self, count: Any, channels: str | None) -> None:
        assert measured({"audioChannels": count}).channels == channels

    def test_the_main_track_need_not_be_the_best(self) -> None:
        info = {"audioCodec": "AC3", "audioChannels": 5.1, "audioStreamCount": 2}
        sure = measured(info).confidence
        assert sure == {"audio": Confidence.LIKELY, "channels": Confidence.LIKELY}
        assert measured({**info, "audioCodec": "TrueHD"}).confidence == {}
        assert measured({**info, "audioStreamCount": 1}).confidence == {}

    def test_atmos_and_dts_x_are_told_and_never_denied(self) -> None:
        assert measured({"audioCodec": "EAC3 Atmos"}).atmos is True
        assert measured({"audioCodec": "EAC3"}).atmos is None
        assert measured({"audioCodec": "DTS-X"}).dts_x is True

    @pytest.mark.parametrize(
        ("time", "minutes"),
        [
            ("1:41:05", 101),
            ("41:05", 41),
            ("1.01:00:00", 1500),
            ("0:00:05", None),
            ("long", None),
        ],
    )
    def test_running_time(self, time: str, minutes: int | None) -> None:
        assert measured({"runTime": time}).runtime == minutes

    def test_languages_that_are_known(self) -> None:
        found = measured({"audioLanguages": "eng/ger/deu/xxx"})
        assert found.languages == {"english", "german"}


class TestTagged:
    @pytest.mark.parametrize(
        ("tags", "profile", "layer"),
        [
            (["fel"], "7", Layer.FEL),
            (["Dovi-MEL", "kids"], "7", Layer.MEL),
            (["x-dvprofile8"], "8", None),
            (["dovi-p-5"], "5", None),
            (["fel", "dvprofile7"], "7", Layer.FEL),
        ],
    )
    def test_the_last_word_counts(
        self, tags: list[str], profile: str, layer: Layer | None
    ) -> None:
        found = tagged(tags, frozenset())
        assert (found.profile, found.layer) == (profile, layer)
        assert DV in found.dynamic_range

    @pytest.mark.parametrize(
        "tags", [[], ["kids"], ["3-mel"], ["fel", "mel"], ["fel", "dvprofile8"]]
    )
    def test_nothing_where_they_say_nothing_or_two_things(
        self, tags: list[str]
    ) -> None:
        assert tagged(tags, frozenset()) == Quality()

    @pytest.mark.parametrize(
        ("tag", "ranges"),
        [
            ("fel", {HDR10}),
            ("fel", {DV}),
            ("dvprofile5", {DV, HDR10}),
            ("dvprofile8", {DynamicRange.SDR}),
        ],
    )
    def test_what_was_measured_contradicts_is_of_an_older_file(
        self, tag: str, ranges: set[DynamicRange]
    ) -> None:
        assert tagged([tag], frozenset(ranges)) == Quality()

    def test_what_was_measured_stays(self) -> None:
        found = tagged(["fel"], frozenset({DV, HDR10}))
        assert (found.layer, found.dynamic_range) == (Layer.FEL, frozenset())


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ({"source": "tv", "resolution": 1080}, Source.HDTV),
        ({"source": "tv", "resolution": 480}, Source.SDTV),
        ({"source": "bluray", "modifier": "remux"}, Source.REMUX),
        ({"source": "bluray", "modifier": "none"}, Source.BLURAY),
        ({"source": "newer"}, None),
        (None, None),
    ],
)
def test_qualities_of_radarr(said: Any, source: Source | None) -> None:
    assert of_radarr(said).source is source


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ({"source": "television", "resolution": 720}, Source.HDTV),
        ({"source": "television", "resolution": 480}, Source.SDTV),
        ({"source": "blurayRaw"}, Source.REMUX),
        ({"source": "newer"}, None),
        (None, None),
    ],
)
def test_qualities_of_sonarr(said: Any, source: Source | None) -> None:
    assert of_sonarr(said).source is source


def message(name: str, action: str, **resource: Any) -> dict[str, Any]:
    return {"name": name, "body": {"action": action, "resource": resource}}


@pytest.mark.parametrize(
    ("heard", "means"),
    [
        (message("series", "updated", id=3), Told(work=3, row={"id": 3})),
        (message("series", "deleted", id=3), Told(work=3, gone=True)),
        # Of which, or in what way, is not known: all of it may have changed.
        (message("series", "updated"), Told(stale=True)),
        (message("series", "sync", id=3), Told(stale=True)),
        (message("series", "newer", id=3), Told(stale=True)),
        (message("episodeFile", "updated", id=9, seriesId=3), Told(work=3)),
        (message("episodefile", "deleted", id=9, seriesId=3), Told(work=3)),
        (message("episodefile", "deleted", id=9), None),
        (message("episodefile", "updated", id=9), Told(stale=True)),
        (message("episodefile", "sync"), Told(stale=True)),
        (message("health", "updated"), Told(health=True)),
        (message("tag", "created"), Told(names=True)),
        (message("tag", "deleted"), Told(names=True, stale=True)),
        (message("queue", "updated", id=1), None),
        ({"name": "series", "body": None}, Told(stale=True)),
        ({}, None),
    ],
)
def test_what_a_message_means(heard: dict[str, Any], means: Told | None) -> None:
    assert told(heard, SERIES) == means

"""Who made a release, in the ways in which fans and teams write it."""

import pytest

from custom_components.greenlight.engine.quality.quality import Confidence
from custom_components.greenlight.engine.title.parse import parse


@pytest.mark.parametrize(
    ("text", "group"),
    [
        # A team's name may have a blank, and end in a known word.
        ("Salt Road - 07 [Lark Subs].mkv", "Lark Subs"),
        ("Salt Road - 07 (Lark Raws).mkv", "Lark Raws"),
        ("Salt_Road_-_07_(Lark_Anime)_[0A1B2C3D].mkv", "Lark_Anime"),
        ("Salt_Road_07_[Lark-Subs].avi", "Lark-Subs"),
        ("Salt Road - 07 [Greek Subs].mkv", None),
        ("Salt Road - 07 [No Subs].mkv", None),
        ("Salt Road - 07 [Harbour Words].mkv", None),
        # Among brackets of tags.
        ("Salt Road - 07 [Lark][1080p][0A1B2C3D].mkv", "Lark"),
        ("Salt Road [07] [Lark] [720p].mkv", "Lark"),
        ("Salt.Road.-.07.(2011).[Lark][WEBRip]..[720p]", "Lark"),
        ("Salt Road [Puerto] [720p]", None),
        # In brackets of other kinds.
        ("{Lark} Salt Road - 07 [720p]", "Lark"),
        ("Salt Road - 07 1080p BluRay x264 {Lark}", "Lark"),
        ("Salt.Road.2011.1080p.BluRay.x264-(Lark)", "Lark"),
        ("Salt Road 2011 1080p BluRay x264 ~Lark", "Lark"),
        ("Salt Road (2011) (1080p BluRay x265 Lark) REPACK", "Lark"),
        ("Salt Road - 07 (Lark, 720p) [0A1B2C3D].mkv", "Lark"),
        ("Salt_Road_(BD_1080p_Lark)_[0A1B2C3D].mkv", "Lark"),
        # Members of a team.
        ("Salt.Road.2011.DVDRip.XviD.AC3.Finch-LARK", "Finch-LARK"),
        ("Salt.Road.2011.DVDRip.XviD.AUDIO-LARK", "LARK"),
        # What comes behind it is no part of it.
        ("Salt Road 2011 1080p BluRay x264-LARK - Board", "LARK"),
        ("Salt Road 2011 1080p BluRay x264 - Finch - Board", "Board"),
        ("Salt.Road.2011.1080p.HDTV.x264-LARK.VTV", "LARK"),
        ("Salt.Road.2011.1080p.HDTV.x264-LARK=={{word}}==", "LARK"),
        ("Salt.Road.2011.1080p.HDTV.x264-LARK.mkv[board.to]", "LARK"),
        ("Salt.Road.2011.1080p.HDTV.x264...Lark", "Lark"),
        ("Salt.Road.2011.1080p.HDTV.x264.Lark.[", "Lark"),
        ("Salt Road 2011 [Mux - H264 - Ita Aac] DLMux by Lark [Note]", "Lark"),
        ("Salt.Road.2011.HDTV.SubtituladoEsp.LRK", "LRK"),
    ],
)
def test_groups(text: str, group: str | None):
    read = parse(text)
    assert read.group == group
    assert read.title in ("Salt Road", "Salt Road [Puerto]")


def test_a_name_among_tags_is_a_guess():
    read = parse("Salt Road - 07 [Lark][1080p].mkv")
    assert read.sure("group") is Confidence.GUESS


def test_a_group_may_look_like_an_episode():
    read = parse("[0x539] Salt Road - 07 [720p].mkv")
    assert (read.title, read.group) == ("Salt Road", "0x539")
    assert (read.seasons, read.absolute) == ((), (7,))


@pytest.mark.parametrize(
    ("text", "seasons", "numbers"),
    [
        ("Salt.Road.05.Night.Tide.DVDRip.XviD-ELM", (), (5,)),
        ("Salt Road 05 - Night Tide [Lark].avi", (), (5,)),
        ("Salt Road 05 Night Tide (2011).avi", (), ()),
        ("Salt Road 12 Night Tide.avi", (), ()),
        ("Salt.Road-04_05.avi", (4,), (5,)),
        ("Salt.Road-2011-04_05.avi", (4,), (5,)),
        ("[Lark] Salt-04_05.avi", (), (5,)),
    ],
)
def test_numbers_before_an_episodes_own_name(
    text: str, seasons: tuple[int, ...], numbers: tuple[int, ...]
):
    read = parse(text)
    assert (read.seasons, read.episodes or read.absolute) == (seasons, numbers)


@pytest.mark.parametrize("group", ["G71", "R51", "Elm20"])
def test_a_name_with_a_number_is_no_sound(group: str) -> None:
    read = parse(f"Salt.Road.2011.1080p.BluRay.x264-{group}")
    assert (read.quality.group, read.quality.channels) == (group, None)


@pytest.mark.parametrize("sound", ["DDP51", "AAC51", "DTS-HD.MA51", "TrueHD51"])
def test_numbers_behind_a_sound_are_its_channels(sound: str) -> None:
    read = parse(f"Salt.Road.2011.1080p.BluRay.{sound}.x264-Elm")
    assert (read.quality.group, read.quality.channels) == ("Elm", "5.1")

"""What holds for every title, however hostile."""

import json
import time

from hypothesis import given, settings, strategies as st

from custom_components.greenlight.engine.title.json import title_to_dict
from custom_components.greenlight.engine.title.parse import MAX_CHARS, parse
from custom_components.greenlight.engine.title.render import render

# What the patterns feed on, so that repeating it is the worst that can be done to them.
PIECES = """
    s01e01 S01. e01- x 1x1 2x2 1-2- 1.2.3. 2019. 2019-01-01 - [ ] ( ) [1] (1) [[ )) {{ }} -1 ~1 & 1&2& #1
    aka a.k.a. / | _ . 中文 第1话 第1季 [中] 1080p 1920x1080 web web-dl dts-hd.ma. hdr10+ dv p7 fel.to. blu-ray
    season series one of cap.101 v2 part softsubs( by en dolby.digital.plus nov jan 5.1 dd5.1 ddp x264- -x264
    www.a.com [www.a.com] -xpost -rakuv .mkv [abcdef12] real proper German the İ ß é \u0301 １ ² ſ S.H.I.E.L.D.
""".split()
WORDS = st.sampled_from(
    "Paper Moon Harbour Tide Felicity Advent Silver Night 300 District".split()
)
HOSTILE = st.one_of(
    st.text(st.characters(codec=None), max_size=1200),
    st.builds(
        lambda pieces, joint, times: (joint.join(pieces) + joint) * times,
        st.lists(st.sampled_from(PIECES), min_size=1, max_size=5),
        st.sampled_from(["", " ", ".", "-", "_"]),
        st.integers(1, 300),
    ),
    st.lists(st.sampled_from([*PIECES, " ", "."]), max_size=300).map("".join),
)
NUMBERS = st.sampled_from(
    ["", "(1973)", "S01", "S01E02", "S01E02-E04", "2021-03-09", "S01-S03"]
)
QUALITY = st.lists(
    st.sampled_from(
        "1080p 2160p BluRay WEB-DL HDTV h264 h265 av1 TrueHD DD+ AAC Atmos DV HDR10 HDR10+ PROPER".split()
    ),
    unique=True,
    max_size=6,
)
# A laptop's worst, with a collection and another process in between.
SECONDS = 0.005
ATTEMPTS = 5


@given(HOSTILE)
@settings(max_examples=500, deadline=None)
def test_any_title_is_read_quickly_and_without_complaint(text: str):
    spent = []
    for _ in range(ATTEMPTS):
        started = time.perf_counter()
        read = parse(text[:MAX_CHARS])
        spent.append(time.perf_counter() - started)
        if spent[-1] < SECONDS:
            break
    assert min(spent) < SECONDS
    assert len(read.title) <= 2 * MAX_CHARS
    assert len(read.episodes) + len(read.absolute) + len(read.seasons) < 10 * MAX_CHARS
    json.dumps(title_to_dict(read))
    render(read)


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_reading_is_the_same_every_time(text: str):
    assert parse(text) == parse(text)


@given(
    st.lists(WORDS, min_size=1, max_size=4),
    NUMBERS,
    QUALITY,
    st.sampled_from(["", "-GRP"]),
)
@settings(max_examples=400, deadline=None)
def test_what_was_written_anew_reads_the_same(
    words: list[str], numbers: str, quality: list[str], group: str
):
    for joint in (" ", "."):
        first = render(parse(joint.join([*words, numbers, *quality]) + group))
        assert render(parse(first)) == first


@given(st.lists(WORDS, min_size=1, max_size=4), QUALITY)
@settings(max_examples=300, deadline=None)
def test_a_name_before_its_year_is_kept_whole(words: list[str], quality: list[str]):
    read = parse(" ".join([*words, "(1973)", *quality]) + "-GRP")
    assert (read.title, read.year) == (" ".join(words), 1973)

from dataclasses import replace
from itertools import pairwise

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.quality.difference import difference
from custom_components.greenlight.engine.quality.gains import WIDER
from custom_components.greenlight.engine.quality.ladder import (
    COMPATIBLE,
    DV_TV,
    FEL_CHAIN,
    PRESETS,
    Ladder,
    LadderError,
    read_order,
)
from custom_components.greenlight.engine.quality.likely import (
    DOLBY_VISION,
    Sound,
    Step,
    picture,
    standard_height,
)
from custom_components.greenlight.engine.quality.quality import (
    Confidence,
    DynamicRange,
    Layer,
    Quality,
    Source,
)

from ..title.words import quality

LADDERS = list(PRESETS.values())
QUALITIES = st.builds(
    Quality,
    resolution=st.sampled_from([None, 480, 720, 800, 1080, 2160]),
    source=st.sampled_from([None, *Source]),
    codec=st.sampled_from([None, "AV1", "H.265", "other"]),
    dynamic_range=st.frozensets(st.sampled_from(DynamicRange)),
    profile=st.sampled_from([None, "4", "5", "7", "8", "8.1", "8.2", "8.4", "9", "10"]),
    layer=st.sampled_from([None, *Layer]),
    audio=st.sampled_from([None, "TrueHD", "DD+", "DTS-HD MA", "odd", "AAC"]),
    channels=st.sampled_from([None, "2.0", "5.1", "7.1", "odd"]),
    atmos=st.sampled_from([None, True, False]),
    dts_x=st.sampled_from([None, True]),
    hybrid=st.booleans(),
    edition=st.sampled_from([None, "IMAX"]),
    languages=st.frozensets(st.sampled_from(["de", "en", "multi"])),
    group=st.sampled_from([None, "GRP", "OTHER"]),
    revision=st.integers(1, 3),
    size=st.sampled_from([None, 0, 4_000_000_000, 60_000_000_000]),
    runtime=st.sampled_from([None, 0, 100]),
    confidence=st.dictionaries(
        st.sampled_from(["profile", "layer", "audio", "source", "dynamic_range"]),
        st.sampled_from(Confidence),
    ),
)


@pytest.mark.parametrize(
    ("ladder", "best_first"),
    [
        (
            FEL_CHAIN,
            """P7 FEL > P7 > P7 MEL = P8.1 HDR10+ = P8.1 > P5 > P8.4 = P8.2 > HDR10+
            > HDR10 > HLG > SDR""",
        ),
        (
            COMPATIBLE,
            """P8.1 HDR10+ > P8.1 > P7 FEL = P7 = P7 MEL > HDR10+ > HDR10 > P8.4 = HLG
            > P8.2 > SDR > P5""",
        ),
        (
            DV_TV,
            """P8.1 HDR10+ = P8.1 = P5 > P8.4 = P8.2 > P7 FEL = P7 = P7 MEL > HDR10+
            > HDR10 > HLG > SDR""",
        ),
    ],
    ids=list(PRESETS),
)
def test_the_presets_order_pictures_like_this(ladder: Ladder, best_first: str):
    rows = [" ".join(row.split()) for row in best_first.split(">")]
    assert ladder.pictures == read_order(rows)


@pytest.mark.parametrize("ladder", LADDERS, ids=list(PRESETS))
@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (Step.HDR10, Step.SDR),
        (Step.HDR10_PLUS, Step.HDR10),
        (Step.P8, Step.HDR10),
        (Step.P7, Step.HDR10),
        (Step.HLG, Step.SDR),
    ],
)
def test_what_nobody_disputes_holds_on_every_preset(
    ladder: Ladder, better: Step, worse: Step
):
    assert ladder.step(better) > ladder.step(worse)


@pytest.mark.parametrize("ladder", LADDERS, ids=list(PRESETS))
def test_an_empty_layer_is_never_above_a_full_one(ladder: Ladder):
    assert ladder.step(Step.P7_FEL) >= ladder.step(Step.P7) >= ladder.step(Step.P7_MEL)


@pytest.mark.parametrize("ladder", [FEL_CHAIN, DV_TV], ids=["fel_chain", "dv_tv"])
@pytest.mark.parametrize("step", sorted(DOLBY_VISION))
def test_every_dolby_vision_is_above_hdr10(ladder: Ladder, step: Step):
    assert ladder.step(step) > ladder.step(Step.HDR10)


@pytest.mark.parametrize(
    ("better", "worse", "on"),
    [
        ("P7 FEL", "P8.1", ["fel_chain"]),
        ("P8.1", "P7 FEL", ["compatible", "dv_tv"]),
        ("P7 MEL", "P8.1", []),
        ("P8.1", "P7 MEL", ["compatible", "dv_tv"]),
        ("P5", "HDR10", ["fel_chain", "dv_tv"]),
        ("HDR10", "P5", ["compatible"]),
        ("SDR", "P5", ["compatible"]),
        ("P8.1", "P5", ["fel_chain", "compatible"]),
        ("P5", "P7 FEL", ["dv_tv"]),
        ("P7 FEL", "P7 MEL", ["fel_chain"]),
        ("P8.1 HDR10+", "P8.1", ["compatible"]),
        ("P8.4", "HDR10", ["fel_chain", "dv_tv"]),
        ("HDR10", "P8.4", ["compatible"]),
    ],
)
def test_the_presets_differ_where_taste_does(better: str, worse: str, on: list[str]):
    assert [
        name
        for name, ladder in PRESETS.items()
        if ladder.step(Step(better)) > ladder.step(Step(worse))
    ] == on


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("P8", Step.P8),
        ("P8 HLG", Step.P8_HLG),
        ("P8 SDR", Step.P8_SDR),
        ("P8 HDR10+", Step.P8_PLUS),
        ("P7 FEL", Step.P7_FEL),
        ("P7 EL", Step.P7),
        ("P4", Step.P8_SDR),
        ("P9", Step.P8_SDR),
        ("P10 HDR10", Step.P8),
        ("P10 HDR10+", Step.P8_PLUS),
        ("P10 HLG", Step.P8_HLG),
        ("P10", Step.P5),
        ("FEL", Step.P7_FEL),
        ("remux DV", Step.P7),
        ("disc DV", Step.P7),
        ("remux hybrid DV", Step.P8),
        ("bluray DV", Step.P8),
        ("webdl DV", Step.P5),
        ("web DV HDR10", Step.P8),
        ("DV HLG", Step.P8_HLG),
        ("DV HDR10", Step.P8),
        ("DV", Step.P5),
        ("AV1 DV HDR10", Step.P8),
        ("HDR10 HDR10+", Step.HDR10_PLUS),
        ("2160p remux", Step.HDR10),
        ("2160p webdl", Step.SDR),
        ("1080p remux", Step.SDR),
        ("", Step.SDR),
    ],
)
def test_a_picture_is_taken_for_what_it_most_likely_is(words: str, step: Step):
    assert picture(quality(words)).value is step


@pytest.mark.parametrize(
    ("lines", "height"),
    [(1604, 2160), (2160, 2160), (800, 1080), (1036, 1080), (720, 720), (9000, 4320)],
)
def test_a_wide_picture_has_the_resolution_it_is_sold_as(lines: int, height: int):
    assert standard_height(lines) == height


@pytest.mark.parametrize("ladder", LADDERS, ids=list(PRESETS))
def test_the_key_sorts_from_worst_to_best(ladder: Ladder):
    best_first = [
        "2160p remux P8 TrueHD Atmos v2",
        "2160p remux P8 TrueHD Atmos",
        "2160p remux P8 TrueHD 7.1",
        "2160p remux P8 TrueHD 5.1",
        "2160p webdl P8 TrueHD",
        "2160p remux HDR10 TrueHD Atmos",
        "2160p webdl SDR",
        "1080p remux P8 TrueHD Atmos",
        "720p bluray",
        "480p dvd",
        "",
    ]
    keys = [ladder.key(quality(words)) for words in best_first]
    assert all(better > worse for better, worse in pairwise(keys))


@given(QUALITIES, QUALITIES, QUALITIES, st.sampled_from(LADDERS))
def test_the_order_is_total(a: Quality, b: Quality, c: Quality, ladder: Ladder):
    low, middle, high = sorted((a, b, c), key=ladder.key)
    assert ladder.key(low) <= ladder.key(middle) <= ladder.key(high)
    assert ladder.key(low) <= ladder.key(high)
    assert (ladder.key(a) <= ladder.key(b)) or (ladder.key(b) <= ladder.key(a))


@given(QUALITIES, QUALITIES, st.sampled_from(LADDERS))
def test_the_order_of_pictures_agrees_with_gains(
    offered: Quality, have: Quality, ladder: Ladder
):
    offered, have = (
        replace(one, dynamic_range=one.dynamic_range or frozenset({DynamicRange.SDR}))
        for one in (offered, have)
    )
    up = ladder.step(picture(offered).value) - ladder.step(picture(have).value)
    found = difference(offered, have, ladder)
    kinds = {"enhancement_layer", "dolby_vision", "dynamic_range"}
    gained, lost = (
        any(WIDER.get(change.kind, change.kind) in kinds for change in changes)
        for changes in (found.gains, found.losses)
    )
    assert gained or up <= 0
    assert lost or up >= 0
    assert not (gained and up < 0)


@given(st.permutations(list(Step)), QUALITIES, QUALITIES)
def test_an_own_order_may_be_any(order: list[Step], a: Quality, b: Quality):
    own = Ladder(name="own", pictures=tuple((step,) for step in order))
    places = [own.step(step) for step in order]
    assert places == sorted(places, reverse=True)
    assert min(places) > 0
    difference(a, b, own)
    own.key(a)


@pytest.mark.parametrize(
    ("rows", "step", "beside"),
    [
        (["P7 FEL", "HDR10"], Step.P7, Step.P7_FEL),
        (["P7 FEL", "HDR10"], Step.P7_MEL, Step.P7_FEL),
        (["P7 FEL", "P8.1", "HDR10"], Step.P7_MEL, Step.P8),
        (["P8.1", "HDR10"], Step.P8_PLUS, Step.P8),
        (["P8.1", "HDR10"], Step.HDR10_PLUS, Step.HDR10),
        (["P8.1", "HDR10"], Step.HLG, Step.HDR10),
    ],
)
def test_a_step_an_own_order_leaves_out_is_beside_the_next_of_kin(
    rows: list[str], step: Step, beside: Step
):
    own = Ladder(name="own", pictures=read_order(rows))
    assert own.step(step) == own.step(beside) > 0
    assert own.step(Step.P5) == own.step(Step.SDR) == 0


@pytest.mark.parametrize("ladder", LADDERS, ids=list(PRESETS))
def test_every_preset_has_a_place_for_everything(ladder: Ladder):
    assert all(ladder.step(step) for step in Step)
    assert all(ladder.source(source) for source in Source)
    assert all(ladder.sound(sound) for sound in Sound)


@pytest.mark.parametrize("rows", [["P6"], ["P7 FEL", "nothing"], [""]])
def test_an_order_of_unknown_steps_is_refused(rows: list[str]):
    with pytest.raises(LadderError):
        read_order(rows)


def test_an_order_names_nothing_twice():
    with pytest.raises(LadderError):
        Ladder(name="own", pictures=read_order(["P5", "P8.1 = P5"]))


@pytest.mark.parametrize("refusal", ["profile", "profile=", "shoe=5", "=5", ""])
def test_a_refusal_names_a_field_and_a_value(refusal: str):
    with pytest.raises(LadderError):
        replace(FEL_CHAIN, refuses=frozenset({refusal}))


@pytest.mark.parametrize(
    ("refusal", "words", "code"),
    [
        ("profile=5", "2160p webdl P5", "refused_profile"),
        ("profile=5", "2160p webdl DV", "refused_profile"),
        ("profile=5", "2160p DV", "perhaps_refused_profile"),
        ("profile=8", "P8.4", "refused_profile"),
        ("layer=MEL", "P7 MEL", "refused_layer"),
        ("source=cam", "cam", "refused_source"),
        ("codec=h265", "HEVC", "refused_codec"),
        ("codec=av1", "AV1", "refused_codec"),
        ("dynamic_range=sdr", "1080p webdl", "refused_dynamic_range"),
        ("dynamic_range=sdr", "2160p webdl", "perhaps_refused_dynamic_range"),
        ("dynamic_range=HDR10+", "HDR10+", "refused_dynamic_range"),
        ("audio=AAC", "AAC", "refused_audio"),
        ("resolution=720", "720p", "refused_resolution"),
        ("hybrid=yes", "hybrid", "refused_hybrid"),
        ("group=bad", "by:BAD", "refused_group"),
        ("edition=imax", "ed:IMAX", "refused_edition"),
        ("language=fr", "in:fr,en", "refused_language"),
    ],
)
def test_what_a_ladder_refuses(refusal: str, words: str, code: str):
    ladder = replace(FEL_CHAIN, refuses=frozenset({refusal}))
    assert [reason.code for reason in ladder.refused(quality(words))] == [code]


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        ("profile=5", "P8"),
        ("profile=5", "HDR10"),
        ("profile=8.1", "P8.4"),
        ("codec=av1", "HEVC"),
        ("codec=av1", ""),
        ("dynamic_range=HDR10", "HDR10+"),
        ("audio=AAC", ""),
        ("resolution=720", ""),
        ("group=bad", ""),
        ("language=fr", ""),
        ("hybrid=yes", "remux"),
    ],
)
def test_an_unknown_is_not_refused(refusal: str, words: str):
    ladder = replace(FEL_CHAIN, refuses=frozenset({refusal}))
    assert not ladder.refused(quality(words))

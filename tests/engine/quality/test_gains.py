from dataclasses import replace

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.quality.comparison import (
    Choice,
    Comparison,
    compare,
)
from custom_components.greenlight.engine.quality.difference import difference
from custom_components.greenlight.engine.quality.gains import WIDER, Gain
from custom_components.greenlight.engine.quality.ladder import (
    COMPATIBLE,
    DV_TV,
    FEL_CHAIN,
    PRESETS,
    Ladder,
    read_order,
)
from custom_components.greenlight.engine.quality.likely import Why, sound
from custom_components.greenlight.engine.quality.quality import Quality
from custom_components.greenlight.engine.quality.size import suspicious
from custom_components.greenlight.engine.quality.wishes import (
    DEFAULTS,
    Settings,
    Wish,
    read_settings,
)

from ..title.words import quality
from .test_ladder import QUALITIES

SETTINGS = st.builds(
    Settings,
    wishes=st.dictionaries(st.sampled_from(list(DEFAULTS)), st.sampled_from(Wish)),
    refuse_losses=st.frozensets(st.sampled_from(Gain), max_size=3),
    duplicates=st.booleans(),
    new_titles=st.booleans(),
)
LADDERS = st.sampled_from(list(PRESETS.values()))


def asked(
    offered: str,
    *have: str,
    ladder: Ladder = FEL_CHAIN,
    same_release: bool = False,
    **values: object,
) -> Comparison:
    """Compare what is written in words."""
    return compare(
        quality(offered),
        [quality(words) for words in have],
        ladder,
        read_settings(values),
        same_release=same_release,
    )


def codes(comparison: Comparison) -> list[str]:
    return [reason.code for reason in comparison.reasons]


class TestDefaults:
    """On the FEL chain, as people asked for it."""

    def test_fel_for_fel_is_not_asked(self) -> None:
        found = asked("2160p remux P7 FEL", "2160p remux P7 FEL")
        assert found.outcome is Outcome.IGNORE
        assert codes(found) == ["nothing_better"]

    def test_fel_for_fel_is_asked_with_duplicates(self) -> None:
        found = asked("2160p remux P7 FEL", "2160p remux P7 FEL", duplicates=True)
        assert found.outcome is Outcome.ASK
        assert codes(found) == ["duplicate"]

    @pytest.mark.parametrize(
        ("have", "kind"),
        [
            ("2160p webdl P5", Gain.LAYER_FROM_P5),
            ("2160p remux HDR10", Gain.LAYER_FROM_HDR),
            ("2160p webdl P8", Gain.ENHANCEMENT_LAYER),
        ],
    )
    def test_fel_for_less_is_asked(self, have: str, kind: Gain) -> None:
        found = asked("2160p remux P7 FEL", have)
        assert found.outcome is Outcome.ASK
        assert found.gains[0].kind is kind

    @pytest.mark.parametrize(
        "vision", ["P4", "P5", "P7", "P7 MEL", "P8", "P8.2", "P8.4", "P9", "P10", "DV"]
    )
    def test_any_dolby_vision_for_hdr10_is_asked(self, vision: str) -> None:
        found = asked(f"2160p webdl {vision}", "2160p webdl HDR10")
        assert found.outcome is Outcome.ASK
        assert Gain.DOLBY_VISION in {change.kind for change in found.gains}

    def test_profile_8_for_5_is_asked_as_a_gain_of_the_profile(self) -> None:
        found = asked("2160p webdl P8", "2160p webdl P5")
        assert found.outcome is Outcome.ASK
        assert [change.kind for change in found.gains] == [Gain.PROFILE]
        assert found.gains[0].have == "Dolby Vision P5"
        assert found.gains[0].offered == "Dolby Vision P8.1"

    def test_atmos_alone_is_not_asked(self) -> None:
        found = asked("2160p webdl P5 DD+ Atmos", "2160p webdl P5 DD+ flat")
        assert found.outcome is Outcome.IGNORE
        assert codes(found) == ["only_with_other", "gain_atmos"]

    def test_atmos_with_a_better_picture_is_asked_and_both_are_named(self) -> None:
        found = asked("2160p webdl P8 DD+ Atmos", "2160p webdl P5 DD+ flat")
        assert found.outcome is Outcome.ASK
        assert codes(found) == ["gain_dolby_vision_profile", "gain_atmos"]

    @pytest.mark.parametrize("offered", ["TrueHD Atmos", "DD+ Atmos", "Atmos"])
    @pytest.mark.parametrize("have", ["TrueHD Atmos", "DD+ Atmos", "Atmos"])
    def test_atmos_for_atmos_is_no_gain(self, offered: str, have: str) -> None:
        assert not asked(f"1080p webdl {offered}", f"1080p webdl {have}").gains

    def test_resolution_alone_is_not_asked(self) -> None:
        found = asked("2160p webdl", "1080p webdl")
        assert found.outcome is Outcome.IGNORE

    def test_resolution_is_asked_where_wanted(self) -> None:
        found = asked("2160p webdl", "1080p webdl", resolution="ask")
        assert found.outcome is Outcome.ASK

    @pytest.mark.parametrize("offered", ["1080p", "720p", "800p", "480p"])
    def test_the_same_or_less_is_no_gain_of_resolution(self, offered: str) -> None:
        found = asked(f"{offered} webdl", "1080p webdl", resolution="ask")
        assert found.outcome is Outcome.IGNORE
        assert not found.gains

    def test_what_is_not_in_the_library_is_not_asked(self) -> None:
        found = asked("2160p remux P7 FEL")
        assert found.outcome is Outcome.IGNORE
        assert codes(found) == ["not_in_library"]

    def test_a_new_title_is_asked_where_wanted(self) -> None:
        found = asked("2160p remux P7 FEL", new_titles=True)
        assert found.outcome is Outcome.ASK
        assert codes(found) == ["new_title"]

    def test_the_very_same_release_is_never_asked(self) -> None:
        found = asked(
            "2160p remux P7 FEL",
            "2160p webdl P5",
            same_release=True,
            duplicates=True,
            new_titles=True,
        )
        assert found.outcome is Outcome.IGNORE
        assert codes(found) == ["same_release"]


class TestDoubts:
    def test_an_uncertain_gain_is_asked_with_the_doubt(self) -> None:
        found = asked("2160p webdl P8.1?", "2160p webdl HDR10")
        assert found.outcome is Outcome.ASK
        assert found.reasons[-1].as_dict() == {
            "code": "probably_offered",
            "value": "Dolby Vision P8.1",
        }

    def test_a_layer_nobody_named_may_already_be_full(self) -> None:
        found = asked("2160p remux P7 FEL", "2160p remux P7")
        assert codes(found) == ["gain_enhancement_layer", "layer_have"]

    def test_one_doubt_about_a_picture_is_said_once(self) -> None:
        found = asked("2160p webdl P8.1?", "2160p webdl SDR")
        assert [doubt.kind for doubt in found.uncertain] == [
            Gain.DOLBY_VISION,
            Gain.DYNAMIC_RANGE,
        ]
        assert codes(found).count("probably_offered") == 1

    @pytest.mark.parametrize(
        ("words", "why"),
        [
            ("TrueHD", Why.ATMOS),
            ("TrueHD 7.1", Why.ATMOS),
            ("DD+ 5.1", Why.ATMOS),
            ("TrueHD 5.1", None),
            ("TrueHD 7.1 flat", None),
            ("DTS-MA 7.1", None),
            ("AAC? 2.0", Why.PROBABLY),
            ("AAC?? 2.0", Why.MAYBE),
            ("webdl", Why.ASSUMED),
            ("remux Atmos", Why.PROBABLY),
        ],
    )
    def test_what_may_carry_atmos_unsaid(self, words: str, why: Why | None) -> None:
        heard = sound(quality(words))
        assert heard is not None
        assert heard.doubt is why

    def test_a_refused_loss_that_is_not_certain_is_asked_about(self) -> None:
        found = asked(
            "2160p webdl P8 DD+", "2160p webdl P5 DD+ Atmos", refuse_losses=["audio"]
        )
        assert found.outcome is Outcome.ASK
        assert "atmos_offered" in codes(found)

    def test_a_refused_loss_that_is_certain_is_not(self) -> None:
        found = asked(
            "2160p webdl P8 AAC", "2160p webdl P5 DD+ Atmos", refuse_losses=["audio"]
        )
        assert found.outcome is Outcome.IGNORE
        assert codes(found)[0] == "loss_refused_atmos"

    def test_multi_neither_gains_nor_loses_a_language_for_certain(self) -> None:
        found = asked("1080p webdl in:multi", "1080p webdl in:de,en")
        assert not found.losses


class TestLadders:
    @pytest.mark.parametrize("ladder", [COMPATIBLE, DV_TV])
    def test_profile_7_is_named_where_screens_make_less_of_it(
        self, ladder: Ladder
    ) -> None:
        found = asked("2160p remux P7 FEL", "2160p remux HDR10", ladder=ladder)
        assert found.outcome is Outcome.ASK
        assert "profile_7_limited" in codes(found)

    def test_profile_7_needs_no_word_on_the_fel_chain(self) -> None:
        found = asked("2160p remux P7 FEL", "2160p remux HDR10")
        assert "profile_7_limited" not in codes(found)

    def test_a_guess_of_what_is_refused_is_named(self) -> None:
        ladder = replace(FEL_CHAIN, refuses=frozenset({"profile=5"}))
        found = asked("2160p webdl P5??", "2160p webdl HDR10", ladder=ladder)
        assert found.outcome is Outcome.ASK
        assert "perhaps_refused_profile" in codes(found)

    @pytest.mark.parametrize(
        ("order", "have", "offered", "kind"),
        [
            (["HDR10", "HDR10+"], "HDR10+", "HDR10", Gain.DYNAMIC_RANGE),
            (["P5", "P7 MEL", "P8.1"], "P7 FEL", "P5", Gain.PROFILE),
            (["P7 FEL", "P8.1", "P7 MEL"], "P8", "P7 FEL", Gain.ENHANCEMENT_LAYER),
            (["P7", "P7 FEL", "P7 MEL"], "P7 FEL", "P7", Gain.PROFILE),
        ],
    )
    def test_an_own_order_has_gains_of_its_own(
        self, order: list[str], have: str, offered: str, kind: Gain
    ) -> None:
        own = Ladder(name="own", pictures=read_order(order))
        found = difference(quality(offered), quality(have), own)
        assert [change.kind for change in found.gains] == [kind]
        back = difference(quality(have), quality(offered), own)
        # What is lost is called the same wherever it leads to.
        assert [change.kind for change in back.losses] == [WIDER.get(kind, kind)]


PICTURES = (
    *("P7 FEL", "P7", "P7 MEL", "P8 HDR10 HDR10+", "P8", "P8.4", "P8.2", "P5"),
    *("HDR10+", "HDR10", "HLG", "SDR"),
)


@pytest.mark.parametrize("ladder", [FEL_CHAIN, COMPATIBLE, DV_TV])
@pytest.mark.parametrize("have", PICTURES)
@pytest.mark.parametrize("lines", ["1080p", "720p"])
def test_fewer_lines_are_no_question_however_good_their_picture(
    ladder: Ladder, have: str, lines: str
) -> None:
    for offered in PICTURES:
        words = f"{lines} webdl {offered}", f"2160p webdl {have}"
        found = asked(*words, ladder=ladder)
        assert found.outcome is Outcome.IGNORE
        better = asked(f"2160p webdl {offered}", words[1], ladder=ladder)
        if better.outcome is Outcome.ASK:
            assert codes(found)[0] == "loss_counts_more_resolution"
        allowed = asked(*words, ladder=ladder, allow_losses=["resolution"])
        assert allowed.outcome is better.outcome


class TestVersions:
    @pytest.mark.parametrize(
        ("offered", "have", "against", "replaces"),
        [
            ("2160p webdl P8", ["1080p webdl", "2160p webdl P5"], 1, 1),
            ("2160p webdl P8", ["2160p webdl P5", "1080p webdl"], 0, 0),
            ("2160p webdl P8", ["1080p webdl", "720p webdl"], 0, 0),
            ("1080p webdl P8", ["2160p webdl SDR", "1080p webdl SDR"], 0, 1),
            ("2160p remux P7 FEL", ["2160p webdl P5", "2160p webdl HDR10"], 0, 0),
        ],
    )
    def test_the_best_and_the_one_that_would_go(
        self, offered: str, have: list[str], against: int, replaces: int
    ) -> None:
        found = asked(offered, *have, allow_losses=["resolution"])
        assert found.outcome is Outcome.ASK
        assert (found.against, found.replaces) == (against, replaces)
        assert (found.instead is None) == (against == replaces)

    def test_it_is_better_than_every_version_or_not_asked(self) -> None:
        found = asked("1080p webdl P8", "2160p webdl SDR", "1080p webdl P8")
        assert found.outcome is Outcome.IGNORE
        assert found.against == 1
        assert found.choices == ()

    def test_the_gains_over_the_one_that_would_go_are_there_too(self) -> None:
        found = asked(
            *("1080p webdl P8", "2160p webdl SDR", "1080p webdl SDR"),
            allow_losses=["resolution"],
        )
        assert [change.kind for change in found.losses] == [Gain.RESOLUTION]
        assert found.instead is not None
        assert found.instead.losses == ()

    @pytest.mark.parametrize(
        ("offered", "have", "first"),
        [
            ("2160p webdl P8", "2160p webdl P5", Choice.REPLACE),
            ("2160p webdl P8 DD", "2160p webdl P5 DD+", Choice.KEEP_BOTH),
            ("1080p webdl P8", "2160p webdl SDR", Choice.KEEP_BOTH),
        ],
    )
    def test_what_loses_nothing_replaces_and_else_both_are_kept(
        self, offered: str, have: str, first: Choice
    ) -> None:
        found = asked(offered, have, allow_losses=["resolution"])
        assert found.choices[0] is first
        assert set(found.choices) == set(Choice)


class TestSizes:
    @pytest.mark.parametrize(
        ("words", "odd"),
        [
            ("2160p remux 6GB 100min", True),
            ("2160p remux 60GB 100min", False),
            ("2160p bluray P7 FEL 5GB 100min", True),
            ("2160p bluray 5GB 100min", False),
            ("2160p webdl 1GB 100min", True),
            ("1080p webdl 1GB 100min", False),
            ("1080p remux 3GB 100min", True),
            ("1080p webrip 1GB 200min", True),
            ("720p webrip 1GB 200min", False),
            ("480p dvd 1GB 100min", False),
            ("2160p remux 6GB", False),
            ("2160p remux 100min", False),
            ("2160p remux 6GB 0min", False),
            ("6GB 100min", False),
        ],
    )
    def test_what_is_too_small_for_its_claim(self, words: str, odd: bool) -> None:
        assert (suspicious(quality(words)) is not None) is odd

    def test_the_runtime_is_that_of_the_version_there(self) -> None:
        found = asked("2160p remux P7 FEL 6GB", "2160p webdl P5 100min")
        assert found.outcome is Outcome.ASK
        assert found.reasons[-1].as_dict() == {
            "code": "suspicious_size",
            "rate": 60.0,
            "expected": 110,
        }

    @pytest.mark.parametrize(
        ("offered", "have", "lost"),
        [
            ("2160p remux 40GB", "2160p remux 80GB", True),
            ("2160p remux 60GB", "2160p remux 80GB", False),
            ("2160p remux 40GB 50min", "2160p remux 80GB 100min", False),
            ("2160p remux 40GB 100min", "2160p remux 80GB", True),
            ("1080p webdl HEVC 2GB", "1080p webdl AVC 4GB", False),
            ("1080p webdl AV1 2GB", "1080p webdl HEVC 4GB", False),
            ("1080p webdl AVC 2GB", "1080p webdl HEVC 4GB", True),
            ("1080p webdl 2GB", "2160p webdl 9GB", False),
            ("1080p webdl", "1080p webdl 9GB", False),
        ],
    )
    def test_clearly_fewer_bits_are_a_loss(
        self, offered: str, have: str, lost: bool
    ) -> None:
        found = difference(quality(offered), quality(have), FEL_CHAIN)
        assert (Gain.BITRATE in {change.kind for change in found.losses}) is lost


@given(QUALITIES, LADDERS, SETTINGS)
def test_nothing_is_gained_over_itself(
    one: Quality, ladder: Ladder, settings: Settings
):
    found = difference(one, one, ladder)
    assert found.gains == found.losses == ()
    settings = replace(settings, duplicates=False)
    assert compare(one, [one], ladder, settings).outcome is Outcome.IGNORE


@given(QUALITIES, QUALITIES, LADDERS)
def test_a_gain_one_way_is_a_loss_or_nothing_the_other_way(
    a: Quality, b: Quality, ladder: Ladder
):
    forth, back = difference(a, b, ladder), difference(b, a, ladder)
    lost = {change.kind for change in back.losses}
    lost |= {narrow for narrow, wide in WIDER.items() if wide in lost}
    # Atmos for Atmos is never a gain; each edition and language is gained and lost as such.
    gained = {change.kind for change in forth.gains} - {Gain.EDITION, Gain.LANGUAGE}
    assert gained <= lost


@given(QUALITIES, st.lists(QUALITIES, max_size=4), LADDERS, SETTINGS)
def test_every_comparison_holds_together(
    offered: Quality, have: list[Quality], ladder: Ladder, settings: Settings
):
    found = compare(offered, have, ladder, settings)
    assert found.outcome is not Outcome.APPROVE
    assert found.reasons
    assert bool(found.choices) == (found.outcome is Outcome.ASK and bool(have))
    refused = {
        change.kind for change in found.losses if not change.doubts
    } & settings.refuse_losses
    assert found.outcome is Outcome.IGNORE or not refused
    assert all(settings.wish(change.kind) is not Wish.NEVER for change in found.gains)


@given(QUALITIES, st.lists(QUALITIES, min_size=1, max_size=4), LADDERS, SETTINGS)
def test_the_order_of_versions_does_not_matter(
    offered: Quality, have: list[Quality], ladder: Ladder, settings: Settings
):
    forth = compare(offered, have, ladder, settings)
    back = compare(offered, have[::-1], ladder, settings)
    assert forth.outcome is back.outcome

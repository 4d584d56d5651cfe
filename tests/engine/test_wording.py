import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from hypothesis import given, strategies as st
import pytest

from custom_components.greenlight.engine import wording
from custom_components.greenlight.engine.quality.comparison import compare
from custom_components.greenlight.engine.quality.gains import Gain, Side
from custom_components.greenlight.engine.quality.ladder import (
    COMPATIBLE,
    FEL_CHAIN,
    PRESETS,
)
from custom_components.greenlight.engine.quality.likely import Why
from custom_components.greenlight.engine.quality.quality import Quality, Source
from custom_components.greenlight.engine.quality.wishes import Settings
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.wording import (
    SOURCES,
    TEXTS,
    Row,
    line,
    rows_of,
    sentence,
    table,
)

from .quality.test_gains import SETTINGS, asked
from .quality.test_ladder import QUALITIES

ENGINE = Path(wording.__file__).parent


def spelt_codes() -> Iterator[str]:
    """Return the codes that the modules of this part spell out."""
    for name in (
        "quality/difference",
        "quality/gains",
        "quality/makes",
        "quality/pictures",
        "quality/sounds",
        "quality/ladder",
        "quality/size",
        "quality/comparison",
    ):
        tree = ast.parse((ENGINE / f"{name}.py").read_text())
        # What rules say is translated elsewhere already.
        skipped = {
            node
            for found in ast.walk(tree)
            if isinstance(found, ast.FunctionDef) and found.name == "consider"
            for node in ast.walk(found)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Reason":
                if node not in skipped:
                    yield from (
                        part.value
                        for part in ast.walk(node.args[0])
                        if isinstance(part, ast.Constant)
                        and isinstance(part.value, str)
                    )


def test_every_code_that_is_spelt_out_has_a_text():
    codes = {code for code in spelt_codes() if not code.endswith("_") and code != "_"}
    assert codes
    assert codes <= set(TEXTS)


@pytest.mark.parametrize("kind", Gain)
@pytest.mark.parametrize("what", ["gain", "loss", "loss_refused", "unknown"])
def test_every_kind_has_its_sentences(kind: Gain, what: str):
    assert f"{what}_{kind}" in TEXTS


@pytest.mark.parametrize("why", [why for why in Why if why is not Why.UNKNOWN])
@pytest.mark.parametrize("side", Side)
def test_every_doubt_has_its_sentences(why: Why, side: Side):
    assert f"{why}_{side}" in TEXTS


def test_every_source_has_a_name():
    assert set(SOURCES) == set(Source)


def test_a_reason_is_a_sentence():
    reason = Reason("gain_source", (("have", "webdl"), ("offered", "remux")))
    assert sentence(reason) == "Better source: WEB-DL → Remux"


def test_an_unknown_code_is_shown_as_it_is():
    assert sentence(Reason("brand_new", (("value", "x"),))) == "brand_new"


@pytest.mark.parametrize(
    ("offered", "have", "expected"),
    [
        (
            "2160p remux P7 FEL TrueHD Atmos",
            "2160p webdl P5 DD+ flat",
            "Better: Dolby Vision P5 → P7 FEL, WEB-DL → Remux, DD+ → TrueHD Atmos.",
        ),
        (
            "2160p webdl P8.1?",
            "2160p webdl HDR10",
            "Better: HDR10 → Dolby Vision P8.1. It is probably Dolby Vision P8.1.",
        ),
        (
            "2160p remux P7 FEL",
            "2160p remux P7",
            "Better: Dolby Vision P7 → P7 FEL. Yours may already be FEL.",
        ),
        (
            "2160p webdl P8 AAC",
            "2160p webdl P5 DD+ Atmos",
            "Better: Dolby Vision P5 → P8.1. Worse: DD+ Atmos → AAC.",
        ),
        (
            "2160p remux P7 FEL",
            "2160p remux P7 FEL",
            "Nothing is better than what you have.",
        ),
        (
            "2160p bluray",
            "1080p bluray",
            "What is better is not asked about by itself. Better: 1080p → 2160p.",
        ),
        (
            "1080p bluray",
            "2160p bluray",
            "It is worse than what you have. Worse: 2160p → 1080p.",
        ),
        (
            "2160p webdl P8",
            "1080p webdl",
            "Better: SDR → Dolby Vision P8.1, 1080p → 2160p.",
        ),
        (
            "1080p",
            "1080p bluray",
            (
                "Nothing is better than what you have. "
                "Of one of the two the source is not known."
            ),
        ),
    ],
)
def test_a_comparison_in_one_line(offered: str, have: str, expected: str):
    assert line(asked(offered, have)) == expected


def test_a_duplicate_says_so_first():
    found = asked("1080p webdl DD+ 2.0", "1080p webdl DD+ 5.1", duplicates=True)
    assert line(found) == "As good as what you have. Worse: DD+ 5.1 → DD+ 2.0."


def test_what_is_not_in_the_library_in_one_line():
    assert line(asked("1080p webdl")) == "It is not in the library."


def test_what_is_refused_in_one_line():
    ladder = replace(COMPATIBLE, refuses=frozenset({"profile=5"}))
    found = asked("2160p webdl P5", "2160p webdl HDR10", ladder=ladder)
    assert line(found) == "Refused: Dolby Vision profile 5."


def test_a_comparison_as_a_table():
    found = asked(
        "2160p remux P7 FEL TrueHD Atmos by:NEW v2 60GB 100min",
        "2160p webdl P5? DD+ Atmos ed:IMAX by:OLD",
    )
    assert table(found).splitlines() == (
        [
            "**Asked**",
            "",
            "| | have | offered | |",
            "|---|---|---|---|",
            "| Picture | Dolby Vision P5 (?) | Dolby Vision P7 FEL | + |",
            "| Resolution | 2160p | 2160p |  |",
            "| Source | WEB-DL | Remux | + |",
            "| Audio | DD+ Atmos | TrueHD Atmos |  |",
            "| Group | OLD | NEW v2 |  |",
            "| Edition | IMAX | ? | - |",
            "| Size | ? | 60.0 GB (600 MB/min) |  |",
            "",
            "- Better enhancement layer: Dolby Vision P5 → Dolby Vision P7 FEL",
            "- Better Dolby Vision: Dolby Vision P5 → Dolby Vision P7 FEL",
            "- Better source: WEB-DL → Remux",
            "- The edition you have is lost: IMAX → –",
            "- Yours is probably Dolby Vision P5",
        ]
    )


def test_rows_without_a_version_to_compare_with():
    assert rows_of(asked("1080p webdl", new_titles=True))[:2] == (
        Row("Picture", "–", "SDR"),
        Row("Resolution", "–", "1080p"),
    )


def test_a_row_can_be_better_and_worse():
    found = asked(
        "2160p remux P8", "2160p remux HDR10+", ladder=COMPATIBLE, audio="never"
    )
    assert rows_of(found)[0].mark == "±"


@given(
    QUALITIES,
    st.lists(QUALITIES, max_size=3),
    st.sampled_from(list(PRESETS.values())),
    SETTINGS,
)
def test_whatever_is_compared_can_be_said(offered, have, ladder, settings):
    ladder = replace(
        ladder, refuses=frozenset({"profile=5", "dynamic_range=SDR", "codec=AV1"})
    )
    found = compare(offered, have, ladder, settings)
    assert {reason.code for reason in found.reasons} <= set(TEXTS)
    assert "{" not in line(found)
    assert line(found).endswith(".")
    assert table(found).count("|---|---|---|---|") == 1


def test_the_name_of_a_group_cannot_break_a_table():
    found = compare(Quality(group="a|b"), [Quality()], FEL_CHAIN, Settings())
    assert r"a\|b" in table(found)

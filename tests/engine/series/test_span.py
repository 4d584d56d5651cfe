"""Which episodes a title says it holds, held against others."""

import pytest

from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.series.span import Span, all_in, span_of

HD = "1080p WEB-DL H.264-GRP"


def span(numbers: str) -> Span:
    return span_of(read(f"Low Water {numbers} {HD}"))


@pytest.mark.parametrize(
    ("one", "other", "touch"),
    [
        ("S01E01", "S01E01", True),
        ("S01E01", "S01E02", False),
        ("S01E01E02", "S01E02", True),
        ("S01E01", "S02E01", False),
        ("S01E01", "S01", True),
        ("S01", "S02E05", False),
        ("S01", "S02", False),
        ("S01-S03", "S02", True),
        ("Complete Series", "S02E05", True),
        ("2026.03.02", "2026.03.02", True),
        ("2026.03.02", "2026.03.03", False),
        ("- 107", "- 108", False),
        ("- 107", "- 107", True),
        # Nobody knows which of a season is the hundred and seventh, and what says nothing may be any.
        ("- 107", "S02E01", True),
        ("", "S02E01", True),
    ],
)
def test_two_may_hold_the_same(one: str, other: str, touch: bool) -> None:
    assert span(one).touches(span(other)) is touch
    assert span(other).touches(span(one)) is touch


def test_what_is_in_others_is_told_of_numbers_alone() -> None:
    spans = [span("S01E01"), span("S02")]
    assert all_in([(1, 1), (2, 9)], spans)
    assert not all_in([(1, 2)], spans)
    assert not all_in([], spans)
    assert all_in([(4, 1)], [span("Complete Series")])

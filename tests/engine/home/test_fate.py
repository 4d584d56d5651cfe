"""What an approval means for the file that is there."""

import pytest

from custom_components.greenlight.engine.home.fate import becomes
from custom_components.greenlight.engine.home.home import (
    USUAL,
    Existing,
    Landing,
    Where,
)
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.weighed import There, Weighed

BOTH = (Choice.REPLACE, Choice.KEEP_BOTH)
GOES = Weighed(there=(There(name="old", replaced=True),), choices=BOTH)
STAYS = Weighed(there=(There(name="old"),), choices=(Choice.KEEP_BOTH,))


def test_a_persons_word_counts_before_all_else() -> None:
    keep = Landing(existing=Existing.KEEP_BOTH)
    for choice in Choice:
        for landing in (USUAL, keep, Landing(where=Where.LEAVE)):
            assert becomes(landing, GOES, choice, asked=True, imports=True) is choice


@pytest.mark.parametrize("weighed", [None, Weighed(), STAYS])
def test_nothing_would_go(weighed: Weighed | None) -> None:
    assert becomes(USUAL, weighed, None, asked=True, imports=True) is None


@pytest.mark.parametrize(
    ("existing", "asked", "expected"),
    [
        (Existing.CHOOSE, True, Choice.REPLACE),
        (Existing.CHOOSE, False, Choice.KEEP_BOTH),
        (Existing.REPLACE, True, Choice.REPLACE),
        (Existing.REPLACE, False, Choice.REPLACE),
        (Existing.KEEP_BOTH, True, Choice.KEEP_BOTH),
        (Existing.KEEP_BOTH, False, Choice.KEEP_BOTH),
    ],
)
def test_a_plain_yes(existing: Existing, expected: Choice, *, asked: bool) -> None:
    landing = Landing(existing=existing)
    assert becomes(landing, GOES, None, asked=asked, imports=True) is expected


def test_where_nobody_imports_nothing_goes() -> None:
    assert becomes(USUAL, GOES, None, asked=True, imports=False) is Choice.KEEP_BOTH
    for where in (Where.BESIDE, Where.FOLDER, Where.LEAVE):
        landing = Landing(where=where, existing=Existing.REPLACE)
        found = becomes(landing, GOES, None, asked=True, imports=True)
        assert found is Choice.KEEP_BOTH


def test_what_was_not_offered_is_not_done() -> None:
    only = Weighed(there=GOES.there, choices=(Choice.KEEP_BOTH,))
    assert becomes(USUAL, only, None, asked=True, imports=True) is Choice.KEEP_BOTH

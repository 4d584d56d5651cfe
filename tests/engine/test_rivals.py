"""Which questions are about the same item: libraries are believed before titles."""

from typing import Any

import pytest

from custom_components.greenlight.engine.library.item import NO_IDS, Ids, Kind
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.rivals import rivals
from custom_components.greenlight.engine.weighed import Weighed, Work

HERE = (("radarr", "1"),)


def question(
    title: str, ids: Ids = NO_IDS, known_to: Any = (), rule: str = "ask"
) -> Request:
    """Return a question about what a library has under an id of its own, and under others."""
    work = Work(kind=Kind.MOVIE, title="Film", ids=ids, known_to=known_to)
    return Request(
        id=title,
        release=Release(guid=title, title=title, link="x", source="site"),
        state=State.PENDING,
        created=0.0,
        expires=0.0,
        rule=rule,
        weighed=Weighed(work=work),
    )


@pytest.mark.parametrize(("rule", "other"), [("ask", "auto"), ("", "")])
def test_only_questions_of_one_rule_are_rivals(rule: str, other: str) -> None:
    one = question("Film 2019 1080p-GRP", rule=rule)
    assert not rivals(one, question("Film 2019 2160p-GRP", rule=other))


@pytest.mark.parametrize(
    ("title", "ids", "known_to", "expected"),
    [
        # Called otherwise, and one item of a library all the same.
        ("Le Film 2160p-GRP", NO_IDS, HERE, True),
        ("Le Film 2160p-GRP", NO_IDS, (("radarr", "2"),), False),
        ("Film 2019 2160p-GRP", NO_IDS, (("sonarr", "1"),), True),
        # An id that both have says more than the place of an item and than a title.
        ("Film 2019 2160p-GRP", Ids(tmdb=2), HERE, False),
        ("Le Film 2160p-GRP", Ids(tmdb=1), (), True),
        ("Le Film 2160p-GRP", Ids(tvdb=1), HERE, True),
    ],
)
def test_a_library_says_whether_two_are_one_work(
    title: str, ids: Ids, known_to: Any, *, expected: bool
) -> None:
    one = question("Film 2019 1080p-GRP", Ids(tmdb=1), HERE)
    other = question(title, ids, known_to)
    assert rivals(one, other) is expected
    assert rivals(other, one) is expected

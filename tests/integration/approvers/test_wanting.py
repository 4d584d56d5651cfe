"""Which questions an approver puts."""

from typing import Any, Final

import pytest

from custom_components.greenlight.approvers.wanting import wants
from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.question import QuestionKind
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.weighed import Shift, There, Weighed, Work
from custom_components.greenlight.parts.approver_settings import Filters
from tests.support.journals import ordered

FILM: Final = Work(kind=Kind.MOVIE, title="Film", year=2019)
BETTER: Final = Shift("resolution", "1080p", "2160p")
UPGRADE: Final = Weighed(
    work=FILM, gains=(BETTER,), there=(There(name="Film 2019 1080p-OLD"),)
)


def question(title: str = "Film 2019 2160p WEB-DL-NEW", **facts: Any) -> Request:
    release = Release(guid="1", title=title, link="magnet:?x", source="site")
    data: dict[str, Any] = {"rule": "films", **facts}
    return Request(
        id="r1",
        release=release,
        state=State.PENDING,
        created=1.0,
        expires=9.0,
        **data,
    )


@pytest.mark.parametrize(
    ("filters", "request_", "wanted"),
    [
        (Filters(), question(), True),
        (Filters(rules=frozenset({"films"})), question(), True),
        (Filters(rules=frozenset({"series"})), question(), False),
        # Handed in by somebody: no rule has found it.
        (Filters(rules=frozenset({"series"})), question(rule=""), True),
        # Nor what a program has ordered, whose settings are none.
        (Filters(rules=frozenset({"series"})), ordered(), True),
        (Filters(rules=frozenset({"series"})), ordered(rule="films"), False),
        (Filters(media=frozenset({"movie"})), question(), True),
        (Filters(media=frozenset({"series"})), question(), False),
        (Filters(media=frozenset({"series"})), question("Show S01E02 1080p-NEW"), True),
        (
            Filters(kinds=frozenset({QuestionKind.UPGRADE})),
            question(weighed=UPGRADE),
            True,
        ),
        (
            Filters(kinds=frozenset({QuestionKind.NEW_MOVIE})),
            question(weighed=UPGRADE),
            False,
        ),
        # Nobody knows of what kind it is.
        (Filters(kinds=frozenset({QuestionKind.NEW_MOVIE})), question(), True),
        (Filters(min_gains=1), question(weighed=UPGRADE), True),
        (Filters(min_gains=2), question(weighed=UPGRADE), False),
        # What is new is not better in anything.
        (Filters(min_gains=2), question(weighed=Weighed(work=FILM)), True),
        (Filters(min_gains=2), question(), True),
    ],
)
def test_is_what_was_chosen(filters: Filters, request_: Request, wanted: bool) -> None:
    assert wants(filters, request_) is wanted

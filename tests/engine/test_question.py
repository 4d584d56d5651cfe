"""What kind of question a request is, and of which work."""

from collections.abc import Iterable
from typing import Any

import pytest

from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.quality.gains import Gain
from custom_components.greenlight.engine.question import (
    QuestionKind,
    is_series,
    kind_beneath,
    kind_of,
    work_name,
)
from custom_components.greenlight.engine.reading import read
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.weighed import Shift, There, Weighed, Work

FILM = Work(kind=Kind.MOVIE, title="Salt and Lanterns", year=2019)
SERIES = Work(kind=Kind.SERIES, title="The Tide Clerk", year=2021)
FILE = (There(name="one.mkv"),)


def request(
    title: str = "Salt.and.Lanterns.2019.2160p.WEB-DL", **changes: Any
) -> Request:
    """Return a question."""
    release = Release(guid="1", title=title, link="magnet:?", source="s")
    facts: dict[str, Any] = {"created": 1.0, "expires": 9.0}
    return Request(id="r", release=release, state=State.PENDING, **(facts | changes))


def shifts(kinds: Iterable[Gain]) -> tuple[Shift, ...]:
    """Return gains or losses of some kinds."""
    return tuple(Shift(kind.value, "a", "b") for kind in kinds)


@pytest.mark.parametrize(
    ("gains", "losses", "kind"),
    [
        ([Gain.RESOLUTION], [], QuestionKind.UPGRADE),
        ([Gain.RESOLUTION], [Gain.LANGUAGE, Gain.BITRATE], QuestionKind.UPGRADE),
        ([Gain.RESOLUTION], [Gain.AUDIO], QuestionKind.MIXED),
        ([Gain.PROPER], [], QuestionKind.REPAIRED),
        ([Gain.PROPER, Gain.AUDIO], [], QuestionKind.UPGRADE),
        ([Gain.PROPER], [Gain.AUDIO], QuestionKind.MIXED),
        ([Gain.EDITION], [Gain.EDITION], QuestionKind.EDITION),
        ([], [], QuestionKind.DUPLICATE),
        ([], [Gain.AUDIO], QuestionKind.WORSE),
        # A language less makes it no worse as a whole.
        ([], [Gain.LANGUAGE], QuestionKind.DUPLICATE),
    ],
)
def test_what_is_there_is_gained_over_or_not(
    gains: list[Gain], losses: list[Gain], kind: QuestionKind
) -> None:
    weighed = Weighed(work=FILM, there=FILE, gains=shifts(gains), losses=shifts(losses))
    assert kind_of(request(weighed=weighed)) is kind


@pytest.mark.parametrize(
    ("losses", "kind"),
    [([], QuestionKind.PACK), ([Gain.AUDIO], QuestionKind.MIXED)],
)
def test_what_adds_episodes_is_more_than_what_is_there(
    losses: list[Gain], kind: QuestionKind
) -> None:
    weighed = Weighed(work=SERIES, there=FILE, losses=shifts(losses), lacking="E04")
    assert kind_of(request("Tide.S01.1080p.WEB", weighed=weighed)) is kind


def test_what_is_not_out_is_looked_at_twice() -> None:
    early = request(
        weighed=Weighed(work=FILM), reasons=(Reason("not_out", (("until", 9.0),)),)
    )
    assert kind_of(early) is QuestionKind.WARNING
    assert kind_beneath(early) is QuestionKind.NEW_MOVIE


@pytest.mark.parametrize(
    ("work", "title", "kind"),
    [
        (FILM, "Salt.and.Lanterns.2019.2160p.WEB-DL", QuestionKind.NEW_MOVIE),
        (None, "Salt.and.Lanterns.2019.2160p.WEB-DL", QuestionKind.NEW_MOVIE),
        (SERIES, "The.Tide.Clerk.S03E04.1080p.WEB-DL", QuestionKind.NEW_EPISODE),
        (None, "The.Tide.Clerk.S03E04.1080p.WEB-DL", QuestionKind.NEW_EPISODE),
        (SERIES, "The.Tide.Clerk.S03E04E05.1080p.WEB-DL", QuestionKind.PACK),
        (SERIES, "The.Tide.Clerk.S03.1080p.WEB-DL", QuestionKind.PACK),
    ],
)
def test_what_is_not_there_is_new(
    work: Work | None, title: str, kind: QuestionKind
) -> None:
    assert kind_of(request(title, weighed=Weighed(work=work))) is kind


def test_what_no_library_was_asked_about_is_of_no_kind() -> None:
    assert kind_of(request()) is None
    assert kind_of(request(weighed=Weighed(away=("plex",)))) is None


def test_what_may_be_several_works_is_asked_which() -> None:
    weighed = Weighed(works=(FILM, FILM))
    assert kind_of(request(weighed=weighed)) is QuestionKind.WHICH


@pytest.mark.parametrize(
    "weighed",
    [None, Weighed(work=FILM, there=FILE, gains=shifts([Gain.RESOLUTION]))],
)
def test_what_looks_like_a_fake_is_looked_at_twice(weighed: Weighed | None) -> None:
    small = (Reason("suspicious_size", (("rate", 3), ("expected", 22))),)
    assert kind_of(request(weighed=weighed, reasons=small)) is QuestionKind.WARNING
    for title in (
        "Salt.and.Lanterns.2019.2160p.setup.exe",
        "Salt.2019.PASSWORD.1080p.WEB-GRP",
    ):
        assert kind_of(request(title, weighed=weighed)) is QuestionKind.WARNING


@pytest.mark.parametrize(
    ("title", "work", "name"),
    [
        ("Salt.and.Lanterns.2020.2160p", FILM, "Salt and Lanterns (2019)"),
        ("Salt.and.Lanterns.2020.2160p", None, "Salt and Lanterns (2020)"),
        ("tide.clerk.S03E04.1080p", SERIES, "The Tide Clerk S03E04"),
        ("tide.clerk.S03E04.1080p", None, "tide clerk S03E04"),
        ("Salt", Work(kind=Kind.MOVIE, title="Salt"), "Salt"),
    ],
)
def test_a_work_is_called_as_the_library_does(
    title: str, work: Work | None, name: str
) -> None:
    weighed = Weighed(work=work) if work else None
    assert work_name(request(title, weighed=weighed)) == name


def test_a_library_knows_better_what_is_a_series() -> None:
    assert not is_series(FILM, read("Salt.and.Lanterns.S01E01.1080p"))
    assert is_series(SERIES, read("The.Tide.Clerk.1080p"))

"""In which order people are asked about what waits for its turn."""

from typing import Any

from custom_components.greenlight.engine.library.item import Kind
from custom_components.greenlight.engine.line import turn
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import SYSTEM, Request, State, opened
from custom_components.greenlight.engine.weighed import Shift, There, Weighed, Work

NOW = 1_700_000_000.0
FILM = Work(kind=Kind.MOVIE, title="Salt and Lanterns", year=2019)
THERE = (There(name="old", replaced=True),)
FEL = Shift("enhancement_layer", "P5", "P7 FEL")
SOUND = Shift("audio", "DD", "TrueHD")


def question(request_id: str, weighed: Weighed | None = None, **facts: Any) -> Request:
    title = facts.pop("title", "Salt.and.Lanterns.2019.2160p.WEB-DL-GRP")
    release = Release(guid="1", title=title, link="x", source="site", **facts)
    request = Request(
        id=request_id,
        release=release,
        state=State.PENDING,
        created=NOW,
        expires=NOW,
        weighed=weighed,
    )
    return opened(request, who=SYSTEM, why=Reason("rule_matched"))


def order(*requests: Request) -> list[str]:
    return [one.id for one in sorted(requests, key=turn)]


def test_upgrades_come_before_what_is_wanted_and_that_before_the_rest() -> None:
    assert order(
        question("unknown"),
        question("fake", title="Salt.and.Lanterns.2019.2160p.WEB-DL.setup.exe"),
        question("fake too", Weighed(work=FILM), title="Film.2019.1080p.WEB-DL.exe"),
        question("wanted", Weighed(work=FILM)),
        question("as good", Weighed(work=FILM, there=THERE)),
        question("upgrade", Weighed(work=FILM, there=THERE, gains=(SOUND,))),
    ) == ["upgrade", "wanted", "as good", "unknown", "fake", "fake too"]


def test_the_larger_gain_comes_first() -> None:
    assert order(
        question("sound", Weighed(work=FILM, there=THERE, gains=(SOUND,))),
        question("layer", Weighed(work=FILM, there=THERE, gains=(FEL,))),
        question("both", Weighed(work=FILM, there=THERE, gains=(SOUND, FEL))),
    ) == ["both", "layer", "sound"]


def test_a_gain_of_another_version_is_the_smallest() -> None:
    odd = Shift("taste", "a", "b")
    assert order(
        question("odd", Weighed(work=FILM, there=THERE, gains=(odd,))),
        question("sound", Weighed(work=FILM, there=THERE, gains=(SOUND,))),
    ) == ["sound", "odd"]


def test_of_equals_the_newest_comes_first_and_always_the_same() -> None:
    some = [
        question("b", published=NOW - 5),
        question("a", published=NOW - 5),
        question("new", published=NOW - 1),
        # What does not say is as old as the look at it.
        question("now"),
    ]
    assert order(*some) == order(*reversed(some)) == ["now", "new", "a", "b"]

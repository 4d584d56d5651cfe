"""What is skipped is told in a sentence: how much it is, why, who said so and until when."""

from dataclasses import replace

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.refusal import Scope
from custom_components.greenlight.engine.request import Request
from custom_components.greenlight.engine.skips import Skip, refused, skip_of
from custom_components.greenlight.engine.weighed import Shift
from custom_components.greenlight.presentation.skips import SkipViews
from custom_components.greenlight.presentation.texts import Texts
from tests.support.asking import NAMES, NOW, question
from tests.support.weighed import UPGRADE

ASKED = question()


@pytest.fixture
async def views(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> SkipViews:
    """Speak English, on the day of the question."""
    freezer.move_to("2026-11-26T16:00:00+00:00")
    return SkipViews(await Texts.async_load(hass), NAMES.get)


def no(request: Request, scope: Scope, days: int | None = None) -> Skip:
    """Return what Mira has refused."""
    why = Reason("declined_by_person")
    return refused(request, scope, at=NOW, who="Mira", days=days, why=why)


async def test_what_has_failed(views: SkipViews) -> None:
    skip = skip_of(ASKED, at=NOW, why=Reason("declined_more_release"))
    assert views.why(skip) == "It has failed before: This release is refused"


@pytest.mark.parametrize(
    ("scope", "what"),
    [
        (Scope.GROUP, "Everything by NORTHWND"),
        (Scope.TITLE, "Every release of Salt and Lanterns"),
    ],
)
async def test_what_was_refused(views: SkipViews, scope: Scope, what: str) -> None:
    skip = no(ASKED, scope)
    assert views.what(skip) == what
    assert views.why(skip) == f"{what}: refused by Mira for good"


async def test_what_was_refused_for_a_while(views: SkipViews) -> None:
    why = views.why(no(ASKED, Scope.GROUP, days=30))
    begin = "Everything by NORTHWND: refused by Mira until "
    assert why.startswith(begin)
    assert "26" in why.removeprefix(begin)
    assert "Dec" in why.removeprefix(begin)


async def test_what_is_worse_in_the_same_way(views: SkipViews) -> None:
    assert views.what(no(ASKED, Scope.GAIN)) == (
        "Whatever is worse in languages (Films I have)"
    )


async def test_what_is_better_in_the_same_ways_only(views: SkipViews) -> None:
    # Two kinds of gains may be one word to people.
    better = replace(ASKED, weighed=replace(UPGRADE, losses=()))
    assert views.what(no(better, Scope.GAIN)) == (
        "Whatever is better in picture, source, sound only (Films I have)"
    )


async def test_without_a_rule_it_holds_for_the_work(views: SkipViews) -> None:
    worse = replace(UPGRADE, losses=(Shift("bitrate", "20", "9"),))
    what = views.what(no(replace(ASKED, weighed=worse, rule=""), Scope.GAIN))
    assert what.startswith("Whatever is worse in data rate (Salt and Lanterns (2019)")


async def test_of_a_rule_that_is_gone_nothing_is_called(views: SkipViews) -> None:
    what = views.what(no(replace(ASKED, rule="gone"), Scope.GAIN))
    assert what.startswith("Whatever is worse in languages")
    assert "gone" not in what

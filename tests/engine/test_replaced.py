"""What was there has gone, or stays."""

import pytest

from custom_components.greenlight.engine.home.home import Home, Means, Step
from custom_components.greenlight.engine.quality.comparison import Choice
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.replaced import gone_for, stays
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.weighed import There, Weighed

OLD = There(name="old.mkv", size=1000, replaced=True)
OTHER = There(name="other.mkv", size=500)


@pytest.mark.parametrize(
    ("choice", "home", "kept", "gone"),
    [
        (Choice.REPLACE, (Means.IMPORT, False), False, (OLD,)),
        (Choice.KEEP_BOTH, (Means.IMPORT, False), True, ()),
        # Its library puts it in the place of the old one all the same.
        (Choice.KEEP_BOTH, (Means.IMPORT, True), False, (OLD,)),
        (Choice.REPLACE, (Means.FILES, False), True, ()),
        (Choice.REPLACE, (Means.SCAN, False), True, ()),
        (Choice.REPLACE, None, False, (OLD,)),
        (None, (Means.THEIRS, False), False, ()),
        (None, None, False, ()),
    ],
)
def test_what_has_gone(
    choice: Choice | None,
    home: tuple[Means, bool] | None,
    kept: bool,
    gone: tuple[There, ...],
) -> None:
    request = Request(
        id="r1",
        release=Release(guid="1", title="Film", link="http://a.example/1", source="s"),
        state=State.IMPORTED,
        created=0.0,
        expires=1.0,
        choice=choice,
        weighed=Weighed(there=(OLD, OTHER)),
        home=home and Home(step=Step.DONE, means=home[0], since=5.0, forced=home[1]),
    )
    assert stays(request) is kept
    assert gone_for(request) == gone

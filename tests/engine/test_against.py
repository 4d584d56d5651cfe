"""What is offered is held against what is there with the sizes, runtime and step a rule knows."""

from typing import Any

import pytest

from custom_components.greenlight.engine.against import against
from custom_components.greenlight.engine.library.holding import Holding
from custom_components.greenlight.engine.library.item import Item, Kind, Version
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.quality.comparison import Comparison
from custom_components.greenlight.engine.quality.ladder import COMPATIBLE
from custom_components.greenlight.engine.quality.wishes import read_settings
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.rules import Rule, RuleKind
from custom_components.greenlight.engine.title.parse import parse

from .test_felscanner import ATMOS, DTS, FEL, HDR, P5, P8

SIZE = 20 * 10**9


def compared(
    offered: str,
    *have: str,
    size: int | None = SIZE,
    versions: dict[str, Any] | None = None,
    item: dict[str, Any] | None = None,
    episodes: tuple[tuple[int, int], ...] = (),
    **rule: Any,
) -> Comparison:
    found = tuple(
        Version(id=name, name=name, quality=parse(name).quality, **versions or {})
        for name in have
    )
    work = Item(
        library="l",
        id="1",
        title="Film",
        **{"kind": Kind.MOVIE, "versions": found, **(item or {})},
    )
    holding = Holding(items=(work,), versions=found, episodes=episodes)
    made = Rule(id="r", name="r", **{"kind": RuleKind.UPGRADES, **rule})
    release = Release(guid="1", title=offered, link="", source="s", size=size)
    return against(made, release, parse(offered), holding)


@pytest.mark.parametrize(
    ("offered", "have", "rows"),
    # Rows of the ladder that is usual: FEL, P7, P8, P5, P8.4, HDR10+, HDR10.
    [(FEL, P8, 2), (FEL, P5, 3), (P8, P5, 1), (P8, HDR, 4)],
)
def test_the_picture_has_to_be_so_many_rows_higher(
    offered: str, have: str, rows: int
) -> None:
    enough = compared(offered, have, min_gain=rows)
    assert enough == compared(offered, have)
    assert enough.outcome is Outcome.ASK
    short = compared(offered, have, min_gain=rows + 1)
    assert short.outcome is Outcome.IGNORE
    assert short.reasons[0] == Reason(
        "gain_too_small", (("rows", rows), ("limit", rows + 1))
    )
    # What it would gain is still told, but no longer what it would replace.
    assert short.reasons[1:] == enough.reasons
    assert (short.gains, short.have) == (enough.gains, enough.have)
    assert enough.replaces is not None
    assert (short.replaces, short.choices, short.instead) == (None, (), None)


def test_it_is_the_best_picture_of_all_that_counts() -> None:
    assert compared(FEL, HDR, min_gain=6).outcome is Outcome.ASK
    assert compared(FEL, HDR, P8, min_gain=6).reasons[0] == Reason(
        "gain_too_small", (("rows", 2), ("limit", 6))
    )


def test_a_better_sound_is_no_row() -> None:
    sound: dict[str, Any] = {"wishes": read_settings({"atmos": "ask"})}
    assert compared(ATMOS, DTS, **sound).outcome is Outcome.ASK
    assert compared(ATMOS, DTS, **sound, min_gain=1).reasons[0] == Reason(
        "gain_too_small", (("rows", 0), ("limit", 1))
    )


def test_a_worse_picture_is_told_as_no_row() -> None:
    small = P5.replace("2160p", "1080p")
    wishes = read_settings({"resolution": "ask"})
    assert compared(HDR, small, wishes=wishes).outcome is Outcome.ASK
    assert compared(HDR, small, wishes=wishes, min_gain=1).reasons[0] == Reason(
        "gain_too_small", (("rows", 0), ("limit", 1))
    )


def test_what_is_new_has_nothing_to_be_higher_than() -> None:
    wishes = read_settings({"new_titles": True})
    assert compared(FEL, min_gain=9, wishes=wishes).outcome is Outcome.ASK


def test_each_ladder_counts_its_own_rows() -> None:
    found = compared(P8, HDR, ladder=COMPATIBLE, min_gain=4)
    assert dict(found.reasons[0].params) == {"rows": 3, "limit": 4}


@pytest.mark.parametrize("kind", [RuleKind.ANY, RuleKind.WANTED])
def test_only_a_rule_for_upgrades_ignores_what_is_new(kind: RuleKind) -> None:
    assert compared(FEL, kind=kind).outcome is Outcome.ASK
    assert compared(FEL).outcome is Outcome.IGNORE


def test_a_size_and_a_runtime_that_only_the_library_knows() -> None:
    found = compared(FEL, P8, versions={"size": 7}, item={"runtime": 120})
    (have,) = found.have
    assert (have.size, have.runtime) == (7, 120)
    assert found.offered.size == SIZE
    (have,) = compared(FEL, P8).have
    assert (have.size, have.runtime) == (None, None)


@pytest.mark.parametrize(
    ("episodes", "size"),
    [(((1, 1),), SIZE), (((1, 1), (1, 2)), None), ((), None)],
)
def test_the_size_of_a_season_is_of_no_episode(
    episodes: tuple[tuple[int, int], ...], size: int | None
) -> None:
    found = compared(FEL, item={"kind": Kind.SERIES}, episodes=episodes)
    assert found.offered.size == size


def test_a_runtime_tells_a_size_that_cannot_be() -> None:
    small: dict[str, Any] = {"size": 10**9, "item": {"runtime": 120}}
    assert "suspicious" in " ".join(
        one.code for one in compared(FEL, P8, **small).reasons
    )
    assert compared(FEL, P8, size=10**9).reasons == compared(FEL, P8).reasons


def test_the_same_release_is_known_however_it_is_wrapped() -> None:
    twin = {"duplicates": True}
    same = compared(f"{HDR}.mkv", HDR.replace(".", " "), wishes=read_settings(twin))
    other = compared(HDR.replace("-D", "-E"), HDR, wishes=read_settings(twin))
    assert other.outcome is Outcome.ASK
    assert same.outcome is Outcome.IGNORE

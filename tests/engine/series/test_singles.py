"""What of a pack is offered by itself, too, is said once for each episode."""

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.series.singles import with_single

OTHER = Reason("instead_of", (("title", "Film"),))


def test_sizes_are_summed_as_long_as_all_are_known() -> None:
    told = with_single((OTHER,), [(2, 4)], 5)
    assert told == (
        OTHER,
        Reason("singles_offered", (("episodes", "S02E04"), ("size", 5))),
    )
    more = with_single(told, [(2, 3)], 7)[-1]
    assert dict(more.params) == {"episodes": "S02E03, S02E04", "size": 12}
    unknown = with_single(told, [(2, 3)], None)
    assert unknown[-1] == Reason(
        "singles_offered_some", (("episodes", "S02E03, S02E04"),)
    )
    after = with_single(unknown, [(2, 5)], 7)[-1]
    assert after.code == "singles_offered_some"


def test_an_episode_is_told_once_and_of_many_only_some() -> None:
    told = with_single((), [(2, 4)], 5)
    assert with_single(told, [(2, 4), (2, 5)], 6) == told
    assert with_single(told, [], 6) == told
    for number in range(100):
        told = with_single(told, [(3, number)], 1)
    assert len(str(dict(told[-1].params)["episodes"]).split(", ")) == 50

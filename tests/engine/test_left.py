"""What goes on although it was given up is known from its journal, and only as long as it counts."""

import pytest

from custom_components.greenlight.engine.left import goes_on
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, Request, State
from tests.support.asking import NOW
from tests.support.journals import MIRA, began, lived

RUNS = lived(State.APPROVED, State.DOWNLOADING)
LETS_GO = Reason("program_lets_go", (("by", "Radarr"),))
NOT_OURS = Reason("not_ours", (("client", "qBittorrent"),))


def noted(request: Request, why: Reason) -> Request:
    return request.note(at=NOW, who=SYSTEM, why=why)


def moved(request: Request, to: State) -> Request:
    return request.move(to, at=NOW, who=MIRA, why=Reason("cancelled_by_person"))


@pytest.mark.parametrize("why", [LETS_GO, NOT_OURS])
@pytest.mark.parametrize("to", [State.CANCELLED, State.PENDING])
def test_it_is_known_at_once_or_later(why: Reason, to: State) -> None:
    assert goes_on(moved(noted(RUNS, why), to)) == why
    assert goes_on(noted(moved(RUNS, to), why)) == why
    assert goes_on(moved(RUNS, to)) is None


def test_of_what_runs_or_runs_again_there_is_nothing_to_say() -> None:
    assert goes_on(noted(RUNS, LETS_GO)) is None
    again = moved(noted(RUNS, LETS_GO), State.PENDING)
    assert goes_on(moved(again, State.APPROVED)) is None
    assert goes_on(moved(moved(again, State.APPROVED), State.CANCELLED)) is None


def test_a_new_one_has_given_nothing_up() -> None:
    assert goes_on(began()) is None

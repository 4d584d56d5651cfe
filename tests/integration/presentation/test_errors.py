"""Who brought a request where it is, however its journal looks."""

from dataclasses import replace
from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.request import SYSTEM, IllegalMove, State
from custom_components.greenlight.presentation.errors import explained

from ..scene import Scene


async def test_notes_are_no_moves(scene: Scene) -> None:
    await scene.start()
    await scene.ask("Film one")
    request = scene.request("Film one")
    noted = request.note(at=1.0, who=SYSTEM, why=Reason("no_client"))
    assert noted.last_move() == request.journal[0]


async def test_a_journal_that_was_lost_names_nobody(scene: Scene) -> None:
    await scene.start()
    await scene.ask("Film one")
    request = replace(scene.request("Film one"), journal=())
    with pytest.raises(ServiceValidationError) as raised, explained(scene.hub.texts):
        raise IllegalMove(request, State.FAILED)
    told = raised.value.translation_placeholders
    assert told is not None
    assert (told["who"], told["why"]) == ("", "")


@pytest.mark.parametrize(
    ("reason", "said"),
    [({}, ""), ({"reason": "Too big."}, "Too big. ")],
)
async def test_what_was_cancelled_is_not_said_twice(
    scene: Scene, reason: dict[str, Any], said: str
) -> None:
    await scene.start()
    await scene.ask("Film one")
    request = scene.request("Film one")
    await scene.act("cancel", request_id=request.id, **reason)
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act("approve", request_id=request.id)
    told = raised.value.translation_placeholders
    assert told is not None
    assert told["why"] == said
    assert f"AM. {said}Retry" in str(raised.value) or f"PM. {said}Retry" in str(
        raised.value
    )

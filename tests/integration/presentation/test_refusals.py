"""What the gate refuses is told to the person, with the work it is about."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
import pytest

from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import (
    Actor,
    ActorKind,
    Request,
    State,
    opened,
)
from custom_components.greenlight.gate.ports import (
    NeedsWord,
    NotOffered,
    NotYet,
    TooLate,
)
from custom_components.greenlight.presentation.errors import explained
from custom_components.greenlight.presentation.texts import Texts

from ..project.written_code import read_json

ANNA = Actor(ActorKind.USER, "anna", "Anna")
REQUEST = opened(
    Request(
        id="r1",
        release=Release(guid="1", title="Film", link="magnet:?x", source="site"),
        state=State.PENDING,
        created=1.0,
        expires=9.0,
    ),
    who=ANNA,
    why=Reason("handed_in"),
).move(State.DECLINED, at=2.0, who=ANNA, why=Reason("declined_by_person"))


@pytest.mark.parametrize(
    ("refused", "key"),
    [
        (NotOffered(REQUEST), "not_offered"),
        (NotYet(REQUEST), "not_yet"),
        (TooLate(REQUEST), "too_late"),
        (NeedsWord(REQUEST, 5), "needs_word"),
    ],
)
async def test_a_refusal_names_the_work(
    hass: HomeAssistant, refused: Exception, key: str
) -> None:
    texts = await Texts.async_load(hass)
    with pytest.raises(ServiceValidationError) as told, explained(texts):
        raise refused
    assert told.value.translation_key == key
    placeholders = told.value.translation_placeholders
    assert placeholders is not None
    assert (placeholders["title"], placeholders["who"]) == ("Film", "Anna")
    message = read_json("translations/en.json")["exceptions"][key]["message"]
    assert message.format_map(placeholders)

"""What a command of the card is, and who may send it: the same people as on every other road."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.components.websocket_api import async_register_command
from homeassistant.components.websocket_api.connection import ActiveConnection
from homeassistant.components.websocket_api.const import (
    ERR_HOME_ASSISTANT_ERROR,
    ERR_INVALID_FORMAT,
    ERR_SERVICE_VALIDATION_ERROR,
    ERR_UNAUTHORIZED,
)
from homeassistant.components.websocket_api.decorators import (
    async_response,
    websocket_command,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
import voluptuous as vol

from ..const import DOMAIN
from ..engine.request import Via
from ..engine.rights import Person, Right
from ..hub import Hub
from ..presentation.cut import MOST_OF_SENTENCE, clean
from ..services.action import Fields, loaded_hub

type Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: of which hub, by whom, and the fields of the command as its schema has them."""

    hub: Hub
    person: Person
    data: Mapping[str, Any]


# Returns what is sent back: plain data as ``card/src/model.ts`` has it. Raises ``HomeAssistantError``.
type Answerer = Callable[[Asked], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the card can ask for once: ``greenlight/<name>`` with its fields, and the right it takes."""

    name: str
    schema: Fields
    answer: Answerer
    who: Right = Right.SEE


@callback
def async_register(hass: HomeAssistant, command: Command) -> None:
    """Have a command answered to whoever may send it."""

    async def handle(
        hass: HomeAssistant, connection: ActiveConnection, msg: Message
    ) -> None:
        with refusing(connection, msg):
            hub = loaded_hub(hass)
            person = await async_allowed(hub, connection, msg, command.who)
            if person is not None:
                told = await command.answer(Asked(hub, person, msg))
                connection.send_result(msg["id"], told)

    register(hass, command.name, command.schema, handle)


@callback
def register(
    hass: HomeAssistant,
    name: str,
    fields: Fields,
    handle: Callable[[HomeAssistant, ActiveConnection, Message], Awaitable[None]],
) -> None:
    """Have ``greenlight/<name>`` handled, with these fields."""
    schema: dict[Any, Any] = {vol.Required("type"): f"{DOMAIN}/{name}", **fields}
    async_register_command(hass, websocket_command(schema)(async_response(handle)))


async def async_allowed(
    hub: Hub, connection: ActiveConnection, msg: Message, right: Right
) -> Person | None:
    """Return who sends a command, if they may; else tell them who may, and return None."""
    try:
        return await hub.people.allowed(connection.context(msg), Via.CARD, right)
    except HomeAssistantError as err:
        send_refusal(connection, msg, err, ERR_UNAUTHORIZED)
        return None


# By the kind of what was raised, the first that fits.
_CODES: Final = (
    (Unauthorized, ERR_UNAUTHORIZED),
    (ServiceValidationError, ERR_SERVICE_VALIDATION_ERROR),
    (HomeAssistantError, ERR_HOME_ASSISTANT_ERROR),
    (vol.Invalid, ERR_INVALID_FORMAT),
)


@contextmanager
def refusing(connection: ActiveConnection, msg: Message) -> Iterator[None]:
    """Tell whoever has sent a command what was wrong with it; that is no error of the house."""
    try:
        yield
    except (HomeAssistantError, vol.Invalid) as err:
        code = next(code for kind, code in _CODES if isinstance(err, kind))
        send_refusal(connection, msg, err, code)


def send_refusal(
    connection: ActiveConnection, msg: Message, err: Exception, code: str
) -> None:
    """Send an error with its text, and what it takes to say it in another language."""
    known = err if isinstance(err, HomeAssistantError) else HomeAssistantError()
    placeholders = known.translation_placeholders or {}
    connection.send_error(
        msg["id"],
        code,
        clean(str(err), MOST_OF_SENTENCE) or type(err).__name__,
        translation_domain=known.translation_domain,
        translation_key=known.translation_key,
        translation_placeholders={
            name: clean(value, MOST_OF_SENTENCE) for name, value in placeholders.items()
        },
    )

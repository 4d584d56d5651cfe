"""Actions that answer questions in the name of whoever calls them, and take answers back."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..engine.quality.comparison import Choice
from ..engine.refusal import USUAL_DAYS, Scope
from ..engine.request import MAX_ALSO, Actor, Request
from ..gate.gate import Gate
from ..gate.several import Answered
from ..hub import Hub
from ..presentation.errors import explained, failure, mistake
from ..presentation.views import View
from .action import Fields, loaded_hub
from .deciding import deciding, told
from .fields import (
    ATTR_DELETE_DATA,
    ATTR_IGNORE_SPACE,
    ATTR_REASON,
    ATTR_REQUEST_ID,
    NAMES,
    ONE_REQUEST,
)
from .parts import client_of
from .permission import async_person

ATTR_CANDIDATE: Final = "candidate"
ATTR_CHOICE: Final = "choice"
ATTR_DAYS: Final = "days"
ATTR_KEEP_BOTH: Final = "keep_both"
ATTR_LOOK_FURTHER: Final = "look_further"
ATTR_SCOPE: Final = "scope"
ATTR_SEEN: Final = "seen"
ATTR_SINGLES: Final = "singles"
ATTR_UNTIL: Final = "until"

MOST_DAYS: Final = 3650
# So many are answered by one call.
MOST_AT_ONCE: Final = 1000

# As people count: 1 is the first.
_PLACE: Final = vol.All(vol.Coerce(int), vol.Range(min=1))
_SOME: Final[Fields] = {
    vol.Required(ATTR_REQUEST_ID): vol.All(NAMES, vol.Length(min=1, max=MOST_AT_ONCE)),
    vol.Optional(ATTR_SEEN, default=[]): NAMES,
}
APPROVE: Final[Fields] = {
    **_SOME,
    vol.Optional(ATTR_IGNORE_SPACE, default=False): cv.boolean,
    vol.Optional(ATTR_CHOICE): _PLACE,
    vol.Optional(ATTR_KEEP_BOTH): cv.boolean,
    vol.Optional(ATTR_SINGLES, default=False): cv.boolean,
}
DECLINE: Final[Fields] = {
    **_SOME,
    vol.Optional(ATTR_REASON, default=""): cv.string,
    vol.Optional(ATTR_SCOPE): vol.Coerce(Scope),
    vol.Optional(ATTR_DAYS, default=USUAL_DAYS): vol.All(
        vol.Coerce(int), vol.Range(min=0, max=MOST_DAYS)
    ),
    vol.Optional(ATTR_LOOK_FURTHER, default=True): cv.boolean,
}
TAKE: Final[Fields] = {
    **ONE_REQUEST,
    vol.Required(ATTR_CANDIDATE): vol.All(_PLACE, vol.Range(max=MAX_ALSO)),
    vol.Optional(ATTR_SEEN, default=""): cv.string,
}
ALWAYS: Final[Fields] = {
    **ONE_REQUEST,
    vol.Optional(ATTR_SEEN, default=""): cv.string,
}
PUT_OFF: Final[Fields] = {
    **ONE_REQUEST,
    vol.Required(ATTR_UNTIL): cv.datetime,
    vol.Optional(ATTR_SEEN, default=""): cv.string,
}
UNDO: Final[Fields] = {**ONE_REQUEST, vol.Optional(ATTR_DELETE_DATA): cv.boolean}

type _One = Callable[[Gate, str, Actor, str], Awaitable[Request]]
type _All = Callable[
    [Gate, list[str], Actor, Mapping[str, str]], Awaitable[dict[str, Answered]]
]


async def approve(call: ServiceCall) -> ServiceResponse:
    """Approve one request or several."""
    data = call.data
    ignore_space = data[ATTR_IGNORE_SPACE]
    choice, both = data.get(ATTR_CHOICE), data.get(ATTR_KEEP_BOTH)
    fate = None
    if both is not None:
        fate = Choice.KEEP_BOTH if both else Choice.REPLACE
    if choice is not None and (fate or ignore_space):
        # Which work it is decides what there is to keep, and how much room it takes.
        raise mistake("choose_first")
    singles = data[ATTR_SINGLES]
    if singles and (choice is not None or fate or ignore_space):
        raise mistake("singles_alone")
    alone = singles or choice is not None or fate is not None
    if len(set(data[ATTR_REQUEST_ID])) > 1 and alone:
        raise mistake("one_at_a_time")

    async def one(gate: Gate, request_id: str, who: Actor, seen: str) -> Request:
        if singles:
            return await gate.decide.singles(request_id, who, seen=seen)
        if choice is not None:
            return await gate.decide.choose(request_id, choice - 1, who, seen=seen)
        return await gate.decide.approve(
            request_id, who, seen=seen, ignore_space=ignore_space, choice=fate
        )

    async def every(
        gate: Gate, ids: list[str], who: Actor, seen: Mapping[str, str]
    ) -> dict[str, Answered]:
        return await gate.decide.approve_all(
            ids, who, seen=seen, ignore_space=ignore_space
        )

    return await _answered(call, one, every)


async def decline(call: ServiceCall) -> ServiceResponse:
    """Decline one request or several."""
    reason, scope = call.data[ATTR_REASON], call.data.get(ATTR_SCOPE)
    days, further = call.data[ATTR_DAYS] or None, call.data[ATTR_LOOK_FURTHER]
    if scope is not None and len(set(call.data[ATTR_REQUEST_ID])) > 1:
        raise mistake("refuse_one_at_a_time")

    async def one(gate: Gate, request_id: str, who: Actor, seen: str) -> Request:
        return await gate.decide.decline(
            request_id,
            who,
            reason,
            seen=seen,
            scope=scope,
            days=days,
            further=further,
        )

    async def every(
        gate: Gate, ids: list[str], who: Actor, seen: Mapping[str, str]
    ) -> dict[str, Answered]:
        return await gate.decide.decline_all(
            ids, who, reason, seen=seen, further=further
        )

    return await _answered(call, one, every)


async def _answered(call: ServiceCall, one: _One, every: _All) -> ServiceResponse:
    """Answer what is named, and tell of each what became of it.

    A single one that is refused is raised. Of several the others are answered all the same, and what
    was refused is raised afterwards where nobody reads the response.
    """
    ids = list(dict.fromkeys(call.data[ATTR_REQUEST_ID]))
    seen = _marks(call.data[ATTR_SEEN], call.data[ATTR_REQUEST_ID])
    if len(ids) == 1:
        async with deciding(call, ids[0]) as (gate, who):
            done = await one(gate, ids[0], who, seen.get(ids[0], ""))
        return _response([told(done)])
    hub = loaded_hub(call.hass)
    refused = await _refused(call, ids)
    who = (await async_person(call)).actor
    may = [request_id for request_id in ids if request_id not in refused]
    outcomes = await every(hub.gate, may, who, seen) | refused
    answers = [_outcome(hub, one, outcomes[one]) for one in ids]
    failed = [str(one["why"]) for one in answers if "why" in one]
    if failed and not call.return_response:
        done_count = str(len(ids) - len(failed))
        raise failure(
            "some_not_answered",
            done=done_count,
            all=str(len(ids)),
            details=". ".join(failed),
        )
    return _response(answers)


def _response(answers: list[View]) -> ServiceResponse:
    return {"requests": list(answers)}


def _marks(seen: list[str], ids: list[str]) -> dict[str, str]:
    """Return what was seen of each. Raises ``ServiceValidationError``."""
    if seen and len(seen) != len(ids):
        raise mistake("seen_of_each")
    return dict(zip(ids, seen, strict=False))


async def _refused(call: ServiceCall, ids: list[str]) -> dict[str, Answered]:
    """Return which of them whoever calls may not answer, and why."""
    found: dict[str, Answered] = {}
    for request_id in ids:
        try:
            async with deciding(call, request_id):
                pass
        except HomeAssistantError as err:
            found[request_id] = err
    return found


def _outcome(hub: Hub, request_id: str, outcome: Answered) -> View:
    """Return what became of one of several, in words where it was refused."""
    if isinstance(outcome, Request):
        return told(outcome)
    try:
        with explained(hub.texts, client_of(hub, request_id)):
            raise outcome
    except HomeAssistantError as err:
        return {ATTR_REQUEST_ID: request_id, "why": str(err)}


async def take_instead(call: ServiceCall) -> None:
    """Approve another candidate instead of what was asked about."""
    place, seen = call.data[ATTR_CANDIDATE] - 1, call.data[ATTR_SEEN]
    request_id = call.data[ATTR_REQUEST_ID]
    async with deciding(call, request_id) as (gate, who):
        await gate.decide.take(request_id, place, who, seen=seen)


async def always(call: ServiceCall) -> None:
    """Approve, and make the rule that approves what is like it from now on."""
    hub = loaded_hub(call.hass)
    request_id = call.data[ATTR_REQUEST_ID]
    async with deciding(call, request_id) as (gate, who):
        request = gate.requests.find(request_id)
        if request.asking and not hub.always.possible(request):
            raise mistake("no_rule_of_it")
        await hub.deciding.approve_always(request_id, call.data[ATTR_SEEN], who)


async def put_off(call: ServiceCall) -> None:
    """Have a question come back later."""
    until = dt_util.as_timestamp(dt_util.as_utc(call.data[ATTR_UNTIL]))
    if until <= dt_util.utcnow().timestamp():
        raise mistake("until_is_past")
    request_id = call.data[ATTR_REQUEST_ID]
    async with deciding(call, request_id) as (gate, who):
        await gate.decide.put_off(request_id, until, who, seen=call.data[ATTR_SEEN])


async def ask_now(call: ServiceCall) -> None:
    """Ask at once about what was put off."""
    request_id = call.data[ATTR_REQUEST_ID]
    async with deciding(call, request_id) as (gate, who):
        await gate.decide.ask_now(request_id, who)


async def undo(call: ServiceCall) -> None:
    """Take the last answer back."""
    request_id = call.data[ATTR_REQUEST_ID]
    async with deciding(call, request_id) as (gate, who):
        await gate.decide.undo(
            request_id, who, delete_data=call.data.get(ATTR_DELETE_DATA)
        )

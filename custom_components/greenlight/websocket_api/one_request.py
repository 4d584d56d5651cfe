"""What the card asks of one request: its details, what else there is of it, and a rule made from it."""

from functools import partial
from typing import Final

from ..engine.home.home import Where
from ..engine.request import Request
from ..hub import Hub
from ..presentation.card.candidates import candidates_view
from ..presentation.card.details import details_view
from ..presentation.card.pieces import Json, piece_view
from ..presentation.errors import explained
from ..services.fields import ATTR_REQUEST_ID, ONE_REQUEST
from .command import Asked, Command


def _request(asked: Asked) -> Request:
    """Return the request that is meant. Raises ``ServiceValidationError``."""
    with explained(asked.hub.texts):
        return asked.hub.gate.requests.find(asked.data[ATTR_REQUEST_ID])


async def _details(asked: Asked) -> Json:
    request, hub = _request(asked), asked.hub
    return details_view(
        request,
        hub.screens.told(request, asked.person.actor.id),
        asked.person,
        hub.views.name,
        partial(_imports, hub),
        hub.gate.libraries.habits.get,
        hub.gate.takers.ignored(request),
    )


def _imports(hub: Hub, request: Request) -> str:
    """Return what the library is called that takes it in, empty where its rule wants it elsewhere."""
    rule = hub.gate.attached.rule(request.rule)
    if rule is not None and rule.home.where is not Where.LIBRARY:
        return ""
    return hub.views.questions.decides_on(request)


async def _candidates(asked: Asked) -> Json:
    each = asked.hub.gate.decide.candidates(_request(asked))
    return candidates_view(each, asked.hub.screens.told)


async def _always(asked: Asked) -> Json:
    """Return the rule that would be made in a sentence, and what it would have done, if that is known."""
    request, hub = _request(asked), asked.hub
    sentence = hub.always.told(request)
    if sentence is None:
        return {"sentence": None}
    told: Json = {"sentence": piece_view(sentence)}
    before = hub.always.looked_back(request, hub.gate.requests.every())
    if before is not None:
        told |= {"would": before.would, "of": before.of}
    return told


DETAILS: Final = Command(name="details", schema=ONE_REQUEST, answer=_details)
CANDIDATES: Final = Command(name="candidates", schema=ONE_REQUEST, answer=_candidates)
ALWAYS: Final = Command(name="always", schema=ONE_REQUEST, answer=_always)

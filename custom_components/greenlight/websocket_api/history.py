"""What has happened, page by page, as far back as it is remembered."""

from typing import Final

from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..presentation.card.entries import OUTCOMES, Entries
from ..presentation.card.history import Wanted, look_up
from ..presentation.card.pieces import Json
from .command import Asked, Command
from .paging import page_of

_USUAL: Final = 20
# Characters of what somebody looks for.
_MOST: Final = 200
_WORDS: Final = vol.All(str, vol.Length(max=_MOST))


async def _history(asked: Asked) -> Json:
    hub, data = asked.hub, asked.data
    found = look_up(
        hub.gate.requests.every(),
        Wanted(
            text=data["text"],
            outcomes=frozenset(data["outcome"]),
            rule=data["rule"],
            source=data["source"],
            person=data["person"],
        ),
        hub.views.name,
        offset=data["offset"],
        limit=data["limit"],
    )
    entries = Entries(hub.gate, hub.views.name, hub.views.questions.decides_on, hub.now)
    return {
        "total": found.total,
        "entries": entries.each(found.page, asked.person),
        "all": found.every,
        "rules": found.rules,
        "sources": found.sources,
        "people": found.people,
    }


HISTORY: Final = Command(
    name="history",
    schema={
        **page_of(_USUAL),
        vol.Optional("text", default=""): _WORDS,
        vol.Optional("outcome", default=[]): vol.All(
            cv.ensure_list, [vol.In(OUTCOMES)]
        ),
        vol.Optional("rule", default=""): _WORDS,
        vol.Optional("source", default=""): _WORDS,
        vol.Optional("person", default=""): _WORDS,
    },
    answer=_history,
)

"""Works: what a question, or a result of a search, can be said to be about, for ``choose_item``."""

from typing import Final

from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..engine.release import Release
from ..engine.rights import Right
from ..presentation.card.pieces import Json
from ..presentation.card.search import item_view
from ..presentation.errors import explained, mistake
from ..services.fields import ATTR_REQUEST_ID, ATTR_RESULT
from ..services.search import MOST_WORDS
from .command import Asked, Command

# So many works are named.
_MOST: Final = 20


async def _works(asked: Asked) -> Json:
    """Return the works it can be, what it is taken as marked with ``now``; with ``text`` those that suit that.

    ``said`` tells that somebody has said which it is.
    """
    hub, text, release = asked.hub, asked.data["text"].strip(), _release(asked)
    now, works = hub.gate.library.works_for(release, text, _MOST)
    taken = {(item.library, item.id) for item in now}
    return {
        "works": [
            {
                **item_view(work, hub.views.name),
                **(
                    {}
                    if taken.isdisjoint((item.library, item.id) for item in work)
                    else {"now": True}
                ),
            }
            for work in works
        ],
        **({"said": True} if hub.gate.library.is_said(release) else {}),
    }


def _release(asked: Asked) -> Release:
    """Return what is meant. Raises ``ServiceValidationError``."""
    data, gate = asked.data, asked.hub.gate
    if (ATTR_REQUEST_ID in data) is (ATTR_RESULT in data):
        raise mistake("request_or_result")
    with explained(asked.hub.texts):
        if ATTR_RESULT in data:
            return gate.search.result(data[ATTR_RESULT])[1].release
        return gate.requests.find(data[ATTR_REQUEST_ID]).release


WORKS: Final = Command(
    name="works",
    schema={
        vol.Optional(ATTR_REQUEST_ID): cv.string,
        vol.Optional(ATTR_RESULT): cv.string,
        vol.Optional("text", default=""): vol.All(str, vol.Length(max=MOST_WORDS)),
    },
    answer=_works,
    who=Right.DECIDE,
)

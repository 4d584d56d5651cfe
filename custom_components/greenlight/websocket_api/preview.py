"""What a rule would make of all that is known."""

from typing import Final

import voluptuous as vol

from ..const import RULE
from ..engine.rights import Right
from ..gate.judge import Judged
from ..gate.preview import Preview
from ..presentation.card.pieces import Json
from ..presentation.card.preview import preview_view
from ..services.looking_back import ATTR_RULE, rule_meant
from .command import Asked, Command

# So many releases are named; how many there are is told.
_MOST: Final = 50


async def _preview(asked: Asked) -> Json:
    """Return what a rule would make of what is known; without one only which there are.

    No source is asked for anything, and nobody is asked about anything.
    """
    hub, wished = asked.hub, asked.data.get(ATTR_RULE)
    rule = await rule_meant(hub, {ATTR_RULE: wished}) if wished else None
    preview: Preview | None = None
    if rule is not None:
        preview = await hub.gate.preview([rule])

    def kept_away(one: Judged) -> str:
        skip = hub.gate.skip_of(one.release, one.weighed, one.rule_id)
        return "" if skip is None else hub.views.skips.why(skip)

    names = [one.title for one in hub.entry.get_subentries_of_type(RULE)]
    return preview_view(names, preview, rule, hub.views.name, kept_away, _MOST)


PREVIEW: Final = Command(
    name="preview",
    schema={vol.Optional(ATTR_RULE): vol.Any(None, str)},
    answer=_preview,
    # It tells what is on offer, which no reader sees otherwise.
    who=Right.DECIDE,
)

"""Paging: how many of a list are sent, and from which on."""

from typing import Final

import voluptuous as vol

from ..services.action import Fields

MAX_LIMIT: Final = 200


def page_of(usual: int) -> Fields:
    """Return the fields of a list of which usually so many are sent."""
    return {
        vol.Optional("limit", default=usual): vol.All(
            int, vol.Range(min=1, max=MAX_LIMIT)
        ),
        vol.Optional("offset", default=0): vol.All(int, vol.Range(min=0)),
    }

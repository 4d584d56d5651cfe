"""Fields that several actions have."""

from typing import Final

from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from .action import Fields

ATTR_ALL: Final = "all"
ATTR_CLIENT: Final = "client"
ATTR_DELETE_DATA: Final = "delete_data"
ATTR_ENTRY_ID: Final = "entry_id"
ATTR_HASH: Final = "hash"
ATTR_IGNORE_SPACE: Final = "ignore_space"
ATTR_ITEM: Final = "item"
ATTR_LIBRARY: Final = "library"
ATTR_REASON: Final = "reason"
ATTR_REQUEST_ID: Final = "request_id"
ATTR_SOURCE: Final = "source"
ATTR_RESULT: Final = "result"
ATTR_TITLE: Final = "title"

NAMES: Final = vol.All(cv.ensure_list, [cv.string])
FILLED: Final = vol.All(cv.string, vol.Length(min=1))

ONE_REQUEST: Final[Fields] = {vol.Required(ATTR_REQUEST_ID): cv.string}
SOME_OR_ALL: Final[Fields] = {
    vol.Exclusive(ATTR_ENTRY_ID, "which"): NAMES,
    vol.Exclusive(ATTR_ALL, "which"): cv.boolean,
}

"""Options of a download as an action takes them: those of a rule's form, read and bounded in the same way."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from homeassistant.helpers import config_validation as cv
import voluptuous as vol

from ..const import (
    CONF_CATEGORY,
    CONF_INACTIVE_SEEDING_TIME,
    CONF_PRIORITY,
    CONF_RATIO_LIMIT,
    CONF_SAVE_PATH,
    CONF_SEEDING_TIME,
    CONF_SKIP_CHECK,
    CONF_TAGS,
)
from ..engine.options import DownloadOptions, Priority
from ..engine.rights import Person, Right
from ..parts.download_options import (
    OPTIONS as OF_RULE,
    as_category,
    build_options,
    split_words,
)
from ..parts.setting import Kind, Setting
from ..presentation.errors import mistake
from .action import Fields
from .fields import NAMES

# Who could only hand something in would say with these where the client writes, what it takes for
# complete without a look, and how long it shares: for that a tracker shuts the account of the house.
RESERVED: Final = frozenset(
    {
        CONF_SAVE_PATH,
        CONF_SKIP_CHECK,
        CONF_RATIO_LIMIT,
        CONF_SEEDING_TIME,
        CONF_INACTIVE_SEEDING_TIME,
    }
)


def _asks_with(setting: Setting) -> Any:
    """Return what a field of an action has to be to hold what a form asks with."""
    match setting.kind:
        case Kind.NUMBER:
            between = vol.Range(min=setting.lowest, max=setting.highest)
            return vol.All(vol.Coerce(float), between)
        case Kind.SWITCH:
            return cv.boolean
        case Kind.LINES:
            return NAMES
        case Kind.ONE_OF:
            return vol.In(list(setting.options))
    return cv.string


# What is left out is as the client does it. Data that is there already is what one download is about,
# so no rule has that.
OPTIONS: Final[Fields] = {
    **{vol.Optional(one.key): _asks_with(one) for one in OF_RULE},
    vol.Optional(CONF_SKIP_CHECK): cv.boolean,
}


def asked_options(data: Mapping[str, Any], person: Person) -> DownloadOptions:
    """Return the options that are among the data of a call. Raises ``ServiceValidationError``.

    What is forced is downloaded although its client is paused, which is for those who could resume it.
    """
    if data.get(CONF_PRIORITY) == Priority.FORCE and not person.may(Right.DOWNLOADS):
        raise mistake("only_downloads", field=f"{CONF_PRIORITY}: {Priority.FORCE}")
    try:
        category = as_category(data.get(CONF_CATEGORY))
    except ValueError as err:
        raise mistake("no_category", category=str(err)) from err
    known = {
        **data,
        CONF_CATEGORY: category,
        CONF_SAVE_PATH: data.get(CONF_SAVE_PATH, "").strip(),
        CONF_TAGS: split_words(data.get(CONF_TAGS, ())),
    }
    options = build_options(known)
    return replace(options, skip_check=data.get(CONF_SKIP_CHECK, False))

"""What can be set for a source that programs push to, and the settings that its stored data describes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_API_KEY

from .. import const
from ..sources.pushes import Posing
from .setting import ENABLED, UnusablePart, one_of, secret, text

# As what it is taken, chosen in the form.
PROGRAM: Final = one_of(const.CONF_PROGRAM, Posing, "push_program", Posing.RADARR)
# The subentry id of the Radarr or Sonarr whose works may be listed.
LIBRARY: Final = text(const.CONF_LIBRARY)
# Made by us, and never changed by a form's fields.
PATH: Final = text(const.CONF_PATH, required=True)
KEY: Final = secret(CONF_API_KEY)
# What each is called.
NAMES: Final = {Posing.RADARR: "Radarr", Posing.SONARR: "Sonarr"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSettings:
    """How programs push.

    ``path`` is the part of the address that is its own, ``key`` what they have to show, ``library`` a
    subentry id, None where nothing is to be listed.
    """

    id: str
    name: str
    path: str
    posing: Posing
    key: str = field(repr=False)
    library: str | None = None
    enabled: bool = True


def posing_of(data: Mapping[str, Any]) -> Posing:
    """Return as which program we are taken. Raises ``UnusablePart``."""
    try:
        return Posing(PROGRAM.of(data))
    except ValueError as err:
        raise UnusablePart(str(err)) from err


def settings_of(subentry: ConfigSubentry) -> PushSettings:
    """Return the settings that a subentry describes. Raises ``UnusablePart``."""
    data = subentry.data
    path, key = PATH.of(data) or "", KEY.of(data) or ""
    if not (path and key):
        raise UnusablePart("it has no address or no key of its own")
    return PushSettings(
        id=subentry.subentry_id,
        name=subentry.title,
        path=path,
        posing=posing_of(data),
        key=key,
        library=LIBRARY.of(data) or None,
        enabled=ENABLED.of(data),
    )

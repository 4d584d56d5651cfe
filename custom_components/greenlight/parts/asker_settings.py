"""What can be set for an asker, and the settings that its stored data describes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME

from .. import const
from ..engine.release import Protocol
from ..engine.rules import Action, Rule
from .setting import ENABLED, HOUR, UnusablePart, number, one_of, switch, text


class Program(StrEnum):
    """Which program an asker is."""

    SONARR = "sonarr"
    RADARR = "radarr"
    LIDARR = "lidarr"
    PROWLARR = "prowlarr"
    AUTOBRR = "autobrr"
    FLEXGET = "flexget"
    OTHER = "other"


class Manner(StrEnum):
    """What becomes of what an asker hands over."""

    ASK = "ask"
    APPROVE = "approve"
    # A rule that matches says; what none matches is asked about.
    RULES = "rules"


# Seconds: whoever ordered it sees it paused meanwhile, and nothing is lost by waiting.
DEFAULT_LIFETIME: Final = 72 * 3600.0

# Chosen from a menu each, before the form.
PROGRAM: Final = text(const.CONF_TYPE, required=True)
PROTOCOL: Final = text(const.CONF_PROTOCOL, required=True)
# What each is called, empty where somebody else has to say that.
NAMES: Final[Mapping[Program, str]] = {
    Program.SONARR: "Sonarr",
    Program.RADARR: "Radarr",
    Program.LIDARR: "Lidarr",
    Program.PROWLARR: "Prowlarr",
    Program.AUTOBRR: "autobrr",
    Program.FLEXGET: "FlexGet",
    Program.OTHER: "",
}
CLIENT: Final = text(const.CONF_CLIENT)
LIBRARY: Final = text(const.CONF_LIBRARY)
MANNER: Final = one_of(const.CONF_ACTION, Manner, "asker_action", Manner.ASK)
PICKED: Final = switch(const.CONF_APPROVE_PICKED, default=False)
CATEGORY: Final = text(const.CONF_CATEGORY)
LIFETIME: Final = number(
    const.CONF_LIFETIME, 1, 720, "h", default=DEFAULT_LIFETIME, scale=HOUR
)
# Made by us, and never changed by a form's fields.
PATH: Final = text(const.CONF_PATH, required=True)
USERNAME: Final = text(CONF_USERNAME, required=True)
PASSWORD: Final = text(CONF_PASSWORD, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskerSettings:
    """How an asker is to be treated.

    ``client`` and ``library`` are subentry ids, None where the usual client takes it and no library
    is the same program. With ``approve_picked`` nobody is asked about what a person had picked there.
    ``path`` is the part of the address that is its own, ``username`` and ``password`` are what it
    logs in with, the password also being its API key. ``lifetime`` (of a question) is in seconds.
    """

    id: str
    name: str
    program: Program
    protocol: Protocol
    path: str
    username: str
    password: str = field(repr=False)
    client: str | None = None
    library: str | None = None
    manner: Manner = Manner.ASK
    approve_picked: bool = False
    category: str = ""
    lifetime: float = DEFAULT_LIFETIME
    enabled: bool = True

    @property
    def rule(self) -> Rule:
        """Return the rule under which people are asked about what no other rule decides."""
        return Rule(
            id=self.id,
            name=self.name,
            sources=frozenset({self.id}),
            action=Action.ASK,
            lifetime=self.lifetime,
            client=self.client,
        )


def settings_of(subentry: ConfigSubentry) -> AskerSettings:
    """Return the settings that a subentry describes. Raises ``UnusablePart``."""
    data: Mapping[str, Any] = subentry.data
    path, username, password = (
        one.of(data) or "" for one in (PATH, USERNAME, PASSWORD)
    )
    if not (path and username and password):
        raise UnusablePart("it has no address or no credentials of its own")
    try:
        program, manner = Program(PROGRAM.of(data)), Manner(MANNER.of(data))
        protocol = Protocol(PROTOCOL.of(data))
    except ValueError as err:
        raise UnusablePart(str(err)) from err
    return AskerSettings(
        id=subentry.subentry_id,
        name=subentry.title,
        program=program,
        protocol=protocol,
        path=path,
        username=username,
        password=password,
        client=CLIENT.of(data) or None,
        library=LIBRARY.of(data) or None,
        manner=manner,
        approve_picked=PICKED.of(data),
        category=CATEGORY.of(data) or "",
        lifetime=LIFETIME.seconds(data) or DEFAULT_LIFETIME,
        enabled=ENABLED.of(data),
    )

"""The people of a house, each with other rights, and what else calls Greenlight."""

from dataclasses import dataclass
from typing import Any, Final

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_READ_ONLY, GROUP_ID_USER
from homeassistant.core import HomeAssistant

from custom_components.greenlight.const import CONF_AUTOMATIONS, CONF_PEOPLE_RIGHTS
from custom_components.greenlight.engine.rights import Right

from .scene import Scene

ALL: Final = frozenset(Right) - {Right.EVERYTHING}
EVERYTHING: Final = frozenset(Right)
SEE: Final = frozenset({Right.SEE})
NOTHING: Final[frozenset[Right]] = frozenset()
UNATTENDED: Final = frozenset({Right.SEE, Right.HAND_IN, Right.DOWNLOADS})


@dataclass(frozen=True)
class Caller:
    """Somebody by their group in Home Assistant, what was chosen for them, and what they may then."""

    group: str
    may: frozenset[Right]
    chosen: tuple[Right, ...] | None = None
    refusal: str = "may_not"


# Everybody has a user; what has none is an automation.
CALLERS: Final = {
    "owner": Caller(GROUP_ID_ADMIN, EVERYTHING, ()),
    "nobody": Caller("", NOTHING, refusal="may_nothing"),
    "reader": Caller(GROUP_ID_READ_ONLY, SEE),
    "member": Caller(GROUP_ID_USER, SEE),
    "administrator": Caller(GROUP_ID_ADMIN, EVERYTHING),
    "decider": Caller(GROUP_ID_USER, SEE | {Right.DECIDE}, (Right.DECIDE,)),
    "giver": Caller(GROUP_ID_USER, SEE | {Right.HAND_IN}, (Right.HAND_IN,)),
    "chooser": Caller(
        GROUP_ID_USER,
        SEE | {Right.HAND_IN, Right.DECIDE},
        (Right.HAND_IN, Right.DECIDE),
    ),
    "keeper": Caller(GROUP_ID_USER, SEE | {Right.DOWNLOADS}, (Right.DOWNLOADS,)),
    "trusted": Caller(GROUP_ID_USER, EVERYTHING, (Right.EVERYTHING,)),
    "restrained": Caller(GROUP_ID_ADMIN, SEE, (Right.SEE,)),
    "shut_out": Caller(GROUP_ID_ADMIN, NOTHING, (), refusal="may_nothing"),
    "gone": Caller(GROUP_ID_ADMIN, NOTHING, refusal="unknown"),
    "deactivated": Caller(GROUP_ID_ADMIN, NOTHING, refusal="unauthorized"),
    "addon": Caller(GROUP_ID_ADMIN, UNATTENDED, refusal="automation_may_not"),
}


@dataclass(frozen=True)
class House:
    """The ids of the users by what they are called here."""

    ids: dict[str, str]

    @property
    def options(self) -> dict[str, Any]:
        """Return what was chosen for them."""
        return {
            CONF_PEOPLE_RIGHTS: {
                self.ids[name]: list(one.chosen)
                for name, one in CALLERS.items()
                if one.chosen is not None
            }
        }


async def settle_in(hass: HomeAssistant) -> House:
    """Make a user of each kind."""
    users = {}
    for name, one in CALLERS.items():
        groups = [one.group] if one.group else []
        if name == "addon":
            made = await hass.auth.async_create_system_user(name, group_ids=groups)
        else:
            made = await hass.auth.async_create_user(name, group_ids=groups)
        users[name] = made
    assert users["owner"].is_owner
    await hass.auth.async_deactivate_user(users["deactivated"])
    ids = {name: user.id for name, user in users.items()}
    await hass.auth.async_remove_user(users["gone"])
    return House(ids)


async def start(scene: Scene, *, automations: bool = False, **rule: Any) -> House:
    """Set Greenlight up in such a house."""
    house = await settle_in(scene.hass)
    scene.options = {**house.options, CONF_AUTOMATIONS: automations}
    await scene.start(**rule)
    return house

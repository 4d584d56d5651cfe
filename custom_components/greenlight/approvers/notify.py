"""Any notify action: text with a link, for Discord, Slack, mail and whatever else Home Assistant has."""

from typing import Final, Protocol, override

from homeassistant.components.notify import NotifyEntityFeature  # type: ignore[attr-defined]
from homeassistant.const import ATTR_SUPPORTED_FEATURES, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import ServiceNotFound

from ..engine.request import Request
from ..parts.approver_settings import ApproverSettings
from ..presentation.asking.news import Missing
from ..presentation.screens import Page, PlainScreen
from .base import Channel, Copy, NotDelivered

NOTIFY: Final = "notify"
SEND: Final = "send_message"
# What there is to say of a reason that Home Assistant gives, in letters.
_DETAIL: Final = 200


class Screens(Protocol):
    """What plain text says, in the words of the house."""

    def plain(self, request: Request) -> PlainScreen:
        """Return a question."""

    def plain_digest(self, requests: list[Request]) -> PlainScreen:
        """Return several questions in one."""

    def plain_test(self, answered: str = "") -> PlainScreen:
        """Return the harmless question."""

    def plain_news(self, missing: Missing) -> PlainScreen:
        """Return what is said of what nothing came for."""


class Notify(Channel[PlainScreen]):
    """One notify action, old or new; what was sent there cannot be changed."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: ApproverSettings,
        screens: Screens,
    ) -> None:
        """Know what to call; there are no buttons that would need a token."""
        self._hass = hass
        self._action = settings.action
        self._recipients = settings.recipients
        self._screens = screens

    @property
    @override
    def places(self) -> tuple[str, ...]:
        return (self._action,) if self._action else ()

    @override
    def screen(self, request: Request, place: str, page: Page) -> PlainScreen:
        return self._screens.plain(request)

    @override
    def digest(self, requests: list[Request], place: str) -> PlainScreen:
        return self._screens.plain_digest(requests)

    @override
    def test(self, place: str, answered: str = "") -> PlainScreen:
        return self._screens.plain_test()

    @override
    def news(self, missing: Missing, place: str) -> PlainScreen:
        return self._screens.plain_news(missing)

    @override
    async def show(self, copy: Copy, screen: PlainScreen) -> Copy | None:
        domain, _, name = copy.place.partition(".")
        # Discord, Signal and many more leave the title out, and nothing tells which.
        told = f"{screen.title}\n{screen.message}"
        data: dict[str, object] = {"title": screen.title, "message": told}
        if self._recipients:
            data["target"] = list(self._recipients)
        if entity := self._entity(copy.place):
            if entity.state == STATE_UNAVAILABLE:
                # Home Assistant leaves it out without a word.
                raise NotDelivered("notify_away", copy.place)
            data = {"entity_id": copy.place, **_fitting(entity, screen)}
            name = SEND
        if domain != NOTIFY or not self._hass.services.has_service(NOTIFY, name):
            raise NotDelivered("notify_gone", copy.place, gone=True)
        try:
            await self._hass.services.async_call(NOTIFY, name, data, blocking=True)
        except ServiceNotFound as err:
            raise NotDelivered("notify_gone", copy.place, gone=True) from err
        except Exception as err:
            # Others' actions raise whatever their libraries do.
            raise NotDelivered("notify_failed", str(err)[:_DETAIL]) from err
        return None

    @override
    async def clear(self, copy: Copy) -> None:
        """Nothing can be taken away there."""

    @override
    def trouble(self) -> str:
        if entity := self._entity(self._action):
            return "notify_away" if entity.state == STATE_UNAVAILABLE else ""
        name = self._action.partition(".")[2]
        return "" if self._hass.services.has_service(NOTIFY, name) else "notify_gone"

    def _entity(self, action: str) -> State | None:
        """Return the entity of that name, None for none: an action of the same name is older."""
        name = action.partition(".")[2]
        if self._hass.services.has_service(NOTIFY, name):
            return None
        return self._hass.states.get(action)


def _fitting(entity: State, screen: PlainScreen) -> dict[str, object]:
    """Return what an entity is told: one that shows no title would leave it out."""
    features = entity.attributes.get(ATTR_SUPPORTED_FEATURES) or 0
    if features & NotifyEntityFeature.TITLE:
        return {"title": screen.title, "message": screen.message}
    return {"message": f"{screen.title}\n{screen.message}"}

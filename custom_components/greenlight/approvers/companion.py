"""The companion app: questions as notifications of phones, by Home Assistant's own notify actions.

That something has arrived cannot be proved; what can be known to have gone wrong is told.
"""

from dataclasses import replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any, Final, Protocol, override

from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceNotFound
from homeassistant.helpers.json import json_bytes
from homeassistant.util import dt as dt_util, slugify

from ..const import DOMAIN
from ..engine.request import Request
from ..parts.approver_settings import ApproverSettings
from ..parts.neighbours import MOBILE_APP, owner_of, takes_pushes
from ..presentation.asking.news import Missing
from ..presentation.asking.pace import STEPS, step_of
from ..presentation.poster_view import poster_path
from ..presentation.screens import Button, Page, PhoneScreen
from .base import DIGEST, Channel, Copy, NotDelivered
from .phone_text import android_text, bare_text, in_form
from .token import Press, Tokens

# Home Assistant's side of the app, which is called by name and never imported: listed or imported, it
# would answer before anybody here listens.
NOTIFY: Final = "notify"
CLEAR: Final = "clear_notification"

QUESTIONS: Final = "Greenlight questions"
PROGRESS: Final = "Greenlight progress"
# Seconds after which a phone is tried again that is known not to have been reached.
AGAIN: Final = 60.0
# What a tap opens where no page is named: whatever Home Assistant begins with.
ANYWHERE: Final = "/"
# What Android shows, and what does not scroll on an iPhone.
MOST_ON_ANDROID: Final = 3
MOST_ON_APPLE: Final = 10

# What Google and Apple take in one notification is 4,096; the push service adds its own.
MOST_BYTES: Final = 3500

_URI: Final = "URI"
# Signs that nobody sees.
_MARKS: Final = ("\u200b", "\u200c", "\u200d", "\u2060")
_APPLE_SYSTEMS: Final = frozenset({"ios", "ipados", "macos", "watchos", "visionos"})
_APPLE_APP: Final = "io.robbie.homeassistant"


class Screens(Protocol):
    """What phones show, in the words of the house."""

    def phone(
        self, request: Request, page: Page, *, three: bool, person_id: str
    ) -> PhoneScreen:
        """Return a page of a question, or what became of it; with ``three`` buttons at most."""

    def mark(self, request: Request) -> str:
        """Return a mark of what is seen of a question."""

    def phone_digest(self, requests: list[Request]) -> PhoneScreen:
        """Return several questions in one."""

    def phone_test(self, answered: str) -> PhoneScreen:
        """Return the harmless question, or what is said to whoever ``answered`` it."""

    def phone_news(self, missing: Missing) -> PhoneScreen:
        """Return what is said of what nothing came for."""


class System(StrEnum):
    """What a phone runs. What is not known is treated as Android, without a picture."""

    ANDROID = "android"
    APPLE = "apple"
    UNKNOWN = "unknown"


class Companion(Channel[PhoneScreen]):
    """The phones of one approver; a place is the id of a phone's config entry."""

    def __init__(
        self,
        hass: HomeAssistant,
        settings: ApproverSettings,
        screens: Screens,
        tokens: Tokens,
    ) -> None:
        """Know whom to ask, in which words, and what makes a button."""
        self._hass = hass
        self._settings = settings
        self._screens = screens
        self._tokens = tokens

    @property
    @override
    def places(self) -> tuple[str, ...]:
        return tuple(one for one in self._settings.devices if self._phone(one))

    @override
    def screen(self, request: Request, place: str, page: Page) -> PhoneScreen:
        phone = self._phone(place)
        screen = self._screens.phone(
            request,
            page,
            three=phone is None or system_of(phone) is not System.APPLE,
            person_id=owner_of(phone) if phone else "",
        )
        pictured = screen.poster and has_poster(request)
        mark = self._screens.mark(request)
        return replace(screen, poster=pictured, seen=mark)

    @override
    def digest(self, requests: list[Request], place: str) -> PhoneScreen:
        return self._screens.phone_digest(requests)

    @override
    def test(self, place: str, answered: str = "") -> PhoneScreen:
        return self._screens.phone_test(answered)

    @override
    def news(self, missing: Missing, place: str) -> PhoneScreen:
        return self._screens.phone_news(missing)

    @override
    def will_be(self, copy: Copy, screen: PhoneScreen) -> str:
        # Each approver has a list of its own, also where several ask on one phone.
        of = f"{DIGEST}-{copy.approver}" if copy.request == DIGEST else copy.request
        return tag_of(of, progress=screen.progress is not None)

    @override
    def stays(self, place: str) -> bool:
        # Only Android takes one away by itself.
        phone = self._phone(place)
        return phone is not None and system_of(phone) is System.APPLE

    @override
    async def show(self, copy: Copy, screen: PhoneScreen) -> Copy:
        phone = await self._reachable(copy.place)
        tag = self.will_be(copy, screen)
        if copy.message and copy.message != tag:
            await self._clear(phone, copy.message)
        await self._send(phone, self._notification(copy, screen, tag, system_of(phone)))
        return replace(copy, message=tag)

    @override
    async def clear(self, copy: Copy) -> None:
        if copy.message:
            await self._clear(await self._reachable(copy.place), copy.message)

    @override
    def trouble(self) -> str:
        phones = [
            phone for one in self._settings.devices if (phone := self._phone(one))
        ]
        if not phones:
            return "no_phone_left"
        return "" if any(map(takes_pushes, phones)) else "phone_without_push"

    # ----------------------------------------------------------------- phones

    def _phone(self, place: str) -> ConfigEntry[Any] | None:
        """Return the registration of a phone, None for one that is gone or switched off."""
        entry = self._hass.config_entries.async_get_entry(place)
        if entry is None or entry.domain != MOBILE_APP or entry.disabled_by:
            return None
        return entry

    async def _reachable(self, place: str) -> ConfigEntry[Any]:
        """Return a phone that may be sent something. Raises ``NotDelivered``."""
        phone = self._phone(place)
        if phone is None:
            raise NotDelivered("phone_gone", gone=True)
        if not takes_pushes(phone):
            raise NotDelivered("phone_without_push", gone=True)
        owner = await self._hass.auth.async_get_user(phone.data.get("user_id", ""))
        if owner is None or not owner.is_active:
            # What is asked is none of the business of somebody who was shut out, for now or for good.
            raise NotDelivered("phone_of_nobody")
        if self._newer_namesake(phone):
            raise NotDelivered("phone_of_same_name", gone=True)
        return phone

    def _newer_namesake(self, phone: ConfigEntry[Any]) -> bool:
        """Tell whether another phone has taken this one's action over, as the name alone makes it."""
        return any(
            other.created_at > phone.created_at
            for other in self._hass.config_entries.async_loaded_entries(MOBILE_APP)
            if other.entry_id != phone.entry_id
            and action_of(other) == action_of(phone)
            and takes_pushes(other)
        )

    async def _clear(self, phone: ConfigEntry[Any], tag: str) -> None:
        await self._send(phone, {"message": CLEAR, "data": {"tag": tag}})

    async def _send(
        self, phone: ConfigEntry[Any], notification: dict[str, Any]
    ) -> None:
        """Call the action of one phone: several in one call would share what they are given."""
        action = action_of(phone)
        if not self._hass.services.has_service(NOTIFY, action):
            # While Home Assistant starts, or the phone's own registration has failed.
            starting = phone.state is not ConfigEntryState.SETUP_ERROR
            raise NotDelivered("phone_not_ready", again_in=AGAIN if starting else None)
        try:
            await self._hass.services.async_call(
                NOTIFY, action, notification, blocking=True
            )
        except ServiceNotFound as err:
            raise NotDelivered("phone_not_ready", again_in=AGAIN) from err
        except HomeAssistantError as err:
            # Only a phone that has to be connected, and is not. What is said names a secret of it.
            raise NotDelivered("phone_away", again_in=AGAIN) from err

    # ---------------------------------------------------------- notifications

    def _notification(
        self, copy: Copy, screen: PhoneScreen, tag: str, system: System
    ) -> dict[str, Any]:
        if system is System.APPLE:
            return self._told(copy, screen, tag, system)
        told = self._told(copy, in_form(android_text, screen), tag, system)
        if len(json_bytes(told)) > MOST_BYTES:
            # A title of nothing but signs. Better told without them than not at all.
            bare = replace(in_form(bare_text, screen), subject="")
            return self._told(copy, bare, tag, system)
        return told

    def _told(
        self, copy: Copy, screen: PhoneScreen, tag: str, system: System
    ) -> dict[str, Any]:
        moves = screen.progress is not None
        quiet = screen.silent or moves or copy.page is not Page.QUESTION
        data: dict[str, Any] = {
            "tag": tag,
            "group": DOMAIN,
            "url": screen.opens or ANYWHERE,
            "clickAction": screen.opens or ANYWHERE,
            "actions": self._actions(copy, screen, system),
        }
        if screen.progress is not None:
            data |= _progress(screen.progress, screen.critical)
        data |= (
            _on_apple(screen, copy.request, quiet=quiet)
            if system is System.APPLE
            else _on_android(screen, copy.request, system, quiet=quiet)
        )
        if not screen.message:
            # A message there has to be.
            return {"message": screen.title, "data": data}
        return {"title": screen.title, "message": screen.message, "data": data}

    def _actions(
        self, copy: Copy, screen: PhoneScreen, system: System
    ) -> list[dict[str, Any]]:
        apple = system is System.APPLE
        shown = screen.buttons[: MOST_ON_APPLE if apple else MOST_ON_ANDROID]
        return [self._action(copy, screen, button, apple=apple) for button in shown]

    def _action(
        self, copy: Copy, screen: PhoneScreen, button: Button, *, apple: bool
    ) -> dict[str, Any]:
        if button.answer is None:
            return {"action": _URI, "title": button.label, "uri": button.url}
        press = Press(
            approver=self._settings.id,
            request=copy.request,
            seen=screen.seen,
            answer=button.answer,
        )
        token = self._tokens.write(press)
        title = button.label if apple else f"{_mark(token)}{button.label}"
        action: dict[str, Any] = {"action": token, "title": title}
        if button.yes and self._settings.unlock:
            action["authenticationRequired"] = True
        if button.destructive and apple:
            action["destructive"] = True
        return action


def _mark(token: str) -> str:
    """Return what makes a button unlike those of other questions, and is not seen.

    Android's app tells buttons apart by what is on them and the millisecond in which they are shown:
    of two that are alike then, both answer the question that came first.
    """
    (number,) = blake2b(token.encode(), digest_size=1).digest()
    return "".join(_MARKS[number >> shift & 3] for shift in (0, 2, 4, 6))


def tag_of(request: str, *, progress: bool = False) -> str:
    """Return what the notification of a request is called on every phone."""
    return f"gl-{request}-p" if progress else f"gl-{request}"


def action_of(phone: ConfigEntry[Any]) -> str:
    """Return the name of a phone's notify action, made of the name that the phone itself has."""
    return slugify(f"{MOBILE_APP}_{phone.data.get('device_name', '')}")


def system_of(phone: ConfigEntry[Any]) -> System:
    """Return what a phone runs, by its registration."""
    name = str(phone.data.get("os_name", "")).casefold()
    app = str(phone.data.get("app_id", "")).casefold()
    if name in _APPLE_SYSTEMS or app.startswith(_APPLE_APP):
        return System.APPLE
    if name == "android" or app.endswith(".android"):
        return System.ANDROID
    return System.UNKNOWN


def has_poster(request: Request) -> bool:
    """Tell whether a library may have a picture: an iPhone complains of one that cannot be had."""
    work = request.weighed.work if request.weighed else None
    return bool(work and work.known_to)


def _progress(progress: float, critical: str) -> dict[str, Any]:
    """Return what makes a live update of it. Those have no buttons on any phone."""
    percent = step_of(progress) * 100 // STEPS
    return {
        "live_update": True,
        "progress": percent,
        "progress_max": 100,
        "critical_text": critical,
        "actions": [],
    }


def _on_android(
    screen: PhoneScreen, request: str, system: System, *, quiet: bool
) -> dict[str, Any]:
    data: dict[str, Any] = {"channel": QUESTIONS}
    if screen.silent or screen.progress is not None:
        # Only a channel is silent, and what it once was it stays.
        data = {"channel": PROGRESS, "importance": "low"}
    if quiet:
        data["alert_once"] = True
    else:
        # Otherwise a phone that lies on a table is told when somebody takes it up, hours later.
        data["priority"] = "high"
    if screen.subject:
        data["subject"] = screen.subject
    if screen.buttons and screen.progress is None:
        # Otherwise a press takes it away, also one that did not arrive.
        data["sticky"] = "true"
    if screen.poster and system is System.ANDROID:
        data["icon_url"] = poster_path(request)
    return data | _until(screen)


def _until(screen: PhoneScreen) -> dict[str, Any]:
    """Return after how many seconds it goes by itself, and whether it counts them."""
    if screen.goes_after is not None:
        return {"timeout": screen.goes_after}
    if screen.until is None:
        return {}
    left = round(screen.until - dt_util.utcnow().timestamp())
    if left <= 0:
        return {}
    # It counts to the end itself, however late it arrives.
    return {"timeout": left, "chronometer": True, "when": round(screen.until)}


def _on_apple(screen: PhoneScreen, request: str, *, quiet: bool) -> dict[str, Any]:
    push = {"interruption-level": "passive" if quiet else "active"}
    if quiet:
        push["sound"] = "none"
    data: dict[str, Any] = {"push": push}
    if screen.poster:
        data["image"] = poster_path(request)
    return data

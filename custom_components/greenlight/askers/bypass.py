"""Ways past Greenlight: other download clients that the program of an asker may hand releases to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..const import DOMAIN
from ..libraries.errors import LibraryError
from ..libraries.grabs import Grabs, OrdersFrom
from ..parts.asker_settings import AskerSettings
from ..parts.repair import let_go
from .door import ADDRESS

_TRANSLATION: Final = "asker_bypass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """By what a program has its releases downloaded.

    ``through`` is Greenlight as it is set up there for the asker, None if it is not, or is switched
    off. ``past`` are other clients that take what Greenlight would take, most wanted first.
    """

    through: OrdersFrom | None = None
    past: tuple[OrdersFrom, ...] = ()


def ways(settings: AskerSettings, clients: Iterable[OrdersFrom]) -> Ways:
    """Tell by what an asker's program has releases downloaded, from the clients that are set up there.

    What is set up there for another asker of ours is no way past.
    """
    enabled = [
        one
        for one in clients
        if one.enabled and one.protocol in (settings.protocol, None)
    ]
    through = (one for one in enabled if _asker(one) == settings.path)
    past = (one for one in enabled if not _asker(one))
    return Ways(
        through=next(through, None),
        past=tuple(sorted(past, key=lambda one: one.priority)),
    )


def _asker(client: OrdersFrom) -> str:
    """Return the path of the asker a client is set up for, empty for what is not Greenlight."""
    # Before it may stand what a proxy puts there.
    _, found, path = f"/{client.url_base.strip('/')}".rpartition(f"{ADDRESS}/")
    return path.partition("/")[0] if found else ""


class Bypass:
    """An issue in repairs for each asker whose program can go past Greenlight."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Know of none."""
        self._hass = hass
        self._known: dict[str, dict[str, str]] = {}

    async def look(self, settings: AskerSettings, grabs: Grabs) -> None:
        """Ask what is set up there. Where that cannot be asked, what is known stays as it is.

        Nothing goes past a gate through which nothing goes: where Greenlight is not set up yet, or
        is switched off, nobody is told.
        """
        try:
            found = ways(settings, await grabs.orders_from())
        except LibraryError:
            return
        if not settings.enabled or found.through is None or not found.past:
            self.forget(settings.id)
            return
        names = ", ".join(one.name or one.program for one in found.past)
        told = {"name": settings.name, "clients": names}
        if self._known.get(settings.id) != told:
            self._known[settings.id] = told
            self._tell(settings.id, told)

    @callback
    def forget(self, asker_id: str) -> None:
        """Take it that an asker's program cannot go past, or that the asker is gone."""
        self._known.pop(asker_id, None)
        ir.async_delete_issue(self._hass, DOMAIN, _issue(asker_id))

    @callback
    def forget_all(self) -> None:
        """Take it that nobody looks any more."""
        while self._known:
            asker_id, _ = self._known.popitem()
            let_go(self._hass, _issue(asker_id))

    @callback
    def _tell(self, asker_id: str, told: dict[str, str]) -> None:
        ir.async_create_issue(
            self._hass,
            DOMAIN,
            _issue(asker_id),
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=_TRANSLATION,
            translation_placeholders=told,
        )


def _issue(asker_id: str) -> str:
    return f"{_TRANSLATION}_{asker_id}"

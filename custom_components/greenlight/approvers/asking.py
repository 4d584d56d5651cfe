"""Asking: what asks people and believes them, put together once and taken apart again."""

from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import APPROVER, CONF_SILENT
from ..gate.gate import Gate
from ..parts.approver_settings import ApproverSettings, settings_of
from ..parts.setting import UnusablePart
from ..presentation.asking.replies import Replies
from ..presentation.asking.screens import Screens
from ..presentation.asking.taken_in import takes_in
from ..presentation.poster_view import async_give_out
from ..presentation.posters import Posters
from ..presentation.texts import Texts
from ..presentation.views import Views
from .always import Always
from .asker import Asker
from .channels import Means, build_channel
from .copies import Copies
from .deciding import Deciding
from .leaving import clear_all
from .notification import PersistentNotification
from .people import People
from .phones import async_follow_phones
from .presses import Presses
from .refused import tell_refused
from .token import Tokens
from .troubles import ApproverTroubles
from .wording import Names, poster_of, screens_of


class Asking:
    """The people of one house, and how they are reached; ``build`` comes before all else."""

    screens: Screens
    asker: Asker
    deciding: Deciding
    presses: Presses

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        gate: Gate,
        views: Views,
        texts: Texts,
        posters: Posters,
        copies: Copies,
        spawn: Callable[[Coroutine[Any, Any, None], str], None],
        now: Callable[[], float],
    ) -> None:
        """Know who lives here."""
        self._hass = hass
        self._entry = entry
        self._gate = gate
        self._views = views
        self._texts = texts
        self._posters = posters
        self._copies = copies
        self._spawn = spawn
        self._now = now
        self.people = People(hass, entry, texts)
        self.names = Names(hass, gate.announce)
        self.always = Always(hass, entry, texts)

    def _silent(self) -> list[str]:
        """Return the kinds of notice that nobody wants."""
        silent: list[str] = self._entry.options.get(CONF_SILENT, [])
        return silent

    def _screens(self, names: Names, path: Callable[[], str]) -> Screens:
        return screens_of(
            self._hass,
            self._gate,
            self._views,
            self.always,
            names,
            self.people,
            self._now,
            path,
        )

    def _means(self, screens: Screens) -> Means:
        """Return what channels are made of, with the secret that was read."""
        poster = partial(poster_of, self._gate, self._posters)
        tokens = Tokens(self._copies.secret)
        return Means(screens=screens, tokens=tokens, poster_of=poster)

    async def async_build(self, path: Callable[[], str]) -> None:
        """Build all of it; questions lead to ``path``. Nothing is asked yet."""
        self._entry.async_on_unload(await self.names.async_start())
        self.screens = self._screens(self.names, path)
        means = self._means(self.screens)
        build = partial(build_channel, self._hass, means=means)
        self.asker = Asker(
            self._hass,
            self._gate,
            self._copies,
            build,
            self._spawn,
            self._now,
            self._silent,
        )
        name, imports = self._views.name, self._views.questions.decides_on
        replies = Replies(
            self._texts, self._now, lambda one: takes_in(one, name, imports)
        )
        self.deciding = Deciding(
            self._gate, self.people, replies, self._now, self.always
        )
        self.presses = Presses(
            self._hass,
            self.people,
            self.deciding,
            means.tokens,
            self._copies,
            self.asker,
            self.asker.harmless,
            self._texts,
            partial(tell_refused, self._hass, self._texts),
        )
        self._entry.async_on_unload(async_give_out(self._hass, means.poster_of))
        self._entry.async_on_unload(self.people.start())

    def start_notices(self) -> CALLBACK_TYPE:
        """Begin to show what nobody else is told of. Returns what ends that."""
        return PersistentNotification(
            self._hass, self._gate, self.screens, self._texts
        ).start()

    @callback
    def start(
        self,
        approvers: Callable[[], Mapping[str, ApproverSettings]],
        on_approvers: Callable[[CALLBACK_TYPE], CALLBACK_TYPE],
    ) -> list[CALLBACK_TYPE]:
        """Ask and listen, now that everything that waits is known. Returns what ends that."""

        @callback
        def update() -> None:
            self.asker.update(approvers())

        update()
        return [
            on_approvers(update),
            self.asker.start(),
            ApproverTroubles(self._hass, self.asker).start(),
            self.presses.start(self._spawn),
            async_follow_phones(self._hass, self._entry),
        ]

    async def async_clear_all(self) -> None:
        """Take away what people see elsewhere: Greenlight has been removed, and hears no answer.

        Of what runs nothing is needed. Raises ``UnsupportedStorageVersionError``.
        """
        await self._copies.async_load()
        means = self._means(self._screens(Names(self._hass), lambda: ""))
        approvers = []
        for subentry in self._entry.get_subentries_of_type(APPROVER):
            with suppress(UnusablePart):
                approvers.append(settings_of(subentry))
        build = partial(build_channel, self._hass, means=means)
        await clear_all(approvers, build, self._copies)

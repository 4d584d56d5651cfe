"""Image: the poster of the work that the selected question is about."""

from typing import override

from homeassistant.components.image import ImageEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .engine.weighed import Work
from .entity import GateEntity
from .hub import GreenlightConfigEntry, Hub
from .libraries.base import Picture

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: GreenlightConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the image."""
    async_add_entities([Poster(entry.runtime_data)])


class Poster(GateEntity, ImageEntity):
    """The poster of what the buttons decide on, unavailable where there is none.

    It is served by Home Assistant itself: no browser is sent to a stranger's address.
    """

    def __init__(self, hub: Hub) -> None:
        """Hang on the hub's device."""
        GateEntity.__init__(self, hub, "poster")
        ImageEntity.__init__(self, hub.hass)
        self._work: Work | None = None
        self._fetching: Work | None = None
        self._picture: Picture | None = None

    @property
    @override
    def available(self) -> bool:
        return self._picture is not None

    @property
    @override
    def entity_picture(self) -> str | None:
        return super().entity_picture if self._picture else None

    @override
    async def async_image(self) -> bytes | None:
        return self._picture.content if self._picture else None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self._follow()

    @callback
    @override
    def _on_update(self) -> None:
        # Nothing is written while the same poster stays.
        self._follow()

    @callback
    def _follow(self) -> None:
        """Look for another poster once another work is asked about."""
        selected = self.hub.selection.current
        weighed = selected.weighed if selected else None
        work = weighed.work if weighed else None
        if work == self._work and not self._due_again(work):
            return
        self._work = work
        if self._picture is not None:
            # What was shown is not that of this question.
            self._show(None)
        if work is not None:
            self._fetching = work
            self.hub.spawn(self._fetch(work), "fetch a poster")

    def _due_again(self, work: Work | None) -> bool:
        if work is None or self._picture is not None or self._fetching == work:
            return False
        return self.hub.posters.due_again(work)

    async def _fetch(self, work: Work) -> None:
        try:
            picture = await self.hub.posters.of(work)
        finally:
            if self._fetching == work:
                self._fetching = None
        if picture is not None and work == self._work:
            self._show(picture)

    @callback
    def _show(self, picture: Picture | None) -> None:
        self._picture = picture
        if picture is not None:
            self._attr_content_type = picture.content_type
        self._attr_image_last_updated = dt_util.utcnow() if picture else None
        self.async_write_ha_state()

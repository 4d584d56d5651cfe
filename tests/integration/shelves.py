"""A scene with one library, as its coordinator sees it and as people do."""

from dataclasses import dataclass, field
from typing import Any

from custom_components.greenlight.const import LIBRARY
from custom_components.greenlight.parts.library import LibraryCoordinator
from tests.support.memory_library import MemoryServer

from .scene import Scene, part

LIBRARY_ID = "library0"
DATA = {
    "type": "radarr",
    "url": "http://nas:7878",
    "api_key": "very-secret-key",
    "verify_ssl": True,
    "server_id": "server-1",
}


@dataclass
class Shelves:
    """The library Films, its server, and whatever else is set up."""

    scene: Scene
    server: MemoryServer
    data: dict[str, Any] = field(default_factory=lambda: dict(DATA))

    @property
    def part(self) -> LibraryCoordinator:
        """Return what runs for it."""
        return self.scene.hub.libraries[LIBRARY_ID]

    @property
    def titles(self) -> list[str]:
        """Return what stands on its shelf."""
        return sorted(item.title for item in self.part.shelf)

    async def start(self, *others: Any, **data: Any) -> None:
        """Set Greenlight up with it, and wait until it has been read."""
        self.data |= data
        await self.scene.start([part(LIBRARY, LIBRARY_ID, "Films", self.data), *others])

    async def reload(self) -> None:
        """Stop Greenlight and start it again."""
        entry_id = self.scene.entry.entry_id
        assert await self.scene.hass.config_entries.async_reload(entry_id)
        await self.scene.settle()

    async def change(self, title: str = "Films", **data: Any) -> None:
        """Store something else of it, as a person does."""
        entry = self.scene.entry
        subentry = entry.subentries[LIBRARY_ID]
        self.scene.hass.config_entries.async_update_subentry(
            entry, subentry, title=title, data={**subentry.data, **data}
        )
        await self.scene.settle()

    def forget_asked(self) -> None:
        """Count anew what the server is asked."""
        self.server.asked.clear()

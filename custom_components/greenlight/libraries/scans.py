"""What a media server is told when something has come into one of its folders: Plex and Jellyfin."""

from abc import ABC, abstractmethod


class Scans(ABC):
    """Every method raises ``LibraryError``."""

    @abstractmethod
    async def folders(self) -> tuple[str, ...]:
        """Return the folders it watches, as it sees the disk."""

    @abstractmethod
    async def scan(self, path: str) -> int:
        """Have everything that contains a path looked through; returns how many sections do.

        A path that is in none of its folders is in none of its sections.
        """

"""The sections of a fake Plex, each with the folders it watches."""

from dataclasses import dataclass

from .plex_rows import Row


@dataclass(frozen=True)
class Section:
    """One section; ``folders`` are as Plex sees them."""

    key: str
    kind: str
    title: str
    folders: tuple[str, ...]

    def row(self) -> Row:
        """Return it as Plex lists it."""
        number = int(self.key)
        return {
            "key": self.key,
            "type": self.kind,
            "title": self.title,
            "agent": "tv.plex.agents." + self.kind,
            "scanner": "Plex",
            "language": "en-US",
            "uuid": f"uuid-{self.key}",
            "updatedAt": 1_714_600_000,
            "refreshing": False,
            "Location": [
                {"id": number + 100 * at, "path": path}
                for at, path in enumerate(self.folders)
            ],
        }


SECTIONS = (
    Section("1", "movie", "Films", ("/media/films",)),
    Section("2", "show", "Series", ("/media/series",)),
    Section("3", "artist", "Music", ("/media/music",)),
)

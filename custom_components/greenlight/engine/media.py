"""Media types: what kind of thing a category of a download client holds."""

from enum import StrEnum


class MediaType(StrEnum):
    """What a completed download is, as far as its category tells."""

    MOVIES = "movies"
    TV = "tv"
    MUSIC = "music"
    BOOKS = "books"
    OTHER = "other"

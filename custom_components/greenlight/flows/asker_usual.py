"""What an asker is given if nobody says otherwise: its category, its address and its password."""

from collections.abc import Collection, Mapping
from itertools import chain, count
import secrets
import string
from typing import Final

from homeassistant.util import slugify

from ..engine.release import Protocol
from ..parts.asker_settings import Program

# Letters and digits alone: a double click takes all of it, and it stays as it is in every address.
_PASSWORD_OF: Final = string.ascii_letters + string.digits
_PASSWORD_CHARS: Final = 32
# What each program files its downloads under if nobody says otherwise.
_CATEGORIES: Final[Mapping[Protocol, Mapping[Program, str]]] = {
    Protocol.TORRENT: {
        Program.SONARR: "tv-sonarr",
        Program.RADARR: "radarr",
        Program.LIDARR: "lidarr",
        Program.PROWLARR: "prowlarr",
    },
    Protocol.USENET: {
        Program.SONARR: "tv",
        Program.RADARR: "movies",
        Program.LIDARR: "music",
        Program.PROWLARR: "prowlarr",
    },
}


def usual_category(program: Program, protocol: Protocol) -> str:
    """Return what a program files its downloads under by itself, empty if nothing."""
    return _CATEGORIES[protocol].get(program, "")


def new_password() -> str:
    """Return a password that nobody has had before."""
    return "".join(secrets.choice(_PASSWORD_OF) for _ in range(_PASSWORD_CHARS))


def free_path(name: str, taken: Collection[object]) -> str:
    """Return what is put into the address for a name, other than what is taken."""
    plain = slugify(name, separator="-")
    wanted = chain([plain], (f"{plain}-{number}" for number in count(2)))
    return next(path for path in wanted if path not in taken)

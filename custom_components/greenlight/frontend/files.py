"""Files: what was built of the card, read once and given to browsers from memory.

So what a browser gets under a mark is always what has that mark: not what an update has put on the disk
while Home Assistant still runs the version before.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from aiohttp import web
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.http import HomeAssistantView
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

FOLDER: Final = Path(__file__).parent / "dist"
# What a browser begins with.
ENTRY: Final = f"{DOMAIN}.js"
# The same under an address that stays, for whoever has to write it down.
LASTING: Final = f"/{DOMAIN}/{ENTRY}"

_TYPES: Final = {".js": "text/javascript", ".json": "application/json"}
_SAFE: Final = {"X-Content-Type-Options": "nosniff"}
# A mark stands for one content, for good.
_KEPT: Final = {**_SAFE, "Cache-Control": "public, max-age=2678400, immutable"}
_ASKED_AGAIN: Final = {**_SAFE, "Cache-Control": "no-cache"}


@dataclass(frozen=True, slots=True)
class Built:
    """The files by their names, and the mark of their content."""

    mark: str
    files: dict[str, bytes]


_BUILT: Final[HassKey[Built]] = HassKey(f"{DOMAIN}_card")


def address_of(mark: str) -> str:
    """Return where browsers get the card with a mark."""
    return f"/{DOMAIN}/{mark}/{ENTRY}"


@callback
def card_hash(hass: HomeAssistant) -> str:
    """Return the mark of the card that browsers are given, empty where there is none."""
    built = hass.data.get(_BUILT)
    return built.mark if built else ""


async def async_serve(hass: HomeAssistant) -> str:
    """Give the files to browsers from now on, and return their mark.

    Raises ``OSError`` where they are missing or cannot be read.
    """
    if _BUILT not in hass.data:
        # Views stay for good, so there is one whatever is set up anew.
        built = await hass.async_add_executor_job(read, FOLDER)
        hass.http.register_view(CardView(built))
        hass.http.register_view(LastingView(built.mark))
        hass.http.register_view(FormerView(built.mark))
        hass.data[_BUILT] = built
    return card_hash(hass)


def read(folder: Path) -> Built:
    """Read what was built. Blocks. Raises ``OSError`` where something is missing or cannot be read."""
    files = {ENTRY: (folder / ENTRY).read_bytes()}
    others = sorted(one for one in folder.iterdir() if one.suffix in _TYPES)
    files |= {one.name: one.read_bytes() for one in others}
    content = sha256()
    for name, body in files.items():
        # Both lengths are part of it, so nothing can pass from one file to the next unnoticed.
        content.update(f"{len(name)}:{name}{len(body)}:".encode() + body)
    return Built(content.hexdigest()[:12], files)


class CardView(HomeAssistantView):
    """Gives the files out. They hold nothing of this house, and the login page itself is no secret."""

    requires_auth = False
    name = f"{DOMAIN}:card"

    def __init__(self, built: Built) -> None:
        """Know the files."""
        self.url = f"/{DOMAIN}/{built.mark}/{{file}}"
        self._files = built.files

    @callback
    def get(self, request: web.Request, file: str) -> web.Response:
        """Return a file, or that there is none."""
        if (body := self._files.get(file)) is None:
            return web.Response(status=404)
        kind = _TYPES[Path(file).suffix]
        response = web.Response(
            body=body, content_type=kind, charset="utf-8", headers=_KEPT
        )
        response.enable_compression()
        return response


class LastingView(HomeAssistantView):
    """Leads from the address that stays to the files that there are now."""

    requires_auth = False
    name = f"{DOMAIN}:card_lasting"
    url = LASTING

    def __init__(self, mark: str) -> None:
        """Know where they are."""
        # Relative: a receiver of Google Cast has another origin.
        self._leads = f'import "./{mark}/{ENTRY}";\n'

    @callback
    def get(self, request: web.Request) -> web.Response:
        """Return a module that is nothing but the way to the other."""
        return web.Response(
            text=self._leads, content_type=_TYPES[".js"], headers=_ASKED_AGAIN
        )


class FormerView(HomeAssistantView):
    """Leads from what an older version began with to the files that there are now.

    Browsers keep pages and modules for a while that name it, whatever they were told about keeping them.
    """

    requires_auth = False
    name = f"{DOMAIN}:card_former"
    url = f"/{DOMAIN}/{{mark:[0-9a-f]{{12}}}}/{ENTRY}"

    def __init__(self, mark: str) -> None:
        """Know where they are."""
        self._leads = f'import "../{mark}/{ENTRY}";\n'

    @callback
    def get(self, request: web.Request, mark: str) -> web.Response:
        """Return a module that is nothing but the way to the other."""
        return web.Response(
            text=self._leads, content_type=_TYPES[".js"], headers=_ASKED_AGAIN
        )

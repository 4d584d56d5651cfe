"""Questions for the tests of the card."""

from typing import Any

from .greenlight import Greenlight
from .stage import Stage
from .torrents import Torrent


async def asked(
    stage: Stage, greenlight: Greenlight, *titles: str, seconds: float = 0
) -> list[tuple[dict[str, Any], Torrent]]:
    """Publish releases and return the questions about them, with their torrents.

    ``seconds`` is how long a download of one takes.
    """
    torrents = [await stage.publish(title, seconds=seconds) for title in titles]
    await greenlight.refresh()
    found = [await greenlight.wait_for(title, "pending") for title in titles]
    return list(zip(found, torrents, strict=True))

"""A source that autobrr pushes to, added by its forms to a whole Greenlight."""

from typing import Any

from aiohttp import ClientSession
from yarl import URL

from .autobrr import Autobrr
from .flows import start_subentry_flow
from .greenlight import Greenlight


async def add_push(
    greenlight: Greenlight, session: ClientSession, **form: Any
) -> Autobrr:
    """Add it where there is a rule already, and enter in autobrr what is shown."""
    flow = await start_subentry_flow(greenlight.hass, greenlight.entry_id, "source")
    await flow.choose("push")
    await flow.submit(**{"program": "radarr"} | form)
    told = flow.at["description_placeholders"]
    await flow.choose("push_finish")
    # Home Assistant listens on loopback alone, which it does not know itself.
    host = f"{greenlight.hass.url}{URL(told['address']).path}"
    return Autobrr(session, host, told["api_key"])

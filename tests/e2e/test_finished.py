"""A real qBittorrent tells a real Home Assistant that something has finished, as a person has set both up."""

import json
import time

import pytest

from tests.support.flows import start_reconfigure
from tests.support.greenlight import Greenlight, begin
from tests.support.homeassistant import HomeAssistantProcess
from tests.support.server import Unavailable
from tests.support.stage import Stage
from tests.support.waiting import until

from .conftest import let_sockets_through

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(120),
]

TITLE = "Harbour.Light.2026.1080p.WEB-DL.DDP5.1.H.264-DEMO"
RARELY = {"idle_interval": 600, "active_interval": 60, "timeout": 30}


async def shown(greenlight: Greenlight, client: str, *chosen: str) -> dict[str, str]:
    """Choose in the dialog of a client, and return what is filled in on the page."""
    flow = await start_reconfigure(
        greenlight.hass, greenlight.entry_id, "client", client
    )
    for option in ("finished", *chosen):
        await flow.choose(option)
    told: dict[str, str] = flow.at.get("description_placeholders") or {}
    return told


async def test_completion_is_known_at_once() -> None:
    let_sockets_through()
    try:
        stage = Stage(HomeAssistantProcess())
    except Unavailable as error:
        pytest.skip(str(error))
    async with stage:
        greenlight, _ = await begin(stage.hass, stage.client, polling=RARELY)
        (client,) = (await greenlight.parts("client")).values()
        told = await shown(greenlight, client, "turn_on")
        assert "not called yet" in told["called"]

        command, _, url = told["line"].rpartition(" ")
        # On this machine, by whatever name Home Assistant knows itself.
        path = url.partition("/api/")[2]
        line = f"{command} {stage.hass.url}/api/{path}"
        asked = {"autorun_enabled": True, "autorun_program": line}
        await stage.client.api("app/setPreferences", {"json": json.dumps(asked)})

        await stage.publish(TITLE)
        await greenlight.add_source(stage.site.rss_url)
        await greenlight.add_rule(include=["harbour light"], action="approve")

        async def done() -> bool:
            row = next(iter(await stage.client.torrents()), None)
            return bool(row and row["progress"] == 1 and row["state"].endswith("UP"))

        await until(done, "the download to be complete", pause=0.05)
        at = time.monotonic()
        await greenlight.wait_for(TITLE, "completed", seconds=10)
        # With what it takes the test itself to see it.
        assert time.monotonic() - at < 3

        told = await shown(greenlight, client)
        assert "called last on" in told["called"]
        await shown(greenlight, client, "turn_off")
        assert path.rpartition("/")[2] not in stage.hass.log

"""Everything at once, to look at: `scripts/demo` starts it, Ctrl-C ends it."""

import asyncio
import os
import signal
import sys

from .dashboard import PATH, show
from .greenlight import set_up
from .homeassistant import CONFIGURATION, HomeAssistantProcess
from .ports import free_port, is_free
from .releases import MEGABYTE
from .server import Unavailable
from .stage import Stage

USERNAME = "demo"
PASSWORD = "demo"
WANTED_PORT = 8123

# Title, megabytes and the seconds its download takes.
RELEASES = (
    ("Greenlight.Test.Reel.2026.2160p.WEB-DL.DV.HDR10.H.265-DEMO", 60, 40),
    ("Greenlight.Test.Reel.2026.1080p.WEB-DL.H.264-DEMO", 30, 25),
    ("Random.Bytes.S01E01.Noise.2160p.BluRay.REMUX.HEVC.TrueHD.7.1.Atmos-DEMO", 50, 35),
    ("Random.Bytes.S01E02.More.Noise.1080p.WEB-DL.DDP5.1.H.264-DEMO", 24, 20),
    ("Public.Domain.Pattern.1926.1080p.BluRay.x264-DEMO", 20, 20),
)

WELCOME = """
Greenlight is running at  http://localhost:{port}/{path}
                  log in  {username} / {password}

What there is: a release site with {count} self-made releases, a qBittorrent that seeds them slowly
enough to watch, a second qBittorrent as your download client ({client}, {client_user} /
{client_password}), and Home Assistant, with nothing leaving this machine.

Choose a request on the dashboard, approve it and watch it arrive; decline one and it never does.
Ctrl-C ends all of it and leaves nothing behind.
"""


def main() -> int:
    """Run until somebody ends it."""
    try:
        return asyncio.run(run())
    except Unavailable as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1


async def run() -> int:
    """Start the stage, set Greenlight up as a person would, and wait."""
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(how, task.cancel)
    try:
        await play()
    except asyncio.CancelledError:
        print("\ndemo: ended, everything is cleaned up")
    return 0


async def play() -> None:
    """Put everything on the stage and keep it there."""
    hass = HomeAssistantProcess(
        port=choose_port(),
        username=USERNAME,
        password=PASSWORD,
        configuration=CONFIGURATION + "history:\nlogbook:\n",
    )
    print("demo: starting two qBittorrents and Home Assistant", flush=True)
    async with Stage(hass) as stage:
        for title, megabytes, seconds in RELEASES:
            await stage.publish(title, megabytes * MEGABYTE, seconds=seconds)
        greenlight = await set_up(
            stage, name="High definition", include=["2160p | 1080p"]
        )
        await greenlight.pending(len(RELEASES))
        await show(hass, await greenlight.entities())
        print(
            WELCOME.format(
                port=hass.port,
                path=PATH,
                username=USERNAME,
                password=PASSWORD,
                count=len(RELEASES),
                client=stage.client.url,
                client_user=stage.client.username,
                client_password=stage.client.password,
            ),
            flush=True,
        )
        await asyncio.Event().wait()


def choose_port() -> int:
    """Return the port asked for, Home Assistant's usual one, or a free one."""
    wanted = int(os.environ.get("GREENLIGHT_DEMO_PORT", WANTED_PORT))
    if is_free(wanted):
        return wanted
    port = free_port()
    print(f"demo: port {wanted} is taken, using {port}", flush=True)
    return port


if __name__ == "__main__":
    sys.exit(main())

"""Everything at once, to look at: `scripts/demo` starts it, Ctrl-C ends it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
import os
from pathlib import Path
import re
import signal
import sys
import textwrap
from types import MappingProxyType

from .demo_askers import DemoAskers
from .demo_films import FEL, FILMS, HDR, P5, at_home, demo_plex, demo_radarr, will_be
from .demo_indexers import SAVED, DemoIndexers
from .demo_phone import DemoPhones
from .demo_push import ready_to_push
from .fake_phone import ANDROID, APPLE
from .fake_radarr import FakeRadarr
from .greenlight import DOMAIN, Greenlight, begin
from .hand_over import PORT as WANTED_SONARR_PORT
from .homeassistant import CONFIGURATION, HomeAssistantProcess
from .homecoming import why_blocked
from .ports import free_port, is_free
from .releases import MEGABYTE
from .server import Unavailable
from .stage import Stage

USERNAME = "demo"
PASSWORD = "demo"
WANTED_PORT = 8123
WANTED_PHONE_PORT = 8124
# The folder of this machine into which something goes.
FOLDER = "films"
# Somebody who lives here, too, and may only look.
CHILD = "Ben"

# Title, megabytes and the seconds its download takes. Of the last one nobody is asked: a film with
# full enhancement layer is there already.
RELEASES = (
    ("Public.Domain.Pattern.1926.1080p.BluRay.x264-DEMO", 20, 20),
    ("Harbour.Nine.S01E03.1080p.WEB-DL.DDP5.1.H.264-DEMO", 12, 20),
    ("A.Year.of.Small.Weather.2025.2160p.WEB-DL.DDP5.1.Atmos.DV.HDR10.H.265-DEMO", 30, 25),
    ("Nine.Paper.Boats.2021.2160p.UHD.BluRay.DV.HDR10.x265.DTS-HD.MA.5.1-DEMO", 42, 35),
    ("The.Lantern.Coast.2019.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-DEMO", 60, 40),
    ("Salt.and.Cedar.2016.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HEVC.TrueHD.7.1.Atmos-DEMO", 62, 40),
)  # fmt: skip
ASKED = len(RELEASES) - 1
# A rule downloads this one without a question, and Radarr does not want it: somebody has to say.
REFUSED = "Moth.Season.2014.2160p.UHD.BluRay.HDR10.x265.TrueHD.7.1.Atmos-DEMO"
# As what they are measured once they are at home: one of them is not what its title says.
COMES_AS = (
    (1, RELEASES[4][0], FEL),
    (2, RELEASES[3][0], HDR),
    (4, RELEASES[2][0], P5),
    (10, REFUSED, HDR),
)

WELCOME = """
Greenlight is running at  http://localhost:{port}
                  log in  {username} / {password}
Its phones are at      {phones}

What there is: a release site with {count} self-made releases, a qBittorrent that seeds them slowly
enough to watch, a second qBittorrent as your download client ({client}, {client_user} /
{client_password}), and Home Assistant, with nothing leaving this machine. What you have already is
invented, too: a Radarr and a Plex with {films} films and a Sonarr with two series.

You are asked about {asked} of the releases: two are better than what you have (the bell says what
you would gain, and of one what you would lose), two are wanted and missing, one is in no library.
The other one you have in that quality: nobody asks about it, and the action greenlight.explain says
why. Of the better ones you choose whether the file that is there is replaced or both are kept: then
the new one goes into {folder}, as the old film
that no library has does, too.

Search is a tab of the dashboard: two of the three indexers of a make-believe Prowlarr answer, the
third one wants to be left alone for some hours, which is said. Look for Copper Orchard or Night Bus to Elsewhere, and see what is
better than what you have and what is worse; for The Unfinished Bridge nobody has anything. What you
take from there downloads for real. A search for {saved} is saved, has found something and asks
about it, too.

autobrr announces what is new in the second in which it is there. This does as it does, and the
question is there at once:

    {push}

One film a rule has downloaded by itself, and Radarr would not have it: it waits for you under "Needs
you" and in Settings > Repairs, with "Import anyway" and "Leave it".

You see the dashboard at once, and the questions on it: approve one and watch it arrive; decline one
and it never does. What has arrived is imported by that Radarr, and Plex says what it really is: one
of them is not what its title said. Both answers can be taken back for {undo}. The phones ask the same, and an answer there is
seen here. The other phone is that of Ben (log in ben / {password}), who may look, but not decide.

That Sonarr has Greenlight for its download client. Have it find a missing episode and hand it over,
and see what it makes of your yes (it imports it) or no ({undo} later it blocks the release and takes
the next best):

    {hand_over}

And so does a FlexGet of yours on this machine, with this as its config.yml (`flexget execute`):

{yaml}
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
    undo = os.environ.get("GREENLIGHT_DEMO_UNDO", "")
    hass = HomeAssistantProcess(
        port=choose_port("PORT", WANTED_PORT),
        username=USERNAME,
        password=PASSWORD,
        configuration=CONFIGURATION + "history:\nlogbook:\nmobile_app:\n",
        copied=bool(undo),
    )
    if undo:
        final_after(hass, int(undo))
    phones = DemoPhones(hass, choose_port("PHONE_PORT", WANTED_PHONE_PORT))
    print(
        "demo: starting two qBittorrents, three libraries and Home Assistant",
        flush=True,
    )
    askers = DemoAskers(choose_port("SONARR_PORT", WANTED_SONARR_PORT))
    indexers = DemoIndexers()
    async with (
        phones,
        indexers,
        playing(hass, phones, askers, refused=True) as (stage, greenlight),
    ):
        await indexers.join(stage, greenlight)
        await indexers.follow(greenlight, SAVED)
        await greenlight.pending(ASKED + 1)
        push = await ready_to_push(stage, greenlight)
        print(
            WELCOME.format(
                hand_over=askers.command,
                yaml=textwrap.indent(askers.yaml(), "    "),
                undo=f"{undo} seconds" if undo else "ten minutes",
                port=hass.port,
                phones=phones.url,
                username=USERNAME,
                password=PASSWORD,
                count=len(RELEASES),
                films=len(FILMS),
                asked=ASKED,
                saved=SAVED,
                push=push,
                folder=hass.folder / FOLDER,
                client=stage.client.url,
                client_user=stage.client.username,
                client_password=stage.client.password,
            ),
            flush=True,
        )
        await asyncio.Event().wait()


@asynccontextmanager
async def playing(
    hass: HomeAssistantProcess,
    phones: DemoPhones | None = None,
    askers: DemoAskers | None = None,
    *,
    lasting: Mapping[str, float] = MappingProxyType({}),
    refused: bool = False,
) -> AsyncIterator[tuple[Stage, Greenlight]]:
    """Put everything on the stage, up to the questions that wait for an answer.

    ``lasting`` are the seconds of downloads that shall take another time. One that was ``refused`` may
    wait for a person, too.
    """
    radarr, plex, askers = demo_radarr(), demo_plex(), askers or DemoAskers()
    stage, folder = Stage(hass), hass.folder / FOLDER
    for one in (folder, stage.client.saves):
        one.mkdir(parents=True, exist_ok=True)
    allow_also(hass, folder, stage.client.saves)
    async with radarr, plex, askers, stage:
        for title, megabytes, seconds in RELEASES:
            takes = lasting.get(title, seconds)
            await stage.publish(title, megabytes * MEGABYTE, seconds=takes)
        at_home(radarr, plex, stage.client.saves)
        for number, release, kind in COMES_AS:
            will_be(radarr, plex, number, release, kind)
        greenlight, _ = await begin(hass, stage.client)
        await greenlight.add_library("radarr", "Radarr", radarr.url, radarr.key)
        await greenlight.add_library("plex", "Plex", plex.url, plex.token)
        await askers.join(stage, greenlight)
        if phones:
            await ask_on(phones, greenlight)
        await greenlight.add_source(stage.site.rss_url, name="Demo site")
        if refused:
            await refuse(stage, greenlight, radarr)
        await greenlight.add_rule(
            "Better than what I have",
            kind="upgrades",
            exclude=["moth season"],
            home={"home_folder": str(folder)},
        )
        await greenlight.add_rule("Series that Sonarr wants", kind="series")
        await greenlight.add_rule("Wanted and missing", kind="wanted")
        await greenlight.add_rule(
            "Old films",
            include=["public.domain"],
            home={"home_where": "folder", "home_folder": str(folder)},
        )
        await greenlight.pending(ASKED)
        await open_with_it(hass)
        yield stage, greenlight


def allow_also(hass: HomeAssistantProcess, *folders: Path) -> None:
    """Have a Home Assistant that has not been started read and write these folders."""
    lines = "".join(f"    - {folder}\n" for folder in folders)
    path = hass.folder / "configuration.yaml"
    config = path.read_text(encoding="utf-8")
    allowed = f"  allowlist_external_dirs:\n{lines}frontend:\n"
    path.write_text(config.replace("frontend:\n", allowed, 1), encoding="utf-8")


async def refuse(stage: Stage, greenlight: Greenlight, radarr: FakeRadarr) -> None:
    """Have a rule download something that Radarr refuses, until that waits for a person."""
    file = f"{REFUSED.lower()}.mkv"
    radarr.imports.objections[file] = ["Not an upgrade for what is there"]
    await stage.publish(REFUSED, 12 * MEGABYTE, seconds=3)
    await greenlight.refresh()
    await greenlight.add_rule(
        "Moth Season, by itself",
        kind="upgrades",
        include=["moth season"],
        action="approve",
        home={"home_existing": "replace"},
    )
    await why_blocked(greenlight, REFUSED)


def final_after(hass: HomeAssistantProcess, seconds: int) -> None:
    """Have answers be final sooner, for whoever does not want to wait. It runs with a copy then."""
    path = hass.integration / "engine/undo.py"
    text = path.read_text(encoding="utf-8")
    said = f"UNDO_WINDOW: Final = {float(seconds)}"
    text, found = re.subn(r"(?m)^UNDO_WINDOW: Final = .*$", said, text)
    assert found == 1
    path.write_text(text, encoding="utf-8")


async def open_with_it(hass: HomeAssistantProcess) -> None:
    """Have Home Assistant open with the dashboard that Greenlight brings."""
    await hass.command(
        "frontend/set_system_data", key="core", value={"default_panel": DOMAIN}
    )


async def ask_on(phones: DemoPhones, greenlight: Greenlight) -> None:
    """Give the two who live here a phone each, and have Greenlight ask on both."""
    hass = phones.hass
    await hass.add_user(CHILD, PASSWORD)
    child = await hass.tokens_of(CHILD.lower(), PASSWORD)
    places = [
        await phones.add("demo", "Pixel of Demo", hass.token, system=ANDROID),
        await phones.add("ben", "iPhone of Ben", child["access_token"], system=APPLE),
    ]
    form = {"name": "Phones", "devices": places, "which": {}, "when": {}, "how": {}}
    await greenlight.add("approver", {"next_step_id": "companion"}, form)


def choose_port(name: str, usual: int) -> int:
    """Return the port that GREENLIGHT_DEMO_<name> asks for, the usual one, or a free one."""
    wanted = int(os.environ.get(f"GREENLIGHT_DEMO_{name}", usual))
    if is_free(wanted):
        return wanted
    port = free_port()
    print(f"demo: port {wanted} is taken, using {port}", flush=True)
    return port


if __name__ == "__main__":
    sys.exit(main())

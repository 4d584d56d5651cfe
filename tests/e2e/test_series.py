"""A series of one's own list, without any Sonarr: asked episode by episode, and put where it is watched."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.greenlight import Greenlight, begin
from tests.support.homeassistant import CONFIGURATION, HomeAssistantProcess
from tests.support.releases import MEGABYTE
from tests.support.server import Unavailable
from tests.support.stage import Stage
from tests.support.waiting import until

from .conftest import let_sockets_through
from .test_story import unexpected

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.real_server,
    pytest.mark.timeout(300),
]

QUALITY = "1080p.WEB-DL.DDP5.1.H.264-GLINT"
SERIES = "The.Tide.Clerk"
SIZE = 2 * MEGABYTE


@dataclass
class House:
    """What plays together here; ``series`` is the folder where it is watched."""

    stage: Stage
    greenlight: Greenlight
    rule: str
    series: Path

    async def states(self) -> dict[str, str]:
        """Return the state of each episode that is known."""
        answer = await self.stage.hass.ask(
            "greenlight.list_episodes", {"rule": self.rule}
        )
        return {
            one["episode"]: one["state"]
            for series in answer["series"]
            for one in series["episodes"]
        }

    async def come_to(self, **states: str) -> dict[str, str]:
        """Wait until episodes are in these states, and return those of all."""

        async def look() -> dict[str, str] | None:
            now = await self.states()
            return now if states.items() <= now.items() else None

        found = await until(look, f"episodes to come to {states}", seconds=60)
        assert found is not None
        return found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """Have three episodes on offer before anybody wants them, and a rule that is applied to them."""
    let_sockets_through()
    series = tmp_path_factory.mktemp("series")
    try:
        stage = Stage(HomeAssistantProcess())
    except Unavailable as error:
        pytest.skip(str(error))
    allowed = (
        f"  allowlist_external_dirs:\n    - {series}\n    - {stage.client.saves}\n"
    )
    config = CONFIGURATION.replace("frontend:\n", f"{allowed}frontend:\n", 1)
    (stage.hass.folder / "configuration.yaml").write_text(config, encoding="utf-8")
    stage.client.saves.mkdir(parents=True, exist_ok=True)
    async with stage:
        for number in (1, 2, 3):
            await stage.publish(f"{SERIES}.S01E0{number}.{QUALITY}", SIZE)
        greenlight, _ = await begin(stage.hass, stage.client)
        await greenlight.add_source(stage.site.rss_url)
        rule = await greenlight.add_rule(
            "My series",
            kind="series",
            reading={"titles": ["The Tide Clerk"]},
            home={"home_where": "folder", "home_folder": str(series)},
        )
        await stage.hass.stored("core.config_entries", rule)
        yield House(stage, greenlight, rule, series)


async def test_what_was_on_offer_before_is_asked_about_and_comes_home(
    house: House,
) -> None:
    asked = await house.come_to(S01E01="asked", S01E02="asked", S01E03="asked")
    assert len(asked) == 3
    for number in (1, 2):
        await house.greenlight.approve(f"{SERIES}.S01E0{number}.{QUALITY}")
    await house.come_to(S01E01="have", S01E02="have", S01E03="asked")
    found = sorted(
        one.relative_to(house.series).as_posix() for one in house.series.rglob("*.mkv")
    )
    assert len(found) == 2
    assert all(one.startswith("The Tide Clerk/Season 01/") for one in found)
    # What is shared is shared from where it was saved.
    assert all(one.stat().st_nlink == 2 for one in house.series.rglob("*.mkv"))


async def test_a_pack_says_what_is_there_of_it(house: House) -> None:
    await house.greenlight.decline(f"{SERIES}.S01E03.{QUALITY}")
    await house.come_to(S01E03="missing")
    pack = f"{SERIES}.S01.{QUALITY}"
    await house.stage.publish(pack, SIZE)
    asked = await house.greenlight.asked(pack)
    assert "2 of" in str(asked)
    await house.greenlight.approve(pack)
    await house.come_to(S01E01="have", S01E02="have", S01E03="have")


async def test_the_same_episode_is_not_asked_about_again(house: House) -> None:
    other = f"{SERIES}.S01E01.{QUALITY.replace('GLINT', 'EMBER')}"
    await house.stage.publish(other, SIZE)
    await house.greenlight.refresh()
    assert await house.greenlight.request(other) is None


async def test_nothing_went_wrong_unseen(house: House) -> None:
    assert unexpected(house.stage.hass.log) == []

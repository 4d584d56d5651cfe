"""The pages lead somewhere, and what they show works as it is shown."""

from pathlib import Path
import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.greenlight.flows.client_finished import ENTERED
from custom_components.greenlight.inbox.calls import LOOKS
from custom_components.greenlight.parts import source_settings as source
from custom_components.greenlight.parts.kinds import CLIENT_KINDS

from ..indexers import offered, stand_in
from ..scene import Scene
from .pages import PAGES, ROOT, written
from .written_code import read_json

SOURCES: Final = written("docs/sources.md")
FINISHED: Final = written("docs/finished.md")
TEXTS: Final = read_json("translations/en.json")["config_subentries"]


def anchors(path: Path) -> set[str]:
    """Return what can be linked to on a page, as GitHub calls it."""
    titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    for link in links:
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


class TestSources:
    def test_every_kind_is_on_the_page(self) -> None:
        table = SOURCES.partition("| kind |")[2].partition("\n\n")[0]
        named = set(re.findall(r"^\| \[([^\]]+)\]", table, re.MULTILINE))
        menu = TEXTS["source"]["step"]["user"]["menu_options"]
        assert set(menu.values()) <= named

    @pytest.mark.parametrize(
        "said",
        [
            f"every {source.INTERVAL.default} minutes",
            f"looked for again and again | every {source.SEARCH_INTERVAL.default / 60:g} hours",
        ],
    )
    def test_the_numbers_are_those_of_the_settings(self, said: str) -> None:
        assert said in SOURCES

    async def test_the_example_of_a_search_requests_the_best(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        example: Any = parse_yaml(SOURCES.split("```yaml\n")[1].partition("```")[0])
        await scene.start()
        stand_in(scene, offered("Big.Buck.Bunny.2008.1080p.BluRay.x264-GRP"))
        assert await async_setup_component(
            hass, "script", {"script": {"look": example}}
        )
        await hass.services.async_call("script", "look", blocking=True)
        await scene.settle()
        assert scene.requests() == {
            "Big.Buck.Bunny.2008.1080p.BluRay.x264-GRP": "pending"
        }


class TestFinished:
    def test_every_program_is_on_the_page(self) -> None:
        assert ENTERED.keys() == CLIENT_KINDS.keys()
        for kind in CLIENT_KINDS.values():
            assert f"\n| {kind.name} |" in FINISHED

    def test_buttons_are_called_as_on_the_screen(self) -> None:
        steps = TEXTS["client"]["step"]
        for label in (
            steps["reconfigure"]["menu_options"]["finished"],
            steps["finished"]["menu_options"]["turn_on"],
            steps["finished_nzbget"]["menu_options"]["from_anywhere"],
        ):
            assert f"*{label}*" in " ".join(FINISHED.split())

    def test_where_to_enter_it_is_said_as_on_the_screen(self) -> None:
        table = FINISHED.partition("| program |")[2].partition("\n\n")[0]
        for program, row in zip(CLIENT_KINDS, table.splitlines()[2:], strict=True):
            shown = TEXTS["client"]["step"][f"finished_{program}"]["description"]
            for name in re.findall(r"\*([^*]+)\*|`([^`]+)`", row.split("|")[2]):
                assert "".join(name) in shown, name

    def test_it_says_when_it_is_looked_at(self) -> None:
        assert LOOKS == (2, 5, 10)
        assert "after two,\n  seven and seventeen seconds" in FINISHED


@pytest.mark.parametrize("room", ["gate", "approvers", "askers"])
def test_how_it_is_built_names_what_is_in_the_large_rooms(room: str) -> None:
    page = written("docs/architecture.md")
    table = page.partition(f"| file in `{room}/` |")[2].partition("\n\n")[0]
    named = {name.strip("/") for name in re.findall(r"`([^`\s]+)`", table)}
    there = {
        path.stem
        for path in (ROOT / "custom_components/greenlight" / room).iterdir()
        if path.suffix == ".py" or path.is_dir()
    }
    told = {"gate", "built", "__init__", "__pycache__"}
    assert not there - named - told

"""A rule that does not work says so: its switch is off, and there is an issue in repairs."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.const import RULE, SOURCE

from .scene import RULE_ID, SOURCE_ID, Scene, part

SWITCH = "switch.films_enabled"
# It takes very long on a title made for it. No form lets it in, but a later title may do the same.
SLOW = r"/(a|aa)+$/"
TITLE = f"Film {'a' * 60}!"


def issue(scene: Scene, what: str) -> ir.IssueEntry | None:
    """Return an issue about the rule."""
    registry = ir.async_get(scene.hass)
    return registry.async_get_issue("greenlight", f"{what}_{RULE_ID}")


async def switch(scene: Scene, to: str) -> None:
    """Switch the rule."""
    await scene.hass.services.async_call(
        "switch", f"turn_{to}", {"entity_id": SWITCH}, blocking=True
    )
    await scene.settle()


def save(scene: Scene, **data: Any) -> None:
    """Save the rule."""
    scene.hass.config_entries.async_update_subentry(
        scene.entry, scene.entry.subentries[RULE_ID], data=data
    )


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time pass that a test would wait for."""
    monkeypatch.setattr("custom_components.greenlight.engine.pattern.TIME_LIMIT", 0.01)


@pytest.mark.usefixtures("slow")
class TestStopped:
    @pytest.fixture(params=["include", "exclude"])
    async def stopped(self, scene: Scene, request: pytest.FixtureRequest) -> Scene:
        """Set a rule up that is stopped by the first title it sees."""
        terms = {"include": ["film"], request.param: [SLOW]}
        await scene.start(**terms)
        assert scene.told(SWITCH) == "on"
        scene.publish(TITLE)
        await scene.look()
        return scene

    async def test_is_told(self, stopped: Scene) -> None:
        found = issue(stopped, "rule_stopped")
        assert found is not None
        assert found.translation_placeholders == {"name": "Films", "detail": SLOW}
        assert stopped.told(SWITCH) == "off"

    async def test_asks_about_nothing_more(self, stopped: Scene) -> None:
        before = stopped.requests()
        stopped.publish("Another film")
        await stopped.look()
        assert stopped.requests() == before

    async def test_works_again_once_it_is_written_more_simply(
        self, stopped: Scene
    ) -> None:
        save(stopped, include=["film"])
        await stopped.settle()
        assert issue(stopped, "rule_stopped") is None
        assert stopped.told(SWITCH) == "on"
        stopped.publish("Another film")
        await stopped.look()
        assert stopped.requests()["Another film"] == "pending"

    async def test_is_tried_once_more_when_it_is_switched_on(
        self, stopped: Scene
    ) -> None:
        await switch(stopped, "on")
        assert stopped.told(SWITCH) == "on"
        assert issue(stopped, "rule_stopped") is None
        stopped.publish(f"Film {'a' * 70}!")
        await stopped.look()
        assert stopped.told(SWITCH) == "off"
        assert issue(stopped, "rule_stopped") is not None

    @pytest.mark.parametrize("end", ["removed", "unloaded"])
    async def test_goes_with_the_rule(self, stopped: Scene, end: str) -> None:
        entries = stopped.hass.config_entries
        if end == "removed":
            entries.async_remove_subentry(stopped.entry, RULE_ID)
        else:
            await entries.async_unload(stopped.entry.entry_id)
        await stopped.settle()
        assert issue(stopped, "rule_stopped") is None


class TestUnreadable:
    @pytest.fixture
    async def unreadable(self, scene: Scene) -> Scene:
        """Set a rule up that another version has stored."""
        rule = part(RULE, RULE_ID, "Films", {"include": ["film"], "action": "sing"})
        await scene.start([*scene.parts()[:2], rule])
        return scene

    async def test_is_told(self, unreadable: Scene) -> None:
        found = issue(unreadable, "rule_unreadable")
        assert found is not None
        told = found.translation_placeholders or {}
        assert told["name"] == "Films"
        assert "sing" in told["detail"]
        assert unreadable.told(SWITCH) == "off"

    async def test_works_again_once_it_is_saved(self, unreadable: Scene) -> None:
        save(unreadable, include=["film"])
        await unreadable.settle()
        assert issue(unreadable, "rule_unreadable") is None
        assert unreadable.told(SWITCH) == "on"

    async def test_cannot_be_switched_on_as_it_is(self, unreadable: Scene) -> None:
        with pytest.raises(ServiceValidationError) as raised:
            await switch(unreadable, "on")
        assert raised.value.translation_key == "rule_unreadable"
        assert unreadable.told(SWITCH) == "off"
        assert issue(unreadable, "rule_unreadable") is not None

    async def test_can_be_switched_off(self, unreadable: Scene) -> None:
        await switch(unreadable, "off")
        assert unreadable.told(SWITCH) == "off"


class TestLost:
    """One whose sources have all been removed asks about nothing, and says so."""

    OTHER = "source1"

    async def begin(self, scene: Scene, *sources: str) -> None:
        """Set up a rule for some of two sources."""
        url = {"type": "feed", "url": f"{scene.site.rss_url}?two"}
        chosen = {"sources": list(sources)} if sources else {}
        other = part(SOURCE, self.OTHER, "Attic", url)
        await scene.start([*scene.parts(**chosen), other])

    async def remove(self, scene: Scene, source: str) -> None:
        """Remove a source."""
        scene.hass.config_entries.async_remove_subentry(scene.entry, source)
        await scene.settle()

    async def test_is_told_once_the_last_of_its_sources_is_gone(
        self, scene: Scene
    ) -> None:
        await self.begin(scene, SOURCE_ID, self.OTHER)
        await self.remove(scene, SOURCE_ID)
        assert issue(scene, "rule_sources_gone") is None
        assert scene.told(SWITCH) == "on"
        await self.remove(scene, self.OTHER)
        found = issue(scene, "rule_sources_gone")
        assert found is not None
        assert (found.translation_placeholders or {})["name"] == "Films"
        assert scene.told(SWITCH) == "off"

    async def test_a_rule_for_all_sources_is_for_none_as_well(
        self, scene: Scene
    ) -> None:
        await self.begin(scene)
        await self.remove(scene, SOURCE_ID)
        await self.remove(scene, self.OTHER)
        assert issue(scene, "rule_sources_gone") is None

    async def test_is_told_after_a_restart(self, scene: Scene) -> None:
        await self.begin(scene, "long_gone")
        assert issue(scene, "rule_sources_gone") is not None

    async def test_works_again_once_it_is_for_another(self, scene: Scene) -> None:
        await self.begin(scene, "long_gone")
        save(scene, include=["film"], sources=[SOURCE_ID])
        await scene.settle()
        assert issue(scene, "rule_sources_gone") is None
        assert scene.told(SWITCH) == "on"

    async def test_a_source_that_is_switched_off_is_not_gone(
        self, scene: Scene
    ) -> None:
        await self.begin(scene, SOURCE_ID)
        part_of = scene.entry.subentries[SOURCE_ID]
        scene.hass.config_entries.async_update_subentry(
            scene.entry, part_of, data={**part_of.data, "enabled": False}
        )
        await scene.settle()
        assert issue(scene, "rule_sources_gone") is None

    async def test_cannot_be_switched_on_as_it_is(self, scene: Scene) -> None:
        await self.begin(scene, "long_gone")
        with pytest.raises(ServiceValidationError) as raised:
            await switch(scene, "on")
        assert raised.value.translation_key == "rule_sources_gone"
        assert scene.told(SWITCH) == "off"

    async def test_one_that_is_switched_off_is_no_trouble(self, scene: Scene) -> None:
        await self.begin(scene, "long_gone")
        await switch(scene, "off")
        assert issue(scene, "rule_sources_gone") is None

    @pytest.mark.parametrize("source", [SOURCE_ID, "long_gone"])
    async def test_an_explanation_says_what_would_be(
        self, scene: Scene, source: str
    ) -> None:
        await self.begin(scene, source)
        told: Any = await scene.hass.services.async_call(
            "greenlight",
            "explain",
            {"title": "Film.2020.1080p"},
            blocking=True,
            return_response=True,
        )
        (rule,) = told["rules"]
        assert rule["outcome"] == ("ask" if source == SOURCE_ID else "ignore")

    async def test_its_form_shows_no_id(self, scene: Scene) -> None:
        await self.begin(scene, SOURCE_ID, "long_gone")
        flow: Any = await scene.entry.start_subentry_reconfigure_flow(
            scene.hass, RULE_ID
        )
        fields = flow["data_schema"].schema
        options = fields["sources"].config["options"]
        assert {one["value"]: one["label"] for one in options} == {
            "long_gone": "No longer there",
            SOURCE_ID: "Site",
            self.OTHER: "Attic",
        }

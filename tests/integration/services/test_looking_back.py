"""The actions on what was offered before: what a rule would find, and to consider it again."""

from typing import Any

from homeassistant.exceptions import ServiceValidationError
import pytest
import voluptuous as vol

from custom_components.greenlight.engine.library.holding import Holding
from custom_components.greenlight.engine.outcome import Outcome
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.verdict import Verdict
from custom_components.greenlight.gate.judge import Judged
from custom_components.greenlight.gate.preview import Preview

from ..scene import RULE_ID, SOURCE_ID, Scene

FREE = (
    "This was reckoned from what your sources have offered before: it costs no indexer a "
    "request."
)


async def offered(scene: Scene, *titles: str) -> None:
    """Have the site offer releases, of which the rule wants those with `film`."""
    await scene.start()
    for title in titles:
        scene.publish(title)
    await scene.look()


async def preview(scene: Scene, **data: Any) -> Any:
    """Return what the action answers."""
    return await scene.act("preview_rule", answer=True, **data)


class TestPreview:
    async def test_of_a_rule_that_is_there(self, scene: Scene) -> None:
        await offered(scene, "Film one", "Series one", "Film two")
        asked = len(scene.site.seen)
        answer = await preview(scene, rule="films")
        assert (
            answer["told"] == f"2 match, 2 were asked before, 0 would be asked. {FREE}"
        )
        counts = {key: answer[key] for key in ("considered", "matched", "asked_before")}
        assert counts == {"considered": 3, "matched": 2, "asked_before": 2}
        assert [one["what"] for one in answer["releases"]] == ["asked_before"] * 2
        assert len(scene.site.seen) == asked

    async def test_of_one_that_is_not_there(self, scene: Scene) -> None:
        await offered(scene, "Film one", "Series one", "Series two")
        answer = await preview(
            scene, data={"include": ["series"], "min_seeders": 1}, limit=1
        )
        assert answer["told"] == f"2 match, 2 would be asked. {FREE}"
        assert answer["would_ask"] == 2
        (release,) = answer["releases"]
        assert release["title"] in {"Series one", "Series two"}
        assert {key: release[key] for key in ("size", "source", "what", "outcome")} == {
            "size": 5000,
            "source": "Site",
            "what": "would_ask",
            "outcome": "ask",
        }
        assert release["reasons"] == [
            "Found by the rule",
            "The number of seeders is not known",
        ]
        assert scene.requests() == {"Film one": "pending"}

    async def test_of_one_that_approves_or_takes_everything(self, scene: Scene) -> None:
        await offered(scene, "Series one", "Series two")
        answer = await preview(scene, data={"include": ["one"], "action": "approve"})
        assert answer["told"].startswith(
            "1 matches, 1 would be downloaded without asking. This was"
        )
        answer = await preview(scene, data={})
        assert answer["told"].startswith(
            "2 match, 2 would be asked. Nothing narrows this rule: it finds everything "
            "that its sources offer. This was"
        )

    async def test_of_one_that_is_off(self, scene: Scene) -> None:
        await offered(scene, "Film one")
        await scene.hass.services.async_call(
            "switch", "turn_off", {"entity_id": "switch.films_enabled"}, blocking=True
        )
        assert (await preview(scene, rule=RULE_ID))["matched"] == 1

    async def test_says_what_is_had_and_what_waits(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await scene.start()
        release = Release(guid="1", title="Film one", link="http://secret", source="s")
        had = Verdict(
            Outcome.IGNORE, reasons=(Reason("nothing_better"),), holding=Holding()
        )
        found = Preview(
            considered=9,
            had=[Judged(release, had)] * 3,
            skipped=[Judged(release, Verdict(Outcome.ASK))],
            waits=[Judged(release, Verdict(Outcome.WAIT))] * 2,
            would_ask=[Judged(release, Verdict(Outcome.TELL))],
        )

        async def of(rules: Any) -> Preview:
            return found

        monkeypatch.setattr(scene.hub.gate, "preview", of)
        answer = await preview(scene, rule="Films")
        assert answer["told"] == (
            "7 match, 3 no better than what you have, 1 failed before or are refused, "
            f"2 wait until a library can be asked, 1 would be told. {FREE}"
        )
        assert answer["releases"][3]["reasons"] == [
            "Nothing is better than what you have"
        ]
        assert "secret" not in str(answer)
        assert len((await preview(scene, rule="Films", limit=0))["releases"]) == 0

    @pytest.mark.parametrize(
        ("data", "refusal"),
        [
            ({}, "preview_what"),
            ({"rule": "Nobody"}, "unknown_rule"),
            ({"data": {"include": ["/(/"]}}, "wrong_rule"),
            ({"data": {"include": 5}}, "wrong_rule"),
            ({"data": {"includes": ["dune"]}}, "wrong_rule"),
            ({"data": {"action": "burn"}}, "wrong_rule"),
        ],
    )
    async def test_a_mistake_is_told(
        self, scene: Scene, data: dict[str, Any], refusal: str
    ) -> None:
        await scene.start()
        with pytest.raises(ServiceValidationError) as refused:
            await preview(scene, **data)
        assert refused.value.translation_key == refusal

    async def test_is_of_one_or_of_the_other(self, scene: Scene) -> None:
        await scene.start()
        with pytest.raises(vol.Invalid):
            await preview(scene, rule="Films", data={})


class TestReplay:
    @staticmethod
    async def known(scene: Scene) -> None:
        """Have two releases known that no rule has looked at."""
        await offered(scene, "Series one", "Series two")
        (rule,) = scene.entry.get_subentries_of_type("rule")
        scene.hass.config_entries.async_update_subentry(
            scene.entry, rule, data={"include": ["series"]}
        )
        await scene.settle()
        assert scene.requests() == {}

    async def test_asks_about_what_was_offered_before(self, scene: Scene) -> None:
        await self.known(scene)
        before = int(scene.told("sensor.site_releases_a_rule_wanted"))
        answer = await scene.act("replay", answer=True)
        assert answer == {"matched": 2, "sources": {"Site": 2}}
        assert set(scene.requests()) == {"Series one", "Series two"}
        # Source, rule and answer agree.
        assert int(scene.told("sensor.site_releases_a_rule_wanted")) == before + 2
        assert scene.told("sensor.films_releases_found") == "2"

    async def test_asks_once(self, scene: Scene) -> None:
        await self.known(scene)
        await scene.act("replay", rule=["Films"])
        answer = await scene.act("replay", answer=True, rule=RULE_ID)
        assert answer == {"matched": 0, "sources": {}}

    @pytest.mark.parametrize(("days", "matched"), [(0.001, 0), (3650, 2)])
    async def test_looks_back_as_far_as_wished(
        self, scene: Scene, days: float, matched: int
    ) -> None:
        scene.freezer.move_to("2026-12-01T12:00:00+00:00")
        await self.known(scene)
        answer = await scene.act("replay", answer=True, days=days)
        assert answer["matched"] == matched

    async def test_counts_for_no_source_that_is_gone(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await scene.start()

        async def of(rules: Any, since: Any) -> dict[str, int]:
            return {"gone": 2, SOURCE_ID: 1}

        monkeypatch.setattr(scene.hub.gate, "replay", of)
        answer = await scene.act("replay", answer=True)
        assert answer == {"matched": 3, "sources": {"gone": 2, "Site": 1}}

    async def test_an_unknown_rule_is_refused(self, scene: Scene) -> None:
        await scene.start()
        with pytest.raises(ServiceValidationError):
            await scene.act("replay", rule="Nobody")

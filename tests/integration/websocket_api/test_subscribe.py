"""What an open card is told: to whom, in which order, and what when nothing runs or a right is gone."""

from dataclasses import replace
import json
from typing import Any

from homeassistant.auth.const import GROUP_ID_ADMIN
import pytest

from custom_components.greenlight.const import CONF_PEOPLE_RIGHTS
from custom_components.greenlight.engine.rights import Right
from custom_components.greenlight.gate.attached import AskerFacts
from custom_components.greenlight.websocket_api import live as live_module
from custom_components.greenlight.websocket_api.live import live
from tests.contract.clients.answers import answering
from tests.support.asking import GB

from ..people import CALLERS, House
from ..scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene
from .card import Opening

# Who has nothing to log in with any more.
NO_LOGIN = frozenset({"gone", "deactivated"})


def choose(scene: Scene, house: House, name: str, *rights: Right) -> None:
    """Have somebody else choose what a person may do."""
    chosen = dict(scene.entry.options[CONF_PEOPLE_RIGHTS])
    chosen[house.ids[name]] = [one.value for one in rights]
    scene.hass.config_entries.async_update_entry(
        scene.entry, options={**scene.entry.options, CONF_PEOPLE_RIGHTS: chosen}
    )


async def begun(scene: Scene, house: House) -> str:
    """Have the owner approve a film, and return its request as soon as it is being downloaded."""
    (request_id,) = await scene.ask("Film one")
    await scene.act("approve", user=house.ids["owner"], request_id=request_id)
    await scene.settle()
    await scene.poll()
    return request_id


@pytest.mark.parametrize("name", sorted(CALLERS.keys() - NO_LOGIN))
async def test_who_is_told(
    scene: Scene, house: House, opened: Opening, name: str
) -> None:
    caller = CALLERS[name]
    card = await opened(house.ids[name])
    answer = await card.ask("subscribe")
    if caller.may:
        assert answer["success"]
        return
    assert answer["error"]["code"] == "unauthorized"
    assert answer["error"]["translation_key"] == caller.refusal
    assert "owner" in answer["error"]["message"]
    await scene.ask("Film one")
    assert await card.hear() == []


async def test_everybody_is_told_what_they_may(
    scene: Scene, house: House, opened: Opening
) -> None:
    (request_id,) = await scene.ask("Film one 2020 2160p WEB-DL")
    told = {}
    for name in ("owner", "decider", "keeper", "reader"):
        told[name] = await (await opened(house.ids[name])).subscribe()
    may = {name: one["me"]["may"] for name, one in told.items()}
    assert may == {
        "owner": ["everything"],
        "decider": ["decide"],
        "keeper": ["downloads"],
        "reader": ["see"],
    }
    questions = {name: one["waiting"][0] for name, one in told.items()}
    everything = ["approve", "decline", "decline_more", "snooze"]
    assert questions["owner"]["can"] == questions["decider"]["can"] == everything
    assert questions["reader"]["can"] == questions["keeper"]["can"] == []
    assert "deciders" not in questions["decider"]
    assert "decider" in questions["reader"]["deciders"]
    assert told["reader"]["deciders"] == questions["reader"]["deciders"]
    assert told["owner"]["deciders"] == []
    # The rest is the same for everybody.
    shared = {
        json.dumps({key: one[key] for key in one.keys() - {"can", "deciders"}})
        for one in ({**one} for one in questions.values())
    }
    assert {json.loads(one)["id"] for one in shared} == {request_id}


async def test_a_download_says_what_each_may_do_with_it(
    scene: Scene, house: House, opened: Opening
) -> None:
    await begun(scene, house)
    can, urls = {}, {}
    for name in ("owner", "decider", "keeper", "reader"):
        (one,) = (await (await opened(house.ids[name])).subscribe())["downloads"]
        can[name], urls[name] = one["can"], one.get("client_url")
        assert one["client"] == "Box"
    handles = ["pause", "recheck", "remove", "delete"]
    assert can == {
        "owner": [*handles, "undo"],
        "decider": ["undo"],
        "keeper": handles,
        "reader": [],
    }
    assert [name for name, url in urls.items() if url] == ["owner"]
    assert urls["owner"] == scene.client.url


async def test_changes_come_in_order_and_only_what_has_changed(
    scene: Scene, house: House, opened: Opening
) -> None:
    card = await opened(house.ids["decider"])
    first = await card.subscribe()
    assert first["waiting"] == first["downloads"] == first["recent"] == []
    assert first["now"] == pytest.approx(scene.hub.now(), abs=5)
    one, two = await scene.ask("Film one", "Film two")
    (told,) = await card.hear()
    assert {each["id"] for each in told["put"]["waiting"]} == {one, two}
    assert told["rev"] == first["rev"] + 1
    assert "downloads" not in told["put"]
    assert "recent" not in told
    # Nothing has changed.
    scene.hub.gate.announce()
    assert await card.hear() == []
    assert (await card.act("decline", request_id=one))["success"]
    await card.hear()
    assert list(card.waiting) == ["Film two"]
    assert card.shown["recent"][0]["outcome"] == "declined"
    assert card.shown["recent"][0]["you"]
    assert card.shown["recent"][0]["how"] == "card"


async def test_a_decision_made_elsewhere_is_told_to_all(
    scene: Scene, house: House, opened: Opening
) -> None:
    (request_id,) = await scene.ask("Film one")
    cards = [await opened(house.ids[name]) for name in ("owner", "owner", "reader")]
    for card in cards:
        await card.subscribe()
    await scene.act("approve", user=house.ids["decider"], request_id=request_id)
    await scene.pass_time(1)
    for card in cards:
        await card.hear()
        assert card.waiting == {}
        assert card.downloads["Film one"]["state"] == "downloading"
        recent = card.shown["recent"][0]
        assert (recent["who"], recent["how"]) == ("decider", "action")
        assert "you" not in recent
    assert cards[0].shown == cards[1].shown | {"now": cards[0].shown["now"]}


async def test_two_cards_of_one_person_are_told_the_same(
    scene: Scene, house: House, opened: Opening
) -> None:
    card, other = [await opened(house.ids["owner"]) for _ in range(2)]
    await card.subscribe()
    await scene.ask("Film one")
    await card.hear()
    later = await other.subscribe()
    assert later["rev"] == card.shown["rev"]
    assert later["waiting"] == list(card.shown["waiting"].values())
    await scene.ask("Film two")
    assert await card.hear() == await other.hear()


async def test_who_subscribes_anew_is_told_all_of_it(
    scene: Scene, house: House, opened: Opening
) -> None:
    card = await opened(house.ids["owner"])
    await card.subscribe()
    await scene.ask("Film one")
    await card.hear()
    await card.unsubscribe()
    await scene.ask("Film two")
    assert await card.hear() == []
    again = await card.subscribe()
    assert {one["work"]["title"] for one in again["waiting"]} == {
        "Film one",
        "Film two",
    }


async def test_nothing_is_looked_at_as_long_as_nobody_looks(
    scene: Scene, house: House, opened: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []
    look = live_module.Live._look

    def counted(self: Any) -> None:
        looks.append(1)
        look(self)

    monkeypatch.setattr(live_module.Live, "_look", counted)
    listening = len(scene.hub.gate._update_listeners)
    await scene.ask("Film one")
    await scene.pass_time(120)
    assert not looks
    card = await opened(house.ids["owner"])
    await card.subscribe()
    assert looks
    assert len(scene.hub.gate._update_listeners) == listening + 1
    await card.unsubscribe()
    looks.clear()
    assert len(scene.hub.gate._update_listeners) == listening
    await scene.ask("Film two")
    await scene.pass_time(120)
    assert not looks


async def test_many_changes_are_told_at_once(
    scene: Scene, house: House, opened: Opening
) -> None:
    card = await opened(house.ids["owner"])
    await card.subscribe()
    for number in range(5):
        scene.publish(f"Film {number}")
    await scene.look()
    for _ in range(20):
        scene.hub.gate.announce()
    told = await card.hear()
    assert 1 <= len(told) <= 2
    assert len(card.waiting) == 5


class TestRights:
    async def test_other_rights_are_a_new_beginning(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        await scene.ask("Film one")
        card = await opened(house.ids["reader"])
        before = await card.subscribe()
        choose(scene, house, "reader", Right.DECIDE)
        (told,) = await card.hear()
        assert told["me"]["may"] == ["decide"]
        assert told["rev"] > before["rev"]
        assert told["waiting"][0]["can"]
        assert "deciders" not in told["waiting"][0]

    async def test_who_may_look_no_more_is_told_so_once_and_then_nothing(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["decider"])
        await card.subscribe()
        choose(scene, house, "decider")
        assert await card.hear() == [{"gone": True, "why": {"say": "gone_may_not"}}]
        await scene.ask("Film one")
        assert await card.hear() == []
        choose(scene, house, "decider", Right.SEE)
        (told,) = await card.hear()
        assert told["me"]["may"] == ["see"]
        assert [one["work"]["title"] for one in told["waiting"]] == ["Film one"]

    async def test_who_is_deactivated_is_told_nothing_more(
        self, scene: Scene, house: House
    ) -> None:
        user = await scene.hass.auth.async_get_user(house.ids["decider"])
        assert user
        told: list[dict[str, Any]] = []
        leave = live(scene.hass).async_join(user, told.append)
        await scene.hass.auth.async_deactivate_user(user)
        await scene.ask("Film one")
        await scene.pass_time(1)
        assert [one.get("gone") for one in told] == [None, True]
        await scene.ask("Film two")
        await scene.pass_time(1)
        assert len(told) == 2
        leave()

    async def test_another_name_is_told(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["reader"])
        assert "decider" in (await card.subscribe())["deciders"]
        user = await scene.hass.auth.async_get_user(house.ids["decider"])
        assert user
        await scene.hass.auth.async_update_user(user, name="Mira")
        await card.hear()
        assert "Mira" in card.shown["deciders"]

    async def test_only_administrators_are_sent_where_it_is_mended(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        scene.hass.config_entries.async_remove_subentry(scene.entry, CLIENT_ID)
        await scene.settle()
        paths = {}
        for name in ("owner", "trusted", "restrained"):
            user = await scene.hass.auth.async_get_user(house.ids[name])
            assert user
            told = await (await opened(user.id)).subscribe()
            (trouble,) = told["troubles"]
            assert (trouble["key"], trouble["level"]) == ("no_client", "bad")
            paths[name] = "path" in trouble
        assert paths == {"owner": True, "trusted": False, "restrained": True}
        assert CALLERS["restrained"].group == GROUP_ID_ADMIN


class TestGoing:
    async def test_a_card_is_told_that_nothing_runs_and_when_it_does_again(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        (request_id,) = await scene.ask("Film one")
        card = await opened(house.ids["owner"])
        before = await card.subscribe()
        entries = scene.hass.config_entries
        assert await entries.async_unload(scene.entry.entry_id)
        assert await card.hear() == [{"gone": True, "why": {"say": "gone_not_running"}}]
        assert await entries.async_setup(scene.entry.entry_id)
        await card.hear()
        assert card.shown["rev"] > before["rev"]
        assert list(card.shown["waiting"]) == [request_id]
        await scene.ask("Film two")
        await card.hear()
        assert set(card.waiting) == {"Film one", "Film two"}

    async def test_a_card_that_opens_while_nothing_runs_waits_for_it(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["reader"])
        entries = scene.hass.config_entries
        assert await entries.async_unload(scene.entry.entry_id)
        assert (await card.subscribe())["gone"]
        assert await entries.async_setup(scene.entry.entry_id)
        await card.hear()
        assert card.shown["me"]["may"] == ["see"]

    async def test_who_may_nothing_learns_nothing_by_a_start(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["nobody"])
        entries = scene.hass.config_entries
        assert await entries.async_unload(scene.entry.entry_id)
        assert (await card.subscribe())["why"] == {"say": "gone_not_running"}
        assert await entries.async_setup(scene.entry.entry_id)
        (told,) = await card.hear()
        assert told == {"gone": True, "why": {"say": "gone_may_not"}}

    async def test_a_reload_is_survived(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["owner"])
        await card.subscribe()
        assert await scene.hass.config_entries.async_reload(scene.entry.entry_id)
        await card.hear()
        await scene.ask("Film one")
        await card.hear()
        assert list(card.waiting) == ["Film one"]


class TestParts:
    async def test_a_part_that_is_renamed_is_told(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        await scene.ask("Film one")
        card = await opened(house.ids["owner"])
        await card.subscribe()
        subentry = scene.entry.subentries[SOURCE_ID]
        scene.hass.config_entries.async_update_subentry(
            scene.entry, subentry, title="Another site"
        )
        await card.hear()
        assert card.waiting["Film one"]["from"]["source"] == "Another site"

    async def test_what_an_asker_makes_of_a_no_is_told(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        await scene.ask("Film one")
        card = await opened(house.ids["owner"])
        await card.subscribe()
        assert "ordered" not in card.waiting["Film one"]
        facts = AskerFacts(name="Sonarr", usenet=False, linked=True)
        scene.hub.gate.attached.askers[SOURCE_ID] = facts
        await scene.ask("Film two")
        await card.hear()
        ordered = {"name": "Sonarr", "no": "looks", "told_after": 600.0}
        assert card.waiting["Film one"]["ordered"] == ordered
        scene.hub.gate.attached.askers[SOURCE_ID] = replace(facts, linked=False)
        await scene.ask("Film three")
        await card.hear()
        assert card.waiting["Film one"]["ordered"]["no"] == "untold"

    async def test_a_disk_is_told_the_same_everywhere(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["owner"])
        await begun(scene, house)
        await scene.ask("Film two")
        await card.subscribe()
        for space in (900, 700, 500):
            scene.client.free_space = space * GB
            await card.hear(scene.hub.clients[CLIENT_ID].client.survey_interval)
            await card.hear()
            room, totals = card.waiting["Film two"]["room"], card.shown["totals"]
            assert totals["free"] == room["free"] == space * GB - room["way"]
            assert totals["way"] == room["way"] > 0

    async def test_a_client_that_is_away_is_told(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["owner"])
        await begun(scene, house)
        await card.subscribe()
        scene.client.instead["transfer/info"] = answering(500, "broken")
        await scene.poll()
        await card.hear()
        one = card.downloads["Film one"]
        assert one["state"] == "away"
        assert one["as_of"] < one["since"] + 1
        assert one["next"]["say"] == "next_look"
        assert "pause" not in one["can"]
        (trouble,) = card.shown["troubles"]
        assert trouble["key"] == "client_away"
        assert trouble["with"]["client"] == "Box"
        assert card.shown["totals"]["answering"] == 0

    async def test_what_is_missing_is_told(
        self, scene: Scene, house: House, opened: Opening
    ) -> None:
        card = await opened(house.ids["owner"])
        await card.subscribe()
        for part_id in (RULE_ID, SOURCE_ID):
            scene.hass.config_entries.async_remove_subentry(scene.entry, part_id)
        await card.hear()
        keys = [one["key"] for one in card.shown["troubles"]]
        assert keys == ["no_source", "no_rule"]
        assert card.shown["totals"]["rules"] == card.shown["totals"]["sources"] == 0

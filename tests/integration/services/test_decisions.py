"""What the actions do, whom they name, and what they say when they cannot."""

from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from homeassistant.auth.const import GROUP_ID_ADMIN, GROUP_ID_USER
from homeassistant.const import CONF_URL
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util.file import WriteError
import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from custom_components.greenlight.clients.errors import NotSupported
from custom_components.greenlight.const import CLIENT, CONF_PEOPLE_RIGHTS
from custom_components.greenlight.engine.options import Priority
from custom_components.greenlight.engine.request import Actor, Request, Via
from custom_components.greenlight.gate.ports import UnknownItem
from tests.contract.clients.answers import answering
from tests.support.feed import Fault, FeedServer
from tests.support.torrents import make_torrent

from ..scene import CLIENT_ID, SOURCE_ID, Scene, part

BY_ID = (
    "approve",
    "decline",
    "cancel",
    "retry",
    "pause",
    "resume",
    "recheck",
    "next_best",
    "remove_download",
)


async def refused(scene: Scene, action: str, **data: Any) -> ServiceValidationError:
    """Return why an action refuses its caller."""
    with pytest.raises(ServiceValidationError) as raised:
        await scene.act(action, **data)
    return raised.value


async def failed(scene: Scene, action: str, **data: Any) -> HomeAssistantError:
    """Return why an action could not be carried out."""
    with pytest.raises(HomeAssistantError) as raised:
        await scene.act(action, **data)
    assert not isinstance(raised.value, ServiceValidationError)
    return raised.value


class TestDecisions:
    async def test_an_approved_request_is_downloaded(
        self, scene: Scene, hass_admin_user: MockUser
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        await scene.act("approve", user=hass_admin_user.id, request_id=request_id)
        await scene.settle()
        assert scene.requests() == {"Film one": "downloading"}
        approval = scene.request("Film one").journal[1]
        assert (approval.who.kind, approval.who.name) == (
            "user",
            hass_admin_user.name,
        )

    @pytest.mark.parametrize(
        ("action", "state"), [("decline", "declined"), ("cancel", "cancelled")]
    )
    @pytest.mark.parametrize(
        ("given", "told"), [({}, ""), ({"reason": "too large"}, ": too large")]
    )
    async def test_a_request_is_turned_down(
        self, scene: Scene, action: str, state: str, given: dict[str, Any], told: str
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        await scene.act(action, request_id=request_id, **given)
        assert scene.requests() == {"Film one": state}
        event = scene.entity("event.greenlight_request").attributes
        assert event["reason"] == f"{state.capitalize()}{told}"
        assert event["who"] == "Automation"

    async def test_a_running_download_is_cancelled(self, scene: Scene) -> None:
        await scene.start()
        request_id, torrent = await scene.download("Film one")
        await scene.act("cancel", request_id=request_id, reason="the wrong one")
        assert scene.requests() == {"Film one": "cancelled"}
        assert scene.client.told("delete") == [
            {"hashes": torrent, "deleteFiles": "false"}
        ]
        event = scene.entity("event.greenlight_request").attributes
        assert event["reason"] == "Cancelled: the wrong one"

    async def test_one_is_asked_about_again(self, scene: Scene) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        await scene.act("decline", request_id=request_id)
        await scene.act("retry", request_id=request_id)
        assert scene.requests() == {"Film one": "pending"}

    @pytest.mark.parametrize("action", ["approve", "retry"])
    @pytest.mark.parametrize(
        ("given", "state"),
        [({}, "approved"), ({"ignore_space": True}, "downloading")],
    )
    async def test_a_person_can_ignore_the_disk_guard(
        self, scene: Scene, action: str, given: dict[str, Any], state: str
    ) -> None:
        scene.client.free_space = 1000
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        for before in {"retry": ["approve"]}.get(action, []):
            await scene.act(before, request_id=request_id)
            await scene.settle()
        await scene.act(action, request_id=request_id, **given)
        await scene.settle()
        assert scene.requests() == {"Film one": state}

    async def test_a_person_says_which_work_is_meant(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await scene.start()
        monkeypatch.setattr(
            "custom_components.greenlight.services.decisions.LIBRARY", "source"
        )
        (request_id,) = await scene.ask("Film one")
        said: list[tuple[str, ...]] = []

        async def choose(request: str, library: str, item: str, who: Actor) -> Request:
            if item == "gone":
                raise UnknownItem(item)
            said.append((request, library, item, who.name))
            return scene.hub.gate.requests.find(request)

        monkeypatch.setattr(scene.hub.gate.library, "choose", choose)
        meant: dict[str, Any] = {"request_id": request_id, "library": "Site"}
        told = await scene.act("choose_item", answer=True, **meant, item="12")
        assert (told["request_id"], told["state"]) == (request_id, "pending")
        assert said == [(request_id, SOURCE_ID, "12", "Automation")]
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act("choose_item", **meant, item="gone")
        assert raised.value.translation_key == "unknown_item"

    async def test_a_user_without_a_name_is_somebody(
        self, scene: Scene, hass_admin_user: MockUser
    ) -> None:
        await scene.start()
        hass_admin_user.name = None
        context = Context(user_id=hass_admin_user.id)
        who = (await scene.hub.people.person(context, Via.ACTION)).actor
        assert (who.id, who.name) == (hass_admin_user.id, "Unnamed user")


class TestRefusals:
    @pytest.mark.parametrize("action", BY_ID)
    async def test_an_unknown_request(self, scene: Scene, action: str) -> None:
        await scene.start()
        why = await refused(scene, action, request_id="nothing")
        assert why.translation_key == "unknown_request"
        assert why.translation_placeholders == {"request_id": "nothing"}

    @pytest.mark.parametrize("action", ["approve", "decline"])
    async def test_the_second_to_decide_is_told_of_the_first(
        self, scene: Scene, hass_admin_user: MockUser, action: str
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        await scene.act(
            "decline",
            user=hass_admin_user.id,
            request_id=request_id,
            reason="too long",
        )
        why = await refused(scene, action, request_id=request_id)
        assert why.translation_key == "not_possible_declined"
        told = why.translation_placeholders
        assert told is not None
        assert told["title"] == "Film one"
        assert told["who"] == hass_admin_user.name
        assert told["why"] == "too long. "
        assert told["when"]

    async def test_what_runs_cannot_be_declined(self, scene: Scene) -> None:
        await scene.start()
        request_id, _ = await scene.download("Film one")
        why = await refused(scene, "decline", request_id=request_id)
        assert why.translation_key == "not_possible_downloading"
        assert str(why).startswith("Film one is downloading since ")
        assert "taken by Box" in str(why)

    async def test_what_waits_for_an_answer_cannot_be_tried_again(
        self, scene: Scene
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        why = await refused(scene, "retry", request_id=request_id)
        assert why.translation_key == "not_possible_pending"

    @pytest.mark.parametrize(
        "action", ["pause", "resume", "recheck", "next_best", "remove_download"]
    )
    async def test_what_has_no_download_cannot_be_changed(
        self, scene: Scene, action: str
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")
        why = await refused(scene, action, request_id=request_id)
        assert why.translation_key == "no_download"
        told = why.translation_placeholders
        assert told is not None
        assert (told["state"], told["who"]) == ("waiting for an answer", "Films")

    @pytest.mark.parametrize(
        ("action", "data"),
        [
            *((action, {"request_id": "x"}) for action in BY_ID),
            ("request", {"link": "magnet:?"}),
            ("refresh", {}),
        ],
    )
    async def test_without_a_running_greenlight(
        self, scene: Scene, action: str, data: dict[str, str]
    ) -> None:
        assert await async_setup_component(scene.hass, "greenlight", {})
        why = await refused(scene, action, **data)
        assert why.translation_key == "not_loaded"

    async def test_a_full_disk(
        self, scene: Scene, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await scene.start()
        (request_id,) = await scene.ask("Film one")

        async def full(*_: object) -> None:
            raise WriteError("no space left")

        with monkeypatch.context() as broken:
            broken.setattr(
                "homeassistant.helpers.storage.Store._async_write_data", full
            )
            why = await failed(scene, "approve", request_id=request_id)
        assert why.translation_key == "not_saved"
        assert scene.requests() == {"Film one": "pending"}


class TestDownloads:
    @pytest.mark.parametrize(
        ("action", "command", "state"),
        [
            ("pause", "stop", "paused"),
            ("resume", "start", "downloading"),
            ("recheck", "recheck", "checking"),
        ],
    )
    async def test_the_client_does_it_and_it_shows(
        self, scene: Scene, action: str, command: str, state: str
    ) -> None:
        await scene.start()
        request_id, torrent = await scene.download("Film one")
        await scene.act(action, request_id=request_id)
        assert scene.client.told(command) == [{"hashes": torrent}]
        assert scene.told("sensor.greenlight_latest_download_state") == state

    @pytest.mark.parametrize(
        ("given", "deleted", "reason"),
        [
            ({}, "false", "Removed from the client, the data stays"),
            (
                {"delete_data": True},
                "true",
                "Removed from the client together with its data",
            ),
        ],
    )
    async def test_one_is_removed(
        self, scene: Scene, given: dict[str, Any], deleted: str, reason: str
    ) -> None:
        await scene.start()
        request_id, torrent = await scene.download("Film one")
        await scene.act("remove_download", request_id=request_id, **given)
        assert scene.client.rows == {}
        assert scene.client.told("delete") == [
            {"hashes": torrent, "deleteFiles": deleted}
        ]
        assert scene.requests() == {"Film one": "cancelled"}
        event = scene.entity("event.greenlight_request").attributes
        assert event["reason"] == reason

    async def test_one_is_given_up_for_the_next_best(self, scene: Scene) -> None:
        await scene.start()
        request_id, _ = await scene.download("Film one 2019 1080p")
        why = await refused(scene, "next_best", request_id=request_id)
        assert why.translation_key == "nothing_else"
        assert scene.requests() == {"Film one 2019 1080p": "downloading"}
        await scene.ask("Film one 2019 720p")
        await scene.act("next_best", request_id=request_id)
        assert scene.requests() == {
            "Film one 2019 1080p": "failed",
            "Film one 2019 720p": "pending",
        }

    async def test_a_client_that_fails_is_named(self, scene: Scene) -> None:
        await scene.start()
        request_id, _ = await scene.download("Film one")
        scene.client.instead["torrents/info"] = answering(500, "broken")
        why = await failed(scene, "pause", request_id=request_id)
        assert why.translation_key == "client_bad_answer"
        assert why.translation_placeholders == {
            "name": "Box",
            "detail": "broken",
            "said": "Broken.",
        }

    async def test_what_a_kind_of_client_cannot_do_is_said(self, scene: Scene) -> None:
        await scene.start()
        request_id, _ = await scene.download("Film one")
        client = scene.hub.clients[CLIENT_ID].client
        with patch.object(client, "recheck", side_effect=NotSupported):
            why = await failed(scene, "recheck", request_id=request_id)
        assert why.translation_key == "client_not_supported"
        assert "Box cannot do that" in str(why)

    async def test_one_that_is_not_there_any_more(self, scene: Scene) -> None:
        await scene.start()
        request_id, _ = await scene.download("Film one")
        scene.client.rows.clear()
        why = await failed(scene, "pause", request_id=request_id)
        assert why.translation_key == "client_unknown_download"


class TestRequest:
    def link(self, scene: Scene) -> str:
        torrent = make_torrent("Something", {"Something": bytes(5000)})
        return scene.site.offer(torrent)

    async def test_asks_about_a_link(self, scene: Scene) -> None:
        await scene.start()
        answer = await scene.act("request", answer=True, link=self.link(scene))
        request = scene.request("Something")
        assert answer == {
            "request_id": request.id,
            "state": "pending",
            "title": "Something",
            "name": "Something",
            "ignored": [],
        }
        assert scene.requests() == {"Something": "pending"}

    async def test_needs_no_answer(self, scene: Scene) -> None:
        await scene.start()
        await scene.act("request", link=self.link(scene))
        assert scene.requests() == {"Something": "pending"}

    async def test_downloads_at_once_if_told_to(self, scene: Scene) -> None:
        await scene.start()
        await scene.act(
            "request",
            link=f"  {self.link(scene)} ",
            title="My title",
            approve=True,
            client="box",
            category="films",
            save_path="/films",
            tags=["one", "two"],
        )
        await scene.settle()
        assert scene.requests() == {"My title": "downloading"}
        (added,) = scene.client.told("add")
        assert added["category"] == "films"
        assert added["savepath"] == "/films"
        assert added["tags"] == "greenlight,one,two"

    async def test_is_made_as_it_is_asked_for(self, scene: Scene) -> None:
        await scene.start()
        await scene.act(
            "request",
            link=self.link(scene),
            approve=True,
            client="Box",
            category=" films ",
            tags=["one, two"],
            stopped=True,
            sequential=True,
            first_last=True,
            content_layout="subfolder",
            priority="high",
            ratio_limit=1.5,
            seeding_time=90,
            inactive_seeding_time=30,
            download_limit=2.5,
            upload_limit=0.5,
        )
        await scene.settle()
        (added,) = scene.client.told("add")
        asked = {
            "stopped": "true",
            "category": "films",
            "tags": "greenlight,one,two",
            "sequentialDownload": "true",
            "firstLastPiecePrio": "true",
            "contentLayout": "Subfolder",
            "addToTopOfQueue": "true",
            "ratioLimit": "1.5",
            "seedingTimeLimit": "90",
            "inactiveSeedingTimeLimit": "30",
            "dlLimit": "2500000",
            "upLimit": "500000",
        }
        assert {name: added[name] for name in asked} == asked
        answer = await scene.act("list_requests", answer=True)
        (request,) = answer["requests"]
        assert request["priority"] == "high"
        assert request["options"] == {
            "tags": ["one", "two"],
            "stopped": True,
            "sequential": True,
            "first_last": True,
            "content_layout": "subfolder",
            "ratio_limit": 1.5,
            "seeding_time": 90,
            "inactive_seeding_time": 30,
            "download_limit": 2.5,
            "upload_limit": 0.5,
        }

    async def test_what_is_there_already_is_not_checked(self, scene: Scene) -> None:
        await scene.start()
        link = self.link(scene)
        await scene.act("request", link=link, approve=True, skip_check=True)
        await scene.settle()
        (added,) = scene.client.told("add")
        assert added["seedMode"] == "true"

    @pytest.mark.parametrize(
        "asked",
        [
            {"priority": "urgent"},
            {"content_layout": "Subfolder"},
            {"ratio_limit": -1},
            {"seeding_time": 525_601},
            {"inactive_seeding_time": "nan"},
            {"download_limit": 0},
            {"upload_limit": 10_001},
            {"stopped": "perhaps"},
        ],
    )
    async def test_what_no_rule_could_say_is_refused(
        self, scene: Scene, asked: dict[str, Any]
    ) -> None:
        await scene.start()
        with pytest.raises(vol.Invalid):
            await scene.act("request", link=self.link(scene), **asked)
        assert scene.requests() == {}

    @pytest.mark.parametrize(
        "category", ["a\\b", "/a", "a//b", "..", "../../etc", "a/../b", "a/ ../b", "."]
    )
    async def test_a_category_that_can_be_none_is_refused(
        self, scene: Scene, category: str
    ) -> None:
        await scene.start()
        link = self.link(scene)
        why = await refused(scene, "request", link=link, category=category)
        assert why.translation_key == "no_category"
        assert why.translation_placeholders == {"category": category}
        assert scene.requests() == {}

    async def test_to_be_forced_is_for_who_manages_downloads(
        self, hass: HomeAssistant, scene: Scene
    ) -> None:
        await hass.auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])
        gives = await hass.auth.async_create_user("Ida", group_ids=[GROUP_ID_USER])
        sees = await hass.auth.async_create_user("Bo", group_ids=[GROUP_ID_USER])
        rights = {gives.id: ["hand_in"], sees.id: ["hand_in", "downloads"]}
        scene.options |= {CONF_PEOPLE_RIGHTS: rights}
        await scene.start()
        link = f"magnet:?xt=urn:btih:{'a' * 40}&dn=Film"
        asked: dict[str, Any] = {"link": link, "priority": "force"}
        with pytest.raises(ServiceValidationError) as raised:
            await scene.act("request", user=gives.id, **asked)
        assert raised.value.translation_key == "only_downloads"
        assert scene.requests() == {}
        await scene.act("request", user=sees.id, **asked)
        assert scene.request("Film").options.priority is Priority.FORCE

    async def test_takes_a_magnet_link(self, scene: Scene) -> None:
        await scene.start()
        await scene.act("request", link=f"magnet:?xt=urn:btih:{'a' * 40}&dn=Magnet")
        assert scene.requests() == {"Magnet": "pending"}

    @pytest.mark.parametrize(
        "wished",
        [
            lambda scene: "Box",
            lambda scene: CLIENT_ID,
            lambda scene: next(
                device.id
                for device in dr.async_entries_for_config_entry(
                    dr.async_get(scene.hass), scene.entry.entry_id
                )
                if ("greenlight", CLIENT_ID) in device.identifiers
            ),
        ],
        ids=["name", "id", "device"],
    )
    async def test_a_client_has_several_names(
        self, scene: Scene, wished: Callable[[Scene], str]
    ) -> None:
        await scene.start()
        await scene.act("request", link=self.link(scene), client=wished(scene))
        assert scene.request("Something").pinned == CLIENT_ID

    @pytest.mark.parametrize("wished", ["Nobody", "Twin"])
    async def test_a_client_nobody_knows_is_refused(
        self, scene: Scene, wished: str
    ) -> None:
        twin = scene.client.data(type="qbittorrent")
        twins = [part(CLIENT, f"twin{number}", "Twin", twin) for number in (1, 2)]
        await scene.start([*scene.parts(), *twins])
        why = await refused(scene, "request", link="magnet:?", client=wished)
        assert why.translation_key == "unknown_client"
        assert why.translation_placeholders == {
            "name": wished,
            "known": "Box, Twin, Twin",
        }

    async def test_says_that_there_is_no_client(self, scene: Scene) -> None:
        await scene.start([])
        why = await refused(scene, "request", link="magnet:?", client="Box")
        assert str(why).endswith("There are: –")

    @pytest.mark.parametrize(
        "link", ["ftp://example.org/film.torrent", "nonsense", "magnet:?dn=nothing"]
    )
    async def test_an_unusable_link(self, scene: Scene, link: str) -> None:
        await scene.start()
        why = await refused(scene, "request", link=link)
        assert why.translation_key == "unusable_link"

    @pytest.mark.parametrize(
        ("actions", "key", "advice"),
        [
            ([], "already_waiting", "Approve or decline that one"),
            (["approve"], "already_on_its_way", "Cancel that one"),
            (["decline"], "already_requested", "Retry that one"),
            (["complete"], "already_complete", "Look for it in the client"),
        ],
    )
    async def test_one_that_was_requested_before(
        self, scene: Scene, actions: list[str], key: str, advice: str
    ) -> None:
        await scene.start()
        link = self.link(scene)
        await scene.act("request", link=link)
        request = scene.request("Something")
        for action in actions:
            if action == "complete":
                await scene.act("approve", request_id=request.id)
                await scene.settle()
                torrent = scene.request("Something").download or ""
                scene.client.rows[torrent] |= {"progress": 1.0, "state": "uploading"}
                await scene.poll()
            else:
                await scene.act(action, request_id=request.id)
                await scene.settle()
        why = await refused(scene, "request", link=link)
        assert why.translation_key == key
        assert advice in str(why)
        told = why.translation_placeholders
        assert told is not None
        assert told["request_id"] == scene.request("Something").id

    async def test_a_site_that_fails_is_named_without_its_link(
        self, scene: Scene
    ) -> None:
        await scene.start()
        scene.site.torrent_fault = Fault.NOT_FOUND
        why = await failed(scene, "request", link=f"{self.link(scene)}?passkey=secret")
        assert why.translation_key == "source_not_found"
        assert why.translation_placeholders == {
            "name": scene.site.url,
            "detail": "Not Found (HTTP 404)",
            "said": "Not Found (HTTP 404).",
        }


class TestOwnNetwork:
    """Who hands in links finds out nothing by them about the network of the house."""

    @pytest.fixture
    async def member(self, hass: HomeAssistant, scene: Scene) -> str:
        """Return the id of a user who may hand in and is no administrator."""
        await hass.auth.async_create_user("owner", group_ids=[GROUP_ID_ADMIN])
        user = await hass.auth.async_create_user("Kim", group_ids=[GROUP_ID_USER])
        scene.options |= {CONF_PEOPLE_RIGHTS: {user.id: ["hand_in"]}}
        return user.id

    async def test_whether_somebody_answers_there_cannot_be_told(
        self, scene: Scene, member: str
    ) -> None:
        await scene.start()
        torrent = make_torrent("Something", {"Something.mkv": bytes(5000)})
        async with FeedServer() as inside:
            link = inside.offer(torrent)
            links = [
                link,
                f"{inside.url}/nothing",
                "http://127.0.0.1:1/closed",
                link.replace("127.0.0.1", "localhost"),
            ]
            told = []
            for one in links:
                with pytest.raises(HomeAssistantError) as raised:
                    await scene.act("request", user=member, link=one)
                assert raised.value.translation_key == "source_not_public"
                placeholders = raised.value.translation_placeholders or {}
                told.append((placeholders["detail"], str(raised.value)))
            assert {detail for detail, _ in told} == {""}
            assert inside.seen == []
            # The same link of an automation that may do everything is followed.
            await scene.act("request", link=link)
            assert scene.requests() == {"Something": "pending"}

    async def test_a_link_of_a_source_is_followed(
        self, scene: Scene, member: str
    ) -> None:
        await scene.start()
        torrent = make_torrent("Something", {"Something.mkv": bytes(5000)})
        link = scene.site.offer(torrent)
        await scene.act("request", user=member, link=link)
        assert scene.requests() == {"Something": "pending"}
        assert not scene.request("Something").outward

    async def test_another_port_of_a_source_is_not(
        self, scene: Scene, member: str
    ) -> None:
        await scene.start()
        for link in ("http://127.0.0.1:1/a.torrent", "http://127.0.0.1/a.torrent"):
            why = await failed(scene, "request", user=member, link=link)
            assert why.translation_key == "source_not_public"

    @pytest.mark.parametrize("url", [None, 5, "nonsense"])
    async def test_a_source_without_an_address_opens_nothing(
        self, scene: Scene, member: str, url: Any
    ) -> None:
        await scene.start()
        source = scene.entry.subentries[SOURCE_ID]
        data = {key: value for key, value in source.data.items() if key != CONF_URL}
        data |= {} if url is None else {CONF_URL: url}
        scene.hass.config_entries.async_update_subentry(scene.entry, source, data=data)
        await scene.settle()
        link = "http://127.0.0.1:1/a.torrent"
        why = await failed(scene, "request", user=member, link=link)
        assert why.translation_key == "source_not_public"

    @pytest.mark.parametrize("link", ["nonsense", "http://[::1/a", "ftp://127.0.0.1/"])
    async def test_what_is_no_link_is_told_as_such(
        self, scene: Scene, member: str, link: str
    ) -> None:
        await scene.start()
        why = await refused(scene, "request", user=member, link=link)
        assert why.translation_key == "unusable_link"

    async def test_a_magnet_link_leads_nowhere_inside(
        self, scene: Scene, member: str
    ) -> None:
        await scene.start()
        link = f"magnet:?xt=urn:btih:{'a' * 40}&dn=Something"
        await scene.act("request", user=member, link=link)
        assert scene.request("Something").outward


class TestRefresh:
    @pytest.mark.parametrize(
        "given", [{}, {"source": "site"}, {"source": [SOURCE_ID, "Site"]}]
    )
    async def test_looks_now(self, scene: Scene, given: dict[str, Any]) -> None:
        await scene.start()
        before = scene.site.count("/feed.rss")
        await scene.act("refresh", **given)
        assert scene.site.count("/feed.rss") == before + 1

    async def test_an_unknown_source(self, scene: Scene) -> None:
        await scene.start()
        why = await refused(scene, "refresh", source="Box")
        assert why.translation_key == "unknown_source"
        assert why.translation_placeholders == {"name": "Box", "known": "Site"}

    async def test_a_source_that_fails(self, scene: Scene) -> None:
        await scene.start()
        scene.site.feed_fault = Fault.FORBIDDEN
        why = await failed(scene, "refresh")
        assert why.translation_key == "source_invalid_auth"

"""A person puts Greenlight in between a program and its download client."""

import asyncio
import re
import string
from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, UnknownFlow
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.greenlight.askers.door import async_door
from custom_components.greenlight.const import ASKER
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.flows import first_call
from custom_components.greenlight.flows.asker_entered import (
    STEPS,
    entered,
    own_address,
    step_of,
)
from custom_components.greenlight.parts.asker_settings import (
    NAMES,
    AskerSettings,
    Manner,
    Program,
)

from ..project.written_code import read_json
from .asking_first import (
    AGENT,
    asker_of,
    call,
    client,
    in_memory,
    knock,
    library,
    stored_asker,
)
from .steps import Result, change, entry_with, load, shown, submit, titles
from .test_texts import described, fields

EN = read_json("translations/en.json")
TEXTS = EN["config_subentries"][ASKER]
FORM = {"action": "ask", "lifetime": 72}
HOME = "http://192.168.1.5:8123"


@pytest.fixture(autouse=True)
def house(hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have clients and libraries in memory, and say where Home Assistant is."""
    in_memory(monkeypatch)
    hass.config.internal_url = HOME


async def started(hass: HomeAssistant, *parts: dict[str, Any]) -> MockConfigEntry:
    """Run Greenlight with these parts, with a torrent client where nothing else is said."""
    entry = entry_with(*(parts or (client("qbittorrent"),)))
    await load(hass, entry)
    return entry


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Run Greenlight with a torrent client and one Sonarr as a library."""
    return await started(hass, client("qbittorrent"), library("sonarr", "series"))


async def begin(
    hass: HomeAssistant, entry: MockConfigEntry, program: str = "sonarr"
) -> Result:
    """Begin to add an asker, and choose the program."""
    menu = await hass.config_entries.subentries.async_init(
        (entry.entry_id, ASKER), context={"source": SOURCE_USER}
    )
    assert (menu["type"], menu["step_id"]) == (FlowResultType.MENU, "user")
    return await submit(hass, menu, next_step_id=program)


async def add(
    hass: HomeAssistant, entry: MockConfigEntry, program: str = "sonarr", **form: Any
) -> Result:
    """Add an asker, as far as it is shown what to enter."""
    return await submit(hass, await begin(hass, entry, program), **{**FORM, **form})


async def go(hass: HomeAssistant, flow: Result, option: str) -> Result:
    """Choose in a menu, without waiting for what goes on behind it."""
    return await hass.config_entries.subentries.async_configure(
        flow["flow_id"], {"next_step_id": option}
    )


async def look(hass: HomeAssistant, flow: Result) -> Result:
    """Ask for the step, as the interface does when it is told of progress."""
    await hass.async_block_till_done()
    return await hass.config_entries.subentries.async_configure(flow["flow_id"])


class TestWhichOne:
    async def test_every_program_is_on_the_menu(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        menu = await hass.config_entries.subentries.async_init(
            (entry.entry_id, ASKER), context={"source": SOURCE_USER}
        )
        texts = TEXTS["step"]["user"]
        assert menu["menu_options"] == list(texts["menu_options"])
        assert set(texts["menu_option_descriptions"]) == set(menu["menu_options"])
        assert {
            Program(one): name
            for one, name in texts["menu_options"].items()
            if one != "other"
        } == {one: name for one, name in NAMES.items() if name}

    async def test_nobody_is_asked_what_only_can_be(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        form = await begin(hass, entry)
        assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "asker")
        assert form["description_placeholders"]["program"] == "Sonarr"

    @pytest.mark.parametrize("chosen", list(Protocol))
    async def test_with_clients_for_both_one_is_chosen(
        self, hass: HomeAssistant, chosen: Protocol
    ) -> None:
        entry = await started(
            hass,
            client("qbittorrent"),
            client("transmission"),
            client("sabnzbd"),
            client("oracle"),
        )
        menu = await begin(hass, entry, "other")
        assert (menu["step_id"], menu["menu_options"]) == (
            "protocol",
            ["torrent", "usenet"],
        )
        assert menu["description_placeholders"] == {"program": "this program"}
        form = await submit(hass, menu, next_step_id=chosen.value)
        options = next(
            one.config["options"]
            for key, one in form["data_schema"].schema.items()
            if key == "client"
        )
        assert {one["value"]: one["label"] for one in options} == {
            Protocol.TORRENT: {
                "qbittorrent": "Qbittorrent",
                "transmission": "Transmission",
            },
            Protocol.USENET: {"sabnzbd": "Sabnzbd"},
        }[chosen]
        await submit(hass, form, name="Medusa", client=options[0]["value"], **FORM)
        found = asker_of(entry, "Medusa")
        assert (found.protocol, found.client) == (chosen, options[0]["value"])

    @pytest.mark.parametrize("step", ["user", "sonarr", "asker"])
    async def test_nothing_goes_on_while_greenlight_does_not_run(
        self, hass: HomeAssistant, entry: MockConfigEntry, step: str
    ) -> None:
        flow: Result = None
        if step != "user":
            flow = await hass.config_entries.subentries.async_init(
                (entry.entry_id, ASKER), context={"source": SOURCE_USER}
            )
        if step == "asker":
            flow = await submit(hass, flow, next_step_id="sonarr")
        assert await hass.config_entries.async_unload(entry.entry_id)
        match step:
            case "user":
                done = await hass.config_entries.subentries.async_init(
                    (entry.entry_id, ASKER), context={"source": SOURCE_USER}
                )
            case "sonarr":
                done = await submit(hass, flow, next_step_id="sonarr")
            case _:
                done = await submit(hass, flow, **FORM)
        assert done["reason"] == "entry_not_loaded"
        assert not titles(entry, ASKER)


class TestForm:
    async def test_what_is_usual_is_filled_in(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        form = await begin(hass, entry)
        assert shown(form) == {"library": "series", "category": "tv-sonarr"}
        assert "only through its library" in form["description_placeholders"]["about"]

    async def test_only_what_may_be_the_same_program_is_offered(
        self, hass: HomeAssistant
    ) -> None:
        entry = await started(
            hass,
            client("qbittorrent"),
            library("sonarr", "series"),
            library("sonarr", "anime"),
            library("radarr", "films"),
            library("plex", "plex"),
        )
        form = await begin(hass, entry)
        (selector,) = (
            one for key, one in form["data_schema"].schema.items() if key == "library"
        )
        offered = [one["value"] for one in selector.config["options"]]
        assert offered == ["series", "anime"]
        # Which of the two, nobody knows.
        assert "library" not in shown(form)

    @pytest.mark.parametrize(
        ("program", "kind", "about"),
        [
            ("sonarr", "qbittorrent", "only if it is a library here"),
            ("lidarr", "qbittorrent", "turned down without asking"),
            ("prowlarr", "qbittorrent", "does not ask what becomes of it"),
            ("sonarr", "sabnzbd", "as a download that has failed"),
            ("flexget", "sabnzbd", "does not ask what becomes of it"),
        ],
    )
    async def test_what_becomes_of_a_no_is_said(
        self, hass: HomeAssistant, program: str, kind: str, about: str
    ) -> None:
        entry = await started(hass, client(kind))
        form = await begin(hass, entry, program)
        assert about in form["description_placeholders"]["about"]
        assert NAMES[Program(program)] in form["description_placeholders"]["about"]
        assert not {"library", "approve_picked"} & fields(form)["data"]

    async def test_every_field_has_a_text(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        await add(hass, entry)
        part_id = asker_of(entry).id
        changing = fields(await change(hass, entry, part_id))["data"]
        assert changing == described(TEXTS["step"]["asker"])["data"]
        adding = fields(await begin(hass, entry))["data"]
        assert adding == changing - {"new_password"}

    def test_every_choice_has_a_text(self) -> None:
        options = EN["selector"]["asker_action"]["options"]
        assert list(options) == [one.value for one in Manner]

    async def test_what_is_filled_in_is_kept(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        await add(
            hass,
            entry,
            name=" My  Sonarr ",
            action="rules",
            library="series",
            approve_picked=True,
            client="qbittorrent",
            category=" tv/new ",
            lifetime=48.0,
        )
        found = asker_of(entry, "My Sonarr")
        assert found == AskerSettings(
            id=found.id,
            name="My Sonarr",
            program=Program.SONARR,
            protocol=Protocol.TORRENT,
            path="my-sonarr",
            username="greenlight",
            password=found.password,
            client="qbittorrent",
            library="series",
            manner=Manner.RULES,
            approve_picked=True,
            category="tv/new",
            lifetime=48 * 3600,
        )
        assert entry.runtime_data.roster.askers == {found.id: found}

    async def test_secrets_are_made_and_fit_everywhere(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        await add(hass, entry)
        await add(hass, entry)
        passwords = {asker_of(entry, name).password for name in ("Sonarr", "Sonarr 2")}
        assert len(passwords) == 2
        assert all(re.fullmatch("[A-Za-z0-9]{32}", one) for one in passwords)

    async def test_each_has_an_address_of_its_own(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        for name in ("", "", "SONARR!", "Sonarr 2?"):
            await add(hass, entry, name=name)
        assert [
            (one.title, one.data["path"]) for one in entry.get_subentries_of_type(ASKER)
        ] == [
            ("Sonarr", "sonarr"),
            ("Sonarr 2", "sonarr-2"),
            ("SONARR!", "sonarr-3"),
            ("Sonarr 2?", "sonarr-2-2"),
        ]

    @pytest.mark.parametrize(
        ("program", "form", "errors"),
        [
            ("sonarr", {"category": "tv\\new"}, {"category": "invalid_category"}),
            ("sonarr", {"category": "/tv"}, {"category": "invalid_category"}),
            (
                "sonarr",
                {"approve_picked": True},
                {"approve_picked": "picked_without_library"},
            ),
            ("sonarr", {"name": "THERE"}, {"name": "name_taken"}),
            ("other", {}, {"name": "name_missing"}),
        ],
    )
    async def test_what_cannot_be_is_refused(
        self,
        hass: HomeAssistant,
        program: str,
        form: dict[str, Any],
        errors: dict[str, str],
    ) -> None:
        entry = await started(
            hass,
            client("qbittorrent"),
            library("sonarr", "series"),
            stored_asker("There"),
        )
        flow = await add(hass, entry, program, **form)
        assert flow["errors"] == errors
        assert set(errors.values()) <= set(TEXTS["error"])
        assert titles(entry, ASKER) == ["There"]
        # Only what has to be changed is asked again, and all else is kept.
        right = {"name": "Right", "category": "tv", "library": "series"}
        asked = fields(flow)["data"]
        await submit(hass, flow, **{key: right[key] for key in right if key in asked})
        assert (
            asker_of(entry, "Right" if "name" in asked else "Sonarr").lifetime
            == 72 * 3600
        )


class TestWhatToEnter:
    async def test_it_is_kept_and_shown_with_what_was_made(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await add(hass, entry, category="tv")
        found = asker_of(entry)
        assert (flow["type"], flow["step_id"]) == (
            FlowResultType.MENU,
            "enter_arr_torrent",
        )
        assert flow["menu_options"] == ["wait", "finish"]
        base = "/api/greenlight/client/sonarr"
        assert flow["description_placeholders"] == {
            "program": "Sonarr",
            "host": "192.168.1.5",
            "port": "8123",
            "ssl": "☐",
            "use_ssl": "no",
            "url_base": base,
            "address": f"{HOME}{base}",
            "host_and_path": f"192.168.1.5:8123{base}",
            "username": "greenlight",
            "password": found.password,
            "category": "tv",
            "category_line": '\n  label: "tv"',
        }

    async def test_it_is_let_in_before_it_can_be_entered(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await add(hass, entry)
        placeholders = flow["description_placeholders"]
        assert await knock(hass, "sonarr", placeholders["password"]) is not None

    @pytest.mark.parametrize("program", list(Program))
    @pytest.mark.parametrize("protocol", list(Protocol))
    def test_every_program_has_texts_that_can_be_filled_in(
        self, hass: HomeAssistant, program: Program, protocol: Protocol
    ) -> None:
        settings = made(program, protocol)
        step = TEXTS["step"][step_of(settings)]
        given = set(entered(hass, settings))
        for text in (step["title"], step["description"]):
            names = {name for _, name, _, _ in string.Formatter().parse(text) if name}
            assert names <= given
        needed = {"{password}"} | (
            {"{username}"} if protocol is Protocol.TORRENT else set()
        )
        assert all(one in step["description"] for one in needed)
        assert "Change asker" in step["description"]
        assert set(step["menu_options"]) == {"wait", "finish"}

    def test_no_step_is_for_nothing(self) -> None:
        known = {step for steps in STEPS.values() for step in steps.values()}
        assert {one for one in TEXTS["step"] if one.startswith("enter_")} == known

    @pytest.mark.parametrize(
        ("protocol", "category", "expected"),
        [
            (
                Protocol.TORRENT,
                "tv",
                {
                    "qbittorrent": {
                        "host": "192.168.1.5:8123/api/greenlight/client/one",
                        "port": 8123,
                        "use_ssl": False,
                        "username": "greenlight",
                        "password": "sesame",
                        "label": "tv",
                    }
                },
            ),
            (
                Protocol.USENET,
                "",
                {
                    "sabnzbd": {
                        "url": f"{HOME}/api/greenlight/client/one/api?",
                        "key": "sesame",
                    }
                },
            ),
        ],
    )
    def test_what_flexget_reads_is_what_is_meant(
        self,
        hass: HomeAssistant,
        protocol: Protocol,
        category: str,
        expected: dict[str, Any],
    ) -> None:
        settings = made(Program.FLEXGET, protocol, category=category)
        text = TEXTS["step"][step_of(settings)]["description"]
        filled = text.format(**entered(hass, settings))
        assert parse_yaml(filled.split("```")[1].removeprefix("yaml\n")) == expected

    @pytest.mark.parametrize(
        ("internal", "external", "found"),
        [
            ("https://ha.lan", "https://ha.test", ("ha.lan", "443", "☑")),
            (None, "https://ha.test:8443", ("ha.test", "8443", "☑")),
            (None, None, ("homeassistant.local", "8123", "☐")),
            ("http://[fd00::1]:8123", None, ("[fd00::1]", "8123", "☐")),
        ],
    )
    def test_where_home_assistant_is(
        self,
        hass: HomeAssistant,
        internal: str | None,
        external: str | None,
        found: tuple[str, str, str],
    ) -> None:
        hass.config.internal_url, hass.config.external_url = internal, external
        told = entered(hass, made(Program.SONARR, Protocol.TORRENT))
        assert (told["host"], told["port"], told["ssl"]) == found
        assert told["address"].startswith(str(own_address(hass).origin()))


def made(program: Program, protocol: Protocol, **changed: Any) -> AskerSettings:
    """Return an asker that has everything."""
    given: dict[str, Any] = {
        "id": "one",
        "name": "One",
        "program": program,
        "protocol": protocol,
        "path": "one",
        "username": "greenlight",
        "password": "sesame",
        "category": "tv",
    }
    return AskerSettings(**(given | changed))


class TestFirstCall:
    async def test_it_is_waited_for_and_told(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await go(hass, await add(hass, entry), "wait")
        assert (flow["type"], flow["progress_action"]) == (
            FlowResultType.SHOW_PROGRESS,
            "first_call",
        )
        assert flow["description_placeholders"] == {
            "program": "Sonarr",
            "name": "Sonarr",
        }
        assert (
            await hass.config_entries.subentries.async_configure(flow["flow_id"])
            == flow
        )
        await call(hass, asker_of(entry))
        done = await look(hass, flow)
        assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "connected")
        assert done["description_placeholders"] == {
            "program": "Sonarr",
            "name": "Sonarr",
            "who": r"Sonarr 4\.0\.17\.2952",
        }

    async def test_a_wrong_password_is_no_call(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await go(hass, await add(hass, entry), "wait")
        assert await knock(hass, "sonarr", "guessed") is None
        flow = await look(hass, flow)
        assert flow["type"] is FlowResultType.SHOW_PROGRESS

    @pytest.mark.parametrize("option", ["wait", "finish"])
    async def test_one_that_has_come_already_counts(
        self, hass: HomeAssistant, entry: MockConfigEntry, option: str
    ) -> None:
        flow = await add(hass, entry)
        await call(hass, asker_of(entry))
        done = await go(hass, flow, option)
        assert done["reason"] == "connected"

    @pytest.mark.parametrize(
        ("agent", "reason", "who"),
        [
            ("Radarr/5.14.0 (alpine)", "connected_another", "Radarr 5.14.0"),
            ("python-requests/2.32.3", "connected", "python-requests 2.32.3"),
            ("*stars*/1.0", "connected", "Sonarr"),
            ("", "connected", "Sonarr"),
        ],
    )
    async def test_it_is_told_by_whom(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        agent: str,
        reason: str,
        who: str,
    ) -> None:
        flow = await add(hass, entry)
        await call(hass, asker_of(entry), agent)
        done = await go(hass, flow, "wait")
        assert done["reason"] == reason
        assert done["description_placeholders"]["who"].replace("\\", "") == who
        assert reason in TEXTS["abort"]

    async def test_nobody_is_kept_waiting_for_ever(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(first_call, "PATIENCE", 0.01)
        flow = await go(hass, await add(hass, entry), "wait")
        await asyncio.sleep(0.05)
        flow = await look(hass, flow)
        assert (flow["type"], flow["step_id"]) == (FlowResultType.MENU, "nobody")
        assert flow["menu_options"] == ["wait", "again", "finish"]
        assert flow["menu_options"] == list(TEXTS["step"]["nobody"]["menu_options"])
        assert flow["description_placeholders"]["name"] == "Sonarr"
        again = await go(hass, flow, "again")
        assert again["step_id"] == "enter_arr_torrent"
        monkeypatch.setattr(first_call, "PATIENCE", 60)
        flow = await go(hass, again, "wait")
        assert flow["type"] is FlowResultType.SHOW_PROGRESS
        await call(hass, asker_of(entry))
        assert (await look(hass, flow))["reason"] == "connected"

    async def test_it_can_be_left_out(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        done = await go(hass, await add(hass, entry), "finish")
        assert (done["type"], done["reason"]) == (FlowResultType.ABORT, "saved")
        assert titles(entry, ASKER) == ["Sonarr"]

    @pytest.mark.parametrize("waiting", [False, True])
    async def test_nothing_is_lost_with_the_dialog(
        self, hass: HomeAssistant, entry: MockConfigEntry, waiting: bool
    ) -> None:
        flow = await add(hass, entry)
        if waiting:
            await go(hass, flow, "wait")
        hass.config_entries.subentries.async_abort(flow["flow_id"])
        await hass.async_block_till_done()
        assert titles(entry, ASKER) == ["Sonarr"]
        await call(hass, asker_of(entry))
        assert [
            one
            for one in async_door(hass)._listeners.get("sonarr", ())
            if "Event" in repr(one)
        ] == []

    async def test_one_that_was_closed_before_leaves_nothing(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await begin(hass, entry)
        hass.config_entries.subentries.async_abort(flow["flow_id"])
        assert not titles(entry, ASKER)
        with pytest.raises(UnknownFlow):
            await submit(hass, flow, **FORM)

    @pytest.mark.parametrize("option", ["wait", "finish"])
    async def test_one_that_is_gone_is_not_waited_for(
        self, hass: HomeAssistant, entry: MockConfigEntry, option: str
    ) -> None:
        flow = await add(hass, entry)
        hass.config_entries.async_remove_subentry(entry, asker_of(entry).id)
        await hass.async_block_till_done()
        done = await go(hass, flow, option)
        assert done["reason"] == "asker_removed"
        assert "asker_removed" in TEXTS["abort"]


class TestOverTheNetwork:
    """What is shown to be entered is where a program is let in."""

    @pytest.mark.parametrize("kind", ["qbittorrent", "sabnzbd"])
    async def test_a_program_that_enters_it_is_heard(
        self,
        hass: HomeAssistant,
        socket_enabled: None,
        hass_client_no_auth: Any,
        kind: str,
    ) -> None:
        assert await async_setup_component(hass, "http", {})
        entry = await started(hass, client(kind))
        flow = await go(hass, await add(hass, entry), "wait")
        assert flow["type"] is FlowResultType.SHOW_PROGRESS
        told = entered(hass, asker_of(entry))
        program = await hass_client_no_auth()
        path = told["address"].removeprefix(HOME)
        assert path == told["url_base"]
        headers = {"User-Agent": AGENT}
        if kind == "qbittorrent":
            login = {key: told[key] for key in ("username", "password")}
            answer = await program.post(
                f"{path}/api/v2/auth/login", data=login, headers=headers
            )
            assert await answer.text() == "Ok."
        else:
            query = {
                "mode": "get_cats",
                "output": "json",
                "apikey": told["password"],
            }
            answer = await program.get(f"{path}/api", params=query, headers=headers)
            assert answer.status == 200
        done = await look(hass, flow)
        assert done["reason"] == "connected"
        assert done["description_placeholders"]["who"].startswith("Sonarr 4")


class TestChange:
    async def changed(
        self, hass: HomeAssistant, entry: MockConfigEntry, **form: Any
    ) -> Result:
        flow = await change(hass, entry, "sonarr")
        assert (flow["type"], flow["step_id"]) == (FlowResultType.FORM, "asker")
        return await submit(hass, flow, **{"name": "Sonarr", **FORM, **form})

    @pytest.fixture
    async def entry(self, hass: HomeAssistant) -> MockConfigEntry:
        """Run Greenlight with an asker and both kinds of client."""
        return await started(
            hass, client("qbittorrent"), client("sabnzbd"), stored_asker()
        )

    async def test_what_to_enter_is_shown_again(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await self.changed(hass, entry)
        assert flow["step_id"] == "enter_arr_torrent"
        told = flow["description_placeholders"]
        assert (told["password"], told["category"]) == ("sesame", "–")
        assert told["url_base"].endswith("/sonarr")

    async def test_another_name_keeps_what_was_entered(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        await self.changed(hass, entry, name="Series", action="approve")
        found = asker_of(entry, "Series")
        assert (found.path, found.password, found.manner) == (
            "sonarr",
            "sesame",
            Manner.APPROVE,
        )
        assert await knock(hass, "sonarr", "sesame") is not None

    async def test_a_new_password_shuts_the_old_one_out(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await self.changed(hass, entry, new_password=True)
        new = flow["description_placeholders"]["password"]
        assert new == asker_of(entry).password != "sesame"
        assert await knock(hass, "sonarr", "sesame") is None
        flow = await go(hass, flow, "wait")
        await call(hass, asker_of(entry))
        assert (await look(hass, flow))["reason"] == "connected"

    async def test_what_is_off_stays_off_and_is_not_waited_for(
        self, hass: HomeAssistant
    ) -> None:
        entry = await started(hass, client("qbittorrent"), stored_asker(enabled=False))
        flow = await self.changed(hass, entry)
        assert flow["menu_options"] == ["finish"]
        assert not asker_of(entry).enabled
        assert (await go(hass, flow, "finish"))["reason"] == "saved"

    async def test_a_library_and_a_client_that_are_gone_are_seen(
        self, hass: HomeAssistant
    ) -> None:
        gone = stored_asker(library="gone", client="lost", approve_picked=True)
        entry = await started(hass, client("qbittorrent"), gone)
        flow = await change(hass, entry, "sonarr")
        assert shown(flow)["library"] == "gone"
        assert shown(flow)["client"] == "lost"

    @pytest.mark.parametrize(
        "odd",
        [{"type": "oracle"}, {"path": 5}, {"protocol": None}, {"lifetime": "long"}],
        ids=lambda odd: next(iter(odd)),
    )
    async def test_what_cannot_be_read_is_asked_anew(
        self, hass: HomeAssistant, odd: dict[str, Any]
    ) -> None:
        entry = await started(hass, client("qbittorrent"), stored_asker(**odd))
        assert not entry.runtime_data.roster.askers
        menu = await change(hass, entry, "sonarr")
        assert menu["step_id"] == "user"
        form = await submit(hass, menu, next_step_id="radarr")
        flow = await submit(hass, form, name="Radarr", **FORM)
        found = asker_of(entry, "Radarr")
        assert (found.program, found.path) == (
            Program.RADARR,
            "radarr" if odd.get("path") else "sonarr",
        )
        assert entry.runtime_data.roster.askers == {"sonarr": found}
        assert flow["step_id"] == "enter_arr_torrent"

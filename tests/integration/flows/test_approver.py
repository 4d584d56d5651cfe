"""A person adds and changes approvers."""

from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_mock_service,
)
import voluptuous as vol

from custom_components.greenlight.const import APPROVER, RULE
from custom_components.greenlight.engine.question import QuestionKind
from custom_components.greenlight.parts.approver_settings import (
    ApproverSettings,
    Filters,
    settings_of,
)

from ..project.written_code import read_json
from .steps import (
    Result,
    change,
    entry_with,
    load,
    open_sections,
    shown,
    submit,
    words_of,
)
from .test_texts import described, fields
from .ways import PUSHED, add_bot, add_phone

TEXTS = read_json("translations/en.json")["config_subentries"][APPROVER]
RULES = {
    "subentry_type": RULE,
    "data": {"include": ["film"]},
    "title": "Films",
}
SECTIONS: dict[str, dict[str, Any]] = {
    "which": {},
    "when": {"digest": False},
    "how": {},
}
OF_PHONE = {**SECTIONS, "how": {"unlock": True}}


@pytest.fixture
async def entry(hass: HomeAssistant) -> MockConfigEntry:
    """Run Greenlight with one rule."""
    entry = entry_with(RULES)
    await load(hass, entry)
    return entry


@pytest.fixture
def mira(hass: HomeAssistant) -> str:
    """Let somebody live in the house."""
    user: MockUser = MockUser(name="Mira").add_to_hass(hass)
    return user.id


async def begin(hass: HomeAssistant, entry: MockConfigEntry, kind: str = "") -> Result:
    """Begin to add an approver, of some kind."""
    flow = await hass.config_entries.subentries.async_init(
        (entry.entry_id, APPROVER), context={"source": SOURCE_USER}
    )
    return await submit(hass, flow, next_step_id=kind) if kind else flow


def stored(entry: MockConfigEntry) -> ApproverSettings:
    """Return the one approver there is."""
    (one,) = entry.get_subentries_of_type(APPROVER)
    return settings_of(one)


def options(flow: Result, field: str) -> dict[str, str]:
    """Return what a choice of a form offers."""
    selector = next(
        one for key, one in flow["data_schema"].schema.items() if key == field
    )
    return {one["value"]: one["label"] for one in selector.config["options"]}


class TestPhones:
    async def test_a_phone_is_chosen_by_its_name_and_whose_it_is(
        self, hass: HomeAssistant, entry: MockConfigEntry, mira: str
    ) -> None:
        phone = add_phone(hass, "Pixel", mira)
        add_phone(hass, "Silent tablet", mira, {})
        tablet = add_phone(hass, "Tablet", "gone", {"push_websocket_channel": True})
        flow = await begin(hass, entry, "companion")
        assert options(flow, "devices") == {phone: "Pixel (Mira)", tablet: "Tablet"}
        done = await submit(hass, flow, devices=[phone], **OF_PHONE)
        assert done["type"] is FlowResultType.CREATE_ENTRY
        found = stored(entry)
        assert (found.name, found.kind, found.devices) == (
            "Pixel",
            "companion",
            (phone,),
        )
        assert found.unlock
        assert entry.runtime_data.roster.approvers == {found.id: found}

    async def test_everything_can_be_said_of_one(
        self, hass: HomeAssistant, entry: MockConfigEntry, mira: str
    ) -> None:
        phone = add_phone(hass, "Pixel", mira)
        flow = await begin(hass, entry, "companion")
        said: dict[str, Any] = {
            "which": {
                "rules": [RULE],
                "media": ["movie"],
                "kinds": ["upgrade"],
                "min_gains": 2,
            },
            "when": {
                "quiet_from": "22:00:00",
                "quiet_to": "07:30:00",
                "digest": True,
            },
            "how": {"unlock": False, "template": "{{ work }}"},
        }
        await submit(hass, flow, name=" Mira's  phone", devices=[phone], **said)
        found = stored(entry)
        assert found.name == "Mira's phone"
        assert found.filters == Filters(
            rules=frozenset({RULE}),
            media=frozenset({"movie"}),
            kinds=frozenset({QuestionKind.UPGRADE}),
            min_gains=2,
        )
        assert (found.quiet, found.digest) == ((1320, 450), True)
        assert (found.unlock, found.template) == (False, "{{ work }}")

        again = await change(hass, entry, found.id)
        assert again["step_id"] == "companion"
        assert shown(again)["name"] == "Mira's phone"
        assert shown(again)["quiet_from"] == "22:00:00"
        done = await submit(hass, again, name="Mira", devices=[phone], **OF_PHONE)
        assert done["reason"] == "reconfigure_successful"
        assert stored(entry) == ApproverSettings(
            id=found.id, name="Mira", kind=found.kind, devices=(phone,)
        )

    @pytest.mark.parametrize(
        ("section", "values", "field", "error"),
        [
            ("when", {"quiet_from": "22:00:00"}, "when", "half_quiet"),
            ("when", {"quiet_to": "22:00:00"}, "when", "half_quiet"),
            (
                "when",
                {"quiet_from": "22:00:00", "quiet_to": "22:00"},
                "when",
                "always_quiet",
            ),
        ],
    )
    async def test_quiet_hours_have_both_ends(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        section: str,
        values: dict[str, Any],
        field: str,
        error: str,
    ) -> None:
        phone = add_phone(hass, "Pixel", "gone")
        flow = await begin(hass, entry, "companion")
        form: dict[str, Any] = {**OF_PHONE, section: {**OF_PHONE[section], **values}}
        again = await submit(hass, flow, devices=[phone], **form)
        assert again["errors"] == {field: error}
        assert open_sections(again) == {section}
        done = await submit(hass, again, **{section: OF_PHONE[section]})
        (stored,) = entry.get_subentries_of_type(APPROVER)
        assert (done["title"], stored.data["devices"]) == ("Pixel", [phone])

    async def test_a_phone_is_needed(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        add_phone(hass, "Pixel", "gone")
        flow = await begin(hass, entry, "companion")
        again = await submit(hass, flow, devices=[], **OF_PHONE)
        assert again["errors"] == {"devices": "no_device"}

    async def test_without_any_it_is_said_how_to_get_one(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await begin(hass, entry, "companion")
        assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, "no_phone")
        assert flow["description_placeholders"]["link"].startswith("/config/")

    async def test_nobody_is_asked_twice_on_a_phone(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        one, two = (add_phone(hass, name, "gone") for name in ("One", "Two"))
        await submit(
            hass, await begin(hass, entry, "companion"), devices=[one], **OF_PHONE
        )
        flow = await begin(hass, entry, "companion")
        again = await submit(hass, flow, devices=[two, one], **OF_PHONE)
        assert again["errors"] == {"devices": "asked_there_already"}
        assert words_of(again) == {"place": "One", "name": "One"}
        done = await submit(hass, again, name="one", devices=[two], **OF_PHONE)
        assert done["errors"] == {"name": "name_taken"}
        done = await submit(hass, done, devices=[two], **OF_PHONE)
        assert done["type"] is FlowResultType.CREATE_ENTRY

    async def test_one_that_is_gone_stays_to_be_seen_and_can_be_left_out(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        one = add_phone(hass, "One", "gone")
        await submit(
            hass, await begin(hass, entry, "companion"), devices=[one], **OF_PHONE
        )
        await hass.config_entries.async_remove(one)
        flow = await change(hass, entry, stored(entry).id)
        assert options(flow, "devices") == {one: "No longer there"}
        two = add_phone(hass, "Two", "gone")
        flow = await change(hass, entry, stored(entry).id)
        await submit(hass, flow, name="Two", devices=[two], **OF_PHONE)
        assert stored(entry).devices == (two,)


class TestTelegram:
    async def test_the_only_bot_that_hears_is_taken(
        self, hass: HomeAssistant, entry: MockConfigEntry, mira: str
    ) -> None:
        bot = add_bot(hass, "Ears", Mira=42, Family=-1001)
        flow = await begin(hass, entry, "telegram")
        assert flow["step_id"] == "chats"
        assert flow["description_placeholders"]["bot"] == "Ears"
        assert options(flow, "chats") == {"42": "Mira", "-1001": "Family"}
        flow = await submit(hass, flow, chats=["42", "-1001"], **SECTIONS)
        # A chat with one person is that person: nothing is left to be typed.
        assert flow["step_id"] == "people"
        assert shown(flow) == {
            "telegram_id": "42",
            "person": mira,
            "telegram_name": "Mira",
            "another": False,
        }
        values = {key: one for key, one in shown(flow).items() if key != "keep"}
        await submit(hass, flow, **values)
        found = stored(entry)
        assert (found.name, found.bot, found.chats) == ("Mira", bot, (42, -1001))
        assert (found.people, found.names) == ({42: mira}, {42: "Mira"})

    async def test_one_after_the_other_is_told_and_can_be_taken_away(
        self, hass: HomeAssistant, entry: MockConfigEntry, mira: str
    ) -> None:
        add_bot(hass, "Ears", Ben=43, Mira=42)
        flow = await begin(hass, entry, "telegram")
        flow = await submit(hass, flow, chats=["42", "43"], **SECTIONS)
        assert shown(flow) == {
            "telegram_id": "43",
            "telegram_name": "Ben",
            "another": True,
        }
        ben = {"person": "only_telegram", "telegram_name": "Ben", "another": True}
        flow = await submit(hass, flow, telegram_id="43", **ben)
        assert shown(flow)["keep"] == ["43"]
        assert options(flow, "keep") == {"43": "Ben: 43"}
        flow = await submit(
            hass, flow, keep=["43"], telegram_id="42", person=mira, another=True
        )
        assert options(flow, "keep") == {"43": "Ben: 43", "42": "Mira: 42"}
        await submit(hass, flow, keep=["43", "42"], another=False)
        assert stored(entry).people == {43: "", 42: mira}

        flow = await change(hass, entry, stored(entry).id)
        assert (flow["step_id"], shown(flow)["chats"]) == ("chats", ["42", "43"])
        flow = await submit(hass, flow, name="Family", chats=["42"], **SECTIONS)
        done = await submit(hass, flow, keep=["42"], another=False)
        assert done["reason"] == "reconfigure_successful"
        found = stored(entry)
        assert (found.name, found.chats, found.people) == ("Family", (42,), {42: mira})

    @pytest.mark.parametrize(
        ("said", "field", "error"),
        [
            ({}, "telegram_id", "nobody_may_answer"),
            ({"telegram_id": "-1001"}, "telegram_id", "invalid_telegram_id"),
            ({"telegram_id": "mira"}, "telegram_id", "invalid_telegram_id"),
            ({"telegram_id": "4", "person": ""}, "person", "person_missing"),
            (
                {"telegram_id": "4", "person": "only_telegram", "telegram_name": " "},
                "telegram_name",
                "telegram_name_missing",
            ),
        ],
    )
    async def test_somebody_has_to_be_able_to_answer(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        said: dict[str, str],
        field: str,
        error: str,
    ) -> None:
        add_bot(hass, "Ears", Family=-1001)
        flow = await begin(hass, entry, "telegram")
        flow = await submit(hass, flow, chats=["-1001"], **SECTIONS)
        assert shown(flow) == {"another": False}
        given = {key: one for key, one in said.items() if one}
        again = await submit(hass, flow, **given, another=False)
        assert again["errors"] == {field: error}
        assert not entry.get_subentries_of_type(APPROVER)

    async def test_of_several_bots_one_is_chosen_and_why_not_the_others(
        self, hass: HomeAssistant, entry: MockConfigEntry, mira: str
    ) -> None:
        add_bot(hass, "Mute", "broadcast", Mira=42)
        one, two = add_bot(hass, "One", Mira=42), add_bot(hass, "Two", "webhooks")
        flow = await begin(hass, entry, "telegram")
        assert (flow["step_id"], options(flow, "bot")) == (
            "telegram",
            {one: "One", two: "Two"},
        )
        assert flow["description_placeholders"]["bots"] == "Mute"
        none = await submit(hass, flow, bot=two)
        assert (none["type"], none["reason"]) == (FlowResultType.ABORT, "no_chats")
        flow = await submit(hass, await begin(hass, entry, "telegram"), bot=one)
        again = await submit(hass, flow, chats=[], **SECTIONS)
        assert again["errors"] == {"chats": "no_chat"}
        flow = await submit(hass, again, chats=["42"], **SECTIONS)
        await submit(hass, flow, telegram_id="42", person=mira, another=False)
        assert stored(entry).bot == one

    async def test_a_bot_that_goes_meanwhile_is_not_taken(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        one = add_bot(hass, "One", Mira=42)
        add_bot(hass, "Two", Mira=42)
        flow = await begin(hass, entry, "telegram")
        await hass.config_entries.async_remove(one)
        again = await submit(hass, flow, bot=one)
        assert again["errors"] == {"bot": "bot_gone"}

    async def test_nobody_is_asked_twice_in_a_chat(
        self, hass: HomeAssistant, entry: MockConfigEntry, mira: str
    ) -> None:
        one, two = add_bot(hass, "One", Mira=42), add_bot(hass, "Two", Mira=42)
        for bot in (one, two):
            # Another bot's chat with the same person is another chat.
            flow = await submit(hass, await begin(hass, entry, "telegram"), bot=bot)
            flow = await submit(hass, flow, name=bot, chats=["42"], **SECTIONS)
            await submit(hass, flow, telegram_id="42", person=mira, another=False)
        flow = await submit(hass, await begin(hass, entry, "telegram"), bot=two)
        again = await submit(hass, flow, chats=["42"], **SECTIONS)
        assert again["errors"] == {"chats": "asked_there_already"}
        assert again["description_placeholders"]["name"] == two

    @pytest.mark.parametrize(
        ("platform", "reason"), [("", "no_bot"), ("broadcast", "only_deaf_bots")]
    )
    async def test_without_one_that_hears_it_is_said_how_to_add_one(
        self, hass: HomeAssistant, entry: MockConfigEntry, platform: str, reason: str
    ) -> None:
        if platform:
            add_bot(hass, "Mute", platform, Mira=42)
        flow = await begin(hass, entry, "telegram")
        assert (flow["type"], flow["reason"]) == (FlowResultType.ABORT, reason)
        assert "telegram_bot" in flow["description_placeholders"]["link"]

    @pytest.mark.parametrize("step", ["chats", "people"])
    async def test_no_step_can_be_begun_with(
        self, hass: HomeAssistant, entry: MockConfigEntry, step: str
    ) -> None:
        add_bot(hass, "One", Mira=42)
        flow = hass.config_entries.subentries._progress[
            (await begin(hass, entry))["flow_id"]
        ]
        result = await getattr(flow, f"async_step_{step}")()
        assert result["step_id"] == "chats"


class TestNotify:
    async def test_whatever_notifies_can_be_chosen_but_phones(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        for action in ("mail", "mobile_app_pixel", "send_message", "notify"):
            async_mock_service(hass, "notify", action)
        registry = er.async_get(hass)
        for platform in ("mobile_app", "ntfy"):
            known = registry.async_get_or_create("notify", platform, platform)
            hass.states.async_set(known.entity_id, "unknown")
        hass.states.async_set("notify.pager", "unknown", {"friendly_name": "Pager"})
        flow = await begin(hass, entry, "notify")
        assert set(options(flow, "notify_action")) == {
            "notify.mail",
            "notify.ntfy_ntfy",
            "notify.pager",
        }
        done = await submit(hass, flow, notify_action="notify.pager", **SECTIONS)
        assert done["type"] is FlowResultType.CREATE_ENTRY
        found = stored(entry)
        assert (found.kind, found.name, found.action) == (
            "notify",
            "Pager",
            "notify.pager",
        )
        flow = await begin(hass, entry, "notify")
        again = await submit(hass, flow, notify_action="notify.pager", **SECTIONS)
        assert again["errors"] == {"notify_action": "asked_there_already"}

    async def test_chats_that_can_be_asked_with_buttons_are_left_out(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        registry = er.async_get(hass)
        for platform in ("polling", "broadcast"):
            bot = add_bot(hass, platform, platform, Mira=42)
            known = registry.async_get_or_create(
                "notify",
                "telegram_bot",
                platform,
                config_entry=hass.config_entries.async_get_entry(bot),
                suggested_object_id=platform,
            )
            hass.states.async_set(known.entity_id, "unknown")
        flow = await begin(hass, entry, "notify")
        assert set(options(flow, "notify_action")) == {"notify.broadcast"}

    async def test_none_is_chosen_for_anybody(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        """Of a list that is required the interface would fill in the first."""
        async_mock_service(hass, "notify", "mail")
        flow = await begin(hass, entry, "notify")
        (field,) = (one for one in flow["data_schema"].schema if one == "notify_action")
        assert isinstance(field, vol.Optional)
        again = await submit(hass, flow, **SECTIONS)
        assert again["errors"] == {"notify_action": "no_action"}

    async def test_by_one_action_several_channels_are_asked(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        async_mock_service(hass, "notify", "discord")
        hass.states.async_set("notify.pager", "unknown")
        chosen: dict[str, Any] = {"notify_action": "notify.discord", **SECTIONS}
        flow = await begin(hass, entry, "notify")
        await submit(hass, flow, recipients=[" 1318257468 ", ""], **chosen)
        assert stored(entry).recipients == ("1318257468",)
        flow = await begin(hass, entry, "notify")
        for twice in ([], ["7", "1318257468"]):
            flow = await submit(hass, flow, recipients=twice, **chosen)
            assert flow["errors"] == {"notify_action": "asked_there_already"}
        pager = chosen | {"notify_action": "notify.pager"}
        flow = await submit(hass, flow, recipients=["7"], **pager)
        assert flow["errors"] == {"recipients": "entity_has_its_own"}
        done = await submit(hass, flow, recipients=["7"], **chosen)
        assert done["type"] is FlowResultType.CREATE_ENTRY

    async def test_one_that_is_gone_can_be_kept(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        async_mock_service(hass, "notify", "mail")
        flow = await begin(hass, entry, "notify")
        await submit(hass, flow, notify_action="notify.mail", **SECTIONS)
        hass.services.async_remove("notify", "mail")
        flow = await change(hass, entry, stored(entry).id)
        form: dict[str, Any] = {**SECTIONS, "when": {"digest": True}}
        await submit(hass, flow, name="Mail", notify_action="notify.mail", **form)
        assert (stored(entry).action, stored(entry).digest) == ("notify.mail", True)

    async def test_one_that_goes_meanwhile_is_not_taken(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        for action in ("mail", "pager"):
            async_mock_service(hass, "notify", action)
        flow = await begin(hass, entry, "notify")
        hass.services.async_remove("notify", "mail")
        # The form as it was shown, sent although the field has changed meanwhile.
        again = await submit(hass, flow, notify_action="notify.mail", **SECTIONS)
        assert again["errors"] == {"notify_action": "action_gone"}

    async def test_without_any_it_ends(
        self, hass: HomeAssistant, entry: MockConfigEntry
    ) -> None:
        flow = await begin(hass, entry, "notify")
        assert flow["reason"] == "no_way_to_notify"

    @pytest.mark.parametrize(
        ("template", "why"),
        [
            ("{{ work | }}", "Line 1: "),
            ("{{ work }}\n{{ sise }}", "Line 2: there is no field `sise`. There are: "),
            ("{{ states('sensor.x') }}", "Line 1: `call` is not possible here."),
        ],
    )
    async def test_a_template_that_cannot_be_used_is_refused_by_its_line(
        self, hass: HomeAssistant, entry: MockConfigEntry, template: str, why: str
    ) -> None:
        async_mock_service(hass, "notify", "mail")
        flow = await begin(hass, entry, "notify")
        form: dict[str, Any] = {**SECTIONS, "how": {"template": template}}
        again = await submit(hass, flow, notify_action="notify.mail", **form)
        assert again["errors"] == {"how": "invalid_template"}
        assert again["description_placeholders"]["detail"].startswith(why)


@pytest.mark.parametrize("kind", ["", "companion", "telegram", "notify"])
async def test_nothing_begins_while_greenlight_does_not_run(
    hass: HomeAssistant, entry: MockConfigEntry, kind: str
) -> None:
    add_phone(hass, "Pixel", "gone")
    add_bot(hass, "One", Mira=42)
    async_mock_service(hass, "notify", "mail")
    flow = await begin(hass, entry) if kind else {}
    await hass.config_entries.async_unload(entry.entry_id)
    last = (
        await submit(hass, flow, next_step_id=kind)
        if kind
        else await begin(hass, entry)
    )
    assert (last["type"], last["reason"]) == (FlowResultType.ABORT, "entry_not_loaded")


async def test_of_what_cannot_be_read_the_kind_is_asked_anew(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    strange = {"subentry_type": APPROVER, "data": {"type": "pigeon"}}
    other = entry_with(strange)
    await load(hass, other)
    flow = await change(hass, other, APPROVER)
    assert flow["type"] is FlowResultType.MENU
    phone = add_phone(hass, "Pixel", "gone", PUSHED)
    flow = await submit(hass, flow, next_step_id="companion")
    await submit(hass, flow, name="Pixel", devices=[phone], **OF_PHONE)
    assert stored(other).devices == (phone,)


async def test_every_field_has_a_text(
    hass: HomeAssistant, entry: MockConfigEntry, mira: str
) -> None:
    phone = add_phone(hass, "Pixel", mira)
    add_bot(hass, "One", Mira=42)
    add_bot(hass, "Two", Mira=42)
    async_mock_service(hass, "notify", "mail")
    menu = await begin(hass, entry)
    assert set(menu["menu_options"]) == set(TEXTS["step"]["user"]["menu_options"])
    seen = {"user"}
    for kind in menu["menu_options"]:
        flow = await begin(hass, entry, kind)
        seen.add(kind)
        assert fields(flow) == described(TEXTS["step"][kind]), kind
    flow = await begin(hass, entry, "telegram")
    bot = next(iter(options(flow, "bot")))
    flow = await submit(hass, flow, bot=bot)
    assert fields(flow) == described(TEXTS["step"]["chats"])
    flow = await submit(hass, flow, chats=["42"], **SECTIONS)
    flow = await submit(hass, flow, telegram_id="42", person=mira, another=True)
    assert fields(flow) == described(TEXTS["step"]["people"])
    assert {*seen, "chats", "people"} == set(TEXTS["step"])
    assert phone

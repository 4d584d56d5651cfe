"""What is stored of an approver, read as it is meant; what makes no sense stops nothing."""

from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import ConfigSubentry
import pytest

from custom_components.greenlight.const import APPROVER
from custom_components.greenlight.engine.question import QuestionKind
from custom_components.greenlight.parts.approver_settings import (
    ApproverKind,
    ApproverSettings,
    Filters,
    settings_of,
)
from custom_components.greenlight.parts.setting import UnusablePart

from ..scene import Scene, part

PHONE = {"type": "companion", "devices": ["phone"]}


def subentry(**data: Any) -> ConfigSubentry:
    return ConfigSubentry(
        data=MappingProxyType(PHONE | data),
        subentry_id="approver",
        subentry_type=APPROVER,
        title="Mira",
        unique_id=None,
    )


def test_what_is_not_stored_is_as_usual() -> None:
    assert settings_of(subentry()) == ApproverSettings(
        id="approver", name="Mira", kind=ApproverKind.COMPANION, devices=("phone",)
    )


def test_all_that_can_be_stored_is_read() -> None:
    known = {"42": {"person": "abc", "name": ""}, "43": {"person": "", "name": "Uncle"}}
    found = settings_of(
        subentry(
            type="telegram",
            enabled=False,
            devices=[],
            bot="bot",
            chats=["777", "-1001"],
            telegram_people=known,
            notify_action="notify.mail",
            recipients=["mira@example.org", "777"],
            rules=["films"],
            media=["movie"],
            kinds=["upgrade", "mixed"],
            min_gains=2,
            quiet_from="22:30:00",
            quiet_to="07:00",
            digest=True,
            unlock=False,
            template="{{ work }}",
        )
    )
    assert found == ApproverSettings(
        id="approver",
        name="Mira",
        kind=ApproverKind.TELEGRAM,
        enabled=False,
        bot="bot",
        chats=(777, -1001),
        people={42: "abc", 43: ""},
        names={42: "", 43: "Uncle"},
        action="notify.mail",
        recipients=("mira@example.org", "777"),
        filters=Filters(
            rules=frozenset({"films"}),
            media=frozenset({"movie"}),
            kinds=frozenset({QuestionKind.UPGRADE, QuestionKind.MIXED}),
            min_gains=2,
        ),
        quiet=(22 * 60 + 30, 7 * 60),
        digest=True,
        unlock=False,
        template="{{ work }}",
    )


@pytest.mark.parametrize(
    "times",
    [{"quiet_from": "22:00:00"}, {"quiet_from": "22:00", "quiet_to": "22:00:00"}],
    ids=["no end", "no length"],
)
def test_without_an_end_there_are_no_quiet_hours(times: dict[str, str]) -> None:
    assert settings_of(subentry(**times)).quiet is None


NONSENSE: list[dict[str, Any]] = [
    {"type": "pigeon"},
    {"chats": ["home"]},
    {"devices": "phone"},
    {"kinds": ["gossip"]},
    {"telegram_people": ["42"]},
    {"telegram_people": {"42": {}}},
    {"quiet_from": "late", "quiet_to": "early"},
    {"digest": "sometimes"},
    {"min_gains": "many"},
]


@pytest.mark.parametrize("stored", NONSENSE, ids=str)
def test_what_makes_no_sense_is_unusable(stored: dict[str, Any]) -> None:
    with pytest.raises(UnusablePart):
        settings_of(subentry(**stored))


async def test_approvers_come_change_and_go_and_whoever_asks_is_told(
    scene: Scene,
) -> None:
    broken = part(APPROVER, "broken", "Coop", {"type": "pigeon"})
    mira = part(APPROVER, "mira", "Mira", PHONE)
    await scene.start([mira, broken, *scene.parts()])
    roster, told = scene.hub.roster, []
    assert {one.name for one in roster.approvers.values()} == {"Mira"}
    end = roster.on_approvers(lambda: told.append(len(roster.approvers)))

    stored = scene.entry.subentries["broken"]
    entries = scene.hass.config_entries
    entries.async_update_subentry(scene.entry, stored, data=PHONE)
    await scene.settle()
    assert roster.approvers["broken"].name == "Coop"
    assert told == [2]

    entries.async_remove_subentry(scene.entry, "mira")
    await scene.settle()
    assert set(roster.approvers) == {"broken"}
    assert told == [2, 1]

    end()
    entries.async_remove_subentry(scene.entry, "broken")
    await scene.settle()
    assert (roster.approvers, told) == ({}, [2, 1])


async def test_one_that_was_changed_badly_goes_on_as_it_was(scene: Scene) -> None:
    await scene.start([part(APPROVER, "mira", "Mira", PHONE), *scene.parts()])
    stored = scene.entry.subentries["mira"]
    scene.hass.config_entries.async_update_subentry(
        scene.entry, stored, data=PHONE | {"chats": ["home"]}
    )
    await scene.settle()
    assert scene.hub.roster.approvers["mira"].devices == ("phone",)


def test_who_chose_what_is_as_good_is_asked_about_what_is_worse_too() -> None:
    kinds = settings_of(subentry(kinds=["duplicate"])).filters.kinds
    assert kinds == {QuestionKind.DUPLICATE, QuestionKind.WORSE}

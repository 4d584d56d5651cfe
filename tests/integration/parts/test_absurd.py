"""What no form has filled in: a part is left alone for it, before it spoils anything else."""

from typing import Any

from homeassistant.helpers.json import json_bytes
import pytest

from custom_components.greenlight import const
from custom_components.greenlight.engine.release import Release
from custom_components.greenlight.engine.request import Request, State
from custom_components.greenlight.engine.request_stored import (
    request_from_dict,
    request_to_dict,
)
from custom_components.greenlight.parts import rule_settings
from custom_components.greenlight.parts.client_settings import KEEP_PRIVATE
from custom_components.greenlight.parts.rule import build_rule
from custom_components.greenlight.parts.setting import ENABLED, Kind, Setting

SETTINGS = [one for one in vars(rule_settings).values() if isinstance(one, Setting)]
NUMBERS = [one for one in SETTINGS if one.kind is Kind.NUMBER]


@pytest.mark.parametrize("setting", NUMBERS, ids=lambda one: one.key)
@pytest.mark.parametrize("value", [-1, 2**63, 10**30, 1e308, float("nan"), "5", True])
def test_a_number_that_nobody_can_have_filled_in(setting: Setting, value: Any) -> None:
    """What is taken from a rule is written with each request: one too large stopped all writing."""
    with pytest.raises((TypeError, ArithmeticError)):
        build_rule("r", "Rule", rule_settings.USUAL | {setting.key: value})


@pytest.mark.parametrize("setting", NUMBERS, ids=lambda one: one.key)
def test_the_largest_number_of_a_form_is_read_and_written(setting: Setting) -> None:
    data = rule_settings.USUAL | {setting.key: setting.highest}
    rule = build_rule("r", "Rule", data)
    release = Release(guid="1", title="Film", link="magnet:?", source="s")
    request = Request(
        id="q",
        release=release,
        state=State.PENDING,
        created=0.0,
        expires=rule.lifetime,
        options=rule.options,
    )
    assert json_bytes(request_to_dict(request))
    assert request_from_dict(request_to_dict(request)) == request


@pytest.mark.parametrize("key", [const.CONF_CLIENT, const.CONF_SOURCES])
@pytest.mark.parametrize("value", [5, {"a": {}}, [[]]])
def test_an_id_that_is_none(key: str, value: Any) -> None:
    with pytest.raises(TypeError):
        build_rule("r", "Rule", rule_settings.USUAL | {key: value})


CHOICES = [one for one in SETTINGS if one.kind is Kind.ONE_OF]


@pytest.mark.parametrize("setting", CHOICES, ids=lambda one: one.key)
def test_a_choice_that_is_none_of_them(setting: Setting) -> None:
    """It may be from a newer version, and what it means there is not what is usual here."""
    with pytest.raises(ValueError, match="urgent"):
        build_rule("r", "Rule", rule_settings.USUAL | {setting.key: "urgent"})
    for one in setting.options:
        assert build_rule("r", "Rule", rule_settings.USUAL | {setting.key: one})


@pytest.mark.parametrize("setting", [KEEP_PRIVATE, ENABLED], ids=lambda one: one.key)
def test_a_switch_that_is_neither_on_nor_off(setting: Setting) -> None:
    """Nothing is not off: private torrents would not be spared."""
    with pytest.raises(TypeError):
        setting.of({setting.key: None})

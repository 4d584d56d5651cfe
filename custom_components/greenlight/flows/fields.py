"""Fields: what a form asks with, from what can be set."""

from collections.abc import Iterable, Mapping
import math
from typing import Any, override

from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    ConditionSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
    TimeSelector,
)
import voluptuous as vol

from ..parts.setting import Kind, Setting

type Fields = dict[Any, Any]


def fields(settings: Iterable[Setting]) -> Fields:
    """Return the part of a form that asks for these settings."""
    return {_key(one): _selector(one) for one in settings}


def folded(settings: Iterable[Setting], also: Fields | None = None) -> section:
    """Return a section that is closed at first; ``also`` are fields that come before."""
    return section(
        vol.Schema({**(also or {}), **fields(settings)}), {"collapsed": True}
    )


def choice(
    options: Mapping[str, str],
    *,
    chosen: Iterable[str | None] = (),
    multiple: bool = False,
    listed: bool = False,
    custom: bool = False,
    translation: str = "",
    gone: str = "",
) -> SelectSelector:
    """Return a choice by names; what was ``chosen`` and is gone stays to be seen.

    It is called ``gone`` where what it was chosen by says nothing to people. ``listed`` shows all of them at once, ``custom`` takes what is none of them.
    """
    names = {one: gone or one for one in chosen if one} | dict(options)
    config = SelectSelectorConfig(
        options=[
            SelectOptionDict(value=one, label=name) for one, name in names.items()
        ],
        multiple=multiple,
        custom_value=custom,
        mode=SelectSelectorMode.LIST if listed else SelectSelectorMode.DROPDOWN,
    )
    if translation:
        config["translation_key"] = translation
    return SelectSelector(config)


def _key(setting: Setting) -> vol.Marker:
    # None is required in the interface's eyes: of one that is and was left empty it only says so at
    # the top of the form, where nobody looks who has scrolled down. What has to be filled in is
    # refused by the flow, and a number that was emptied is the usual one.
    if setting.required and setting.default is not None:
        return vol.Optional(setting.key, default=setting.default)
    return vol.Optional(setting.key)


def _selector(setting: Setting) -> Any:
    match setting.kind:
        case Kind.NUMBER:
            return _number(setting)
        case Kind.SWITCH:
            return BooleanSelector()
        case Kind.LINES:
            return TextSelector(TextSelectorConfig(multiple=True))
        case Kind.CONDITION:
            return ConditionSelector()
        case Kind.TIME:
            return TimeSelector()
        case Kind.TEMPLATE:
            # Home Assistant's own field would refuse a bad one in its words, without our help.
            return TextSelector(TextSelectorConfig(multiline=True))
        case Kind.SECRET:
            return TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
        case Kind.TEXT:
            return TextSelector(TextSelectorConfig(type=TextSelectorType.TEXT))
        case _:
            return _choice(setting)


class Number(NumberSelector):
    """A number as Home Assistant asks for it; one beyond its bounds is left to the flow.

    Home Assistant's own refusal is "Value 1.0 is too small": in English, and without the bound.
    """

    @override
    def __call__(self, data: Any) -> float:
        try:
            number = float(data)
        except (TypeError, ValueError) as err:
            raise vol.Invalid("Value should be a number") from err
        if not math.isfinite(number):
            raise vol.Invalid("Value should be a number")
        return number

    def problem(self, number: float) -> tuple[str, str] | None:
        """Return the error of a number that is out of bounds, and the bound; None for one that is right."""
        unit = self.config.get("unit_of_measurement", "")
        # Half an hour is a time, but half a season is none.
        whole = not unit and self.config["step"] == 1
        if whole and number != round(number):
            return "number_not_whole", ""
        lowest, highest = self.config["min"], self.config["max"]
        if number > highest:
            return "number_too_large", f"{highest:g} {unit}".strip()
        return (
            None
            if number >= lowest
            else ("number_too_small", f"{lowest:g} {unit}".strip())
        )


def _number(setting: Setting) -> Number:
    config = NumberSelectorConfig(
        min=setting.lowest,
        max=setting.highest,
        step=setting.step,
        mode=NumberSelectorMode.BOX,
    )
    if setting.unit:
        config["unit_of_measurement"] = setting.unit
    return Number(config)


def _choice(setting: Setting) -> SelectSelector:
    several = setting.kind is Kind.SOME_OF
    config = SelectSelectorConfig(
        options=list(setting.options),
        multiple=several,
        custom_value=setting.custom,
        mode=SelectSelectorMode.DROPDOWN
        if several or setting.compact
        else SelectSelectorMode.LIST,
    )
    if setting.translation:
        config["translation_key"] = setting.translation
    else:
        config["options"] = [
            SelectOptionDict(value=one, label=label)
            for one, label in zip(setting.options, setting.labels, strict=True)
        ]
    return SelectSelector(config)

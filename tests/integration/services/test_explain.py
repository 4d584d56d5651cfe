"""The action that says what a title says, with nothing set up."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.setup import async_setup_component
import pytest
import voluptuous as vol

from custom_components.greenlight.const import DOMAIN
from custom_components.greenlight.engine.quality.ladder import PRESETS
from custom_components.greenlight.services.explain import MAX_VERSIONS

from ..project.written_code import read_yaml
from ..scene import Scene

FEL = "Film.2020.2160p.UHD.BluRay.REMUX.DV.P7.FEL.HDR10.TrueHD.7.1.Atmos-GRP"
P81 = "Film.2020.2160p.WEB-DL.DV.P8.1.HDR10.DDP5.1.Atmos-WEB"


@pytest.fixture(autouse=True)
async def registered(hass: HomeAssistant, enable_custom_integrations: None) -> None:
    """Set up the integration without any entry."""
    assert await async_setup_component(hass, DOMAIN, {})


async def explained(hass: HomeAssistant, **data: Any) -> Any:
    """Return what the action answers."""
    return await hass.services.async_call(
        DOMAIN, "explain", data, blocking=True, return_response=True
    )


async def test_a_title_is_read(hass: HomeAssistant) -> None:
    answer = await explained(hass, title="Film.2020.2160p.WEB-DL.DV.H.265-GRP")
    assert set(answer) == {"read"}
    read = answer["read"]
    assert read["title"] == {"value": "Film", "confidence": "stated"}
    assert read["dynamic_range"] == {"value": ["DV"], "confidence": "stated"}
    assert read["profile"] == {"value": "5", "confidence": "likely"}
    assert "edition" not in read


async def test_a_version_is_compared_with(hass: HomeAssistant) -> None:
    verdict = (await explained(hass, title=FEL, have=[P81]))["verdict"]
    assert verdict["outcome"] == "ask"
    assert verdict["gains"][0] == "enhancement_layer"
    assert verdict["losses"] == []
    assert (
        "Better enhancement layer: Dolby Vision P8.1 → Dolby Vision P7 FEL"
        in verdict["reasons"]
    )
    assert "Better source: WEB-DL → Remux" in verdict["reasons"]


async def test_an_empty_list_tells_of_no_library(hass: HomeAssistant) -> None:
    assert set(await explained(hass, title=FEL, have=[])) == {"read"}


@pytest.mark.parametrize("given", [{}, {"have": []}])
async def test_the_rules_answer_where_there_is_nothing_to_compare_with(
    scene: Scene, given: dict[str, Any]
) -> None:
    await scene.start(min_size=1)
    verdict = (await explained(scene.hass, title=FEL, **given))["verdict"]
    assert verdict == {
        "outcome": "ask",
        "rule": "Films",
        "reasons": ["Matched the rule Films", "The size is not known"],
    }
    verdict = (await explained(scene.hass, title="Series.S01E01", **given))["verdict"]
    assert (verdict["outcome"], verdict["rule"]) == ("ignore", None)
    assert verdict["reasons"] == ["Not in the title: film"]


async def test_what_is_there_goes_before_the_rules(scene: Scene) -> None:
    await scene.start()
    verdict = (await explained(scene.hass, title=FEL, have=[FEL]))["verdict"]
    assert verdict["reasons"] == ["You have this very release"]


async def test_an_hdr_of_no_kind_is_only_likely_to_be_one(hass: HomeAssistant) -> None:
    def said(name: str) -> str:
        return f"Film.2020.2160p.{name}.H.265-GRP"

    for name, confidence in (("HDR", "likely"), ("HDR10", "stated")):
        read = (await explained(hass, title=said(name)))["read"]
        assert read["dynamic_range"] == {"value": ["HDR10"], "confidence": confidence}


async def test_one_version_needs_no_list(hass: HomeAssistant) -> None:
    verdict = (await explained(hass, title=FEL, have=FEL))["verdict"]
    assert verdict["reasons"] == ["You have this very release"]


async def test_the_ladder_counts(hass: HomeAssistant) -> None:
    answer = await explained(hass, title=FEL, have=[P81], ladder="compatible")
    assert answer["verdict"]["outcome"] == "ignore"


async def test_the_settings_count(hass: HomeAssistant) -> None:
    answer = await explained(
        hass, title=FEL, have=[P81], settings={"enhancement_layer": "never"}
    )
    assert "enhancement_layer" not in answer["verdict"]["gains"]


async def test_an_unknown_ladder_is_refused(hass: HomeAssistant) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await explained(hass, title=FEL, ladder="own")
    assert raised.value.translation_key == "unknown_ladder"
    assert str(raised.value).startswith(
        "There is no ladder own. There are: fel_chain, compatible, dv_tv"
    )


async def test_wrong_settings_are_refused(hass: HomeAssistant) -> None:
    with pytest.raises(ServiceValidationError) as raised:
        await explained(hass, title=FEL, settings={"audio": "sometimes"})
    assert raised.value.translation_key == "wrong_settings"
    assert "audio: 'sometimes'" in str(raised.value)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"title": ""},
        {"title": FEL, "have": [""]},
        {"title": FEL, "have": [FEL] * (MAX_VERSIONS + 1)},
        {"title": FEL, "settings": ["audio"]},
    ],
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await explained(hass, **data)


def test_every_ladder_can_be_selected() -> None:
    select = read_yaml("services.yaml")["explain"]["fields"]["ladder"]["selector"]
    assert select["select"]["options"] == list(PRESETS)

"""What a person is told of a damaged ledger, and how they make the message go."""

from typing import Any

from homeassistant.components.repairs import ConfirmRepairFlow
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component

from custom_components.greenlight.repairs import async_create_fix_flow

from .scene import Scene


async def test_a_damaged_ledger_is_reported_and_confirmed(
    scene: Scene, hass_client: Any
) -> None:
    await scene.start()
    store = scene.hub.ledger._store
    await store.async_report_damage(kept=True)
    issues = ir.async_get(scene.hass)
    issue_id = f"ledger_damaged_{store.key}"
    issue = issues.async_get_issue("greenlight", issue_id)
    assert issue is not None
    assert issue.is_fixable
    assert issue.translation_key == "ledger_damaged"

    assert await async_setup_component(scene.hass, "repairs", {})
    await scene.settle()
    client = await hass_client()
    response = await client.post(
        "/api/repairs/issues/fix",
        json={"handler": "greenlight", "issue_id": issue_id},
    )
    flow = await response.json()
    assert flow["step_id"] == "confirm"
    assert flow["description_placeholders"]["file"].endswith(".requests.corrupt")
    response = await client.post(f"/api/repairs/issues/fix/{flow['flow_id']}", json={})
    assert (await response.json())["type"] == "create_entry"
    assert issues.async_get_issue("greenlight", issue_id) is None


async def test_nothing_else_has_to_be_filled_in(scene: Scene) -> None:
    flow = await async_create_fix_flow(scene.hass, "ledger_damaged_x", None)
    assert isinstance(flow, ConfirmRepairFlow)

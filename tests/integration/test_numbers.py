"""The speed limits of clients as numbers."""

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.greenlight.clients.base import Transfer
from custom_components.greenlight.clients.errors import BadAnswer
from tests.support.fake_client import FakeClient
from tests.support.fake_usenet import FakeUsenet

from .scene import Scene

DOWNLOAD = "number.torrents_download_limit"
UPLOAD = "number.torrents_upload_limit"


async def limit(scene: Scene, entity_id: str, value: float) -> None:
    """Set a number as a person does."""
    await scene.hass.services.async_call(
        "number", "set_value", {"entity_id": entity_id, "value": value}, blocking=True
    )


@pytest.mark.parametrize(
    ("entity_id", "value", "told"),
    [
        (DOWNLOAD, 100, (100_000_000, None)),
        (DOWNLOAD, 0, (0, None)),
        (DOWNLOAD, 0.0000001, (1, None)),
        (DOWNLOAD, 0.512, (512_000, None)),
        (UPLOAD, 20, (None, 20_000_000)),
    ],
)
async def test_a_limit_is_set_in_bytes_and_shown_at_once(
    memory_scene: Scene,
    torrents: FakeClient,
    entity_id: str,
    value: float,
    told: tuple[int | None, int | None],
) -> None:
    torrents.transfer = Transfer(download_limit=7_000_000, upload_limit=7_000_000)
    await memory_scene.hub.clients["torrents"].async_refresh()
    assert float(memory_scene.told(entity_id)) == 7
    await limit(memory_scene, entity_id, value)
    assert torrents.told[-2:] == [("limits", *told), ("poll",)]
    shown = float(memory_scene.told(entity_id))
    assert shown == pytest.approx(value, abs=0.001)
    assert bool(shown) is bool(value)


async def test_its_unit_can_be_changed(
    memory_scene: Scene, torrents: FakeClient, entity_registry: er.EntityRegistry
) -> None:
    entity_registry.async_update_entity_options(
        DOWNLOAD, "number", {"unit_of_measurement": "KiB/s"}
    )
    await limit(memory_scene, DOWNLOAD, 5000)
    assert torrents.transfer.download_limit == 5000 * 1024
    told = memory_scene.entity(DOWNLOAD)
    assert float(told.state) == 5000
    assert told.attributes["unit_of_measurement"] == "KiB/s"


async def test_a_real_adapter_takes_it(scene: Scene) -> None:
    await scene.start()
    await limit(scene, "number.box_download_limit", 5.12)
    await limit(scene, "number.box_upload_limit", 0.256)
    assert scene.client.limits == {"dl_limit": 5_120_000, "up_limit": 256_000}
    assert scene.told("number.box_download_limit") == "5.12"
    assert scene.told("number.box_upload_limit") == "0.256"


async def test_each_client_has_what_it_can(memory_scene: Scene) -> None:
    numbers = set(memory_scene.hass.states.async_entity_ids("number"))
    assert numbers == {DOWNLOAD, UPLOAD, "number.usenet_download_limit"}


async def test_one_that_is_not_known_is_unavailable(
    memory_scene: Scene, usenet: FakeUsenet
) -> None:
    assert memory_scene.told("number.usenet_download_limit") == "0"
    usenet.transfer = Transfer(download_limit=None)
    await memory_scene.hub.clients["usenet"].async_refresh()
    assert memory_scene.told("number.usenet_download_limit") == STATE_UNAVAILABLE


async def test_it_says_why_it_fails(memory_scene: Scene, torrents: FakeClient) -> None:
    torrents.failure = BadAnswer("no")
    with pytest.raises(HomeAssistantError) as raised:
        await limit(memory_scene, DOWNLOAD, 5)
    assert raised.value.translation_key == "client_bad_answer"
    assert raised.value.translation_placeholders == {
        "name": "Torrents",
        "detail": "no",
        "said": "No.",
    }


@pytest.mark.parametrize("value", [-1, 10**9])
async def test_nonsense_is_refused(
    memory_scene: Scene, torrents: FakeClient, value: float
) -> None:
    with pytest.raises(ServiceValidationError):
        await limit(memory_scene, DOWNLOAD, value)
    assert torrents.count("limits") == 0

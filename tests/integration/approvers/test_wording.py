"""The facts of the house that every channel's words need."""

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.greenlight.approvers.wording import Names, poster_of

from ..scene import Scene


async def test_names_are_those_that_people_have_now(hass: HomeAssistant) -> None:
    user = MockUser(name="Mira").add_to_hass(hass)
    names = Names(hass)
    end = await names.async_start()
    assert (names.of(user.id), names.of("nobody")) == ("Mira", "")
    await hass.auth.async_update_user(user, name="Mirabel")
    await hass.async_block_till_done()
    assert names.of(user.id) == "Mirabel"
    end()


async def test_what_no_library_has_has_no_poster(scene: Scene) -> None:
    await scene.start()
    (request_id,) = await scene.ask("Film one")
    hub = scene.hub
    assert await poster_of(hub.gate, hub.posters, request_id) is None
    assert await poster_of(hub.gate, hub.posters, "unknown") is None

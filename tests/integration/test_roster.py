"""What is made of a subentry follows from its kind, and of one nobody knows nothing is made."""

from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.greenlight.const import CLIENT, DOMAIN, RULE
from custom_components.greenlight.parts.kinds import UnknownKind

from .scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene, part


def issues(scene: Scene) -> set[tuple[str, str]]:
    """Return what a person is told to repair, and of what."""
    return {
        (str(one.translation_key), (one.translation_placeholders or {})["name"])
        for one in ir.async_get(scene.hass).issues.values()
        if one.domain == DOMAIN
    }


async def test_an_unknown_kind_is_refused(scene: Scene) -> None:
    await scene.start()
    with pytest.raises(UnknownKind):
        scene.hub.roster.handler("oracle")
    with pytest.raises(UnknownKind):
        scene.hub.async_on_part("oracle", lambda _: None)


@pytest.mark.parametrize(
    "strange",
    [
        part("oracle", "strange", "Delphi", {"include": ["film"]}),
        part(CLIENT, "strange", "Delphi", {"type": "oracle", "verify_ssl": True}),
        part(CLIENT, "strange", "Delphi", {"verify_ssl": True}),
    ],
    ids=["a kind of part", "a kind of client", "no kind"],
)
async def test_what_a_newer_version_stored_is_left_alone_and_the_rest_runs(
    scene: Scene, caplog: pytest.LogCaptureFixture, strange: Any
) -> None:
    await scene.start([strange, *scene.parts()])
    attached = scene.hub.gate.attached
    assert set(attached.rules) == {RULE_ID}
    assert set(attached.clients) == {CLIENT_ID}
    assert set(attached.sources) == {SOURCE_ID}
    assert [one.subentry_type for one in scene.hub.roster._rules()] == [RULE]
    await scene.hub.async_sync()
    assert caplog.text.count("Delphi is left alone") == 1
    assert issues(scene) == {("unusable_part", "Delphi")}
    scene.hass.config_entries.async_remove_subentry(scene.entry, "strange")
    await scene.settle()
    assert set(scene.hub.clients) == {CLIENT_ID}
    assert issues(scene) == set()


# What can be asked of a client by its name, with whatever else that needs.
ACTIONS: dict[str, dict[str, Any]] = {
    "pause_all": {},
    "resume_all": {},
    "set_category_limits": {"category": "films", "ratio_limit": 1},
    "request": {"link": f"magnet:?xt=urn:btih:{'a' * 40}"},
}
UNUSABLE = [
    {"on_failure": "of another version"},
    {"reserve": "plenty"},
    {"tags": 5},
]


@pytest.mark.parametrize("stored", UNUSABLE, ids=lambda stored: next(iter(stored)))
async def test_a_client_that_cannot_be_read_any_more_stops_nothing(
    scene: Scene, caplog: pytest.LogCaptureFixture, stored: dict[str, Any]
) -> None:
    data = scene.client.data(type="qbittorrent")
    broken = part(CLIENT, "broken", "Delphi", data | stored)
    await scene.start([broken, *scene.parts()])
    assert scene.entry.state is ConfigEntryState.LOADED
    assert set(scene.hub.clients) == {CLIENT_ID}
    await scene.hub.async_sync()
    assert caplog.text.count("Delphi is left alone") == 1
    assert issues(scene) == {("unusable_part", "Delphi")}
    for action, more in ACTIONS.items():
        with pytest.raises(ServiceValidationError) as refused:
            await scene.act(action, client="Delphi", **more)
        assert refused.value.translation_key == "unusable_part"
    # Saved again, it runs.
    scene.hass.config_entries.async_update_subentry(
        scene.entry, scene.entry.subentries["broken"], data=data
    )
    await scene.settle()
    assert scene.hub.clients["broken"].last_update_success
    assert issues(scene) == set()


@pytest.mark.parametrize("stored", UNUSABLE, ids=lambda stored: next(iter(stored)))
async def test_a_client_that_is_changed_to_what_cannot_be_read_goes_on_as_it_was(
    scene: Scene, caplog: pytest.LogCaptureFixture, stored: dict[str, Any]
) -> None:
    await scene.start()
    client, before = scene.hub.clients[CLIENT_ID], scene.client.data(type="qbittorrent")
    entries, subentry = scene.hass.config_entries, scene.entry.subentries[CLIENT_ID]
    entries.async_update_subentry(scene.entry, subentry, data=before | stored)
    entries.async_update_subentry(
        scene.entry, scene.entry.subentries[RULE_ID], data={"include": ["series"]}
    )
    await scene.settle()
    await scene.hub.async_sync()
    assert caplog.text.count("Box goes on as it was") == 1
    assert issues(scene) == {("unusable_part", "Box")}
    (term,) = scene.hub.gate.attached.rules[RULE_ID].include
    assert term.text == "series"
    await scene.poll()
    assert client.last_update_success


async def test_what_a_client_does_that_cannot_be_used_is_not_given_up(
    scene: Scene,
) -> None:
    await scene.start()
    await scene.download("Film")
    entry_id = scene.entry.entry_id
    assert await scene.hass.config_entries.async_unload(entry_id)
    subentry, data = scene.entry.subentries[CLIENT_ID], scene.client.data()
    for kind in ("oracle", "qbittorrent"):
        scene.hass.config_entries.async_update_subentry(
            scene.entry, subentry, data=data | {"type": kind}
        )
        assert await scene.hass.config_entries.async_setup(entry_id)
        await scene.settle()
        assert scene.requests() == {"Film": "downloading"}
        assert await scene.hass.config_entries.async_unload(entry_id)

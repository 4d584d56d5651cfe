"""What is made of a subentry follows from its kind, and of one nobody knows nothing is made."""

from typing import Any

import pytest

from custom_components.greenlight.const import CLIENT, RULE
from custom_components.greenlight.parts.kinds import UnknownKind

from .scene import CLIENT_ID, RULE_ID, SOURCE_ID, Scene, part


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
    scene.hass.config_entries.async_remove_subentry(scene.entry, "strange")
    await scene.settle()
    assert set(scene.hub.clients) == {CLIENT_ID}

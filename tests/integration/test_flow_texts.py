"""Every form and every way in which it can be refused has a text that fits."""

from collections.abc import Callable, Iterator
import string
from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.clients.base import (
    ClientError,
    ReleaseRefused,
    UnknownDownload,
)
from custom_components.greenlight.const import CLIENT, DOMAIN, RULE, SOURCE
from custom_components.greenlight.sources.base import SourceError
from tests.support.feed import FeedServer

from .fake_qbittorrent import FakeQBittorrent
from .flow_steps import Result, add, change, entry_with, load
from .written_code import read_json

EN: dict[str, Any] = read_json("translations/en.json")
CLIENT_TEXTS = EN["config_subentries"]["client"]
SOURCE_TEXTS = EN["config_subentries"]["source"]


def kinds[Error: Exception](base: type[Error]) -> Iterator[type[Error]]:
    """Return an error and all that are made of it."""
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


# What a form never asks of a client.
CLIENT_KEYS = {kind.key for kind in kinds(ClientError)} - {
    ReleaseRefused.key,
    UnknownDownload.key,
}
SOURCE_KEYS = {kind.key for kind in kinds(SourceError)}


@pytest.mark.parametrize(
    ("keys", "texts"),
    [
        (CLIENT_KEYS, CLIENT_TEXTS["error"]),
        (SOURCE_KEYS, SOURCE_TEXTS["error"]),
        (CLIENT_KEYS | SOURCE_KEYS, EN["config"]["error"]),
    ],
)
def test_every_failure_has_a_text_that_can_be_filled_in(
    keys: set[str], texts: dict[str, str]
) -> None:
    assert keys <= set(texts)
    for key in keys:
        named = {name for _, name, _, _ in string.Formatter().parse(texts[key])}
        assert named <= {None, "detail"}


def fields(form: Result) -> dict[str, Any]:
    """Return the fields of a form as its texts name them: a section has its own."""
    schema = form["data_schema"].schema
    sections = {str(key): one for key, one in schema.items() if hasattr(one, "options")}
    named: dict[str, Any] = {
        "data": {str(key) for key in schema if str(key) not in sections}
    }
    if sections:
        named["sections"] = {
            name: {str(key) for key in one.schema.schema}
            for name, one in sections.items()
        }
    return named


def described(texts: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that have a text."""
    named: dict[str, Any] = {"data": set(texts["data"])}
    if "sections" in texts:
        named["sections"] = {
            name: set(one["data"]) for name, one in texts["sections"].items()
        }
    return named


@pytest.mark.parametrize("kind", [CLIENT, SOURCE, RULE])
@pytest.mark.parametrize(("begin", "step"), [(add, "user"), (change, "reconfigure")])
async def test_every_field_has_a_text(
    hass: HomeAssistant,
    qbittorrent: FakeQBittorrent,
    site: FeedServer,
    kind: str,
    begin: Callable[..., Any],
    step: str,
) -> None:
    entry = entry_with(
        {"subentry_type": CLIENT, "data": qbittorrent.data()},
        {"subentry_type": SOURCE, "data": {"url": site.rss_url}},
        {"subentry_type": RULE, "data": {"include": ["dune"]}},
    )
    await load(hass, entry)
    form = await begin(hass, entry, kind)
    texts = EN["config_subentries"][kind]["step"][step]
    assert fields(form) == described(texts)


async def test_every_field_of_the_first_step_has_a_text(hass: HomeAssistant) -> None:
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert fields(form) == described(EN["config"]["step"]["user"])

"""Every form and every way in which it can be refused has a text that fits."""

from collections.abc import Iterator
import string
from typing import Any

from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
import pytest

from custom_components.greenlight.clients.errors import (
    CategoryRefused,
    ClientError,
    NotSupported,
    ReleaseRefused,
    SwitchedOff,
    UnknownDownload,
)
from custom_components.greenlight.const import CLIENT, DOMAIN, RULE, SOURCE
from custom_components.greenlight.engine.rules import RuleKind
from custom_components.greenlight.flows.client import OWN_WORDS
from custom_components.greenlight.parts.kinds import ARR, CLIENT_KINDS
from custom_components.greenlight.sources.base import NotPublic, SourceError, SourceOff
from tests.support.feed import FeedServer

from ..box import Box
from ..project.written_code import read_json
from .steps import Result, add, change, entry_with, load

EN: dict[str, Any] = read_json("translations/en.json")
CLIENT_TEXTS = EN["config_subentries"]["client"]
SOURCE_TEXTS = EN["config_subentries"]["source"]


def kinds[Error: Exception](base: type[Error]) -> Iterator[type[Error]]:
    """Return an error and all that are made of it."""
    yield base
    for kind in base.__subclasses__():
        yield from kinds(kind)


# All but what a form never asks of a client, and in the words of each where it has its own.
ASKED = {kind.key for kind in kinds(ClientError)} - {
    CategoryRefused.key,
    NotSupported.key,
    ReleaseRefused.key,
    SwitchedOff.key,
    UnknownDownload.key,
}
CLIENT_KEYS = (ASKED - OWN_WORDS) | {
    f"{key}_{client}" for key in OWN_WORDS for client in CLIENT_KINDS
}
SOURCE_KEYS = {kind.key for kind in kinds(SourceError)} - {
    NotPublic.key,
    SourceOff.key,
}


def test_what_has_its_own_words_can_happen() -> None:
    assert OWN_WORDS <= ASKED


@pytest.mark.parametrize(
    ("keys", "texts", "told"),
    [
        (CLIENT_KEYS, CLIENT_TEXTS["error"], {"detail", "said", "client"}),
        (SOURCE_KEYS, SOURCE_TEXTS["error"], {"detail", "said"}),
        # Here a source's errors have the same texts as a client's.
        (
            CLIENT_KEYS - SOURCE_KEYS,
            EN["config"]["error"],
            {"detail", "said", "client"},
        ),
        (SOURCE_KEYS, EN["config"]["error"], {"detail", "said"}),
    ],
)
def test_every_failure_has_a_text_that_can_be_filled_in(
    keys: set[str], texts: dict[str, str], told: set[str]
) -> None:
    assert keys <= set(texts)
    for key in keys:
        named = {name for _, name, _, _ in string.Formatter().parse(texts[key])}
        assert named <= {None} | told


@pytest.mark.parametrize("texts", [EN["config"], CLIENT_TEXTS])
def test_every_client_is_on_the_menu(texts: dict[str, Any]) -> None:
    menu = texts["step"]["user"]
    assert menu["menu_options"] == {
        client: kind.name for client, kind in CLIENT_KINDS.items()
    }
    assert set(menu["menu_option_descriptions"]) == set(CLIENT_KINDS)


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


async def test_every_field_of_a_feed_has_a_text(
    hass: HomeAssistant, site: FeedServer
) -> None:
    entry = entry_with({"subentry_type": SOURCE, "data": {"url": site.rss_url}})
    await load(hass, entry)
    texts = described(SOURCE_TEXTS["step"]["feed"])
    form = await change(hass, entry, SOURCE)
    assert form["step_id"] == "feed"
    assert fields(form) == texts
    # What is only just added has nothing to forget.
    form = await add(hass, entry, SOURCE)
    assert form["step_id"] == "feed"
    assert fields(form)["data"] == texts["data"] - {"forget"}


def every(form: dict[str, Any]) -> set[tuple[str, str]]:
    """Return each field of a form with the section that it is in."""
    sections = {"": form["data"], **form.get("sections", {})}
    return {(name, field) for name, those in sections.items() for field in those}


async def test_every_field_of_a_rule_has_a_text(hass: HomeAssistant) -> None:
    rules = {
        f"rule {kind}": {"include": ["dune"], "kind": kind.value} for kind in RuleKind
    }
    decides = {"type": ARR, "library": "radarr", "interval": 60}
    entry = entry_with(
        {"subentry_type": SOURCE, "data": decides},
        *(
            {"subentry_type": RULE, "subentry_id": name, "title": name, "data": data}
            for name, data in rules.items()
        ),
    )
    await load(hass, entry)
    asked: set[tuple[str, str]] = set()
    for kind in RuleKind:
        form = await add(hass, entry, RULE, kind.value)
        assert form["step_id"] == "rule"
        asked |= every(fields(form))
        # Whoever changes a rule is asked the same.
        changing = await change(hass, entry, f"rule {kind}")
        assert changing["step_id"] == "rule"
        assert fields(changing) == fields(form)
    # One step for all kinds, of which each asks a part: no text is for nothing.
    assert asked == every(described(EN["config_subentries"][RULE]["step"]["rule"]))


def test_every_kind_of_rule_is_on_the_menu() -> None:
    menu = EN["config_subentries"][RULE]["step"]["kind"]
    assert set(menu["menu_options"]) == {kind.value for kind in RuleKind}
    assert set(menu["menu_option_descriptions"]) == set(menu["menu_options"])


@pytest.mark.parametrize("client", CLIENT_KINDS)
async def test_every_field_of_a_client_has_a_text(
    hass: HomeAssistant, qbittorrent: Box, client: str
) -> None:
    entry = entry_with({"subentry_type": CLIENT, "data": qbittorrent.data()})
    await load(hass, entry)
    form = await add(hass, entry, CLIENT, client)
    assert form["step_id"] == client
    assert fields(form) == described(CLIENT_TEXTS["step"][client])


@pytest.mark.parametrize("client", CLIENT_KINDS)
async def test_every_field_of_the_first_client_has_a_text(
    hass: HomeAssistant, client: str
) -> None:
    menu = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert (menu["step_id"], menu["menu_options"]) == ("user", list(CLIENT_KINDS))
    form = await hass.config_entries.flow.async_configure(
        menu["flow_id"], {"next_step_id": client}
    )
    assert form["step_id"] == client
    assert fields(form) == described(EN["config"]["step"][client])


@pytest.mark.parametrize("client", CLIENT_KINDS)
async def test_every_credential_has_a_text(hass: HomeAssistant, client: str) -> None:
    data = {"type": client, "url": "http://nas", "verify_ssl": True}
    entry = entry_with({"subentry_type": CLIENT, "data": data})
    entry.add_to_hass(hass)
    form = await entry.start_reauth_flow(hass, data={"subentry_id": CLIENT})
    assert form["step_id"] == f"reauth_{client}"
    texts = EN["config"]["step"][f"reauth_{client}"]
    assert fields(form) == described(texts)
    assert set(texts["data"]) == set(CLIENT_KINDS[client].credentials)


# What is another thing in each program.
OF_ITS_OWN = {"url", "username", "password", "api_key"}


def words_of(step: dict[str, Any]) -> dict[str, Any]:
    """Return the texts of a form's fields by section and field."""
    parts = {"": step, **step["sections"]}
    return {
        f"{name}.{field}": (part["data"][field], part["data_description"][field])
        for name, part in parts.items()
        for field in part["data"]
        if field not in OF_ITS_OWN
    }


@pytest.mark.parametrize("client", CLIENT_KINDS)
def test_the_same_field_has_the_same_text(client: str) -> None:
    first, other = EN["config"]["step"][client], CLIENT_TEXTS["step"][client]
    in_first = words_of(first)
    assert in_first.items() <= words_of(other).items()
    assert first["sections"] == other["sections"]
    shared = words_of(EN["config"]["step"]["qbittorrent"])
    labels = client == "transmission"
    for field in in_first.keys() & shared.keys():
        # Transmission has labels in place of categories.
        if not (labels and field.startswith("inbox.")):
            assert in_first[field] == shared[field]

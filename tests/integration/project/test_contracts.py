"""Each contract on imports fails when it is violated: a contract that cannot fail promises nothing."""

from pathlib import Path
import shutil
import sys
import tomllib

import grimp
from importlinter import configuration
from importlinter.application import use_cases
from importlinter.domain.contract import registry
import pytest

from .written_code import FOLDER

ROOT = FOLDER.parents[1]
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
        "importlinter"
    ]["contracts"]
}
UNDER_TYPE_CHECKING = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "

# What is planted where, and the contracts that forbid it.
PLANTED = [
    ("oracle.py", "", {"layers"}),
    ("ledger/ledger.py", "from ..logbook import async_describe_events", {"layers"}),
    (
        "ledger/store.py",
        "from ..hub import Hub",
        {"layers", "cycles", "approvers", "askers"},
    ),
    (
        "presentation/texts.py",
        "from ..hub import Hub",
        {"layers", "cycles", "approvers"},
    ),
    (
        "parts/client.py",
        "from ..presentation.texts import Texts",
        {"layers", "cycles"},
    ),
    (
        "presentation/texts.py",
        "from ..clients.nzbget.client import NZBGet",
        {"kinds"},
    ),
    ("flows/client.py", "from ..sources.feed.item import read_item", {"kinds"}),
    (
        "clients/nzbget/client.py",
        "from ..sabnzbd.client import SABnzbd",
        {"clients", "kinds"},
    ),
    (
        "clients/common/http.py",
        "from ..nzbget.api import Api",
        {"clients", "cycles", "kinds"},
    ),
    ("clients/oracle/client.py", "from ..base import Client", {"clients"}),
    ("sources/oracle/source.py", "from ..base import Source", {"sources"}),
    ("libraries/oracle/library.py", "from ..base import Library", {"libraries"}),
    (
        "libraries/plex/library.py",
        "from ..radarr.library import Radarr",
        {"libraries", "kinds"},
    ),
    (
        "sources/fetch.py",
        "from .feed.item import read_item",
        {"sources", "cycles", "kinds"},
    ),
    ("sources/fetch.py", "from ..clients.base import Client", {"layers", "feeds"}),
    ("approvers/notification.py", "from .selection import Selection", {"approvers"}),
    ("approvers/oracle.py", "", {"approvers"}),
    ("askers/door.py", "from .house import House", {"askers"}),
    ("askers/desk.py", "from ..pushing.door import async_door", {"layers"}),
    ("pushing/desk.py", "from ..askers.door import async_door", {"layers"}),
    ("pushing/desk.py", "from ..sources.push.source import PushSource", {"kinds"}),
    ("askers/oracle.py", "", {"askers"}),
    (
        "askers/sabnzbd/view.py",
        "from ..qbittorrent.view import BASE",
        {"askers"},
    ),
    ("gate/ports.py", f"{UNDER_TYPE_CHECKING}from .gate import Gate", {"cycles"}),
    (
        "engine/quality/quality.py",
        f"{UNDER_TYPE_CHECKING}from .gains import Gain",
        {"cycles"},
    ),
    ("engine/text.py", "import aiohttp", {"engine"}),
    ("engine/text.py", "from ..const import DOMAIN", {"engine"}),
    ("clients/common/http.py", "import homeassistant.core", {"adapters"}),
    ("libraries/radarr.py", "import homeassistant.core", {"adapters"}),
    ("sources/fetch.py", "import homeassistant.core", {"feeds"}),
    ("gate/gate.py", "import homeassistant.core", {"gate"}),
    ("disk/files.py", "from ..gate.ports import Environment", {"disk"}),
    ("disk/files.py", "from ..ledger.ledger import Ledger", {"disk", "layers"}),
    (
        "gate/gate.py",
        "from ..clients.nzbget.client import NZBGet",
        {"gate", "kinds"},
    ),
]


@pytest.fixture(autouse=True)
def custom_integrations() -> None:
    """Do without Home Assistant: imports are read, nothing is run."""


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Provide a copy of all that the contracts are about, which is found instead of the original."""
    shutil.copytree(
        FOLDER.parent,
        tmp_path / FOLDER.parent.name,
        ignore=lambda _, names: {
            one for one in names if "." in one and not one.endswith(".py")
        },
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.delitem(sys.modules, FOLDER.parent.name)
    monkeypatch.syspath_prepend(tmp_path)
    return tmp_path


def broken(copy: Path) -> set[str]:
    """Return the contracts that a copy breaks."""
    configuration.configure()
    options = use_cases.read_user_options(str(copy / "pyproject.toml"))
    use_cases._register_contract_types(options)
    (package,) = options.session_options["root_packages"]
    graph = grimp.build_graph(package, include_external_packages=True, cache_dir=None)
    assert f"{package}.{FOLDER.name}" in graph.modules
    found = set()
    for one in options.contracts_options:
        contract = registry.get_contract_class(one["type"])(
            one["name"], options.session_options, one
        )
        if not contract.check(graph, verbose=False).kept:
            found.add(one["id"])
    return found


def test_all_are_kept(copy: Path) -> None:
    assert broken(copy) == set()


@pytest.mark.parametrize(("where", "what", "forbidden"), PLANTED)
def test_one_is_broken_by(
    copy: Path, where: str, what: str, forbidden: set[str]
) -> None:
    path = copy / "custom_components/greenlight" / where
    path.parent.mkdir(exist_ok=True)
    for folder in (path.parent, *path.parents):
        if folder.parent == copy / "custom_components":
            break
        (folder / "__init__.py").touch()
    before = path.read_text() if path.exists() else '"""Planted."""\n'
    path.write_text(f"{before}\n{what}\n")
    assert broken(copy) == forbidden


def test_every_contract_is_broken_by_something() -> None:
    assert set().union(*(forbidden for _, _, forbidden in PLANTED)) == set(CONTRACTS)


@pytest.mark.parametrize("room", ["clients", "libraries", "sources"])
def test_only_the_registries_know_any_of(room: str) -> None:
    adapters = {path.parent for path in (FOLDER / room).glob("*/__init__.py")}
    assert {
        f"{FOLDER.parent.name}.{FOLDER.name}.{room}.{one.name}"
        for one in adapters
        if one.name != "common"
    } <= set(CONTRACTS["kinds"]["protected_modules"])

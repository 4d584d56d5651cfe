"""Each contract on imports fails when it is violated: a contract that cannot fail promises nothing."""

from pathlib import Path
import shutil
import subprocess
import sys
import tomllib

import pytest

from .written_code import FOLDER

ROOT = FOLDER.parents[1]
CONTRACTS: dict[str, str] = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
        "importlinter"
    ]["contracts"]
}
UNDER_TYPE_CHECKING = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    "

# What is planted where, and the contracts that forbid it.
PLANTED = [
    ("oracle.py", "", {"layers"}),
    ("ledger/store.py", "from ..hub import Hub", {"layers", "cycles"}),
    ("presentation/texts.py", "from ..hub import Hub", {"layers", "cycles"}),
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
    (
        "sources/fetch.py",
        "from .feed.item import read_item",
        {"sources", "cycles", "kinds"},
    ),
    ("sources/fetch.py", "from ..clients.base import Client", {"layers", "feeds"}),
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
    (
        "gate/gate.py",
        "from ..clients.nzbget.client import NZBGet",
        {"gate", "kinds"},
    ),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Provide a copy of all that the contracts are about."""
    for name in ("custom_components", "scripts"):
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=lambda _, names: {
                one for one in names if "." in one and not one.endswith(".py")
            },
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def broken(copy: Path) -> set[str]:
    """Return the contracts that a copy breaks."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run()",
            "--no-cache",
        ],
        cwd=copy,
        env={"PYTHONPATH": str(copy), "COLUMNS": "300", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stdout
    told = {key for key, name in CONTRACTS.items() if f"{name} KEPT" in said}
    found = {key for key, name in CONTRACTS.items() if f"{name} BROKEN" in said}
    assert told | found == set(CONTRACTS), said + done.stderr
    assert done.returncode == bool(found)
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

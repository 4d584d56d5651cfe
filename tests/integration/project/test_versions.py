"""One version, one oldest Home Assistant, and actions of others by their commit."""

import json
from pathlib import Path
import re
import shutil
import subprocess
import tomllib
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANIFEST = "custom_components/greenlight/manifest.json"
BLUEPRINTS = sorted((ROOT / "blueprints").rglob("*.yaml"))
OLDEST = json.loads((ROOT / "hacs.json").read_text(encoding="utf-8"))["homeassistant"]


def versions(root: Path) -> set[str]:
    """Return every version that is written down for what is here."""
    manifest = json.loads((root / MANIFEST).read_text(encoding="utf-8"))
    return {str(manifest["version"]), str(project(root)["project"]["version"])}


def project(root: Path = ROOT) -> dict[str, Any]:
    """Return what pyproject.toml says."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def test_there_is_one_version() -> None:
    assert len(versions(ROOT)) == 1


@pytest.mark.parametrize("wanted", ["1.2.3", "1.2.3b4"])
def test_it_is_set_everywhere_at_once(tmp_path: Path, wanted: str) -> None:
    for name in ("scripts/version", MANIFEST, "pyproject.toml"):
        copy = tmp_path / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy)
    script = str(tmp_path / "scripts/version")
    subprocess.run([script, wanted], check=True)
    assert versions(tmp_path) == {wanted}
    told = subprocess.run([script], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == wanted
    assert subprocess.run([script, "v1"], check=False, capture_output=True).returncode


def test_the_readme_tells_the_oldest_home_assistant() -> None:
    assert f"Needs Home Assistant {OLDEST} or newer." in README


@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
def test_blueprints_want_no_newer_one(path: Path) -> None:
    found = re.findall(
        r"^    min_version: (.+)$", path.read_text("utf-8"), re.MULTILINE
    )
    assert found == [OLDEST]


def test_the_oldest_one_is_tested() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (group,) = re.findall(r"^oldest = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert f"# pins homeassistant {OLDEST}\n" in group


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github/workflows").iterdir()), ids=lambda path: path.stem
)
def test_workflows_use_what_cannot_change_under_them(path: Path) -> None:
    used = re.findall(r"uses: (\S+)", path.read_text(encoding="utf-8"))
    foreign = [one for one in used if not one.startswith("./")]
    assert not [one for one in foreign if not re.search(r"@[0-9a-f]{40}$", one)]

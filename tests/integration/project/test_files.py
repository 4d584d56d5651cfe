"""The integration's files are what Home Assistant and HACS accept.

Home Assistant's own checker only runs beside a checkout of its core; this one holds the rules of
it that apply to a custom integration, with the installed Home Assistant's selectors and platforms.
Texts have a file of their own, test_translations.py. Conventions it relies on:
- a service is registered in `async_setup` and described in services.yaml, neither without the other;
- a platform is a module beside __init__.py, named as Home Assistant names it.
"""

import ast
from collections.abc import Iterator
from importlib.metadata import requires
import importlib.util
import json
from pathlib import Path
import re
import struct
from typing import Any
from urllib.parse import urlparse

from awesomeversion import AwesomeVersion
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import selector
from homeassistant.setup import async_setup_component
import pytest

import custom_components.greenlight  # before the test plugin's own custom_components is found
from custom_components.greenlight.engine.notice import Notice

from .written_code import (
    DOMAIN,
    FOLDER,
    imports,
    modules,
    nodes,
    read_json,
    read_yaml,
    words,
)

ROOT = FOLDER.parents[1]
assert custom_components.greenlight

MANIFEST_KEYS = frozenset(
    """after_dependencies bluetooth codeowners config_flow dependencies dhcp disabled documentation
    domain homekit import_executor integration_type iot_class issue_tracker loggers mqtt name
    preview_features quality_scale requirements single_config_entry ssdp usb version zeroconf""".split()
)
IOT_CLASSES = frozenset(
    "assumed_state calculated cloud_polling cloud_push local_polling local_push".split()
)
INTEGRATION_TYPES = frozenset(
    "device entity hardware helper hub service system virtual".split()
)
# Always loaded, or only made of helpers: may be imported without being declared.
UNDECLARED = frozenset(
    """alert automation conversation default_config device_automation frontend group homeassistant
    input_boolean input_button input_datetime input_number input_select input_text media_source
    onboarding panel_custom persistent_notification person script shopping_list sun system_health
    system_log timer webhook websocket_api zone""".split()
) | {platform.value for platform in Platform}
# A module of this name is how an integration offers something to the one named so.
OFFERS = frozenset("diagnostics logbook recorder repairs".split())


def platform_modules() -> set[str]:
    """The platforms the integration has a module for."""
    return {module_name(path) for path in modules()} & {p.value for p in Platform}


def module_name(path: str | Path) -> str:
    """Return what Home Assistant calls a module at the top: a folder is one, too."""
    return str(path).removesuffix(".py").removesuffix("/__init__")


class TestManifest:
    manifest: dict[str, Any] = read_json("manifest.json")

    def test_says_what_custom_integrations_must(self) -> None:
        required = {
            *("codeowners", "documentation", "domain", "integration_type"),
            *("iot_class", "issue_tracker", "name", "version"),
        }
        assert required <= set(self.manifest)

    def test_has_no_unknown_key(self) -> None:
        assert not set(self.manifest) - MANIFEST_KEYS

    def test_is_sorted(self) -> None:
        first = {"domain": 0, "name": 1}
        assert list(self.manifest) == sorted(
            self.manifest, key=lambda key: (first.get(key, 2), key)
        )

    def test_is_named_as_its_folder(self) -> None:
        assert self.manifest["domain"] == DOMAIN

    def test_has_a_version(self) -> None:
        assert AwesomeVersion(self.manifest["version"]).valid

    def test_is_of_known_kinds(self) -> None:
        assert self.manifest["iot_class"] in IOT_CLASSES
        assert self.manifest["integration_type"] in INTEGRATION_TYPES

    @pytest.mark.parametrize("key", ["documentation", "issue_tracker"])
    def test_links_to_its_own_pages(self, key: str) -> None:
        url = urlparse(self.manifest[key])
        assert url.scheme == "https"
        assert url.hostname != "www.home-assistant.io"

    def test_has_code_owners(self) -> None:
        assert all(
            re.fullmatch(r"@[\w-]+(/[\w-]+)?", owner)
            for owner in self.manifest["codeowners"]
        )

    def test_requirements_move_nothing_that_others_use(self) -> None:
        """What others in the same installation want too is not pinned."""
        [regex] = self.manifest["requirements"]
        assert re.fullmatch(r"regex>=[\d.]+", regex)

    def test_the_last_resort_for_texts_is_in_every_installation(self) -> None:
        """Home Assistant itself requires requests, and that charset-normalizer."""
        names = {
            re.split(r"[^\w-]", one)[0].lower()
            for package in ("homeassistant", "requests")
            for one in requires(package) or ()
        }
        assert {"requests", "charset-normalizer"} <= {
            name.replace("_", "-") for name in names
        }

    def test_declares_the_integrations_it_imports(self) -> None:
        declared = {
            DOMAIN,
            *self.manifest.get("dependencies", []),
            *self.manifest.get("after_dependencies", []),
        }
        undeclared = set()
        for path, module, name in imports():
            if module == "homeassistant.components" and name:
                used = name
            elif module.startswith("homeassistant.components."):
                used = module.split(".")[2]
            else:
                continue
            if used not in declared | UNDECLARED and not (
                used in OFFERS and Path(path).stem == used
            ):
                undeclared.add(f"{path}: {used}")
        assert not undeclared


class TestCode:
    def test_has_a_config_schema_where_it_sets_up_without_an_entry(self) -> None:
        names = {node.id for path, node in nodes(ast.Name) if path == "__init__.py"}
        functions = {
            node.name
            for path, node in nodes(ast.AsyncFunctionDef)
            if path == "__init__.py"
        }
        assert "async_setup" not in functions or "CONFIG_SCHEMA" in names

    def test_every_platform_says_how_many_updates_may_run(self) -> None:
        said = {
            module_name(path)
            for path, node in nodes(ast.Name)
            if node.id == "PARALLEL_UPDATES"
        }
        # An image or an event is pushed, and still core asks for the line.
        assert not platform_modules() - said

    def test_loads_the_platforms_it_has(self) -> None:
        named = {
            node.attr.lower()
            for _, node in nodes(ast.Attribute)
            if isinstance(node.value, ast.Name) and node.value.id == "Platform"
        }
        assert platform_modules() == named & {p.value for p in Platform}

    def test_describes_triggers_and_conditions_it_offers(self) -> None:
        for module, description in (
            ("trigger.py", "triggers.yaml"),
            ("condition.py", "conditions.yaml"),
        ):
            assert (module in modules()) == (FOLDER / description).exists()


def described() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each service, trigger and condition as section, name and description."""
    for section in ("services", "triggers", "conditions"):
        for name, description in read_yaml(f"{section}.yaml").items():
            # A leading dot is only an anchor to repeat.
            if not name.startswith("."):
                yield section, name, description or {}


def fields(description: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The fields of a description, those inside its sections too."""
    flat: dict[str, dict[str, Any]] = {}
    for name, field in (description.get("fields") or {}).items():
        if field and "fields" in field:
            flat |= field["fields"]
        else:
            flat[name] = field or {}
    return flat


class TestActions:
    async def test_what_is_registered_is_what_is_described(
        self, hass: HomeAssistant, enable_custom_integrations: None
    ) -> None:
        assert await async_setup_component(hass, DOMAIN, {})
        registered = set(hass.services.async_services_for_domain(DOMAIN))
        assert registered == {
            name for section, name, _ in described() if section == "services"
        }

    def test_only_known_words_describe_them(self) -> None:
        about = {"fields", "target"}
        about_field = {
            *(
                "advanced",
                "collapsed",
                "context",
                "default",
                "example",
                "fields",
                "filter",
            ),
            *("required", "selector"),
        }
        for section, name, description in described():
            assert not set(description) - about, (section, name)
            for field, says in (description.get("fields") or {}).items():
                assert not set(says or {}) - about_field, (section, name, field)

    def test_selectors_are_valid(self) -> None:
        for section, name, description in described():
            if "target" in description:
                selector.TargetSelector.CONFIG_SCHEMA(description["target"] or {})
            for field, says in fields(description).items():
                assert "selector" in says, (section, name, field)
                selector.validate_selector(says["selector"])

    def test_every_field_and_action_has_a_text(self) -> None:
        texts = read_json("translations/en.json")
        for section, name, description in described():
            own = texts[section][name]
            assert {"name", "description"} <= set(own), (section, name)
            assert set(own.get("fields", {})) == set(fields(description)), (
                section,
                name,
            )
            for field, text in own.get("fields", {}).items():
                assert {"name", "description"} <= set(text), (section, name, field)
            sections = {
                key
                for key, field in (description.get("fields") or {}).items()
                if "fields" in (field or {})
            }
            assert set(own.get("sections", {})) == sections, (section, name)

    def test_every_action_has_an_icon(self) -> None:
        for section, name, _ in described():
            assert (
                section.removesuffix("s") in read_json("icons.json")[section][name]
            ), (section, name)


def icons(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each icon of icons.json with where it stands."""
    if isinstance(node, dict):
        for key, inner in node.items():
            yield from icons(inner, (*path, key))
    elif isinstance(node, str):
        yield ".".join(path), node


class TestIcons:
    def test_are_material_design_icons(self) -> None:
        wrong = [
            at
            for at, icon in icons(read_json("icons.json"))
            if not re.fullmatch(r"mdi:[a-z0-9-]+", icon)
        ]
        assert not wrong

    def test_exist(self) -> None:
        frontend = importlib.util.find_spec("hass_frontend")
        if frontend is None or frontend.origin is None:
            # The oldest supported Home Assistant is tested without its 270 MB of frontend.
            return
        lists = Path(frontend.origin).parent / "static" / "mdi"
        known = {
            f"mdi:{icon['name']}"
            for file in lists.glob("iconList.json")
            for icon in json.loads(file.read_text(encoding="utf-8"))
        }
        assert known
        assert not [
            (at, icon)
            for at, icon in icons(read_json("icons.json"))
            if icon not in known
        ]

    def test_a_state_has_an_icon_of_its_own(self) -> None:
        for platform, entities in read_json("icons.json").get("entity", {}).items():
            for name, entity in entities.items():
                default = entity.get("default")
                assert default not in entity.get("state", {}).values(), (platform, name)

    def test_belong_to_something(self) -> None:
        texts = read_json("translations/en.json")
        for section, named in read_json("icons.json").items():
            if section == "entity":
                assert set(named) <= platform_modules()
                # An entity that is named after its device needs no text, but its key is in the code.
                known = words() | {f"notice_{one}" for one in Notice}
                for platform, entities in named.items():
                    assert set(entities) <= known, platform
            else:
                assert section in {"conditions", "services", "triggers"}
                assert set(named) <= set(texts[section])


class TestPublishing:
    def test_hacs_knows_every_key(self) -> None:
        known = {
            *(
                "content_in_root",
                "country",
                "filename",
                "hacs",
                "hide_default_branch",
                "homeassistant",
            ),
            *("name", "persistent_directory", "render_readme", "zip_release"),
        }
        hacs = json.loads((ROOT / "hacs.json").read_text(encoding="utf-8"))
        assert "name" in hacs
        assert not set(hacs) - known

    def test_there_is_one_integration(self) -> None:
        folders = [
            each
            for each in FOLDER.parent.iterdir()
            if each.is_dir() and each.name != "__pycache__"
        ]
        assert folders == [FOLDER]

    @pytest.mark.parametrize(
        ("name", "size"), [("icon.png", 256), ("icon@2x.png", 512)]
    )
    def test_the_icon_is_a_square_of_the_expected_size(
        self, name: str, size: int
    ) -> None:
        header = (FOLDER / "brand" / name).read_bytes()[:24]
        assert header.startswith(b"\x89PNG")
        assert struct.unpack(">II", header[16:24]) == (size, size)

    @pytest.mark.parametrize(
        ("name", "least", "most"), [("logo.png", 128, 256), ("logo@2x.png", 256, 512)]
    )
    def test_the_logo_is_of_the_expected_height(
        self, name: str, least: int, most: int
    ) -> None:
        header = (FOLDER / "brand" / name).read_bytes()[:24]
        width, height = struct.unpack(">II", header[16:24])
        assert least <= min(width, height) <= most

    def test_the_quality_scale_says_why_a_rule_is_exempt(self) -> None:
        for rule, answer in read_yaml("quality_scale.yaml").get("rules", {}).items():
            if isinstance(answer, dict):
                assert answer["status"] in {"done", "exempt", "todo"}, rule
                assert answer.get("comment"), rule
            else:
                assert answer in {"done", "todo"}, rule

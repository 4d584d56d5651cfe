"""Every text that is needed exists, every text that exists is needed, and all are well formed.

Home Assistant shows a raw key where a text is missing, and nothing warns about one that is no
longer used. Both are looked up in the code without running it. Conventions this relies on:
- a key counts as used where the string can stand in the code: as a literal, as a constant's value,
  as a keyword, as the name of an `async_step_`, in services.yaml, or as a word of the card's sources;
- `translation_key=` names its key literally, by a constant or by a choice of those; a key that is put
  together at run time is only checked in the other direction;
- a call with `translation_domain=` is an exception, one named `…create_issue` an issue, one named
  `Select…` a selector; any other is an entity, whose platform is the module's name where it is one.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
import re
import string
from typing import Any

from homeassistant.const import Platform
import pytest
import voluptuous as vol

from .written_code import (
    FOLDER,
    card_words,
    nodes,
    put_together_in_the_card,
    read_json,
    spelt,
    words,
)

EN: dict[str, Any] = read_json("translations/en.json")
LANGUAGES = sorted(file.name for file in (FOLDER / "translations").glob("*.json"))

# What Home Assistant's own helpers abort a flow with, and the step they confirm a repair in.
GIVEN_BY_HOME_ASSISTANT = frozenset(
    {
        "already_configured",
        "already_in_progress",
        "confirm",
        "reauth_successful",
        "reconfigure_successful",
        "single_instance_allowed",
    }
)


def key(value: Any) -> str:
    """Accept what Home Assistant accepts as the key of a text."""
    if not isinstance(value, str) or not re.fullmatch(
        r"[a-z0-9]+([_-][a-z0-9]+)*", value
    ):
        raise vol.Invalid(
            f"{value!r} is no key: small letters, digits and single separators"
        )
    return value


def placeholders(text: str) -> set[str]:
    """Name what a text leaves open."""
    return {
        name for _, name, _, _ in string.Formatter().parse(text) if name is not None
    }


def text(value: Any) -> str:
    """Accept a text a person can be shown."""
    if not isinstance(value, str) or not value or value != value.strip():
        raise vol.Invalid("not a text, or blanks around it")
    if re.search(r"<[a-zA-Z/]", value):
        raise vol.Invalid("no HTML")
    if re.search(r"\w+://|www\.", value):
        raise vol.Invalid("no addresses: pass them as placeholders")
    if "[%" in value:
        raise vol.Invalid("references to other texts only work in core")
    if re.search(r"'\{\w+\}'", value):
        raise vol.Invalid("a placeholder in single quotes is not filled in")
    try:
        names = placeholders(value)
    except ValueError as err:
        raise vol.Invalid(f"unbalanced braces: {err}") from err
    if not all(name.isidentifier() for name in names):
        raise vol.Invalid("a placeholder is a plain name")
    return value


def plain(value: Any) -> str:
    """Accept a text that nothing fills in."""
    if placeholders(text(value)):
        raise vol.Invalid("nothing fills placeholders in here")
    return str(value)


def each(value: Any) -> dict[Any, Any]:
    """Accept any number of keys of ours, each with such a value."""
    return {key: value}


def describes_known_fields(step: dict[str, Any]) -> dict[str, Any]:
    unknown = set(step.get("data_description", {})) - set(step.get("data", {}))
    if unknown:
        raise vol.Invalid(f"descriptions of unknown fields: {sorted(unknown)}")
    return step


def either_or(issue: dict[str, Any]) -> dict[str, Any]:
    if ("description" in issue) == ("fix_flow" in issue):
        raise vol.Invalid("an issue has either a description or a fix flow")
    return issue


FORM: dict[Any, Any] = {
    vol.Optional("data"): each(text),
    vol.Optional("data_description"): each(text),
}
SECTION = vol.All(
    {vol.Required("name"): text, vol.Optional("description"): text, **FORM},
    describes_known_fields,
)
STEP = vol.All(
    {
        vol.Optional("title"): text,
        vol.Optional("description"): text,
        vol.Optional("menu_options"): each(text),
        vol.Optional("menu_option_descriptions"): each(text),
        vol.Optional("submit"): text,
        vol.Optional("sections"): each(SECTION),
        **FORM,
    },
    describes_known_fields,
)
FLOW: dict[Any, Any] = {
    vol.Optional("flow_title"): text,
    vol.Optional("step"): each(STEP),
    vol.Optional("error"): each(text),
    vol.Optional("abort"): each(text),
    vol.Optional("progress"): each(text),
    vol.Optional("create_entry"): each(text),
}
SUBENTRY = {
    vol.Required("entry_type"): text,
    vol.Required("initiate_flow"): {
        vol.Required("user"): text,
        vol.Optional("reconfigure"): text,
    },
    **FLOW,
}
ENTITY = {
    vol.Optional("name"): text,
    vol.Optional("unit_of_measurement"): plain,
    vol.Optional("state"): each(plain),
    vol.Optional("state_attributes"): each(
        {vol.Optional("name"): plain, vol.Optional("state"): each(plain)}
    ),
}
DESCRIBED: dict[Any, Any] = {
    vol.Required("name"): text,
    vol.Required("description"): text,
}
ACTION = {
    **DESCRIBED,
    vol.Optional("fields"): each(DESCRIBED),
    vol.Optional("sections"): each(
        {vol.Required("name"): text, vol.Optional("description"): text}
    ),
}
SCHEMA = vol.Schema(
    {
        vol.Optional("config"): FLOW,
        vol.Optional("options"): FLOW,
        vol.Optional("config_subentries"): each(SUBENTRY),
        vol.Optional("device"): each({vol.Required("name"): text}),
        vol.Optional("entity"): vol.Schema(
            {vol.In([p.value for p in Platform]): each(ENTITY)}
        ),
        vol.Optional("exceptions"): each({vol.Required("message"): text}),
        vol.Optional("issues"): each(
            vol.All(
                {
                    vol.Required("title"): text,
                    vol.Optional("description"): text,
                    vol.Optional("fix_flow"): FLOW,
                },
                either_or,
            )
        ),
        vol.Optional("selector"): each(
            {
                vol.Optional("options"): each(plain),
                vol.Optional("choices"): each(plain),
                vol.Optional("unit_of_measurement"): each(plain),
                vol.Optional("fields"): each(DESCRIBED),
            }
        ),
        vol.Optional("services"): each(ACTION),
        vol.Optional("triggers"): each(ACTION),
        vol.Optional("conditions"): each(ACTION),
        vol.Optional("system_health"): {vol.Required("info"): each(text)},
        vol.Optional("common"): each(text),
        # What only the card says.
        vol.Optional("config_panel"): {vol.Required("card"): each(text)},
    }
)

# Words of the format itself; every other word on the way to a text is a key of ours.
STRUCTURE = frozenset(
    """abort choices create_entry data data_description description entry_type error event_type exceptions
    fields fix_flow flow_title info initiate_flow menu_option_descriptions menu_options message name
    options progress reconfigure sections state state_attributes step submit title
    unit_of_measurement user""".split()
)


def texts(
    node: Any = EN, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Walk through every text with its path."""
    if isinstance(node, dict):
        for name, inner in node.items():
            yield from texts(inner, (*path, name))
    else:
        yield path, node


def flows() -> dict[str, Mapping[str, Any]]:
    """Everything people are led through, by where its texts stand."""
    found: dict[str, Mapping[str, Any]] = {
        name: EN[name] for name in ("config", "options") if name in EN
    }
    for name, flow in EN.get("config_subentries", {}).items():
        found[f"config_subentries.{name}"] = flow
    for name, issue in EN.get("issues", {}).items():
        if "fix_flow" in issue:
            found[f"issues.{name}.fix_flow"] = issue["fix_flow"]
    return found


def in_flows(kind: str) -> set[str]:
    return {name for flow in flows().values() for name in flow.get(kind, {})}


def called(call: ast.Call) -> str:
    """Name what is called, without what it hangs on."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def given(call: ast.Call, argument: str) -> set[str]:
    """The strings that can be passed under a keyword."""
    return set().union(
        *(spelt(one.value) for one in call.keywords if one.arg == argument)
    )


def needed(kind: Callable[[str, ast.Call], bool]) -> set[tuple[str, str]]:
    """The translation keys of calls of a kind, each with its module."""
    return {
        (path, name)
        for path, call in nodes(ast.Call)
        if kind(path, call)
        for name in given(call, "translation_key")
    }


def is_exception(_: str, call: ast.Call) -> bool:
    return any(one.arg == "translation_domain" for one in call.keywords)


def is_issue(_: str, call: ast.Call) -> bool:
    return called(call).endswith("create_issue")


def is_selector(_: str, call: ast.Call) -> bool:
    return called(call).startswith("Select")


def is_entity(path: str, call: ast.Call) -> bool:
    return not (
        is_exception(path, call) or is_issue(path, call) or is_selector(path, call)
    )


class TestForm:
    def test_english_is_well_formed(self) -> None:
        SCHEMA(EN)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_language_says_the_same_things(self, language: str) -> None:
        translated = read_json(f"translations/{language}")
        SCHEMA(translated)
        other, english = dict(texts(translated)), dict(texts())
        missing = [".".join(path) for path in english if path not in other]
        assert not missing, (
            f"say these in {language}, too (see CONTRIBUTING.md): {missing}"
        )
        left = [".".join(path) for path in other if path not in english]
        assert not left, f"{language} says what English does not any more: {left}"
        assert {
            ".".join(path): placeholders(said)
            for path, said in other.items()
            if placeholders(said) != placeholders(english[path])
        } == {}
        # In the same order, so that one is easily held against the other.
        assert [*other] == [*english]

    def test_forms_explain_every_field(self) -> None:
        for where, flow in flows().items():
            for step, form in flow.get("step", {}).items():
                for part in (form, *form.get("sections", {}).values()):
                    assert set(part.get("data", {})) == set(
                        part.get("data_description", {})
                    ), f"{where}.step.{step}"


# Words that say nothing to whoever did not write them, and what is left out of every sentence.
JARGON = re.compile(
    r"\b(payload|grab(s|bed)?|snatched|superseded|hash(es)?|pending|please|successfully|oops"
    r"|promised space|matched|metadata|post-processing|candidates?|articles)\b"
    r"|!|\w+n['’]t\b|\b(it|that|there|you|we|what|here)['’](s|re|ll|ve)\b",
    re.IGNORECASE,
)


class TestWords:
    def test_they_are_plain(self) -> None:
        told = {".".join(path): said for path, said in texts()}
        assert not {key: said for key, said in told.items() if JARGON.search(said)}

    def test_nothing_is_counted_that_may_be_one(self) -> None:
        """Home Assistant writes a unit behind any number, so that one would be "1 questions"."""
        assert "unit_of_measurement" not in str(EN["entity"])

    def test_only_a_chat_shows_a_question_from_its_list(self) -> None:
        steps = EN["config_subentries"]["approver"]["step"]
        told = {
            step: steps[step]["sections"]["when"]["data_description"]["digest"]
            for step in ("companion", "chats", "notify")
        }
        assert [step for step, said in told.items() if "can be shown" in said] == [
            "chats"
        ]


# Put together at run time; test_texts.py, test_flow_texts.py and test_errors.py walk through
# what they can be.
COMPOSED = re.compile(
    r"(at|cannot_refuse|client|kind|library|may_not|month|name|not_possible|reason|reauth|reply|right|silent|skips|source|state|trouble|unknown|weekday|when)_\w+"
    r"|(a|activity|after_no|ask|became|button|from|no|no_more_row|notice|number|page|really|room|title|way)_\w+"
    r"|(banned|host_rejected|invalid_auth|too_old|inbox)_[a-z]+"
)
# A text that is chosen by a count goes by the name that both have in common.
PLURAL = re.compile("_(one|other)$")


class TestUse:
    def test_every_key_is_used(self) -> None:
        known = (
            words()
            | card_words()
            | STRUCTURE
            | GIVEN_BY_HOME_ASSISTANT
            | {p.value for p in Platform}
            | set(EN)
        )
        unused = {
            ".".join(path)
            for path, _ in texts()
            if any(
                word not in known
                and PLURAL.sub("", word) not in known
                and not COMPOSED.fullmatch(word)
                and not (
                    path[0] == "config_panel"
                    and put_together_in_the_card().fullmatch(PLURAL.sub("", word))
                )
                for word in path
            )
        }
        assert not unused

    def test_every_placeholder_is_filled_in(self) -> None:
        unknown = {
            f"{'.'.join(path)}: {name}"
            for path, english in texts()
            for name in placeholders(english)
            if name not in words() | card_words()
        }
        assert not unknown


class TestNeed:
    def test_exceptions(self) -> None:
        assert {name for _, name in needed(is_exception)} <= set(
            EN.get("exceptions", {})
        )

    def test_issues(self) -> None:
        assert {name for _, name in needed(is_issue)} <= set(EN.get("issues", {}))

    def test_selectors(self) -> None:
        assert {name for _, name in needed(is_selector)} <= set(EN.get("selector", {}))

    def test_options_of_selectors(self) -> None:
        for _, call in nodes(ast.Call):
            if is_selector("", call):
                for name in given(call, "translation_key"):
                    assert given(call, "options") <= set(
                        EN["selector"][name].get("options", {})
                    ), name

    def test_entities_and_devices(self) -> None:
        keys = needed(is_entity) | {
            (path, name)
            for path, node in nodes(ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name | ast.Attribute)
            and ast.unparse(target).endswith("_attr_translation_key")
            for name in spelt(node.value)
        }
        # One that is named after its device has an icon and no text.
        entities = {
            platform: {
                *EN.get("entity", {}).get(platform, {}),
                *read_json("icons.json").get("entity", {}).get(platform, {}),
            }
            for platform in {
                *EN.get("entity", {}),
                *read_json("icons.json").get("entity", {}),
            }
        }
        anywhere = {name for named in entities.values() for name in named} | set(
            EN.get("device", {})
        )
        missing = {
            f"{path}: {name}"
            for path, name in keys
            if name
            not in {
                *entities.get(path.removesuffix(".py"), anywhere),
                *EN.get("device", {}),
            }
        }
        assert not missing

    def test_steps(self) -> None:
        shown = {
            name
            for _, call in nodes(ast.Call)
            if called(call) in {"async_show_form", "async_show_menu"}
            for name in given(call, "step_id")
        }
        assert shown <= in_flows("step")

    def test_options_of_menus(self) -> None:
        offered = {
            name
            for _, call in nodes(ast.Call)
            if called(call) == "async_show_menu"
            for name in given(call, "menu_options")
        }
        have = {
            name
            for flow in flows().values()
            for step in flow.get("step", {}).values()
            for name in step.get("menu_options", {})
        }
        assert offered <= have

    def test_aborts(self) -> None:
        reasons = {
            reason
            for _, call in nodes(ast.Call)
            if called(call) in {"async_abort", "AbortFlow"}
            for reason in given(call, "reason")
            | (spelt(call.args[0]) if call.args else set())
        }
        assert reasons <= in_flows("abort")

    def test_errors(self) -> None:
        named = set()
        for _, node in nodes(ast.Assign):
            for target in node.targets:
                # errors["base"] = "cannot_connect"
                if (
                    isinstance(target, ast.Subscript)
                    and ast.unparse(target.value) == "errors"
                ):
                    named |= spelt(node.value)
                # errors = {"base": "cannot_connect"}
                if ast.unparse(target) == "errors" and isinstance(node.value, ast.Dict):
                    named |= set().union(*map(spelt, node.value.values))
        for _, call in nodes(ast.Call):
            for keyword in call.keywords:
                if keyword.arg == "errors" and isinstance(keyword.value, ast.Dict):
                    named |= set().union(*map(spelt, keyword.value.values))
        assert named <= in_flows("error")

"""What the integration's own files say, read without running them."""

import ast
from collections.abc import Iterator
from functools import cache
import importlib
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.util.yaml import load_yaml_dict

DOMAIN = "greenlight"
FOLDER = Path(__file__).parents[3] / "custom_components" / DOMAIN
CARD = Path(__file__).parents[3] / "card" / "src"


@cache
def read_json(name: str) -> Any:
    """A JSON file of the integration; an absent one is empty."""
    file = FOLDER / name
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


@cache
def read_yaml(name: str) -> dict[str, Any]:
    """A YAML file of the integration; an absent one is empty."""
    file = FOLDER / name
    return dict(load_yaml_dict(str(file))) if file.exists() else {}


@cache
def modules() -> dict[str, ast.Module]:
    """Every Python module by its path within the integration."""
    return {
        file.relative_to(FOLDER).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted(FOLDER.rglob("*.py"))
    }


@cache
def _sorted() -> dict[type[ast.AST], list[tuple[str, Any]]]:
    """Every node by its kind: one walk for all who ask, as test modules do while they are read."""
    found: dict[type[ast.AST], list[tuple[str, Any]]] = {}
    for path, tree in modules().items():
        for node in ast.walk(tree):
            found.setdefault(type(node), []).append((path, node))
    return found


def nodes[Node: ast.AST](kind: type[Node]) -> list[tuple[str, Node]]:
    """Every node of a kind, with the path of its module."""
    return _sorted().get(kind, [])


def imports() -> Iterator[tuple[str, str, str | None]]:
    """Each import as path, module and, where there is one, the name taken from it."""
    for path, plain in nodes(ast.Import):
        yield from ((path, alias.name, None) for alias in plain.names)
    for path, taken in nodes(ast.ImportFrom):
        if taken.level == 0 and taken.module:
            yield from ((path, taken.module, alias.name) for alias in taken.names)


@cache
def constants() -> dict[str, set[str]]:
    """What a name stands for: our own module constants and enum members, Home Assistant's by import.

    A name that two modules give different values keeps both.
    """
    values: dict[str, set[str]] = {}
    for _, module, name in imports():
        if name and module.startswith("homeassistant."):
            value = getattr(importlib.import_module(module), name, None)
            if isinstance(value, str):
                values.setdefault(name, set()).add(str(value))
    given = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr)
    for _, node in (each for kind in given for each in _sorted()[kind]):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        value = node.value
        # An empty default says nothing.
        if (
            isinstance(value, ast.Constant)
            and value.value
            and isinstance(value.value, str)
        ):
            for target in targets:
                if isinstance(target, ast.Name):
                    values.setdefault(target.id, set()).add(value.value)
    return values


def spelt(node: ast.AST | None) -> set[str]:
    """The strings an expression can be, as far as it is a literal, a constant or a choice of them."""
    match node:
        case ast.Constant(value=str(value)):
            return {value}
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return constants().get(name, set())
        case ast.IfExp(body=one, orelse=other):
            return spelt(one) | spelt(other)
        case (
            ast.BoolOp(values=several)
            | ast.List(elts=several)
            | ast.Tuple(elts=several)
        ):
            return set().union(*map(spelt, several))
    return set()


@cache
def words() -> frozenset[str]:
    """Every string the integration can mean: literals, constants, keyword and step names, YAML keys."""
    found = {text for values in constants().values() for text in values}
    for _, node in nodes(ast.Constant):
        if isinstance(node.value, str):
            found.add(node.value)
    found |= {keyword.arg for _, keyword in nodes(ast.keyword) if keyword.arg}
    found |= {
        function.name.removeprefix("async_step_")
        for _, function in nodes(ast.AsyncFunctionDef)
        if function.name.startswith("async_step_")
    }
    for name in ("services.yaml", "triggers.yaml", "conditions.yaml"):
        found |= set(_strings(read_yaml(name)))
    return frozenset(found)


@cache
def card_sources() -> str:
    """What the card's own sources say, one file after the other."""
    files = sorted(CARD.rglob("*.ts"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@cache
def card_words() -> frozenset[str]:
    """Every name that stands in them, as a string or not."""
    return frozenset(re.findall(r"\w+", card_sources()))


@cache
def put_together_in_the_card() -> re.Pattern[str]:
    """The keys that it puts together, such as ``view_${view}`` and ``${verb}_count``."""
    begins = set(re.findall(r"`([a-z]\w*_)\$\{", card_sources()))
    ends = set(re.findall(r"\}(_[a-z]\w*)`", card_sources()))
    return re.compile(rf"({'|'.join(sorted(begins))})\w+|\w+({'|'.join(sorted(ends))})")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str):
        yield value

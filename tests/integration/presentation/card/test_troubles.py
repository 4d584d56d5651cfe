"""What keeps questions from coming is told, and nothing that does not."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from custom_components.greenlight.presentation.card.troubles import Troubles

NOBODY: Any = SimpleNamespace(clients={}, sources={}, libraries={})


def keys(*kinds: str, **off: bool) -> list[str]:
    """Return what is told where there are such parts, some of them off."""
    parts = {
        kind: SimpleNamespace(
            subentry_type=kind, data={"enabled": False} if off.get(kind) else {}
        )
        for kind in kinds
    }
    entry = cast(Any, SimpleNamespace(subentries=parts))
    return [one["key"] for one in Troubles(NOBODY, entry).now()]


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ((), ["no_client", "no_source", "no_rule"]),
        (("client", "source", "rule"), []),
        (("client", "source"), ["no_rule"]),
        # What hands over what it has found has people asked itself.
        (("client", "asker"), []),
        (("asker",), ["no_client"]),
    ],
)
def test_what_is_missing(kinds: tuple[str, ...], told: list[str]) -> None:
    assert keys(*kinds) == told


@pytest.mark.parametrize(
    ("kind", "libraries", "told"),
    [
        ("upgrades", {}, True),
        ("wanted", {}, True),
        ("wanted", {"enabled": False}, True),
        ("upgrades", {"enabled": True}, False),
        # These have no need of one.
        ("any", {}, False),
        ("series", {}, False),
    ],
)
def test_rules_that_compare_with_nothing_are_named(
    kind: str, libraries: dict[str, Any], told: bool
) -> None:
    def stored(of: str, title: str, **data: Any) -> SimpleNamespace:
        return SimpleNamespace(subentry_type=of, title=title, data=data)

    parts = [
        *(stored(of, of) for of in ("client", "source")),
        *([stored("library", "Radarr", **libraries)] if libraries else []),
        stored("rule", "Better films", kind=kind),
        stored("rule", "Off", kind=kind, enabled=False),
    ]
    entry = cast(Any, SimpleNamespace(subentries=dict(enumerate(parts))))
    found = Troubles(NOBODY, entry).now()
    assert [one["key"] for one in found] == ["no_library"] * told
    assert [one["with"] for one in found] == [{"rules": "Better films"}] * told


def test_what_is_off_is_missing() -> None:
    assert keys("client", "asker", asker=True) == ["no_source", "no_rule"]

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


def test_what_is_off_is_missing() -> None:
    assert keys("client", "asker", asker=True) == ["no_source", "no_rule"]

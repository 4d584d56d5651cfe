"""What a stored type of source is made of, and what nobody can make one of."""

from typing import Any

import pytest

from custom_components.greenlight.parts.kinds import UnknownKind, build_source
from custom_components.greenlight.sources.pushes import TakesPushes

NOBODY: Any = None


@pytest.mark.parametrize("kind", ["arr", "search", "tape"])
def test_what_nobody_is_there_to_ask_for_is_no_source(kind: str) -> None:
    """A library that decides, and sources that are searched, are handed over by whoever has them."""
    data = {"type": kind, "library": "radarr0", "query": "film"}
    with pytest.raises(UnknownKind) as refused:
        build_source(NOBODY, "s1", data)
    assert kind in str(refused.value)


def test_what_is_pushed_to_needs_nobody() -> None:
    source = build_source(NOBODY, "s1", {"type": "push", "program": "sonarr"})
    assert isinstance(source, TakesPushes)

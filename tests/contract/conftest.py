"""The contracts are no test modules themselves, and still are to show what they compared."""

from collections.abc import Iterator
from typing import Any

import pytest
import urllib3

pytest.register_assert_rewrite(
    "tests.contract.clients.client_contract",
    "tests.contract.clients.contract",
    "tests.contract.clients.faults",
    "tests.contract.clients.through_contract",
    "tests.contract.clients.world",
    "tests.contract.libraries.contract",
    "tests.contract.libraries.faults",
    "tests.contract.libraries.grabs",
    "tests.contract.libraries.world",
)


@pytest.fixture(autouse=True)
def closed_pools(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close what strangers leave open, which another test would be blamed for."""
    opened: list[urllib3.PoolManager] = []
    begin = urllib3.PoolManager.__init__

    def remember(pools: urllib3.PoolManager, *args: Any, **named: Any) -> None:
        begin(pools, *args, **named)
        opened.append(pools)

    monkeypatch.setattr(urllib3.PoolManager, "__init__", remember)
    yield
    for pools in opened:
        pools.clear()

"""The contracts are no test modules themselves, and still are to show what they compared."""

import pytest

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

"""What the end-to-end tests start, and freedom from the limits meant for in-process tests."""

import pytest
import pytest_socket

from tests.support.qbittorrent import VARIANTS, Unavailable, program


def let_sockets_through() -> None:
    """Undo what Home Assistant's test plugin forbids before every test."""
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def verify_cleanup() -> None:
    """Replace the plugin's check: servers and connections live longer than one test here."""
    let_sockets_through()


@pytest.fixture(scope="session")
def any_variant() -> str:
    """Name a qBittorrent that is installed."""
    for variant in VARIANTS:
        try:
            program(variant)
        except Unavailable:
            continue
        return variant
    pytest.skip("no qBittorrent is installed; scripts/servers installs one")

"""The contract on recorded answers of both generations of Transmission."""

import pytest

from .fixtures import *  # noqa: F403
from .world import NewerContract, TransmissionContract


class TestRecorded300(TransmissionContract):
    """The promises, kept towards a recorded 3.00."""

    @pytest.fixture
    def version(self) -> str:
        return "3.00"


class TestRecorded413(NewerContract):
    """The promises, kept towards a recorded 4.1.3."""

    @pytest.fixture
    def version(self) -> str:
        return "4.1.3"

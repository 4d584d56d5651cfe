"""What holds for every test."""

from collections.abc import Generator
import sys
import traceback

import pytest


@pytest.fixture(autouse=True, scope="session")
def no_origins() -> Generator[None]:
    """Do without the note of where each task and future began.

    Home Assistant's test plugin runs asyncio in its debug mode, whose checks are wanted. But there
    it also reads the whole stack, line by line from the files, for every task and future there is:
    half of what all tests together cost. ``python -X dev`` has the notes back.
    """
    with pytest.MonkeyPatch.context() as patch:
        if not sys.flags.dev_mode:
            patch.setattr(traceback, "walk_stack", lambda _: iter(()))
        yield

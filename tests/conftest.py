"""What holds for every test."""

from collections.abc import Generator
import gc
import os
import sys
import traceback
from types import ModuleType

import freezegun.api
from hypothesis import settings
import pytest
from pytest_homeassistant_custom_component import patch_time

# The same examples in each run, however busy the machine: a change fails by what it did itself.
# GREENLIGHT_ANEW has others made up, to find what nobody has thought of.
settings.register_profile("same", derandomize=True, deadline=None)
if "GREENLIGHT_ANEW" not in os.environ:
    settings.load_profile("same")


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


def _state_of(module: ModuleType) -> str:
    return f"{id(module)}-{len(vars(module))}"


@pytest.fixture(autouse=True, scope="session")
def quick_freezing() -> Generator[None]:
    """Tell by its size whether a module has more in it than when time was stopped the last time.

    All names of five thousand modules are hashed otherwise, at each of thousands of stops.
    """
    with pytest.MonkeyPatch.context() as patch:
        # Home Assistant's test plugin puts its own in place before each test.
        for place, name in (
            (patch_time, "ha_get_module_attributes_hash"),
            (freezegun.api, "_get_module_attributes_hash"),
        ):
            patch.setattr(place, name, _state_of, raising=False)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while the tests are read: all of it stays, and there is a lot of it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()

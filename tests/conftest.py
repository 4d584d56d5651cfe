"""What holds for every test."""

from collections.abc import Generator
from functools import partial
import gc
import os
import sys
import traceback
from types import ModuleType
from typing import Any

import freezegun.api
from homeassistant.core import HassJob, HassJobType
from homeassistant.util import executor
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


@pytest.fixture(autouse=True, scope="session")
def patient_ends() -> Generator[None]:
    """Give threads the time to end that they need on a busy machine.

    Home Assistant breaks off one that has not ended within a sixth of a second. It is then the one
    that was to wake the next, and a test has left threads behind.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor, "EXECUTOR_SHUTDOWN_TIMEOUT", 60)
        patch.setattr(executor, "_JOIN_ATTEMPTS", 1)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_threads_by_mistake() -> Generator[None]:
    """Have nothing of ours called by a thread because somebody forgot to call it a callback.

    Home Assistant runs in a thread what is neither a callback nor a coroutine function. There it is
    late by chance, and may touch nothing of the loop.
    """
    make = HassJob.__init__

    def checked(job: HassJob[..., object], *args: Any, **kwargs: Any) -> None:
        make(job, *args, **kwargs)
        target = job.target
        while isinstance(target, partial):
            target = target.func
        # What is built in, as ``append`` of a list, tells no module.
        of = getattr(target, "__module__", None) or "tests."
        ours = str(of).startswith(("custom_components.greenlight.", "tests."))
        if ours and job.job_type is HassJobType.Executor:
            raise AssertionError(f"{target} is no callback")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HassJob, "__init__", checked)
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

"""The power goes at every step of bringing a file to its place, for real: the process is killed there."""

from collections.abc import Callable
from functools import partial
import os
from pathlib import Path
import signal
from typing import Any
import warnings

import pytest

from custom_components.greenlight.disk import placing
from custom_components.greenlight.engine.home.home import Transfer

from .test_placing import BLOCK, House, two_disks

assert two_disks

STEPS = (
    "close",
    "fsync",
    "link",
    "mkdir",
    "open",
    "rename",
    "unlink",
    "utime",
    "write",
)


def killed_at(step: int, work: Callable[[], None]) -> bool:
    """Do something in a process that is killed right before its n-th step; tell whether it came to that."""
    with warnings.catch_warnings():
        # Other threads may run here, and the child uses none of them.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if not child:
        try:
            _count_down(step)
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    return False


def _count_down(left: int) -> None:
    def counted(function: Callable[..., Any]) -> Callable[..., Any]:
        def step(*arguments: Any, **keywords: Any) -> Any:
            nonlocal left
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **keywords)

        return step

    # A killed process leaves what it wrote, told to be on disk or not.
    os.fsync = lambda fd: None
    for name in STEPS:
        setattr(os, name, counted(getattr(os, name)))
    setattr(placing, "rename_new", counted(vars(placing)["rename_new"]))  # noqa: B010


def assert_true_after_a_cut(house: House, *, reserves: bool) -> None:
    """What is in its place is whole, or there is nothing; and the bytes are somewhere."""
    if house.target.exists():
        content = house.target.read_bytes()
        assert content == house.content or (reserves and content == b"")
    if house.source.exists():
        assert house.source.read_bytes() == house.content
    else:
        assert house.target.read_bytes() == house.content


def assert_true_after_all(house: House, transfer: Transfer, *, copied: bool) -> None:
    assert house.target.read_bytes() == house.content
    assert [path.name for path in house.target.parent.iterdir()] == ["Film.mkv"]
    if transfer is Transfer.LINK:
        assert house.source.read_bytes() == house.content
    elif not copied:
        # A copy that nobody saw to its end may be the original itself: that stays.
        assert not house.source.exists()


def cut_everywhere(root: Path, transfer: Transfer, disks: str) -> int:
    cuts = 0
    while True:
        house = House(root / str(cuts))
        if not killed_at(cuts + 1, partial(house.put, transfer)):
            return cuts
        cuts += 1
        assert_true_after_a_cut(house, reserves=disks == "neither")
        if house.source.exists():
            house.put(transfer)
        assert_true_after_all(house, transfer, copied=bool(disks))


@pytest.fixture(autouse=True)
def slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "_BLOCK", BLOCK)
    monkeypatch.setattr(placing, "SLICE", BLOCK)


@pytest.mark.parametrize("transfer", Transfer)
def test_on_one_disk(tmp_path: Path, transfer: Transfer) -> None:
    assert cut_everywhere(tmp_path, transfer, "") >= 8


def test_between_two(tmp_path: Path, two_disks: str) -> None:
    assert cut_everywhere(tmp_path, Transfer.MOVE, two_disks) >= 20

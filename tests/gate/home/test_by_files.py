"""Into a folder of one's own, where no library brings it home."""

from dataclasses import replace

import pytest

from custom_components.greenlight.clients.through import File
from custom_components.greenlight.engine.home.home import (
    Landing,
    Means,
    Step,
    Transfer,
    Where,
)
from custom_components.greenlight.engine.reason import Reason
from custom_components.greenlight.engine.release import Protocol
from custom_components.greenlight.gate.files import FilesError, Piece, Room
from custom_components.greenlight.gate.home import by_files
from custom_components.greenlight.gate.ports import PROBLEM, ClientSettings

from ..fakes import ANNA, World
from ..scene import by_magnet, torrent
from .scene import NEW, SAVED, SIZE, Story

FOLDER = "/media/own"
OWN = Landing(where=Where.FOLDER, folder=FOLDER, template="{title} ({year})")
FILM = f"{FOLDER}/Salt and Lanterns (2019).mkv"


class FakeFiles:
    """A disk in memory: bytes by path."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.disk: dict[str, int] = {}
        self.allowed = {FOLDER}
        self.free: int | None = None
        self.puts: list[tuple[str, str, Transfer]] = []
        self.error: FilesError | None = None
        # Whether one file can have two names here, and come by a new name alone.
        self.links = True
        self.needed = True
        self.empty = False
        # When what was downloaded was written to last.
        self.changed = 0.0
        self.cleared: list[str] = []

    def may_write(self, folder: str) -> bool:
        return folder in self.allowed

    async def look(self, path: str) -> tuple[Piece, ...] | None:
        await self.world.point("look")
        if path in self.disk:
            name = path.rpartition("/")[2]
            return (Piece(name, self.disk[path], self.changed),)
        found = tuple(
            Piece(one.removeprefix(f"{path}/"), size, self.changed)
            for one, size in self.disk.items()
            if one.startswith(f"{path}/")
        )
        return found or None

    async def room(self, folder: str, source: str, *, transfer: Transfer) -> Room:
        assert folder in self.allowed
        return Room(free=self.free, needed=self.needed, empty=self.empty)

    async def clear(self, target: str, *, token: str) -> None:
        self.cleared.append(target)

    async def put(
        self, source: str, target: str, *, folder: str, transfer: Transfer, token: str
    ) -> None:
        assert folder in ("", FOLDER)
        await self.world.point("put")
        if self.error is not None:
            raise self.error
        if self.disk.get(target) == self.disk[source]:
            # Done before, but for what was not cleared away.
            if transfer is Transfer.MOVE:
                del self.disk[source]
            return
        assert target not in self.disk
        self.puts.append((source, target, transfer))
        self.disk[target] = self.disk[source]
        if transfer is Transfer.MOVE:
            del self.disk[source]
        await self.world.point("was put")

    async def same(self, source: str, target: str) -> bool:
        return self.links

    async def has(self, path: str, size: int) -> bool:
        return self.disk.get(path) == size


def own(world: World, landing: Landing = OWN) -> tuple[Story, FakeFiles]:
    """Return a story of a rule with a folder, and the disk."""
    story = Story(world, home=landing)
    files = FakeFiles(world)
    files.disk = {
        f"{SAVED}/{NEW}/film.mkv": SIZE,
        f"{SAVED}/{NEW}/film.en.srt": 40,
        f"{SAVED}/{NEW}/readme.txt": 3,
    }
    world.files = files
    world.gate.home.around.files = files
    return story, files


async def test_it_is_put_there_with_its_subtitles(world: World) -> None:
    story, files = own(world)
    request_id = await story.downloaded()
    assert world.state(request_id) == "imported"
    texts = FILM.replace(".mkv", ".en.srt")
    assert [(target, how) for _, target, how in files.puts] == [
        (FILM, Transfer.LINK),
        (texts, Transfer.LINK),
    ]
    home = story.home(request_id)
    assert (home.means, home.step, home.targets) == (
        Means.FILES,
        Step.DONE,
        (FILM, texts),
    )


async def test_a_copy_is_said(world: World) -> None:
    for links, why in ((True, "home_put"), (False, "home_put_copied")):
        world = World()
        story, files = own(world)
        files.links = links
        request_id = await story.downloaded()
        assert world.whys(request_id)[-1] == why
        await world.end()


async def test_a_subtitle_is_that_of_its_own_episode(world: World) -> None:
    story, files = own(world, replace(OWN, template="{original}/{title}"))
    names = [f"Show - {one}{end}" for one in (1, 10) for end in (".mkv", ".en.srt")]
    files.disk = {
        f"{SAVED}/{NEW}/{name}": SIZE + place for place, name in enumerate(names)
    }
    request_id = await story.downloaded()
    assert world.state(request_id) == "imported"
    assert len(files.puts) == len(names)


async def test_what_is_unpacked_later_is_put_there(world: World) -> None:
    story, files = own(world)
    film = f"{SAVED}/{NEW}/film.mkv"
    size = files.disk.pop(film)
    request_id = await story.downloaded()
    assert story.why(request_id) == "home_no_video"
    files.disk[film] = size
    await world.advance(2000)
    assert world.state(request_id) == "imported"


async def test_what_is_shared_is_not_moved(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, files = own(world, replace(OWN, transfer=Transfer.MOVE))
    await story.downloaded()
    assert {how for *_, how in files.puts} == {Transfer.LINK}


async def test_the_folder_as_home_assistant_calls_it(world: World) -> None:
    story, files = own(world)
    files.disk = {f"/share/{NEW}/film.mkv": SIZE}
    request_id = await story.downloaded()
    assert story.why(request_id) == "home_files_away"
    world.gate.attached.settings["qb"] = ClientSettings(
        name="qBittorrent", ha_paths=((SAVED, "/share"),)
    )
    await world.advance(2000)
    assert world.state(request_id) == "imported"


@pytest.mark.parametrize("code", ["allowed", "video", "room", "harm"])
async def test_what_is_checked_before(world: World, code: str) -> None:
    story, files = own(world)
    film = f"{SAVED}/{NEW}/film.mkv"
    expected = {
        "allowed": "home_folder_not_allowed",
        "video": "home_no_video",
        "room": "home_no_room_here",
        "harm": "home_dangerous",
    }[code]
    match code:
        case "allowed":
            files.allowed = set()
        case "video":
            del files.disk[film]
        case "room":
            files.free = 5
        case _:
            files.disk[f"{SAVED}/{NEW}/setup.exe"] = 9
    request_id = await story.downloaded()
    await world.advance(4000)
    assert story.why(request_id) == expected
    assert not files.puts


async def test_without_disks_nothing_is_done(world: World) -> None:
    story, _ = own(world)
    world.gate.home.around.files = None
    request_id = await story.downloaded()
    assert story.why(request_id) == "home_no_disks"


async def test_what_fails_is_tried_again_or_told(world: World) -> None:
    story, files = own(world)
    files.error = FilesError(Reason("files_failed"))
    request_id = await story.downloaded()
    assert story.home(request_id).step is Step.BEGUN
    files.error = FilesError(Reason("files_taken"), for_good=True)
    await world.advance(100)
    assert story.why(request_id) == "files_taken"
    assert story.home(request_id).blocked


async def test_what_goes_away_meanwhile(world: World) -> None:
    story, files = own(world)
    files.error = FilesError(Reason("files_failed"))
    request_id = await story.downloaded()
    files.error = None
    del files.disk[f"{SAVED}/{NEW}/film.mkv"]
    await world.advance(100)
    assert story.why(request_id) == "home_files_away"


async def test_a_power_cut_at_any_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file is brought once, wherever the power went."""
    cut = 0
    while True:
        cut += 1
        world = World()
        story, files = own(world, replace(OWN, transfer=Transfer.MOVE))
        request_id = await story.approved()
        client = world.gate.attached.clients["qb"]
        monkeypatch.setattr(type(client), "protocol", Protocol.USENET)
        world.kill_on = len(world.points) + cut
        await story.finish_somehow()
        survived = await story.again(request_id)
        await world.advance(4000)
        assert world.state(request_id) == "imported", cut
        assert sorted(target for _, target, _ in files.puts) == [
            FILM.replace(".mkv", ".en.srt"),
            FILM,
        ]
        assert not world.failures
        await world.end()
        if survived:
            break
    assert cut > 8


async def test_what_takes_no_room_needs_none(world: World) -> None:
    """A rename and a link are possible on a disk that is full."""
    story, files = own(world)
    files.free, files.needed = 0, False
    request_id = await story.downloaded()
    assert world.state(request_id) == "imported"


async def test_what_is_there_already_takes_no_room_again(world: World) -> None:
    story, files = own(world)
    files.free = 40
    files.disk[FILM] = SIZE
    request_id = await story.downloaded()
    assert world.state(request_id) == "imported"


async def test_room_that_comes(world: World) -> None:
    story, files = own(world)
    files.free = SIZE
    request_id = await story.downloaded()
    assert story.why(request_id) == "home_no_room_here"
    assert not files.puts
    files.free = SIZE + 40
    await world.advance(2000)
    assert world.state(request_id) == "imported"


async def of_usenet(world: World, story: Story, monkeypatch: pytest.MonkeyPatch) -> str:
    """Have it come from where nobody says how large it is once it is unpacked."""
    request_id = await story.approved()
    client = world.gate.attached.clients["qb"]
    monkeypatch.setattr(type(client), "protocol", Protocol.USENET)
    return request_id


async def test_what_is_still_written_is_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, files = own(world)
    request_id = await of_usenet(world, story, monkeypatch)
    # By the clock of another machine.
    files.changed = world.now + 5
    await story.complete()
    assert (story.why(request_id), story.home(request_id).step) == (
        "home_growing",
        Step.WAITING,
    )
    await world.advance(12)
    assert not files.puts
    await world.advance(10)
    assert world.state(request_id) == "imported"


async def test_what_grows_for_hours_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, files = own(world)
    request_id = await of_usenet(world, story, monkeypatch)
    monkeypatch.setattr(by_files, "QUIET", 10 * by_files.GROWS_FOR)
    files.changed = world.now
    await story.complete()
    await world.advance(by_files.GROWS_FOR - 60)
    assert not story.home(request_id).blocked
    await world.advance(120)
    assert story.home(request_id).blocked
    await world.gate.home.import_now(request_id, ANNA, anyway=True)
    await world.advance(60)
    assert world.state(request_id) == "imported"
    assert story.home(request_id).means is Means.FILES


async def test_what_waits_for_its_film_may_still_grow(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    story, files = own(world)
    film = f"{SAVED}/{NEW}/film.mkv"
    size = files.disk.pop(film)
    request_id = await of_usenet(world, story, monkeypatch)
    await story.complete()
    assert story.home(request_id).blocked
    files.disk[film] = size // 2
    files.changed = world.now + 1800
    await world.advance(1805)
    assert not story.home(request_id).blocked
    files.disk[film] = size
    await world.advance(200)
    assert world.state(request_id) == "imported"
    assert files.disk[FILM] == size


async def test_what_is_brought_from_elsewhere_is_not_taken_half(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client of another machine says that all is there; here half of it is."""
    story, files = own(world)
    request_id = await story.approved()
    file = File(name=f"{NEW}/film.mkv", size=SIZE, progress=1.0)

    async def listed(_: str) -> tuple[File, ...]:
        return (file,)

    monkeypatch.setattr(world.gate.attached.clients["qb"], "files", listed)
    files.disk[f"{SAVED}/{NEW}/film.mkv"] = SIZE // 2
    await story.complete()
    assert story.why(request_id) == "home_not_whole"
    # Its tags were written anew.
    files.disk[f"{SAVED}/{NEW}/film.mkv"] = SIZE - SIZE // 500
    await world.advance(60)
    assert world.state(request_id) == "imported"


async def test_an_empty_folder_that_was_used_is_one_of_no_disk(world: World) -> None:
    story, files = own(world)
    first = await story.downloaded()
    assert world.state(first) == "imported"
    files.empty = True
    other = f"{NEW}2"
    files.disk[f"{SAVED}/{other}/film.mkv"] = SIZE
    files.disk.pop(FILM)
    await world.gate.offer([by_magnet(other)])
    second = next(one for one in world.ledger.requests if one != first)
    await world.gate.decide.approve(second, ANNA)
    await world.settle()
    world.client.show(
        torrent(other).v1 or "", complete=True, content_path=f"{SAVED}/{other}"
    )
    await world.poll()
    assert story.why(second) == "home_folder_empty"
    files.empty = False
    await world.advance(2000)
    assert world.state(second) == "imported"


async def test_a_new_folder_is_empty(world: World) -> None:
    story, files = own(world)
    files.empty = True
    request_id = await story.downloaded()
    # Nothing was put there before.
    assert world.state(request_id) == "imported"


async def test_what_is_half_there_goes_with_its_original(world: World) -> None:
    story, files = own(world)
    files.error = FilesError(Reason("files_failed"))
    request_id = await story.downloaded()
    files.error = None
    del files.disk[f"{SAVED}/{NEW}/film.mkv"]
    await world.advance(100)
    assert story.why(request_id) == "home_files_away"
    assert files.cleared == [FILM]


async def test_a_disk_that_is_away_for_long_comes_back(world: World) -> None:
    story, files = own(world)
    files.error = FilesError(Reason("files_no_folder"))
    request_id = await story.downloaded()
    assert story.why(request_id) == "files_no_folder"
    await world.advance(2 * 86400)
    assert (story.why(request_id), story.home(request_id).blocked) == (
        "home_stuck",
        True,
    )
    files.error = None
    await world.advance(4000)
    assert world.state(request_id) == "imported"


@pytest.mark.parametrize(
    "code", ["files_full", "files_not_allowed", "files_unreadable", "files_unwritable"]
)
async def test_what_a_person_has_to_mend_is_told_at_once_and_tried_again(
    world: World, code: str
) -> None:
    """A disk that got full in the middle, or a folder of somebody else."""
    story, files = own(world)
    files.error = FilesError(Reason(code))
    request_id = await story.downloaded()
    assert (story.why(request_id), story.home(request_id).blocked) == (code, True)
    await world.advance(86400)
    assert sum(kind == PROBLEM for _, kind in world.events) == 1
    files.error = None
    await world.advance(4000)
    assert world.state(request_id) == "imported"
    assert len(files.puts) == 2

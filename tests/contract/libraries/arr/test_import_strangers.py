"""What the fakes tell of imports is believed where strangers' clients read it, and can import with it."""

import asyncio
from typing import Any

from aiohttp import ClientSession
from aiopyarr.radarr_client import RadarrClient
from aiopyarr.sonarr_client import SonarrClient
from pyarr import Radarr as PyarrRadarr, Sonarr as PyarrSonarr
import pytest
import radarr

from custom_components.greenlight.libraries.imports import Mode
from tests.contract.libraries.arr.test_download_strangers import aiopyarr, pyarr
from tests.contract.libraries.arr.test_imports import RadarrHouse, SonarrHouse
from tests.contract.libraries.arr_world import RadarrWorld, SonarrWorld
from tests.contract.libraries.importing import FOLDER, NEW, ImportHouse
from tests.support.arr_queue import stand
from tests.support.fake_radarr import FakeRadarr
from tests.support.fake_sonarr import FakeSonarr


@pytest.fixture
def films(radarr_server: FakeRadarr, session: ClientSession) -> RadarrHouse:
    return RadarrHouse(radarr_server, RadarrWorld(radarr_server, session))


@pytest.fixture
def shows(sonarr_server: FakeSonarr, session: ClientSession) -> SonarrHouse:
    return SonarrHouse(sonarr_server, SonarrWorld(sonarr_server, session))


class TestTheClientOfHomeAssistant:
    async def test_radarr(self, films: RadarrHouse, session: ClientSession) -> None:
        theirs = aiopyarr(RadarrClient, films.arr, session)
        films.arr.imports.mappings = [("/data/", "/downloads/")]
        (one,) = await theirs.async_get_manual_import("", FOLDER)
        assert (one.path, one.size, one.folderName) == (films.path, NEW, "Complete")
        assert one.movie.title == "Nine Paper Boats"
        assert one.quality.quality.name == "WEBDL-2160p"
        (mapping,) = await theirs.async_get_remote_path_mappings()
        assert (mapping.remotePath, mapping.localPath) == ("/data/", "/downloads/")
        (disk, *_) = await theirs.async_get_diskspace()
        assert (disk.path, disk.freeSpace) == ("/", films.arr.disk.rooms["/"])
        (root,) = await theirs.async_get_root_folders()
        assert (root.path, root.accessible) == ("/films", True)
        found = await theirs.async_get_filesystem(f"{FOLDER}/")
        assert found.parent == "/downloads"
        assert [one.name for one in found.directories] == [films.name]
        media = await theirs.async_get_media_management_configs()
        assert (media.recycleBin, media.copyUsingHardlinks) == ("", True)
        files = await films.found()
        command = await films.imports.bring(files, mode=Mode.COPY, item="2")
        told = await theirs.async_get_commands(int(command))
        assert told.name == "ManualImport"
        assert told.body.importMode == "copy"
        await films.ended(command)

    async def test_sonarr(self, shows: SonarrHouse, session: ClientSession) -> None:
        theirs = aiopyarr(SonarrClient, shows.arr, session)
        (one,) = await theirs.async_get_manual_import("", FOLDER)
        assert [each.episodeNumber for each in one.episodes] == [1]
        assert one.series.title == "Harbour Nine"
        stand(shows.arr, "ab" * 20, state="importBlocked", said="Not an upgrade")
        (row,) = await theirs.async_get_queue_details(include_unknown_series_items=True)
        assert row.trackedDownloadState == "importBlocked"
        assert row.statusMessages[0].messages == ["Not an upgrade"]


def imports(theirs: Any, house: ImportHouse, **whose: Any) -> None:
    """Import what is there by a stranger's client, as a person does by the program's own page."""
    with theirs:
        rows = theirs.manual_import.get(folder=FOLDER)
        assert [row["path"] for row in rows] == [house.path]
        (row,) = theirs.manual_import.update([{**rows[0], **whose}])
        assert row["rejections"] == []
        names = ("quality", "languages", "releaseGroup", "indexerFlags")
        file = {"path": row["path"], **whose, **{name: row[name] for name in names}}
        told = theirs.command.execute("ManualImport", importMode="copy", files=[file])
        assert told["commandName"] == "Manual Import"
        assert told["body"]["files"] == [file]
        assert theirs.command.get(item_id=told["id"])["name"] == "ManualImport"
        assert told["id"] in [one["id"] for one in theirs.command.get()]
        assert theirs.system.get_diskspace()[0]["path"] == "/"
        assert theirs.remote_path_mapping.get() == []


class TestPyarr:
    async def test_radarr(self, films: RadarrHouse) -> None:
        theirs = pyarr(PyarrRadarr, films.arr)
        await asyncio.to_thread(imports, theirs, films, movieId=2)
        await films.arr.downloads.settled()
        assert films.arr.works[2]["movieFile"]["size"] == NEW

    async def test_sonarr(self, shows: SonarrHouse) -> None:
        theirs = pyarr(PyarrSonarr, shows.arr)
        await asyncio.to_thread(imports, theirs, shows, seriesId=1, episodeIds=[1])
        await shows.arr.downloads.settled()
        (file,) = await shows.imports.files_of("1", [(1, 1)])
        assert file.size == NEW


async def test_a_client_made_from_its_own_description(films: RadarrHouse) -> None:
    films.arr.imports.mappings = [("/data/", "/downloads/")]
    stand(films.arr, "ab" * 20, state="importBlocked", said="Not an upgrade")
    command = await films.bring()
    await films.ended(command)
    films.arr.disk.put(f"{FOLDER}/sample.mkv", 7)

    def ask() -> None:
        server = films.arr
        at = radarr.Configuration(host=server.url, api_key={"X-Api-Key": server.key})
        with radarr.ApiClient(at) as client:
            found = radarr.ManualImportApi(client).list_manual_import(folder=FOLDER)
            first, sample = found
            assert first.size == NEW
            assert first.movie is not None
            assert first.movie.id == 2
            assert sample.rejections is not None
            said = [one.reason for one in sample.rejections]
            assert said == ["Sample", "Unknown Movie"]
            assert sample.rejections[0].type is radarr.RejectionType.PERMANENT
            told = radarr.CommandApi(client).get_command_by_id(int(command))
            assert told.status is radarr.CommandStatus.COMPLETED
            assert told.result is radarr.CommandResult.SUCCESSFUL
            assert len(radarr.CommandApi(client).list_command()) == 1
            media = radarr.MediaManagementConfigApi(client)
            assert media.get_media_management_config().recycle_bin == ""
            handling = radarr.DownloadClientConfigApi(client)
            assert (
                handling.get_download_client_config().enable_completed_download_handling
            )
            mappings = radarr.RemotePathMappingApi(client).list_remote_path_mapping()
            assert [one.local_path for one in mappings] == ["/downloads/"]
            disks = radarr.DiskSpaceApi(client).list_disk_space()
            assert [one.path for one in disks] == ["/"]
            assert radarr.RootFolderApi(client).list_root_folder()[0].path == "/films"
            (row,) = radarr.QueueDetailsApi(client).list_queue_details()
            state = radarr.TrackedDownloadState.IMPORTBLOCKED
            assert row.tracked_download_state is state
            with pytest.raises(radarr.ApiException, match="409"):
                radarr.CommandApi(client).delete_command(int(command))

    await asyncio.to_thread(ask)

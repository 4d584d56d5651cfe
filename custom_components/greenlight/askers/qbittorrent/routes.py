"""What can be asked. Whatever is not here would change the client itself, and is not there."""

from collections.abc import Mapping
from typing import Final

from ...engine.order import Place
from . import about, app, lists, taking, wishes
from .call import Answer

READS: Final[Mapping[str, Answer]] = {
    "app/buildInfo": app.build_info,
    "app/defaultSavePath": app.default_save_path,
    "app/preferences": app.preferences,
    "app/version": app.version,
    "app/webapiVersion": app.web_api_version,
    "sync/maindata": app.main_data,
    "torrents/categories": wishes.categories,
    "torrents/count": lists.count,
    "torrents/files": about.files,
    "torrents/info": lists.info,
    "torrents/properties": about.properties,
    "torrents/tags": wishes.tags,
    "torrents/trackers": about.trackers,
    "transfer/info": app.transfer,
    # Without it Home Assistant's own integration takes the rest for broken.
    "transfer/speedLimitsMode": app.speed_limits_mode,
}
WRITES: Final[Mapping[str, Answer]] = {
    "torrents/add": taking.add,
    "torrents/addTags": wishes.add_tags,
    "torrents/bottomPrio": wishes.move(Place.BOTTOM),
    "torrents/createCategory": wishes.create_category,
    "torrents/createTags": wishes.create_tags,
    "torrents/decreasePrio": wishes.move(Place.DOWN),
    "torrents/delete": wishes.delete,
    "torrents/editCategory": wishes.create_category,
    "torrents/increasePrio": wishes.move(Place.UP),
    "torrents/pause": wishes.set_stopped(stopped=True),
    "torrents/reannounce": wishes.reannounce,
    "torrents/recheck": wishes.recheck,
    "torrents/removeTags": wishes.remove_tags,
    "torrents/resume": wishes.set_stopped(stopped=False),
    "torrents/setCategory": wishes.set_category,
    "torrents/setForceStart": wishes.set_forced,
    "torrents/setShareLimits": wishes.set_limits,
    "torrents/start": wishes.set_stopped(stopped=False),
    "torrents/stop": wishes.set_stopped(stopped=True),
    "torrents/topPrio": wishes.move(Place.TOP),
}

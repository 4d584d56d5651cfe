"""Names that several rooms share."""

from typing import Final

DOMAIN: Final = "greenlight"

# Types of subentries.
CLIENT: Final = "client"
SOURCE: Final = "source"
RULE: Final = "rule"

# Keys of a subentry's data, beyond those that Home Assistant names.
CONF_TYPE: Final = "type"
CONF_IDLE_INTERVAL: Final = "idle_interval"
CONF_ACTIVE_INTERVAL: Final = "active_interval"
CONF_PRIORITY: Final = "priority"
CONF_RESERVE: Final = "reserve"
CONF_RESERVE_PERCENT: Final = "reserve_percent"
CONF_METADATA_TIMEOUT: Final = "metadata_timeout"
CONF_STALLED_TIMEOUT: Final = "stalled_timeout"
CONF_ERROR_TIMEOUT: Final = "error_timeout"
CONF_ON_FAILURE: Final = "on_failure"
CONF_KEEP_PRIVATE: Final = "keep_private"
CONF_COOKIE: Final = "cookie"
CONF_HEADERS: Final = "headers"
CONF_INTERVAL: Final = "interval"
CONF_ENABLED: Final = "enabled"
CONF_SOURCES: Final = "sources"
CONF_INCLUDE: Final = "include"
CONF_EXCLUDE: Final = "exclude"
CONF_MIN_SIZE: Final = "min_size"
CONF_MAX_SIZE: Final = "max_size"
CONF_MIN_SEEDERS: Final = "min_seeders"
CONF_TITLES: Final = "titles"
CONF_MIN_YEAR: Final = "min_year"
CONF_MAX_YEAR: Final = "max_year"
CONF_SEASONS: Final = "seasons"
CONF_EPISODES: Final = "episodes"
CONF_RESOLUTIONS: Final = "resolutions"
CONF_ORIGINS: Final = "origins"
CONF_GROUPS: Final = "groups"
CONF_LANGUAGES: Final = "languages"
CONF_ACTION: Final = "action"
CONF_LIFETIME: Final = "lifetime"
CONF_CLIENT: Final = "client"
CONF_CATEGORY: Final = "category"
CONF_SAVE_PATH: Final = "save_path"
CONF_TAGS: Final = "tags"
CONF_STOPPED: Final = "stopped"
CONF_SEQUENTIAL: Final = "sequential"
CONF_FIRST_LAST: Final = "first_last"
CONF_RATIO_LIMIT: Final = "ratio_limit"
CONF_SEEDING_TIME: Final = "seeding_time"
CONF_DOWNLOAD_LIMIT: Final = "download_limit"
CONF_UPLOAD_LIMIT: Final = "upload_limit"
CONF_LOOK_BACK: Final = "look_back"
CONF_WATCH_FOLDER: Final = "watch_folder"
CONF_WATCH_SAVE_PATH: Final = "watch_save_path"
# With a media type behind it: the categories that hold it.
CONF_INBOX: Final = "inbox_"

# Seconds between polls of a client, and minutes between looks at a source.
DEFAULT_IDLE_INTERVAL: Final = 30
DEFAULT_ACTIVE_INTERVAL: Final = 5
DEFAULT_INTERVAL: Final = 15
MIN_INTERVAL: Final = 5
# Of clients: 1 comes first.
DEFAULT_PRIORITY: Final = 1
MAX_PRIORITY: Final = 50
# Gigabytes that stay free.
DEFAULT_RESERVE: Final = 100
# Hours without metadata, hours stalled and minutes with an error before a download has failed.
DEFAULT_METADATA_TIMEOUT: Final = 6
DEFAULT_STALLED_TIMEOUT: Final = 24
DEFAULT_ERROR_TIMEOUT: Final = 30
# Hours a question lives.
DEFAULT_LIFETIME: Final = 24
MAX_LIFETIME: Final = 168

GB: Final = 10**9
GIB: Final = 1024**3
KIB: Final = 1024

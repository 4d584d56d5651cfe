"""Dangerous: which files of a download can do harm, and which of them are what was wanted.

Only names and sizes are looked at. What a name claims to be is what a computer makes of it: the last
ending, after all that an eye or a system passes over.
"""

from collections.abc import Iterable, Sequence
import re
from typing import Final
import unicodedata

from ..text import clean_title

# A file of a download: its path, with slashes of either kind, and its bytes.
type Named = tuple[str, int]

# Programs and scripts, links that start them, what installs them, and disks that open by themselves.
# Images of discs are films, and a link to a site harms nobody who does not follow it.
_HARMFUL: Final = frozenset(
    "ahk apk apks app appimage application applescript appref-ms appx appxbundle "
    "bash bat btm cmd com command cpl csh deb desktop diagcab dll dmg docm dotm drv elf exe fish "
    "flatpak gadget hta ipa isp jar jnlp jse js ksh lnk library-ms mcl mht mhtml mpkg msc msh msi "
    "msix msixbundle msp mst msu ocx osx paf pif pkg pl pptm potm ppsm prg ps1 ps1xml ps2 psc1 "
    "psd1 psm1 py pyc pyw pyz rb reg rpm run scf scpt scr sct search-ms settingcontent-ms sfx sh shb "
    "shs snap swf sys vb vbe vbs vbscript vhd vhdx workflow ws wsc wsf wsh xap xapk xbap xll xlam "
    "xlsm xltm zsh "
    # Archives that nobody packs a film into, and that scanners for harm do not open.
    "ace alz arc arj cab lha lzh uue xxe zipx".split()
)
_VIDEOS: Final = frozenset(
    "3g2 3gp asf avi divx f4v flv iso m2ts m2v m4v mk3d mkv mov mp4 mpe mpeg mpg mts ogm ogv rm rmvb "
    "ts vob webm wmv".split()
)
_ARCHIVE: Final = re.compile(
    r"\.(?:rar|zip|7z|tar|gz|tgz|bz2|tbz2?|xz|zst|[rsz]\d\d|\d{3})$"
)
_PASSWORD: Final = re.compile(
    r"pass ?wor[dt]|\bpass(?:wd|code|phrase)?\b|\bpwd?\b|contrase|mot ?de ?passe|parol|\bunlock|decrypt"
    r"|senha|\{\{.+\}\}"
)
# Turns the order of what follows: only whoever hides an ending needs it in a name.
_TURNED: Final = re.compile("[\u202d\u202e]")
# What some systems take for the end of a name.
_STREAMS: Final = re.compile("[:\0]")
_SIGNS: Final = re.compile(r"[\\/]+")
_WORDS: Final = re.compile(r"[\W_]+")

_EXTRA_FOLDERS: Final = frozenset(
    {
        *("sample", "samples", "proof", "proofs", "trailer", "trailers", "teaser"),
        *("extra", "extras", "bonus", "featurette", "featurettes", "interviews"),
        *("special features", "behind the scenes", "deleted scenes", "deleted"),
        *("scenes", "shorts", "clips", "macosx"),
        # Where a client keeps the beginning of what nobody wants.
        "unwanted",
    }
)
_EXTRA_WORDS: Final = frozenset(
    "sample proof trailer teaser featurette behindthescenes deleted interview promo clip".split()
)
_SAMPLE: Final = re.compile(r"(?:^|[\W_])sample$|^sample(?=[\W_])")
_EPISODE: Final = re.compile(
    r"(?<![a-z0-9])s\d{1,4}[\s._-]{0,2}e\d{1,4}(?![0-9])", re.IGNORECASE
)
# A sample that comes alone is still no film.
_SAMPLE_BYTES: Final = 150_000_000
# What is called an extra is smaller than the work by so much, and what is smaller by that is no work.
_EXTRA_PART: Final = 5
_WORK_PART: Final = 50
# A locked archive comes with a clip that says where its password is to be had.
_CLIP_PART: Final = 10

_DISC_FOLDERS: Final = frozenset({"bdmv", "video_ts", "hvdvd_ts"})
# What lies in such a folder, where it goes by another name, or is what was saved itself.
_DVD_FILE: Final = re.compile(
    r"(?:video_ts|vts_\d\d_\d)\.(?:bup|ifo|vob)", re.IGNORECASE
)
_BLURAY_FILE: Final = re.compile(r"\d{5}\.(?:m2ts|ssif)", re.IGNORECASE)


def dangerous(names: Iterable[str]) -> tuple[str, ...]:
    """Return what files are called that can do harm, without their folders, each once."""
    found = (clean_title(_parts(name)[-1]) for name in names if _is_harmful(name))
    return tuple(dict.fromkeys(found))


def _is_harmful(name: str) -> bool:
    *folders, last = _parts(name)
    if _TURNED.search(last) or any(_ending(folder) == "app" for folder in folders):
        return True
    endings = {_ending(part) for part in _STREAMS.split(last)}
    if endings.isdisjoint(_HARMFUL):
        return False
    # The menus of a Blu-ray.
    in_menus = [folder.lower() for folder in folders[-2:]] == ["bdmv", "jar"]
    return not (in_menus and endings & _HARMFUL == {"jar"})


def locked_only(pieces: Iterable[Named]) -> bool:
    """Tell whether there is nothing but an archive that wants a password from somewhere else."""
    packed = shown = 0
    wants = False
    for name, size in pieces:
        last = _visible(_parts(name)[-1])
        wants = wants or _PASSWORD.search(last.replace("_", " ")) is not None
        if _ARCHIVE.search(last):
            packed += size + 1
        elif _ending(last) in _VIDEOS:
            shown += size
    return wants and packed > 0 and shown * _CLIP_PART < packed


def is_video(name: str) -> bool:
    """Tell whether a file is a video, by its ending."""
    last = _parts(name)[-1]
    return _ending(last) in _VIDEOS and not last.startswith("._")


def videos(pieces: Iterable[Named]) -> tuple[Named, ...]:
    """Return the works among the files, the largest first.

    Samples, trailers and other extras are none, nor are the files of a disc: it plays only as a whole
    (``discs``). What folder all of it lies in says nothing: there is a series that is called Extras.
    """
    everything = [(name, size, _parts(name)) for name, size in pieces]
    above = _shared([parts[:-1] for *_, parts in everything])
    found = [(name, size, parts) for name, size, parts in everything if is_video(name)]
    whole = [
        one
        for one in found
        if _disc(one[2]) is None and not _in_extras(one[2][above:-1])
    ]
    largest = max((size for _, size, _ in whole), default=0)
    episodes = _largest_of_each((parts[-1], size) for _, size, parts in whole)
    works = [
        (name, size)
        for name, size, parts in whole
        if parts[-1] in episodes
        or (size * _WORK_PART >= largest and not _is_extra(parts[-1], size, largest))
    ]
    return tuple(sorted(works, key=lambda one: -one[1]))


def _largest_of_each(files: Iterable[Named]) -> frozenset[str]:
    """Return the names of the largest files of each episode that says which one it is.

    However short it is, and whatever it is called: ``S01E02 The Sample`` is a sample only of a larger
    ``S01E02``. One that comes alone says nothing.
    """
    largest: dict[str, Named] = {}
    for name, size in files:
        if found := _EPISODE.search(name):
            before = largest.get(key := found[0].lower())
            if before is None or size > before[1]:
                largest[key] = name, size
    alone = len(largest) < 2
    return frozenset() if alone else frozenset(name for name, _ in largest.values())


def _shared(folders: Sequence[Sequence[str]]) -> int:
    """Return how many folders all of it lies in."""
    return next(
        (
            at
            for at, level in enumerate(zip(*folders, strict=False))
            if len(set(level)) > 1
        ),
        min(map(len, folders), default=0),
    )


def discs(pieces: Iterable[Named]) -> tuple[str, ...]:
    """Return the folders of discs as they were pressed, empty for where one begins at the top.

    None if what was wanted is not on them but a file beside them.
    """
    everything = [*pieces]
    sizes: dict[str, int] = {}
    for name, size in everything:
        if (folder := _disc(_parts(name))) is not None:
            sizes[folder] = sizes.get(folder, 0) + size
    beside = sum(size for _, size in videos(everything)) if sizes else 0
    return tuple(sizes) if not beside or sum(sizes.values()) > beside else ()


def _disc(parts: Sequence[str]) -> str | None:
    """Return the folder of the disc that a file belongs to, None if it belongs to none."""
    *folders, last = parts
    for at, part in enumerate(folders):
        if part.lower() in _DISC_FOLDERS:
            return "/".join(folders[:at])
    if _DVD_FILE.fullmatch(last):
        return "/".join(folders)
    if _BLURAY_FILE.fullmatch(last) and folders and folders[-1].lower() == "stream":
        return "/".join(folders[:-1])
    return None


def _in_extras(folders: Iterable[str]) -> bool:
    return any(_plain(folder) in _EXTRA_FOLDERS for folder in folders)


def _is_extra(name: str, size: int, largest: int) -> bool:
    stem = _visible(name).rpartition(".")[0]
    if _SAMPLE.search(stem) and size < _SAMPLE_BYTES:
        return True
    # Trailer Park Boys are as large as each other.
    small = size * _EXTRA_PART < largest
    return small and not _EXTRA_WORDS.isdisjoint(_plain(stem).split())


def _parts(name: str) -> tuple[str, ...]:
    return tuple(filter(None, _SIGNS.split(name))) or ("",)


def _plain(text: str) -> str:
    return " ".join(filter(None, _WORDS.split(text.lower())))


def _visible(name: str) -> str:
    """Return a name in small letters, without what is not seen, and what systems drop from its end."""
    if name.isascii() and name.isprintable():
        return name.lower().rstrip(". ")
    seen = (char for char in name if unicodedata.category(char) not in ("Cc", "Cf"))
    return "".join(seen).lower().rstrip(". \u00a0\u3000")


def _ending(name: str) -> str:
    _, sign, ending = _visible(name).rpartition(".")
    return ending.strip() if sign else ""

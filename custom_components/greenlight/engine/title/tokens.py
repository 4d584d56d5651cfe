"""Words of release titles: what each says, and how far it can be trusted to be no part of a name.

Everything is matched in lower case, with an underscore as a space. A *strong* word is never part
of a name; a *weak* one counts only beside another that does; a *cased* one is weak and must also
have a capital letter, as ``NF`` and ``iT`` have.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class Trust(IntEnum):
    """How far a word can be trusted to be no part of a name."""

    CASED = 0
    WEAK = 1
    STRONG = 2


class Kind(IntEnum):
    """What a word speaks of."""

    RESOLUTION = 1
    SOURCE = 2
    REMUX = 3
    DISC = 4
    CODEC = 5
    BITS = 6
    RANGE = 7
    PROFILE = 8
    LAYER = 9
    AUDIO = 10
    ATMOS = 11
    CHANNELS = 12
    SERVICE = 13
    EDITION = 14
    LANGUAGE = 15
    SUBTITLES = 16
    DUB = 17
    REVISION = 18
    HYBRID = 19
    STEREO = 20
    CONTAINER = 21
    COMPLETE = 22
    NOTE = 23
    CONVERTED = 24
    COUNT = 25


# Looking into it is done far more often than making one: fields of a slotted class cost half.
@dataclass(slots=True)
class Token:
    """One word, or several that belong together, at a place in the title."""

    start: int
    end: int
    kind: Kind
    value: str
    trust: Trust


# In the patterns "~" stands for one separator that may be left out.
STRONG: Final = {
    Kind.RESOLUTION: {
        "": r"[0-9]{3,4}~[pi](?:10|2[345]|30|50|60)?|[0-9]{3,4}[ ]?[x×*][ ]?[0-9]{3,4}[pi]?|4kto1080p?",
        "1080": r"full~hd|fhd",
        "2160": r"4k|ultra~hd|uhd",
        "4320": r"8k",
    },
    Kind.SOURCE: {
        "bluray": (
            r"blu~e?~ray~rip|m?blu~ray|blueray|uhd~blu~ray|uhd~bd(?:~rip)?|uhd2bd|bd~rip|br~rip"
            r"|b[dr]mux|b[dr]~rip~mux|blu~ray~mux|bdlight|hdlight|uhd~rip|bd~mv|jpbd"
        ),
        "hddvd": r"hd~dvd(?:~rip)?",
        "webdl": r"web~dl~mux|web~dl|web~u?hd|u?hd~web|itunes~hd|vodrip",
        "webrip": r"web~dl~rip|web~rip~mux|web~rip|web~mux|web~cap|webhdrip|web~hd~rip|ip~tv~rip",
        "hdtv": r"hd~tv(?:~rip)?|hd~tv~mux|htdv|hdtvrip|a~hdtv|uhd~tv|raw~hd|hr~pdtv|hdtvmux",
        "sdtv": r"sd~tv|pd~tv|dsr(?:ip)?|ds~rip|tv~rip|sat~rip|dth~rip|dvb~rip|dvb|dtv|tv~mux",
        "dvd": (
            r"dvd~rip|m?dvd~r|dvd~[59]|dvd~mux|sd~dvd|[2-9]~x?~dvd~[59r]?|dvd[0-9]{0,2}|minidvd"
            r"|xdvdrip"
        ),
        "screener": r"(?:dvd|bd|br|web|hd|desi|vhs)~scr(?:eener)?(?:~rip)?|screener|scr",
        "cam": r"(?:hd|hq)~cam(?:~rip)?|cam~rip|newcam",
        "telesync": r"telesynch?|hd~ts(?:~rip)?|ts~rip|pre~dvd(?:~rip)?|pdvd(?:~rip)?|s~print",
        "telecine": r"telecine|hd~tc(?:~rip)?|tc~rip",
        "workprint": r"workprint",
        "vhs": r"vhs~rip",
        "hdrip": r"hd~rip|micro~hd|mhd",
    },
    Kind.REMUX: {
        "bluray": r"(?:uhd|bd|br|blu~ray)~remux",
        "uhd": r"uhd~blu~ray~remux",
    },
    Kind.DISC: {
        "bluray": r"bd~(?:25|50|66|100)|bd~iso|br~disk|br~disc|full~blu~ray|comp(?:lete)?~(?:uhd~)?blu~ray",
    },
    Kind.CODEC: {
        "h265": r"[xh]~265|hevc|ma10p|hevc~10|hevc10~bits?|h265p",
        "h264": r"[xh]~264|avc|x264~hi10p?|hi10p?|h264p",
        "h266": r"[xh]~266|vvc",
        "av1": r"av1",
        "vp9": r"vp~9",
        "vc1": r"vc~1",
        "mpeg2": r"mpeg~2|mpg2|h~262",
        "mpeg4": r"mpeg~4",
        "xvid": r"x~vid(?:hd)?|xvidvd",
        "divx": r"div~x(?:hd)?",
    },
    Kind.BITS: {
        "": r"(?:8|10|12)~bits?|(?:8|10|12)b",
        "10": r"hi10p?|hevc~10|hevc10~bits?|yuv420p10|main~10p?|ma10p",
    },
    Kind.RANGE: {
        "DV": r"dolby~vision|dolby~vision~tv",
        "DV HDR10+": r"dvhdr10\+|dvhdr10plus",
        "DV HDR": r"dvhdr|hdrdv|dvhdr10",
        "HDR10+": r"hdr~10~\+|hdr~10~p(?:lus)?|hdr~\+|hdr~plus|hdr10\+?~plus",
        "HDR10": r"hdr~10",
        "HDR": r"hdr|hdr~vivid|pq10",
    },
    Kind.PROFILE: {
        "": (
            r"(?:dv|dovi|d\.v|dolby~vision)[ .(-]{0,2}(?:p|profile)?~(?:4|5|7|8~[124]|8|9|10)\)?"
            r"|(?:dvhe|dvh1|dvav|dva1|dav1)[ .]?[01][0-9](?:[ .]0[0-9])?"
        ),
    },
    Kind.LAYER: {
        "FEL": r"full~enhancement~layer|p7fel|(?:dv|dovi)(?:p7)?fel",
        "MEL": r"minim(?:al|um)~enhancement~layer|p7mel|(?:dv|dovi)(?:p7)?mel",
        "EL": r"bl[ .]?[+&]?[ .]?el(?:[ .]?[+&]?[ .]?rpu)?|dual~layer",
        "NONE": r"no~[fm]?el",
    },
    Kind.CONVERTED: {
        "": (
            r"(?:(?:dv|dovi)~)?(?:p~7|[fm]el|7)(?:~[fm]el)?[ .-]?(?:converted[ .-])?(?:to|2|->|→)[ .-]?(?:(?:dv|dovi)~)?"
            r"(?:p(?:rofile)?)?~(?:8~[124]|8|5)"
        ),
    },
    Kind.AUDIO: {
        "DTS:X": r"dts[ .:-]?x(?:~ma)?(?![ .-]?26[456])",
        "DTS-HD MA": r"dts~(?:hd~)?(?:hr~)?ma|dts~hd~master(?:~audio)?|dtsma",
        "DTS-HD HRA": r"dts~(?:hd~)?hra?|dts~hd~hi~res",
        "DTS-HD": r"dts~hd",
        "DTS-ES": r"dts~es",
        "DTS": r"dts(?:d)?",
        "TrueHD Atmos": r"true~hda|truehdatmos",
        "TrueHD": r"(?:dolby~)?true~hd",
        "DD+ Atmos": r"dd\+atmos|ddpatmos|ec\+3|dd~pa|dd\+a|e~ac~3~joc|ddp~joc",
        "DD+": (
            r"e~ac~3d?|ec~3|dd~p|dd[ .]?\+|dd~plus|dolby~digital~plus|dolby~digital~\+|ddplus|eac3e"
        ),
        "DD": r"ac~3[de]?|dd[ex]?|dolby~digital(?:~ex)?",
        "AAC": r"(?:he~)?aac(?:~lc)?(?:d)?|qaac",
        "FLAC": r"[1-9]?x?flac",
        "LPCM": r"l?pcm",
        "Opus": r"opus",
        "MP3": r"mp3",
        "MP2": r"mp2|mpa(?=2\.0)",
        "Vorbis": r"vorbis|ogg",
    },
    Kind.ATMOS: {"": r"(?:dolby~)?atmos|joc"},
    Kind.SUBTITLES: {
        "": (
            r"(?:multi|e|ms|fan|fast|hard|soft|kor|nordic|nl|dk|fin|swe|eng|vost|heb|ita|ger|pl|sub)"
            r"~sub(?:s|bed|titles?|forced|titled)?|subtitles?|subforced|vost(?:fr|a|e|en)?|subfrench"
            r"|legendad[oa]s?|legendas?|subtitulad[oa]s?(?:~esp(?:a[nñ]ol)?)?|sottotitolat[oi]|untertitelt?|napisy~pl|napisypl|napisy|altyazi(?:li)?|altyazılı|sub~ita|sub~eng|subs?|subtitlefrench|multiple~subtitles?"
        ),
    },
    Kind.REVISION: {
        "repack": r"repack[2-9]?|re~pack",
        "rerip": r"rerip[2-9]?",
    },
    Kind.STEREO: {
        "": r"(?:half|full|h)~(?:sbs|ou|tab)|sbs|bd3d|3d~(?:h~)?(?:sbs|ou|tab)",
    },
}
WEAK: Final = {
    Kind.SOURCE: {
        "bluray": r"bd|bdr",
        "web": r"web",
        "hdtv": r"hd~tv~cap",
        "sdtv": r"tv",
        "cam": r"cam|hc~cam",
        "telesync": r"ts",
        "telecine": r"tc|r5",
        "workprint": r"wp",
        "vhs": r"vhs",
        "dvd": r"pal|ntsc|laserdisc",
    },
    Kind.REMUX: {"": r"(?:hybrid~)?remux(?:es|ed)?"},
    Kind.DISC: {"": r"untouched|iso"},
    Kind.RANGE: {"DV": r"dv|d\.v|dovi", "HLG": r"hlg(?:10)?", "SDR": r"sdr"},
    Kind.PROFILE: {"": r"(?:p|profile)~(?:4|5|7|8~[124]|8|9|10)|(?:p|profile)~8~1"},
    Kind.LAYER: {"FEL": r"fel", "MEL": r"mel"},
    Kind.CHANNELS: {"2.0": r"2ch", "5.1": r"6ch", "7.1": r"8ch"},
    Kind.EDITION: {
        "": (
            r"extended|unrated|uncut|theatrical|directors|director's|criterion|remastered|4k~remastered"
            r"|restored|despecialized|uncensored|colou?ri[sz]ed|open~matte|imax|imax~enhanced|recut|redux|fan~edit|fs|ws"
            r"|(?:extended|unrated|uncut|theatrical|ultimate|special|final|directors?|director's|assembly"
            r"|international|collectors?|collector's|criterion|limited|anniversary|remastered|restored"
            r"|rekall|diamond|diamond~luxe|signature|deluxe|platinum|imperial|hunter|producers?|fan|alternat(?:e|ive)"
            r"|grindhouse|definitive|original|workprint|tv|festival)~(?:cut|edition|version|collection|edit)"
            r"|[0-9]{2,3}th~anniversary(?:~edition)?|ultimate~(?:hunter|rekall|collectors)~edition"
        ),
    },
    Kind.LANGUAGE: {
        "english": r"english|engl?",
        "french": r"(?:true)?french|vff|vfq|vf2?|vof|francais|français",
        "german": r"german|deutsch|swissgerman",
        "spanish": r"spanish|castellano|español|espanol|latino",
        "italian": r"italian|ita|italiano",
        "japanese": r"japanese|jap",
        "korean": r"korean",
        "chinese": r"chinese|mandarin|cantonese|chs|cht|big5",
        "russian": r"russian|rus",
        "portuguese": r"portuguese|brazilian|dublado",
        "polish": r"polish|dubpl|pllek|pl~lek|lektor(?:~pl)?",
        "dutch": r"dutch|flemish",
        "swedish": r"swedish",
        "norwegian": r"norwegian",
        "danish": r"danish",
        "finnish": r"finnish",
        "nordic": r"nordic",
        "hindi": r"hindi|hin",
        "tamil": r"tamil",
        "telugu": r"telugu",
        "turkish": r"turkish|turkce|türkçe",
        "czech": r"czech",
        "hungarian": r"hungarian|hun",
        "ukrainian": r"ukrainian|ukr",
        "hebrew": r"hebrew",
        "greek": r"greek",
        "romanian": r"romanian",
        "bulgarian": r"bulgarian",
        "vietnamese": r"vietnamese|vie",
        "thai": r"thai",
        "arabic": r"arabic",
        "icelandic": r"icelandic",
        "malayalam": r"malayalam",
        "kannada": r"kannada",
        "bengali": r"bengali|bangla",
        "punjabi": r"punjabi",
        "marathi": r"marathi",
        "gujarati": r"gujarati",
        "urdu": r"urdu",
        "croatian": r"croatian",
        "serbian": r"serbian",
        "slovak": r"slovak",
        "slovenian": r"slovenian",
        "estonian": r"estonian",
        "latvian": r"latvian",
        "lithuanian": r"lithuanian",
        "indonesian": r"indonesian",
        "malay": r"malay",
        "filipino": r"filipino|tagalog",
        "catalan": r"catalan",
        "galician": r"galician",
        "persian": r"persian|farsi",
        "multi": r"multi|multilang|multilangual|multi~[2-9]",
    },
    Kind.SUBTITLES: {"": r"subbed|nlsubs?|dksubs|hc|esubs?|msubs?|sub(?:pack)?"},
    Kind.DUB: {
        "dubbed": r"(?:line~|heb|eng(?:lish)?~|german~|mic~)?dubbed|dub|multi~dub|dublaj|dabing|doppiato",
        "dual": r"dual|dual~audio|dual~áudio|2audio|dl|ml",
        "line": r"line|ld|md",
    },
    Kind.REVISION: {"proper": r"proper", "real": r"real"},
    Kind.HYBRID: {"": r"hybrid"},
    Kind.STEREO: {"": r"3d"},
    Kind.COMPLETE: {
        "batch": r"batch",
        "part": r"incomplet[eao]?|in~corso|en~cours|unvollständig|ongoing",
        "": r"full~series|all~seasons|complete~seasons?|(?:complete~)?(?:duology|trilogy|quadrilogy|tetralogy|pentalogy|hexalogy|heptalogy|octalogy)|complete~tv~series|(?:the~)?complete(?:~(?:series|collection|box~set))?|box~set|integrale|intégrale|complet[ao]s?|complète|komplett|kompletn[yai]",
    },
    # Hints that something is counted in words; counted.py has them all, and their grammar.
    Kind.COUNT: {
        "": (
            r"(?:seasons?|saisons?|staffeln?|stagion[ei]|temporadas?|seizoen(?:en)?|sezon(?:[yuae]|ul)?"
            r"|sesong|sasong|saeson|kausi|evad|musim|hooaeg|sezonas|episode?s?|episod(?:i|io|ios|ul)|epizoda?|eps?|folgen?"
            r"|capitulos?|puntat[ae]|afl|aflevering(?:en)?|odc|odcin(?:ek|ki)|diel|afsnit|avsnitt|jaksot?|bolum|resz|seri(?:a|ya|ja|i|ia))"
            r"(?:[0-9]{1,4}(?:v[0-9])?)?|(?:series|se|tem|temp)~[0-9]{1,2}(?![0-9])"
        )
    },
    Kind.NOTE: {
        "tag": (
            r"internal|read~nfo|dirfix|nfofix|limited|retail|doku|docu|anime|merry~xmas|extras|extras~only"
            r"|line~dubbed|no~bock~uff|[1-9]~cds?|cd~[1-9](?![0-9])|dis[ck]~[1-9](?![0-9])|hd|hq|tv~series|(?:tv~)?mini~series|tv~movie"
            r"|audio~fix(?:ed)?|sync~fix(?:ed)?|sample~fix|proof~fix|preair|re~encoded|wide~screen|full~screen|hard~coded"
            r"|region~[1-9c](?![0-9])|(?:ea|we)st~coast~feed|converted|ld~tv|secam"
        ),
        "": (
            r"int|nfo|festival|stv|dc|oar|doc|ova|ona|hentai|s?vcd"
            r"|ai~upscaled?|upscaled?|ai~enhanced|cmv?[24](?:[ .][01])?|dxva|subpack|bonus"
            r"|synced|regraded|35mm|hfr|hr|raw|rawrip|hbr|ppv|xxx|audiopack"
            r"|commentary|with~commentary|untouched|no~rars|usa|eur|jpn~bd"
            r"|nordicsubs|crf~[0-9]{2}|[1-9][0-9]{1,2}fps|official|uhd4k|sdhd"
            r"|[0-9]{1,5}~[mk]bps|[1-9][0-9]{0,2}(?:[.][0-9]{1,2})?~[gm]i?b|rip|wmv~9|qhd|ds4k|multi~audio|auro~3d"
        ),
    },
}
CASED: Final = {
    Kind.SERVICE: {
        "AMZN": r"amzn|amazon",
        "NF": r"nf|netflix",
        "DSNP": r"dsnp|dsn[pyr]?\+?|disney\+?|dsnyp",
        "ATVP": r"atvp?|aptv|appletv\+?",
        "HMAX": r"hmax|max|hbo~max|hbom?",
        "HULU": r"hulu",
        "iT": r"it|itunes",
        "PCOK": r"pcok",
        "PMTP": r"pmtp|p\+",
        "STAN": r"stan",
        "MA": r"ma",
        "CR": r"cr|crunchyroll",
        "iP": r"ip",
        "ALL4": r"all4",
        "RED": r"red|yt",
        "SHO": r"sho|showtime|shohd",
        "STARZ": r"strp|starz",
        "Baha": r"baha",
        "BILI": r"bilibili|b~global|bili",
        "CRAV": r"crav",
        "MUBI": r"mubi",
        "VUDU": r"vudu",
        "YK": r"yk",
        "other": r"iqiy?|wetv|ae|cw|nbc|abc|cbs|fox|itv|dscp|dplay|viki|vrv|adn|hidi|funi|u~next|sby|roku|tver|kktv|9now|cc|sf|fod|dp",
    },
    Kind.EDITION: {"": r"se"},
    Kind.LANGUAGE: {
        "english": r"en",
        "french": r"fr[ea]?|vo",
        "german": r"de|ger",
        "spanish": r"es|esp|cat|spa",
        "italian": r"it",
        "japanese": r"jpn|jp|ja",
        "russian": r"ru",
        "polish": r"pl",
        "dutch": r"nl",
        "czech": r"cz",
        "swedish": r"swe",
        "danish": r"dk",
        "portuguese": r"pt~(?:br)?|por",
        "korean": r"kor?",
        "chinese": r"chi|gb|zh",
    },
    Kind.CONTAINER: {"": r"mkv|mp4|avi|m2ts|wmv|mov|webm"},
}

_SEPARATOR: Final = "[ .-]?"


def _branches() -> list[tuple[str, Kind, str, Trust]]:
    rows = []
    for trust, table in (
        (Trust.STRONG, STRONG),
        (Trust.WEAK, WEAK),
        (Trust.CASED, CASED),
    ):
        for kind, values in table.items():
            for value, patterns in values.items():
                rows.append((patterns.replace("~", _SEPARATOR), kind, value, trust))
    return rows


BRANCHES: Final = _branches()

"""Languages: codes of ISO 639 in the names that titles are read into."""

from collections.abc import Iterable
from typing import Final

# Two letters, both forms of three, and the name.
_NAMES: Final = {
    code: name
    for name, codes in {
        "english": "en eng", "french": "fr fre fra", "german": "de ger deu gsw",
        "spanish": "es spa", "italian": "it ita", "japanese": "ja jpn", "korean": "ko kor",
        "chinese": "zh chi zho cmn yue", "russian": "ru rus", "portuguese": "pt por",
        "polish": "pl pol", "dutch": "nl dut nld", "swedish": "sv swe",
        "norwegian": "no nor nb nob nn nno", "danish": "da dan", "finnish": "fi fin",
        "hindi": "hi hin", "tamil": "ta tam", "telugu": "te tel", "turkish": "tr tur",
        "czech": "cs cze ces", "hungarian": "hu hun", "ukrainian": "uk ukr", "hebrew": "he heb",
        "greek": "el gre ell", "romanian": "ro rum ron", "bulgarian": "bg bul",
        "vietnamese": "vi vie", "thai": "th tha", "arabic": "ar ara", "icelandic": "is ice isl",
        "malayalam": "ml mal", "kannada": "kn kan", "bengali": "bn ben", "punjabi": "pa pan",
        "marathi": "mr mar", "gujarati": "gu guj", "urdu": "ur urd", "croatian": "hr hrv",
        "serbian": "sr srp", "slovak": "sk slo slk", "slovenian": "sl slv", "estonian": "et est",
        "latvian": "lv lav", "lithuanian": "lt lit", "indonesian": "id ind", "malay": "ms may msa",
        "filipino": "fil tl tgl", "catalan": "ca cat", "galician": "gl glg",
        "persian": "fa per fas",
    }.items()
    for code in codes.split()
}  # fmt: skip


def languages(codes: Iterable[str]) -> frozenset[str]:
    """Return the names of what is spoken; a code may carry a country (``pt-BR``)."""
    plain = (code.casefold().partition("-")[0] for code in codes)
    return frozenset(_NAMES[code] for code in plain if code in _NAMES)

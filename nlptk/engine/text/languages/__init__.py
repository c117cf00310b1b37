"""Languages as data: one TOML file each, shared rules in `_base.toml`, read when asked for."""

from .data import LanguageData, Writing
from .loader import available_languages, get_language, read_language

__all__ = ["LanguageData", "Writing", "available_languages", "get_language", "read_language"]

"""Which bytes a text file was saved in. Old letters (TCVN3, VNI) stay as the Latin-1 signs that they are in a workbook
too; `letters` looks at them later, the same way for every kind of file."""

from __future__ import annotations

import codecs
import unicodedata

from bluezone.lists.errors import Unreadable
from bluezone.lists.letters.detection import detect
from bluezone.lists.letters.encodings import Encoding
from bluezone.lists.letters.syllables import is_syllable
from bluezone.lists.reading.refusing import refuse

_SAMPLE = 200_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(data: bytes) -> str:
    """Reads the text of a file. Raises UnreadableListError when it is none, as where it holds a NUL anywhere."""
    text = _decoded(data)
    if "\0" in text:
        raise _no_text()
    return text


def _decoded(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name)
    if b"\0" in data[:_SAMPLE]:
        return _strictly(data, _unmarked_utf16(data[:_SAMPLE]))
    try:
        return data.decode()
    except UnicodeDecodeError:
        return _single_byte(data)


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise _no_text() from error


def _unmarked_utf16(sample: bytes) -> str:
    """Tells UTF-16's byte order without a mark: Latin letters and digits have a zero in one half of every pair."""
    return "utf-16-be" if sample[::2].count(0) > sample[1::2].count(0) else "utf-16-le"


def _single_byte(data: bytes) -> str:
    """Chooses Windows-1258 or 1252, whichever gives more Vietnamese; in an old font the bytes are those of 1252."""
    if sum(byte < 32 and byte not in b"\t\n\r\x0c" for byte in data[:_SAMPLE]) > len(data[:_SAMPLE]) // 100:
        raise _no_text()
    vietnamese = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    western = _western(data)
    if _old_font_gain(western) > _syllables(vietnamese) - _syllables(western) or _syllables(vietnamese) <= _syllables(
        western
    ):
        return western
    return vietnamese


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _syllables(text: str) -> int:
    return sum(is_syllable(word.strip(".,;:()\"'")) for word in _marked_words(text))


def _old_font_gain(text: str) -> float:
    words = _marked_words(text)
    found = detect(words)
    return found.confidence * len(words) if found.encoding in {Encoding.TCVN3, Encoding.VNI} else 0.0


def _marked_words(text: str) -> list[str]:
    spaced = text[:_SAMPLE].replace(",", " ").replace(";", " ").replace("|", " ")
    return [word for word in dict.fromkeys(spaced.split()) if not word.isascii()]


def _no_text() -> Exception:
    return refuse(
        Unreadable.ENCODING,
        "Không đọc được chữ trong tệp. Lưu lại dạng Excel (.xlsx) hoặc CSV UTF-8 rồi gửi lại.",
        "The letters of the file cannot be read. Save it as .xlsx or as CSV UTF-8 and send it again.",
    )

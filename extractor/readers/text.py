"""Plain text and Markdown: the encoding is found, the text is taken as it stands."""

from __future__ import annotations

from extractor.errors import DocumentCorrupt
from extractor.readers.assembly import Assembly
from extractor.readers.options import ReadOptions

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))

_LEGACY = (  # what text that is not Unicode comes in; a longer list makes for wilder guesses
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("koi8_r", "cp932", "euc_jp", "gb18030", "big5", "euc_kr"),
)


def read(data: bytes, options: ReadOptions) -> Assembly:
    """One page; a form feed starts another."""
    assembly = Assembly()
    text, encoding = decode(data)
    if encoding != "utf-8":
        assembly.warn(f"read as {encoding}")
    pages = text.split("\f")
    assembly.page_count = len(pages)
    for number, page in enumerate(pages, 1):
        if options.wants(number):
            assembly.add_text(number, page)
    return assembly


def decode(data: bytes) -> tuple[str, str]:
    """Text and the encoding it was in: by its mark, as UTF-8, else the likeliest by content."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, "replace"), "utf-8" if "8" in encoding else encoding
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    found = from_bytes(data, cp_isolation=list(_LEGACY))
    best = found.best()
    if best is None:
        raise DocumentCorrupt("the text is in no known encoding", hint="save it as UTF-8")
    for match in found:  # among equals, the commonest
        equal = match.chaos <= best.chaos and match.coherence >= best.coherence
        if equal and _LEGACY[0] in match.could_be_from_charset:
            return data.decode(_LEGACY[0], "replace"), _LEGACY[0]
    return str(best), best.encoding

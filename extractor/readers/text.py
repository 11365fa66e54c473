"""Plain text and Markdown: the encoding is found, the text is taken as it stands."""

from __future__ import annotations

from extractor.errors import DocumentCorrupt
from extractor.readers.assembly import Assembly
from extractor.readers.options import ReadOptions

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


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

    best = from_bytes(data, cp_isolation=None).best()
    if best is None:
        raise DocumentCorrupt("the text is in no known encoding", hint="save it as UTF-8")
    return str(best), best.encoding

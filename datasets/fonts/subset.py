"""Makes the subset of Noto Sans SC Regular: python subset.py NotoSansSC_400Regular.ttf OUT.ttf (needs fonttools), then `zstd -19 OUT.ttf`."""
import sys

from fontTools import subset
from fontTools.ttLib import TTFont

BLOCKS = [
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x0370, 0x03FF), (0x0400, 0x04FF), (0x1E00, 0x1EFF),  # Latin, Greek, Cyrillic, Vietnamese
    (0x2010, 0x2027), (0x2030, 0x205E), (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x218F),  # punctuation, small figures, money
    (0x2190, 0x21FF), (0x2200, 0x22FF), (0x2460, 0x24FF), (0x25A0, 0x25FF),                    # arrows, mathematics, circled, shapes
    (0x3000, 0x303F), (0x3041, 0x30FF), (0xFF01, 0xFFEE),                                      # CJK punctuation, kana, full width
]


def codepage(name, first, last):
    """All characters of a two-byte code page whose lead byte lies in first..last."""
    for lead in range(first, last + 1):
        for trail in range(0x40, 0xFF):
            try:
                yield from bytes([lead, trail]).decode(name)
            except UnicodeDecodeError:
                pass


def main(source, target):
    wanted = {c for first, last in BLOCKS for c in range(first, last + 1)}
    wanted |= {ord(c) for c in codepage("gb2312", 0xA1, 0xF7)}
    wanted |= {ord(c) for c in codepage("big5", 0xA4, 0xC6)}  # the usual traditional characters: Hong Kong, Macao, Taiwan
    options = subset.Options(
        hinting=False, layout_features=["kern"], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], glyph_names=False,
        drop_tables=["vhea", "vmtx", "VORG", "BASE", "DSIG", "GSUB", "STAT", "meta"], notdef_outline=True, recalc_timestamp=False,
    )
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.save(target)
    print(len(font.getBestCmap()), "characters,", len(font.getGlyphOrder()), "glyphs")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

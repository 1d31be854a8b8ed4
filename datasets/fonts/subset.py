"""Makes the case file's font: python subset.py NotoSansSC_400Regular.ttf NotoSans_400Regular.ttf OUT.ttf (needs fonttools), then zstd -19."""
import sys
import tempfile

from fontTools import merge, subset
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


# Traditional characters of the elements, which lie outside the usual ones.
ELEMENTS = "鎵鍺銻鉍鎢鉬銦碲鈧釔鑭鈰鐠釹釤銪釓鋱鏑鈥鉺銩鐿鎦鑥鋰鈷鎳錳釩鈦鋯鈮鉭錸鈹鎘鉛鋅錫"


def cut_to(source, wanted):
    options = subset.Options(
        hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], glyph_names=False, notdef_outline=True,
        drop_tables=["vhea", "vmtx", "VORG", "BASE", "DSIG", "GSUB", "GPOS", "GDEF", "STAT", "meta", "gasp"], recalc_timestamp=False,
    )
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    return font


def main(chinese, latin, target):
    wanted = {c for first, last in BLOCKS for c in range(first, last + 1)}
    wanted |= {ord(c) for c in codepage("gb2312", 0xA1, 0xF7)}
    wanted |= {ord(c) for c in codepage("big5", 0xA4, 0xC6)}  # the usual traditional characters: Hong Kong, Macao, Taiwan
    wanted |= set(map(ord, ELEMENTS))
    main_font = cut_to(chinese, wanted - {0xB7})  # its middle dot is as wide as a character
    rest = cut_to(latin, {c for c in wanted if c < 0x2000 and c not in main_font.getBestCmap()})  # the letters of Europe
    with tempfile.TemporaryDirectory() as folder:
        main_font.save(f"{folder}/a.ttf")
        rest.save(f"{folder}/b.ttf")
        merged = merge.Merger().merge([f"{folder}/a.ttf", f"{folder}/b.ttf"])
    merged["head"].created = merged["head"].modified = main_font["head"].modified
    merged.recalcTimestamp = False
    merged.save(target)
    print(len(merged.getBestCmap()), "characters,", len(merged.getGlyphOrder()), "glyphs")


if __name__ == "__main__":
    main(*sys.argv[1:4])

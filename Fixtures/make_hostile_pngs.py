#!/usr/bin/env python3
"""Writes Fixtures/hostile: PNGs that are damaged, absurd or made to do harm.

`expected.json` has the samples of each file that is sound after all, and null for those that must be
refused. The files also seed the mutations of `make fuzz`. Written from the
format's specification, byte by byte, with nothing but Python. Run it without arguments from anywhere.
"""

import json
import pathlib
import struct
import zlib

FOLDER = pathlib.Path(__file__).parent / "hostile"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(name, data=b"", checksum=None):
    checksum = zlib.crc32(name + data) if checksum is None else checksum
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


def header(width=2, height=2, depth=8, color=0, compression=0, filters=0, interlace=0):
    return chunk(b"IHDR", struct.pack(
        ">IIBBBBB", width, height, depth, color, compression, filters, interlace))


def data(raw=b"\0\1\2\0\3\4"):
    return chunk(b"IDAT", zlib.compress(raw, 9))


def zeros(count):
    """A stream that inflates to so many zeros, made a piece at a time."""
    packer = zlib.compressobj(9)
    pieces = [packer.compress(bytes(1 << 20)) for _ in range(count >> 20)]
    return b"".join(pieces) + packer.compress(bytes(count % (1 << 20))) + packer.flush()


END = chunk(b"IEND")
SOUND = [1, 2, 3, 4]
COLORS = [0, 1, 2, 3, 4, 5, 3, 4, 5, 0, 1, 2]
CONTROL = chunk(b"acTL", struct.pack(">II", 2, 0))
FRAME = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 2, 2, 0, 0, 1, 1, 0, 0))
SECOND = chunk(b"fcTL", struct.pack(">IIIIIHHBB", 1, 2, 2, 0, 0, 1, 1, 0, 0))
LATER = chunk(b"fdAT", struct.pack(">I", 2) + zlib.compress(b"\0\x63\x63\0\x63\x63"))
PALETTE = chunk(b"PLTE", bytes(range(6)))


FILES = {
    # Sound, if unusual.
    "animated": ([header(), CONTROL, FRAME, data(), SECOND, LATER, END], SOUND),
    "empty_data_chunks": ([header(), chunk(b"IDAT"), data(), chunk(b"IDAT"), END], SOUND),
    "one_pixel": ([header(1, 1), data(b"\0\7"), END], [7]),
    "trailing_zeros": ([header(), data(), END, bytes(1000)], SOUND),
    "trailing_png": ([header(), data(), END, SIGNATURE, header(9, 9)], SOUND),
    "palette_in_gray": ([header(), PALETTE, data(), END], SOUND),
    "two_ends": ([header(), data(), END, END], SOUND),
    "gamma_of_zero": ([header(), chunk(b"gAMA", bytes(4)), data(), END], SOUND),
    "physical_size_of_nonsense": ([header(), chunk(b"pHYs", b"\xff" * 9), data(), END], SOUND),
    "text_after_data": ([header(), data(), chunk(b"tEXt", b"k\0v"), END], SOUND),
    "profile_bomb": (
        [header(), chunk(b"iCCP", b"x\0\0" + zeros(1 << 26)), data(), END], SOUND),
    "much_more_data_than_pixels": (
        [header(), chunk(b"IDAT", zlib.compress(b"\0\1\2\0\3\4")[:-4]),
         chunk(b"IDAT", zeros(1 << 20)), END], SOUND),
    # Sizes.
    "no_width": ([header(0, 2), data(), END], None),
    "no_height": ([header(2, 0), data(), END], None),
    "width_of_2_31": ([header(1 << 31, 2), data(), END], None),
    "height_of_all_ones": ([header(2, (1 << 32) - 1), data(), END], None),
    "largest_size": ([header((1 << 31) - 1, (1 << 31) - 1, 16, 6), data(), END], None),
    "bomb": ([header(1 << 16, 1 << 14, 1), chunk(b"IDAT", zeros((1 << 26) + 65536)), END], None),
    "pixels_that_never_come": ([header(4000, 4000, 16, 6), data(), END], None),
    # Header fields.
    "depth_of_3": ([header(depth=3), data(), END], None),
    "depth_of_0": ([header(depth=0), data(), END], None),
    "color_of_1": ([header(color=1), data(), END], None),
    "color_of_7": ([header(color=7), data(), END], None),
    "palette_of_16_bits": ([header(depth=16, color=3), PALETTE, data(), END], None),
    "colors_of_4_bits": ([header(depth=4, color=2), data(), END], None),
    "compression_of_1": ([header(compression=1), data(), END], None),
    "filters_of_1": ([header(filters=1), data(), END], None),
    "interlace_of_2": ([header(interlace=2), data(), END], None),
    "short_header": ([chunk(b"IHDR", struct.pack(">IIB", 2, 2, 8)), data(), END], None),
    "long_header": (
        [chunk(b"IHDR", struct.pack(">IIBBBBBB", 2, 2, 8, 0, 0, 0, 0, 0)), data(), END], None),
    # Chunks.
    "no_header": ([data(), END], None),
    "two_headers": ([header(), header(), data(), END], None),
    "no_data": ([header(), END], None),
    "no_end": ([header(), data()], None),
    "no_palette": ([header(color=3), data(), END], None),
    "two_palettes": ([header(color=3), PALETTE, PALETTE, data(), END], None),
    "palette_after_data": ([header(color=3), data(), PALETTE, END], None),
    "palette_of_5_bytes": ([header(color=3), chunk(b"PLTE", bytes(5)), data(), END], None),
    "empty_palette": ([header(color=3), chunk(b"PLTE"), data(), END], None),
    "palette_of_257": ([header(color=3), chunk(b"PLTE", bytes(771)), data(), END], None),
    "transparency_before_palette": (
        [header(color=3), chunk(b"tRNS", b"\0"), PALETTE, data(b"\0\0\1\0\1\0"), END], COLORS),
    "transparency_longer_than_palette": (
        [header(color=3), PALETTE, chunk(b"tRNS", bytes(9)), data(b"\0\0\1\0\1\0"), END], COLORS),
    "transparency_of_one_byte": ([header(), chunk(b"tRNS", b"\0"), data(), END], SOUND),
    "two_transparencies": (
        [header(), chunk(b"tRNS", b"\0\1"), chunk(b"tRNS", b"\0\2"), data(), END],
        [1, 0, 2, 255, 3, 255, 4, 255]),
    "unknown_critical": ([header(), chunk(b"NEED"), data(), END], None),
    "name_of_zeros": ([header(), chunk(bytes(4)), data(), END], None),
    "length_of_all_ones": ([header(), b"\xff\xff\xff\xffIDAT", END], None),
    "length_of_2_31_less_1": ([header(), b"\x7f\xff\xff\xfftEXt", END], None),
    "data_apart": (
        [header(), chunk(b"IDAT", zlib.compress(b"\0\1\2\0\3\4")[:9]), chunk(b"tEXt", b"k\0v"),
         chunk(b"IDAT", zlib.compress(b"\0\1\2\0\3\4")[9:]), END], None),
    # Checksums and streams.
    "wrong_header_checksum": (
        [chunk(b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0), 1), data(), END], None),
    "wrong_data_checksum": (
        [header(), chunk(b"IDAT", zlib.compress(b"\0\1\2\0\3\4"), 1), END], None),
    "wrong_end_checksum": ([header(), data(), chunk(b"IEND", b"", 1)], None),
    "wrong_stream_checksum": (
        [header(), chunk(b"IDAT", zlib.compress(b"\0\1\2\0\3\4")[:-1] + b"\0"), END], None),
    "stream_of_zeros": ([header(), chunk(b"IDAT", bytes(20)), END], None),
    "stream_with_dictionary": ([header(), chunk(b"IDAT", b"\x78\xbb" + bytes(20)), END], None),
    "filter_of_5": ([header(), data(b"\5\1\2\0\3\4"), END], None),
    "half_the_rows": ([header(), data(b"\0\1\2"), END], None),
}


def main():
    FOLDER.mkdir(exist_ok=True)
    for name, (chunks, _) in FILES.items():
        (FOLDER / f"{name}.png").write_bytes(SIGNATURE + b"".join(chunks))
    expected = {name: samples for name, (_, samples) in FILES.items()}
    (FOLDER / "expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main()

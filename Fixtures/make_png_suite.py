#!/usr/bin/env python3
"""Writes Fixtures/png: a PNG of every kind, and expected.json with the samples a reader must give.

The files are written from the format's specification alone, byte by byte, so that no PNG library
vouches for itself. Needs nothing but Python. Run it without arguments from anywhere.
"""

import json
import pathlib
import random
import struct
import zlib

FOLDER = pathlib.Path(__file__).parent / "png"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
GRAY, RGB, PALETTE, GRAY_ALPHA, RGBA = 0, 2, 3, 4, 6
CHANNELS = {GRAY: 1, RGB: 3, PALETTE: 1, GRAY_ALPHA: 2, RGBA: 4}
NAMES = {GRAY: "gray", RGB: "rgb", PALETTE: "palette", GRAY_ALPHA: "gray_alpha", RGBA: "rgba"}
MODELS = {1: "gray", 2: "grayAlpha", 3: "rgb", 4: "rgba"}
DEPTHS = {
    GRAY: [1, 2, 4, 8, 16],
    RGB: [8, 16],
    PALETTE: [1, 2, 4, 8],
    GRAY_ALPHA: [8, 16],
    RGBA: [8, 16],
}
# Column start, row start, column step, row step of the seven passes of an interlaced picture.
ADAM7 = [
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4),
    (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2),
]


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def pack_row(samples, depth):
    """The bytes of a row of samples, the leftmost in the highest bits."""
    if depth == 16:
        return b"".join(struct.pack(">H", v) for v in samples)
    bits = "".join(format(v, f"0{depth}b") for v in samples)
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[i:i + 8], 2) for i in range(0, len(bits), 8))


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def filter_row(kind, row, above, step):
    """The row with one of the five filters applied; `step` bytes lie between neighbours."""
    out = bytearray([kind])
    for i, value in enumerate(row):
        a = row[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        out.append((value - [0, a, b, (a + b) // 2, paeth(a, b, c)][kind]) % 256)
    return bytes(out)


def filtered(rows, channels, depth, first_filter):
    """The rows, packed and filtered, the five filters in turn."""
    out, above = b"", None
    step = max(1, channels * depth // 8)
    for y, row in enumerate(rows):
        packed = pack_row([v for pixel in row for v in pixel], depth)
        out += filter_row((y + first_filter) % 5, packed, above or bytes(len(packed)), step)
        above = packed
    return out


def image_data(pixels, channels, depth, interlaced, first_filter):
    if not interlaced:
        return filtered(pixels, channels, depth, first_filter)
    out = b""
    for x0, y0, dx, dy in ADAM7:
        rows = [row[x0::dx] for row in pixels[y0::dy]]
        if rows and rows[0]:
            out += filtered(rows, channels, depth, first_filter)
    return out


class Case:
    """One picture, its file and the samples it stands for."""

    def __init__(self, name, color, depth, width=9, height=7, interlaced=False, keyed=False,
                 before=b"", after=b"", trailing=b"", pieces=1):
        self.name = name
        self.random = random.Random(name)
        self.width, self.height = width, height
        self.color, self.depth = color, depth
        self.top = 2 ** depth - 1
        self.palette = [tuple(self.random.randrange(256) for _ in range(3))
                        for _ in range(min(self.top + 1, 200))]
        limit = len(self.palette) - 1 if color == PALETTE else self.top
        channels = CHANNELS[color]
        self.pixels = [[tuple(self.random.randint(0, limit) for _ in range(channels))
                        for _ in range(width)] for _ in range(height)]
        self.transparent = self.transparency() if keyed else None
        data = zlib.compress(image_data(self.pixels, channels, depth, interlaced,
                                        self.random.randrange(5)))
        size = -(-len(data) // pieces)
        self.file = SIGNATURE
        self.file += chunk(b"IHDR", struct.pack(
            ">IIBBBBB", width, height, depth, color, 0, 0, int(interlaced)))
        self.file += before
        if color == PALETTE:
            self.file += chunk(b"PLTE", bytes(v for entry in self.palette for v in entry))
        if keyed:
            self.file += chunk(b"tRNS", self.transparency_data())
        for i in range(0, len(data), size):
            self.file += chunk(b"IDAT", data[i:i + size])
        self.file += after + chunk(b"IEND", b"") + trailing

    def transparency(self):
        """The opacities of half the palette, or the value that is transparent: one in the picture."""
        if self.color == PALETTE:
            count = (len(self.palette) + 1) // 2
            return [self.random.randrange(256) for _ in range(count)]
        return self.pixels[self.height // 2][self.width // 2]

    def transparency_data(self):
        form = "B" if self.color == PALETTE else ">H"
        return b"".join(struct.pack(form, v) for v in self.transparent)

    def expanded(self, pixel):
        if self.color == PALETTE:
            index = pixel[0]
            alpha = self.transparent[index:index + 1] or [255] if self.transparent else []
            return [*self.palette[index], *alpha]
        if self.transparent is not None:
            return [*pixel, 0 if pixel == self.transparent else self.top]
        return list(pixel)

    def expected(self):
        samples = [self.expanded(pixel) for row in self.pixels for pixel in row]
        return {
            "width": self.width, "height": self.height, "model": MODELS[len(samples[0])],
            "bitDepth": 8 if self.color == PALETTE else self.depth,
            "samples": [v for pixel in samples for v in pixel],
        }


def cases():
    for color, depths in DEPTHS.items():
        for depth in depths:
            for interlaced in [False, True]:
                name = f"{NAMES[color]}_{depth}" + ("_interlaced" if interlaced else "")
                yield Case(name, color, depth, interlaced=interlaced)
                if color in (GRAY, RGB, PALETTE):
                    yield Case(f"{name}_trns", color, depth, interlaced=interlaced, keyed=True)
    for width, height in [(1, 1), (1, 9), (9, 1), (4, 4), (5, 3), (33, 17)]:
        for depth in [1, 16]:
            yield Case(f"size_{width}x{height}_{depth}", GRAY, depth, width, height,
                       interlaced=True)
    gamma = chunk(b"gAMA", struct.pack(">I", 100_000))
    yield Case("gamma_1_gray_8", GRAY, 8, before=gamma)
    yield Case("gamma_1_rgb_16", RGB, 16, before=gamma)
    yield Case("gamma_1_palette_8", PALETTE, 8, before=gamma)
    yield Case("srgb_gray_16", GRAY, 16, before=chunk(b"sRGB", b"\0"))
    yield Case("srgb_rgba_16", RGBA, 16, before=chunk(b"sRGB", b"\0"))
    yield Case("significant_bits_gray_16", GRAY, 16, before=chunk(b"sBIT", b"\x0c"))
    yield Case("background_gray_alpha_8", GRAY_ALPHA, 8, before=chunk(b"bKGD", b"\0\x80"))
    yield Case("bad_profile_rgb_8", RGB, 8,
               before=chunk(b"iCCP", b"x\0\0" + zlib.compress(b"no profile")))
    yield Case("text_bomb_gray_8", GRAY, 8,
               before=chunk(b"zTXt", b"x\0\0" + zlib.compress(bytes(20_000_000))))
    yield Case("private_chunks_gray_8", GRAY, 8, before=chunk(b"prVt", bytes(40)),
               after=chunk(b"prVt", bytes(40)) + chunk(b"tEXt", b"Comment\0last"))
    yield Case("pieces_rgb_8", RGB, 8, pieces=40)
    yield Case("trailing_gray_8", GRAY, 8, trailing=b"what follows is not looked at")


def main():
    FOLDER.mkdir(exist_ok=True)
    expected = {}
    for case in cases():
        (FOLDER / f"{case.name}.png").write_bytes(case.file)
        expected[case.name] = case.expected()
    entries = (f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}"
               for name, value in expected.items())
    (FOLDER / "expected.json").write_text("{\n" + ",\n".join(entries) + "\n}\n")


if __name__ == "__main__":
    main()

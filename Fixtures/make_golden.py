#!/usr/bin/env python3
"""Makes the maps of Fixtures/golden from its pictures by the definition: a joint histogram at every offset.

Usage: make_golden.py [--check]

Needs Python with NumPy. Writes the arrays and their peaks into index.json, or with --check compares them with what is
there: arrays to 1e-12, as sums of logarithms depend on their order in the last bits. Pictures, and where their templates
were taken, are not made here.
"""

import json
import pathlib
import struct
import sys
import zlib

import numpy

FOLDER = pathlib.Path(__file__).parent / "golden"
TOLERANCE = 1e-12
NORMS = {
    "none": lambda x, y, joint: 1,
    "sum": lambda x, y, joint: (x + y) / 2,
    "joint": lambda x, y, joint: joint,
    "max": lambda x, y, joint: max(x, y),
    "sqrt": lambda x, y, joint: (x * y) ** 0.5,
    "min": lambda x, y, joint: min(x, y),
}


def paeth(left, above, corner):
    estimate = left + above - corner
    return min((abs(estimate - left), 0, left), (abs(estimate - above), 1, above), (abs(estimate - corner), 2, corner))[2]


def read_png(path):
    """The samples (rows, columns, channels) of a PNG of 8 bits, gray or RGB, not interlaced."""
    data = path.read_bytes()
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", data[16:29])
    assert depth == 8 and kind in (0, 2) and not interlaced, f"{path}: of a kind that is not read here"
    compressed, position = b"", 8
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        if data[position + 4 : position + 8] == b"IDAT":
            compressed += data[position + 8 : position + 8 + length]
        position += length + 12
    pixels, channels = zlib.decompress(compressed), 3 if kind == 2 else 1
    length = width * channels
    rows = [bytes(length)]
    predict = [lambda a, b, c: 0, lambda a, b, c: a, lambda a, b, c: b, lambda a, b, c: (a + b) // 2, paeth]
    for start in range(0, len(pixels), length + 1):
        row = bytearray(length)
        for i, byte in enumerate(pixels[start + 1 : start + 1 + length]):
            left, corner = (row[i - channels], rows[-1][i - channels]) if i >= channels else (0, 0)
            row[i] = (byte + predict[pixels[start]](left, rows[-1][i], corner)) & 255
        rows.append(bytes(row))
    return numpy.frombuffer(b"".join(rows[1:]), numpy.uint8).reshape(height, width, channels)


def binned(plane, bins):
    """The bin of each pixel: of equal width, so that only the maximum falls into the last one."""
    low, high = int(plane.min()), int(plane.max())
    return (plane.astype(numpy.int64) - low) * (bins - 1) // max(high - low, 1)


def entropy(counts):
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * numpy.log(shares)).sum())


def values(counts):
    """The information of a joint histogram under each norm; 0 where one side has a single level."""
    sides = counts.sum(1), counts.sum(0)
    if min(numpy.count_nonzero(side) for side in sides) < 2:
        return [0.0] * len(NORMS)
    x, y, joint = entropy(sides[0]), entropy(sides[1]), entropy(counts)
    return [(x + y - joint) / norm(x, y, joint) for norm in NORMS.values()]


def information_map(reference, template, bins):
    """The maps (norms, rows, columns): each pixel for the template's middle pixel, or the one before it, lying on it."""
    (height, width), (rows, columns) = reference.shape, template.shape
    maps = numpy.zeros((len(NORMS), height, width))
    for row in range(height):
        for column in range(width):
            top, left = row - (rows - 1) // 2, column - (columns - 1) // 2
            y, x = slice(max(top, 0), top + rows), slice(max(left, 0), left + columns)
            under = reference[y, x]
            y, x = max(-top, 0), max(-left, 0)
            over = template[y : y + under.shape[0], x : x + under.shape[1]]
            counts = numpy.bincount((under * bins + over).ravel(), minlength=bins * bins)
            maps[:, row, column] = values(counts.reshape(bins, bins))
    return maps


def peaks(maps):
    """The row and column of each channel's first maximum, and its value."""
    places = [numpy.argmax(channel >= channel.max() - TOLERANCE) for channel in maps]
    return [list(map(int, divmod(place, maps.shape[2]))) for place in places], [float(m.max()) for m in maps]


def made(scene, bins):
    """The maps (norms, channels, rows, columns) of a scene, and what the index tells of them."""
    reference, template = (read_png(FOLDER / scene[key]) for key in ("ref", "tmpl"))
    maps = numpy.stack(
        [information_map(binned(reference[..., i], bins), binned(template[..., i], bins), bins)
         for i in range(reference.shape[2])], 1)
    found = {norm: peaks(maps[index]) for index, norm in enumerate(NORMS)}
    places, heights = ({norm: peak[i] for norm, peak in found.items()} for i in (0, 1))
    return maps, {"bins": bins, "file": f"{scene['name']}_b{bins}_exact.npy", "argmax_row_column": places, "peak": heights}


def is_equal(maps, run, expected):
    """Whether an array and its peaks are those that were committed."""
    committed = numpy.load(FOLDER / expected["file"])
    return (
        committed.shape == maps.shape and abs(committed - maps).max() <= TOLERANCE
        and run["file"] == expected["file"] and run["argmax_row_column"] == expected["argmax_row_column"]
        and all(numpy.allclose(run["peak"][norm], expected["peak"][norm], 0, TOLERANCE) for norm in NORMS)
    )


def main():
    index = json.loads((FOLDER / "index.json").read_text())
    wrong = []
    for scene in index["cases"]:
        for number, expected in enumerate(scene["runs"]):
            maps, run = made(scene, expected["bins"])
            if "--check" not in sys.argv:
                numpy.save(FOLDER / run["file"], maps)
                scene["runs"][number] = run
            elif not is_equal(maps, run, expected):
                wrong.append(expected["file"])
    if "--check" not in sys.argv:
        (FOLDER / "index.json").write_text(json.dumps(index, indent=1))
    sys.exit(f"not as they are made: {', '.join(wrong)}" if wrong else 0)


main()

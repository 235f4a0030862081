#!/usr/bin/env python3
"""Counts how often `cmif align` is sure and wrong where two pictures share something that is not the scene.

Usage: trust.py --cmif PROGRAM DIR [--pairs N] [--line NAME] [--list] [--rows FILE]
    [-- OPTION ...]

DIR/cases.json lists real pairs, as Tests/accuracy.py reads it; those of the track `template` are used. From each pair
two equally large windows of at most 200 x 200 pixels are cut, which show the same scene with a known shift. Windows
of different pairs are unrelated. Then both windows are spoilt, a line of the table for each way:

    plain       nothing
    frame       a black frame of 6 pixels
    white       a white frame of 10 pixels
    field       black outside of a round field of view
    soft        a round field of view whose edge fades over 32 pixels
    legend      the same box with white letters
    cross       the same white cross hairs
    dust        the same dark specks
    drops       the same six drops of water, each with a dark edge and a bright spot
    moved       as drops, but those of the template lie 5 pixels to the right and 3 up
    vignette    the same shading toward the corners
    sensor      the same noise of 8 grey values (standard deviation) in every pixel
    rows        the same change of brightness in every row, 8 grey values as well
    pattern     the same smooth pattern of 8 grey values
    rings       the same rings of 8 grey values
    overlap95   nothing, but --min-overlap 0.95; overlap97 likewise
    inside      nothing, but the template is cut by 5 pixels on every side, wholly inside
    cut         as sensor, but the template is cut by 4 to 13 pixels, unlike on each side
    half        as legend, but the template is shown at half its size, and --scale 2
    halves      as half, but --scale 1.8:2.2

An answer is sure when its confidence is 0.9 or more, and right when its shift is within 3 pixels of the true one. A
line tells how many of N unrelated pairs have a sure answer, how many of N true pairs are right, how many of these
are sure, and how many true pairs are sure and wrong. The exit status is 1 where more than 1 unrelated pair in 40 is
sure, or any true pair is sure and wrong. `make trust CASES=DIR ARGS="..."` passes OPTIONs on to every `cmif align`.
The standard library is all that is needed.
"""

import argparse
import json
import math
import pathlib
import random
import subprocess
import sys
import tempfile

from gray_png import read_png, write_png

LARGEST, SMALLEST = 200, 80
SURE, NEAR = 0.9, 3


def spoil_frame(width, color):
    def spoil(rows, _):
        high, wide = len(rows), len(rows[0])
        return [
            bytes(
                color if min(x, y, wide - 1 - x, high - 1 - y) < width else value
                for x, value in enumerate(row)
            )
            for y, row in enumerate(rows)
        ]

    return spoil


def spoil_field(rows, _):
    high, wide = len(rows), len(rows[0])
    radius = 0.47 * min(high, wide)
    return [
        bytes(
            value if math.hypot(x - (wide - 1) / 2, y - (high - 1) / 2) <= radius else 0
            for x, value in enumerate(row)
        )
        for y, row in enumerate(rows)
    ]


def spoil_soft(rows, _):
    high, wide = len(rows), len(rows[0])
    radius, width = 0.47 * min(high, wide), 32

    def gain(x, y):
        inside = radius - math.hypot(x - (wide - 1) / 2, y - (high - 1) / 2)
        return min(max(inside / width + 0.5, 0), 1)

    return shaded(rows, gain)


def spoil_legend(rows, source):
    """A black box with a dozen letters, each of 5 x 7 random dots, two pixels a dot."""
    canvas = [bytearray(row) for row in rows]
    letters = max(3, min(6, (len(rows[0]) - 20) // 12))
    left, top = 6, len(rows) - 42
    for y in range(top, top + 36):
        for x in range(left, left + 12 * letters + 2):
            canvas[y][x] = 0
    for line in range(2):
        for letter in range(letters):
            for y in range(7):
                for x in range(5):
                    if source.random() < 0.5:
                        for v in (0, 1):
                            for u in (0, 1):
                                canvas[top + 2 + 17 * line + 2 * y + v][
                                    left + 2 + 12 * letter + 2 * x + u
                                ] = 255
    return [bytes(row) for row in canvas]


def spoil_cross(rows, _):
    canvas = [bytearray(row) for row in rows]
    for y in range(len(rows)):
        canvas[y][len(rows[0]) // 2] = 255
    canvas[len(rows) // 2] = bytearray([255] * len(rows[0]))
    return [bytes(row) for row in canvas]


def spoil_dust(rows, source):
    canvas = [bytearray(row) for row in rows]
    for _ in range(12):
        x, y = source.randrange(8, len(rows[0]) - 8), source.randrange(8, len(rows) - 8)
        radius = source.uniform(2, 4)
        for v in range(-5, 6):
            for u in range(-5, 6):
                if math.hypot(u, v) <= radius:
                    canvas[y + v][x + u] = canvas[y + v][x + u] // 5
    return [bytes(row) for row in canvas]


def spoil_drops(right, down):
    def spoil(rows, source):
        high, wide = len(rows), len(rows[0])
        drops = [
            (source.uniform(20, wide - 20) + right, source.uniform(20, high - 20) + down, source.uniform(8, 16))
            for _ in range(6)
        ]

        def seen(value, x, y):
            for left, top, radius in drops:
                edge = math.hypot(x - left, y - top) - radius
                spot = math.hypot(x - left + radius / 3, y - top + radius / 3)
                value = value * (1 - 0.5 * math.exp(-edge * edge / 4)) + 60 * math.exp(-spot * spot / 18)
            return clipped(value)

        return [bytes(seen(value, x, y) for x, value in enumerate(row)) for y, row in enumerate(rows)]

    return spoil


def spoil_vignette(rows, _):
    high, wide = len(rows), len(rows[0])

    def gain(x, y):
        u, v = 2 * x / (wide - 1) - 1, 2 * y / (high - 1) - 1
        return 1 - 0.4 * (u * u + v * v)

    return shaded(rows, gain)


def shaded(rows, gain):
    """The rows with each pixel so many times as bright."""
    return [
        bytes(int(value * gain(x, y)) for x, value in enumerate(row)) for y, row in enumerate(rows)
    ]


def spoil_sensor(rows, source):
    return added(rows, lambda x, y: source.gauss(0, 8))


def spoil_rows(rows, source):
    changes = [source.gauss(0, 8) for _ in rows]
    return added(rows, lambda x, y: changes[y])


def spoil_pattern(rows, source):
    noise = [[source.gauss(0, 1) for _ in row] for row in rows]
    for _ in range(2):
        noise = transposed([smooth(line) for line in transposed([smooth(line) for line in noise])])
    spread = math.sqrt(sum(v * v for line in noise for v in line) / sum(map(len, noise)))
    return added(rows, lambda x, y: 8 * noise[y][x] / spread)


def spoil_rings(rows, source):
    high, wide = len(rows), len(rows[0])
    changes = smooth([source.gauss(0, 8 * math.sqrt(5)) for _ in range(high + wide)])
    return added(rows, lambda x, y: changes[int(math.hypot(x - wide / 2, y - high / 2))])


def added(rows, change):
    """The rows with the change of each pixel, row by row."""
    return [
        bytes(clipped(value + change(x, y)) for x, value in enumerate(row)) for y, row in enumerate(rows)
    ]


def smooth(line):
    """The mean of up to five numbers around each."""
    return [
        sum(line[max(0, x - 2) : x + 3]) / len(line[max(0, x - 2) : x + 3]) for x in range(len(line))
    ]


def transposed(lines):
    return list(zip(*lines))


def clipped(value):
    return min(max(round(value), 0), 255)


def spoil_nothing(rows, _):
    return rows


def cut(rows, left, top, wide, high):
    return [row[left : left + wide] for row in rows[top : top + high]]


def reduced(rows, factor):
    """The mean of each block of pixels that is whole."""
    high, wide = len(rows) // factor, len(rows[0]) // factor
    block = [(u, v) for v in range(factor) for u in range(factor)]
    return [
        bytes(
            clipped(sum(rows[factor * y + v][factor * x + u] for u, v in block) / len(block))
            for x in range(wide)
        )
        for y in range(high)
    ]


LINES = {
    "plain": (spoil_nothing, []),
    "frame": (spoil_frame(6, 0), []),
    "white": (spoil_frame(10, 255), []),
    "field": (spoil_field, []),
    "soft": (spoil_soft, []),
    "legend": (spoil_legend, []),
    "cross": (spoil_cross, []),
    "dust": (spoil_dust, []),
    "drops": (spoil_drops(0, 0), []),
    "moved": (spoil_drops(0, 0), []),
    "vignette": (spoil_vignette, []),
    "sensor": (spoil_sensor, []),
    "rows": (spoil_rows, []),
    "pattern": (spoil_pattern, []),
    "rings": (spoil_rings, []),
    "overlap95": (spoil_nothing, ["--min-overlap", "0.95"]),
    "overlap97": (spoil_nothing, ["--min-overlap", "0.97"]),
    "inside": (spoil_nothing, ["--min-overlap", "1"]),
    "cut": (spoil_sensor, []),
    "half": (spoil_legend, ["--scale", "2"]),
    "halves": (spoil_legend, ["--scale", "1.8:2.2"]),
}

# How the template is spoilt where that is in another way than the reference.
TEMPLATE_SPOILS = {"moved": spoil_drops(5, -3)}
# By how many pixels the template is cut on the left, at the top, on the right and at the bottom.
CUTS = {"inside": (5, 5, 5, 5), "cut": (13, 8, 4, 11)}
# How many pixels of the template along each axis make one.
REDUCTIONS = {"half": 2, "halves": 2}


def windows(case, folder, number):
    """Two windows of one scene and the true shift, or None where the pair is too small."""
    reference, template = read_png(folder / case["ref"]), read_png(folder / case["tmpl"])
    left, top = (round(row[2]) for row in case["matrix"])
    high, wide = min(LARGEST, len(template)), min(LARGEST, len(template[0]))
    if min(high, wide) < SMALLEST:
        return None
    source = random.Random(f"{case['id']} {number}")
    for _ in range(1000):
        dx = source.choice((-1, 1)) * source.randint(wide // 12, wide // 6)
        dy = source.choice((-1, 1)) * source.randint(high // 12, high // 6)
        x, y = left - dx, top - dy
        if 0 <= x <= len(reference[0]) - wide and 0 <= y <= len(reference) - high:
            return cut(reference, x, y, wide, high), cut(template, 0, 0, wide, high), (dx, dy)
    return None


def true_pairs(cases, folder, count):
    pairs = []
    for number in range(4):
        for case in cases:
            found = windows(case, folder, number) if len(pairs) < count else None
            if found:
                pairs.append((f"{case['id']} {number}", *found))
    return pairs


def unrelated_pairs(pairs):
    """Each reference with the template of a pair of another source, both cut to one size."""
    result = []
    for index, (name, reference, _, _) in enumerate(pairs):
        for step in range(7, 7 + len(pairs)):
            other, _, template, _ = pairs[(index + step) % len(pairs)]
            if other.split("_")[0] != name.split("_")[0]:
                break
        wide = min(len(reference[0]), len(template[0]))
        high = min(len(reference), len(template))
        result.append(
            (f"{name} + {other}", cut(reference, 0, 0, wide, high), cut(template, 0, 0, wide, high), None)
        )
    return result


def answer(program, folder, pair, line, options):
    """An answer, or None where there is none."""
    name, reference, template, shift = pair
    spoil, extra = LINES[line]
    paths = folder / "reference.png", folder / "template.png"
    for path, rows in zip(paths, (reference, template)):
        is_template = path == paths[1]
        change = TEMPLATE_SPOILS.get(line, spoil) if is_template else spoil
        rows = change(rows, random.Random(name))
        if is_template:
            left, top, right, bottom = CUTS.get(line, (0, 0, 0, 0))
            rows = cut(rows, left, top, len(rows[0]) - left - right, len(rows) - top - bottom)
            rows = reduced(rows, REDUCTIONS.get(line, 1))
        write_png(path, rows)
    run = subprocess.run(
        [program, "align", "--format", "json", *extra, *options, *paths], capture_output=True, text=True
    )
    if run.returncode != 0 or not run.stdout:
        return None
    return json.loads(run.stdout)


def shift(found, line, template):
    """How far the answer moves the middle of the template that was cut and reduced."""
    left, top, right, bottom = CUTS.get(line, (0, 0, 0, 0))
    factor = REDUCTIONS.get(line, 1)

    def middle(length, first, last):
        return first + ((length - first - last) // factor * factor - 1) / 2

    center = found["center"]
    return center["x"] - middle(len(template[0]), left, right), center["y"] - middle(len(template), top, bottom)


def measure(choices, folder, line, pairs, options, rows):
    """Right answers, sure and right ones, and sure ones that are wrong or have nothing to find.

    Adds a row for each answer that nothing is told against.
    """
    right = sure_right = sure_wrong = 0
    for pair in pairs:
        found = answer(choices.cmif, folder, pair, line, options)
        is_sure = found is not None and found["confidence"] >= SURE
        error = math.dist(shift(found, line, pair[2]), pair[3]) if found and pair[3] else math.inf
        is_right = error <= NEAR
        right += is_right
        sure_right += is_right and is_sure
        sure_wrong += is_sure and not is_right
        if choices.list:
            answered = found and (found["confidence"], shift(found, line, pair[2]))
            print(f"  {line} {pair[0]}: {answered}, true {pair[3]}", flush=True)
        if found and not found["warnings"]:
            source = pair[0].split("/")[-1].split("_")[0]
            kind = "spoilt" if pair[3] else "unrelated"
            rows.append(f"{source},{kind},{found['prominence']:.4f},{error:.2f},{NEAR:.2f}\n")
    return right, sure_right, sure_wrong


def main():
    arguments = sys.argv[1:]
    split = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(usage="trust.py --cmif PROGRAM DIR [options] [-- OPTION ...]")
    parser.add_argument("--cmif", required=True)
    parser.add_argument("--pairs", type=int, default=40)
    parser.add_argument("--line", choices=LINES, action="append")
    parser.add_argument("--list", action="store_true", help="print every answer")
    parser.add_argument("--rows", type=pathlib.Path, help="write a line for each answer, as Tests/Confidence/fit.py reads")
    parser.add_argument("folder", type=pathlib.Path)
    choices = parser.parse_args(arguments[:split])
    cases = json.loads((choices.folder / "cases.json").read_text())
    cases = [case for case in cases if case["track"] == "template"]
    pairs = true_pairs(cases, choices.folder, choices.pairs)
    unrelated = unrelated_pairs(pairs)
    print(f"{len(pairs)} pairs a line: unrelated and sure; true and right, of these sure, sure and wrong")
    is_bad, rows = False, ["source,track,prominence,error,allowed\n"]
    with tempfile.TemporaryDirectory() as folder:
        for line in choices.line or LINES:
            options = arguments[split + 1 :]
            _, _, unrelated_sure = measure(choices, pathlib.Path(folder), line, unrelated, options, rows)
            right, sure, wrong = measure(choices, pathlib.Path(folder), line, pairs, options, rows)
            print(f"{line:10s} {unrelated_sure:3d}   {right:3d} {sure:3d} {wrong:3d}", flush=True)
            is_bad = is_bad or 40 * unrelated_sure > len(pairs) or wrong > 0
    if choices.rows:
        choices.rows.write_text("".join(rows))
    sys.exit(is_bad)


main()

#!/usr/bin/env python3
"""Measures how the time of searches grows with the pictures, and what many templates or pairs in one run save.

Usage: bench_tool.py --cmif PROGRAM [--only sizes|templates|pairs] [--largest SIDE] [--templates N] [--pairs N]
                     [--repeats N] [--threads N]

Sizes: one scene of 512 to 8192 pixels a side and a part of it, a quarter as wide, whose gray values rise, fall and
rise again, cut out as it stands and turned by 37 degrees; two windows of the scene of 600 x 600; and two windows of
different scenes. Printed are the median time of three runs, and its multiple of U, the time of `cmif map --bins 8
--region same` of 1024 x 1024 against 256 x 256, measured in the same way.

Templates: N parts of 128 x 128 of a picture of 1024 x 1024 are aligned by one run, and each by a run of its
own. Printed is the one run's share of the time of the many: of the time that passed, and of the cores' time.

Pairs: N parts of 96 x 96 are aligned with a picture of 256 x 256 by `cmif batch`. Printed is how busy that kept
the cores: their time over the time that passed and the number of threads. Other programs at work
on the machine lower it.

The pictures are made of Fixtures/demo/portrait.png. The standard library is all that is needed.
"""

import argparse
import math
import os
import pathlib
import random
import resource
import statistics
import subprocess
import tempfile
import time

from gray_png import read_png, write_png

PORTRAIT = pathlib.Path(__file__).parent.parent / "Fixtures/demo/portrait.png"
TEMPLATE, PART = 128, 96


def mosaic(rows):
    """Four by four pieces: the picture turned, mirrored and inverted in all ways."""
    pieces = []
    for base in (rows, [row[::-1] for row in rows]):
        for _ in range(4):
            base = [bytes(row) for row in zip(*base[::-1])]
            pieces += [base, [bytes(255 - value for value in row) for row in base]]
    return [
        b"".join(piece[y] for piece in pieces[start : start + 4])
        for start in range(0, 16, 4)
        for y in range(len(rows))
    ]


def part(rows, side, source):
    """A part whose gray values rise, fall and rise again."""
    x, y = source.randrange(len(rows[0]) - side), source.randrange(len(rows) - side)
    return [row[x : x + side].translate(WAVE) for row in rows[y : y + side]]


def measure(commands):
    """Seconds that passed and seconds of the cores, of commands one after the other."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    elapsed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return elapsed, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def best(measurements):
    """The least of both times: what disturbs only ever adds."""
    return [min(column) for column in zip(*measurements)]


WAVE = bytes(3 * v if v < 85 else 510 - 3 * v if v < 170 else 3 * v - 510 for v in range(256))
TURN = math.radians(37)


def blank(folder, width, height):
    """A picture without content, which gives `cmif warp` the size of its output."""
    path = folder / f"blank-{width}x{height}.png"
    if not path.exists():
        write_png(path, [bytes(width)] * height)
    return path


def warp(choices, folder, source, size, matrix, name):
    """A picture of a size into which a matrix of two rows takes the source."""
    pose, path = folder / "pose.txt", folder / name
    pose.write_text("".join("\t".join(map(str, row)) + "\n" for row in matrix))
    subprocess.run(
        [choices.cmif, "warp", "--quiet", "--interpolation", "bicubic", "--fill", "0", "--pose", pose, "-o", path,
         blank(folder, *size), source],
        check=True,
    )
    return path


def window(choices, folder, scene, center, side, name, turn=0.0, scale=1.0):
    """A window of a scene about a point, turned and shrunk, with gray values that rise, fall and rise again."""
    c, s, middle = math.cos(turn) / scale, math.sin(turn) / scale, (side - 1) / 2
    x, y = center
    matrix = [[c, s, middle - c * x - s * y], [-s, c, middle + s * x - c * y]]
    path = warp(choices, folder, scene, (side, side), matrix, name)
    write_png(path, [row.translate(WAVE) for row in read_png(path)])
    return path


def enlarged(choices, folder, source, side, factor, name):
    """A picture enlarged to a side."""
    half = (factor - 1) / 2
    return warp(choices, folder, source, (side, side), [[factor, 0, half], [0, factor, half]], name)


def scene(choices, folder, seed):
    """A scene of 1024 x 1024: noise of four sizes of grain, added up."""
    source, layers = random.Random(seed), []
    for side in (16, 64, 256, 1024):
        path = folder / f"noise-{seed}-{side}.png"
        write_png(path, [source.randbytes(side) for _ in range(side)])
        layers.append(read_png(enlarged(choices, folder, path, 1024, 1024 / side, f"large-{path.name}")))
    path = folder / f"scene-{seed}.png"
    write_png(path, [
        bytes((6 * a + 5 * b + 4 * c + d) // 16 for a, b, c, d in zip(*rows))
        for rows in zip(*layers)
    ])
    return path


def bench_sizes(choices, folder, rows):
    base, other = scene(choices, folder, 1), scene(choices, folder, 2)
    scenes = {}
    for side in (512, 1024, 2048, 4096, 8192):
        if side <= choices.largest:
            scenes[side] = enlarged(
                choices, folder, base, side, side / 1024, f"scene-{side}.png")
    parts = {}
    for side, picture in scenes.items():
        center = (0.43 * side, 0.56 * side)
        parts[side] = [
            window(choices, folder, picture, center, side // 4, f"part-{side}-{turn}.png", turn)
            for turn in (TURN, 0)
        ]
    first, second, unrelated = (
        window(choices, folder, source, center, 600, f"window-{number}.png", turn, scale)
        for number, (source, center, turn, scale) in enumerate(
            [(base, (420, 420), 0, 1), (base, (480, 500), math.radians(12), 1.1),
             (other, (480, 500), 0, 1)]
        )
    )

    def time_of(arguments):
        command = [choices.cmif, *arguments, "--quiet", "--threads", str(choices.threads)]
        return statistics.median(measure([command])[0] for _ in range(3))

    unit = time_of(
        ["map", "--bins", "8", "--region", "same", scenes[1024], parts[1024][1], "-o",
         folder / "map.npy"])
    print(f"U = {unit:.3f} s")
    whole = ["--rotation", "-30:30", "--scale", "0.8:1.25", "--min-overlap", "0.3"]
    table = [
        (f"turns of 360 degrees, {side}² / {side // 4}²",
         ["align", "--rotation", "-180:180", scenes[side], parts[side][0]])
        for side in scenes
    ] + [
        ("turns and scales, two windows of 600²", ["align", *whole, first, second]),
        ("the same of different scenes", ["align", *whole, first, unrelated]),
    ] + [
        (f"shifts, {side}² / {side // 4}²", ["align", scenes[side], parts[side][1]])
        for side in scenes if side >= 2048
    ]
    for name, arguments in table:
        elapsed = time_of(arguments)
        print(f"{name:40} {elapsed:7.2f} s {elapsed / unit:7.1f} U", flush=True)


def bench_templates(choices, folder, rows):
    source = random.Random(1)
    reference, large = folder / "large.png", mosaic(rows)
    write_png(reference, large)
    templates = [folder / f"template-{i}.png" for i in range(choices.templates)]
    for template in templates:
        write_png(template, part(large, TEMPLATE, source))
    align = [choices.cmif, "align", "--threads", str(choices.threads), reference]
    together, alone = [], []
    for _ in range(choices.repeats):
        together.append(measure([align + templates]))
        alone.append(measure([align + [template] for template in templates]))
    (elapsed, cpu), (elapsed_alone, cpu_alone) = best(together), best(alone)
    print(
        f"{len(templates)} templates: {elapsed:.2f} s in one run, {elapsed_alone:.2f} s in "
        f"{len(templates)}: {100 * elapsed / elapsed_alone:.0f} % of the time, "
        f"{100 * cpu / cpu_alone:.0f} % of the cores' time"
    )


def bench_pairs(choices, folder, rows):
    source = random.Random(2)
    table = ["reference\ttemplate"]
    for i in range(choices.pairs):
        path = folder / f"part-{i}.png"
        write_png(path, part(rows, PART, source))
        table.append(f"{PORTRAIT}\t{path}")
    (folder / "pairs.tsv").write_text("\n".join(table) + "\n")
    batch = [choices.cmif, "batch", folder / "pairs.tsv", "--threads", str(choices.threads)]
    runs = [measure([batch]) for _ in range(choices.repeats)]
    elapsed, cpu = max(runs, key=lambda run: run[1] / run[0])
    print(
        f"{choices.pairs} pairs: {elapsed:.2f} s, {choices.pairs / elapsed:.0f} a second, "
        f"{100 * cpu / elapsed / choices.threads:.0f} % of {choices.threads} cores busy"
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cmif", required=True)
    parser.add_argument("--only", choices=["sizes", "templates", "pairs"])
    parser.add_argument("--largest", type=int, default=8192)
    parser.add_argument("--templates", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    choices = parser.parse_args()
    rows = read_png(PORTRAIT)
    with tempfile.TemporaryDirectory() as name:
        benches = {"sizes": bench_sizes, "templates": bench_templates, "pairs": bench_pairs}
        for bench in [choices.only] if choices.only else benches:
            benches[bench](choices, pathlib.Path(name), rows)


main()

#!/usr/bin/env python3
"""Measures what many templates in one run and many pairs in one run save.

Usage: bench_tool.py --cmif PROGRAM [--templates N] [--pairs N] [--repeats N] [--threads N]

Templates: N parts of 128 x 128 of a picture of 1024 x 1024 are aligned by one run, and each by a run of its
own. Printed is the one run's share of the time of the many: of the time that passed, and of the cores' time.

Pairs: N parts of 96 x 96 are aligned with a picture of 256 x 256 by `cmif batch`. Printed is how busy that kept
the cores: their time over the time that passed and the number of threads. Other programs at work
on the machine lower it.

The pictures are made of Fixtures/demo/portrait.png. The standard library is all that is needed.
"""

import argparse
import os
import pathlib
import random
import resource
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
    wave = bytes(3 * v if v < 85 else 510 - 3 * v if v < 170 else 3 * v - 510 for v in range(256))
    return [row[x : x + side].translate(wave) for row in rows[y : y + side]]


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
    parser.add_argument("--templates", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=500)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    choices = parser.parse_args()
    rows = read_png(PORTRAIT)
    with tempfile.TemporaryDirectory() as name:
        bench_templates(choices, pathlib.Path(name), rows)
        bench_pairs(choices, pathlib.Path(name), rows)


main()

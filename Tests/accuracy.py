#!/usr/bin/env python3
"""Counts how often `cmif align` finds the true pose of real pairs.

Usage: accuracy.py --cmif PROGRAM DIR [--rows FILE] [-- OPTION ...]

DIR/cases.json is a list of objects:

    {"id": "any name",
     "track": "template" | "rigid" | "overlap" | "similarity",
     "source": "where the pair is from",
     "ref": "a PNG file, by its path from DIR", "tmpl": "another one",
     "matrix": [[m00, m01, x], [m10, m11, y]]}

`matrix` is the true map from template to reference pixel coordinates: x to the right, y downward, a pixel's
middle at whole numbers. The track says what is searched: `template` no turn, `rigid` any turn, `overlap` turns
up to 20 degrees either way, `similarity` any turn and scales from 0.8 to 1.25. OPTIONs are passed on to every
`cmif align`, after those of the track.

The error of an answer is the mean distance, in reference pixels, of the template's four corners from where
they belong. An answer is right when that is within 2 % of the template's diagonal. A run that gives no answer
counts as wrong. --rows writes a line for each answer, as Tests/Confidence/fit.py reads them. The standard library is
all that is needed.
"""

import argparse
import csv
import json
import math
import pathlib
import statistics
import struct
import subprocess
import sys
import time

TRACKS = {
    "template": [],
    "rigid": ["--rotation", "-180:180"],
    "overlap": ["--rotation", "-20:20"],
    "similarity": ["--rotation", "-180:180", "--scale", "0.8:1.25"],
}


def size_of(png):
    """Width and height, from the first chunk of a PNG file."""
    with open(png, "rb") as file:
        return struct.unpack(">II", file.read(24)[16:24])


def corners(matrix, size):
    """Where the four corners of a template land."""
    right, bottom = size[0] - 1, size[1] - 1
    return [
        (a * x + b * y + c, d * x + e * y + f)
        for (a, b, c), (d, e, f) in [matrix]
        for x in (0, right)
        for y in (0, bottom)
    ]


def measure(program, folder, case, options):
    """One run: error (infinite without an answer), the error allowed, confidence and seconds."""
    template = folder / case["tmpl"]
    command = [program, "align", "--format", "json", *TRACKS[case["track"]], *options]
    start = time.perf_counter()
    run = subprocess.run(
        [*command, folder / case["ref"], template], capture_output=True, text=True
    )
    seconds = time.perf_counter() - start
    if run.returncode != 0 or not run.stdout:
        print(f"{case['id']}: {run.stderr.strip()}", file=sys.stderr)
        return {"error": math.inf, "allowed": 0, "confidence": 0, "prominence": 0, "seconds": seconds}
    answer = json.loads(run.stdout)
    size = size_of(template)
    pairs = zip(corners(answer["matrix"], size), corners(case["matrix"], size))
    return {
        "error": statistics.mean(math.dist(a, b) for a, b in pairs),
        "allowed": 0.02 * math.hypot(*size),
        "confidence": answer["confidence"],
        "prominence": answer["prominence"],
        "seconds": seconds,
    }


def share(part, whole):
    return f"{100 * len(part) / len(whole):.0f} %" if whole else "- %"


def report(track, rows):
    right = [row for row in rows if row["error"] <= row["allowed"]]
    fine = [row for row in rows if row["error"] <= 3]
    sure = [row for row in rows if row["confidence"] >= 0.9]
    sure_and_right = [row for row in right if row["confidence"] >= 0.9]
    silent = sum(math.isinf(row["error"]) for row in rows)
    error = f"{statistics.median(row['error'] for row in right):.2f}" if right else "-"
    print(
        f"{track:10s} {len(rows):2d} cases: {share(right, rows)} right, "
        f"{share(fine, rows)} within 3 px, median error {error} px, "
        f"median {statistics.median(row['seconds'] for row in rows):.3f} s"
        + (f", {silent} without answer" if silent else "")
    )
    if sure:
        print(
            f"{'':11s} confidence 0.9 or more: {len(sure)} answers, "
            f"{share(sure_and_right, sure)} right, {share(sure_and_right, right)} of the right ones"
        )


def write(path, rows):
    """Writes a line for each answer."""
    columns = ["source", "track", "prominence", "error", "allowed"]
    with open(path, "w", newline="") as file:
        table = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        table.writeheader()
        table.writerows({key: f"{row[key]:.4f}" if key in columns[2:] else row[key] for key in columns} for row in rows)


def main():
    arguments = sys.argv[1:]
    split = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(usage="accuracy.py --cmif PROGRAM DIR [--rows FILE] [-- OPTION ...]")
    parser.add_argument("--cmif", required=True)
    parser.add_argument("--rows", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path)
    choices = parser.parse_args(arguments[:split])
    rows = {track: [] for track in TRACKS}
    for case in json.loads((choices.folder / "cases.json").read_text()):
        row = measure(choices.cmif, choices.folder, case, arguments[split + 1 :])
        rows[case["track"]].append({"source": case.get("source", ""), "track": case["track"], **row})
    if choices.rows:
        write(choices.rows, [row for measured in rows.values() for row in measured])
    for track, measured in rows.items():
        if measured:
            report(track, measured)


main()

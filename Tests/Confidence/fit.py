#!/usr/bin/env python3
"""Fits confidence and precision to searches whose true answers are known.

Usage: fit.py [ROWS]

ROWS (by default rows.csv beside this script) has a line for each search: the source of the pair, what was searched,
the prominence of the answer, its error in pixels (the mean distance of the template's corners from where they belong)
and the error that counts as right. `make accuracy CASES=DIR ROWS=FILE` writes such rows, and so does `make trust
CASES=DIR ROWS=FILE`, of spoilt pairs and of unrelated ones, whose error is inf.

Prints the slope and the offset of a logistic curve over the logarithm of the prominence; how well each source is
predicted by a fit to all others; how many answers are right of each confidence that the tool gives; and the two terms
of the precision, those of the highest likelihood over the right answers of the tracks, with the share of errors within
once and twice the precision. The standard library is all that is needed.
"""

import csv
import math
import pathlib
import sys

# The confidence of the tool, which is a little below that of the fit.
TOOL = 6.6, -3.0
TRACKS = "template", "rigid", "overlap", "similarity"
EDGES = (0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1)


def read(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["prominence"], row["error"] = float(row["prominence"]), float(row["error"])
        row["right"] = row["error"] <= float(row["allowed"])
        row["x"] = math.log(max(row["prominence"], 0.01))
    return rows


def logistic(rows):
    """Slope and offset of the log odds over x, by Newton's method."""
    slope = offset = 0.0
    for _ in range(50):
        gradient, curvature = [0.0, 0.0], [1e-9, 0.0, 1e-9]
        for row in rows:
            share = 1 / (1 + math.exp(-(slope * row["x"] + offset)))
            rest, weight = row["right"] - share, share * (1 - share)
            gradient[0] += rest * row["x"]
            gradient[1] += rest
            curvature[0] += weight * row["x"] ** 2
            curvature[1] += weight * row["x"]
            curvature[2] += weight
        determinant = curvature[0] * curvature[2] - curvature[1] ** 2
        slope += (curvature[2] * gradient[0] - curvature[1] * gradient[1]) / determinant
        offset += (curvature[0] * gradient[1] - curvature[1] * gradient[0]) / determinant
    return slope, offset


def confidence(row, fit):
    return 1 / (1 + math.exp(-(fit[0] * row["x"] + fit[1])))


def loss(rows, fit):
    """The mean negative log-likelihood."""
    shares = [confidence(row, fit) if row["right"] else 1 - confidence(row, fit) for row in rows]
    return -sum(math.log(max(share, 1e-12)) for share in shares) / len(rows)


def precision(row, least, noise):
    return math.hypot(least, noise / max(row["prominence"], 1))


def likeliest(rows):
    """The two terms of the precision."""

    def cost(terms):
        sigmas = [precision(row, *terms) for row in rows]
        return sum(math.log(s) + row["error"] ** 2 / (2 * s * s) for s, row in zip(sigmas, rows))

    return min(((a / 10, b / 10) for a in range(3, 25) for b in range(0, 120)), key=cost)


def main():
    path = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "rows.csv"
    rows = read(path)
    fit = logistic(rows)
    sure = math.exp((math.log(9) - fit[1]) / fit[0])
    print(f"confidence = 1 / (1 + exp({-fit[1]:.1f} - {fit[0]:.1f} ln p)), 0.9 at p = {sure:.2f}; loss {loss(rows, fit):.3f}")
    for source in sorted({row["source"] for row in rows}):
        own = [row for row in rows if row["source"] == source]
        other = logistic([row for row in rows if row["source"] != source])
        right = [row["right"] for row in own if confidence(row, other) >= 0.9]
        print(
            f"  {source:12s} {len(own):3d} rows, loss {loss(own, fit):.3f}, {loss(own, other):.3f} fitted to the others:"
            f" {sum(right)} of {len(right)} sure ones right"
        )
    for low, high in zip(EDGES, EDGES[1:]):
        inside = [row["right"] for row in rows if low <= confidence(row, TOOL) < high + (high == 1)]
        print(f"  {low:.2f} to {high:.2f}: {sum(inside)} of {len(inside)} right")
    tracks = [row for row in rows if row["right"] and row["track"] in TRACKS]
    least, noise = likeliest(tracks)
    shares = [
        sum(row["error"] <= times * precision(row, least, noise) for row in tracks) / len(tracks) for times in (1, 2)
    ]
    print(f"precision = sqrt({least:.1f}^2 + ({noise:.1f} / p)^2): {shares[0]:.2f} within, {shares[1]:.2f} within twice")


main()

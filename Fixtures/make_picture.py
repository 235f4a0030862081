#!/usr/bin/env python3
"""Makes Fixtures/demo/run.png, which README shows: a real run of the tool on the demonstration's pair.

Needs Pillow; `make picture` calls it with the tool that has been built.
"""

import argparse
import pathlib
import subprocess
import tempfile

from PIL import Image, ImageDraw, ImageFont

DEMO = pathlib.Path(__file__).parent / "demo"
REFERENCE, TEMPLATE = DEMO / "bay_green.png", DEMO / "bay_infrared.png"
SEARCH = ["--rotation", "-30:30", "--scale", "0.8:1.25"]
HEIGHT, MARGIN, GAP, HEADING = 319, 24, 20, 74
PAPER, INK, PENCIL = "#ffffff", "#1f2328", "#59636e"


def cmif(tool, command, *options):
    """What the tool prints for the pair."""
    line = [tool, command, *SEARCH, str(REFERENCE), str(TEMPLATE), *options]
    return subprocess.run(line, check=True, stdout=subprocess.PIPE, text=True).stdout


def panels(tool, folder):
    """Heading, explanation and picture of each panel."""
    angle, scale = (float(column) for column in cmif(tool, "align").split("\t")[2:4])
    laid = folder / "overlay.png"
    cmif(tool, "overlay", "--style", "edges", "-o", str(laid))
    return [
        ("reference", "San Francisco Bay in green light", Image.open(REFERENCE)),
        ("template", "a part of it in infrared light", Image.open(TEMPLATE)),
        ("overlay", f"template's edges, turned {angle:.0f}°, scale {scale:.1f}", Image.open(laid)),
    ]


def composed(panels):
    """All panels side by side, of one height, each below its heading."""
    pictures = [picture.convert("RGB").resize(
        (round(picture.width * HEIGHT / picture.height), HEIGHT), Image.Resampling.LANCZOS)
        for _, _, picture in panels]
    width = sum(picture.width for picture in pictures) + GAP * (len(panels) - 1) + 2 * MARGIN
    sheet = Image.new("RGB", (width, MARGIN + HEADING + HEIGHT + MARGIN), PAPER)
    draw = ImageDraw.Draw(sheet)
    left = MARGIN
    for (heading, text, _), picture in zip(panels, pictures):
        draw.text((left, MARGIN - 6), heading, INK, ImageFont.load_default(28))
        draw.text((left, MARGIN + 32), text, PENCIL, ImageFont.load_default(19))
        sheet.paste(picture, (left, MARGIN + HEADING))
        left += picture.width + GAP
    return sheet


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cmif", required=True, help="the tool")
    tool = parser.parse_args().cmif
    with tempfile.TemporaryDirectory() as folder:
        sheet = composed(panels(tool, pathlib.Path(folder)))
    # Every other level is enough for the eye, and takes a fifth less room.
    sheet.point(lambda level: min(255, (level + 1) // 2 * 2)).save(DEMO / "run.png", optimize=True)


if __name__ == "__main__":
    main()

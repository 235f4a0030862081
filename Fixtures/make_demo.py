#!/usr/bin/env python3
"""Makes the pair of San Francisco Bay in Fixtures/demo from a picture that a Python package ships.

Needs numpy and Pillow, and pip to download a package into a temporary folder. Run it without arguments from
anywhere; it writes the same pixels every time.
"""

import io

import numpy as np
from PIL import Image

from make_fixtures import package, save

LOCALTILESERVER = "localtileserver==1.0.0"
# A pixel of the reference is the mean of as many pixels of the source each way.
SHRINK = 6
# The template's side, and where it lies: its middle on the reference, its turn and its scale.
SIDE, MIDDLE, DEGREES, SCALE = 128, (130, 160), 25, 1.1


def picture(values):
    """Blocks of SHRINK x SHRINK values as pixels, the brightest half percent white."""
    height, width = (side // SHRINK for side in values.shape)
    blocks = values[:height * SHRINK, :width * SHRINK].reshape(height, SHRINK, width, SHRINK)
    means = blocks.mean((1, 3))
    return np.rint(255 * np.minimum(means / np.percentile(means, 99.5), 1)).astype(np.uint8)


def turned_part(values):
    """The values at the points, SHRINK x SHRINK to each, of the template's pixels."""
    along = (np.arange(SIDE * SHRINK) + 0.5) / SHRINK - SIDE / 2
    across, down = np.meshgrid(along, along)
    turn = SCALE * np.exp(1j * np.radians(DEGREES))
    points = (across + 1j * down) * turn + complex(*MIDDLE)
    row, column = (np.rint((part + 0.5) * SHRINK - 0.5).astype(int) for part in (points.imag, points.real))
    return values[row, column]


def main():
    tiff = package(LOCALTILESERVER).read("localtileserver/tiler/data/landsat7.tif")
    infrared, _, green = np.asarray(Image.open(io.BytesIO(tiff))).transpose(2, 0, 1)
    save("bay_green.png", picture(green))
    save("bay_infrared.png", picture(turned_part(infrared)))
    corner = complex(*MIDDLE) - (SIDE - 1) / 2 * (1 + 1j) * SCALE * np.exp(1j * np.radians(DEGREES))
    print(f"The template's top left pixel lies at x = {corner.real:.2f}, y = {corner.imag:.2f}.")


if __name__ == "__main__":
    main()

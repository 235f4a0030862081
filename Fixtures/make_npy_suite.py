#!/usr/bin/env python3
"""Writes Fixtures/npy: an array of every kind that is read, and expected.json with its values.

The files are NumPy's own, so that the tool's reader and writer do not vouch for each other. Needs Python
with NumPy 2. Run it without arguments from anywhere.
"""

import json
import pathlib

import numpy

FOLDER = pathlib.Path(__file__).parent / "npy"
MODELS = {1: "gray", 3: "rgb", 4: "rgba"}
TYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "float32", "float64"]
HEIGHT, WIDTH = 5, 7


def random_values(generator, dtype, shape):
    """Numbers over the whole range of a type, its ends among them."""
    if dtype == "bool":
        return generator.integers(0, 2, shape).astype(bool)
    if dtype.startswith("float"):
        values = generator.normal(-3, 1000, shape).astype(dtype)
        values.flat[:2] = [-1e30, 1e30] if dtype == "float32" else [-1e308, 1e308]
        return values
    limits = numpy.iinfo(dtype)
    values = generator.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True)
    values.flat[:2] = [limits.min, limits.max]
    return values


def cases():
    """Names, arrays and versions of the format."""
    generator = numpy.random.default_rng(1)
    for dtype in TYPES:
        values = random_values(generator, dtype, (HEIGHT, WIDTH))
        yield dtype, values, None
        yield f"{dtype}_big_endian", values.astype(values.dtype.newbyteorder(">")), None
        yield f"{dtype}_fortran", numpy.asfortranarray(values), None
        for channels in MODELS:
            values = random_values(generator, dtype, (HEIGHT, WIDTH, channels))
            yield f"{dtype}_{channels}_channels", values, None
    values = random_values(generator, "int16", (HEIGHT, WIDTH, 3)).astype(">i2")
    yield "int16_big_endian_fortran_3_channels", numpy.asfortranarray(values), None
    holes = random_values(generator, "float32", (HEIGHT, WIDTH))
    holes[1:3, 2:5] = [[numpy.nan, numpy.inf, -numpy.inf]] * 2
    yield "float32_holes", holes, None
    holes = random_values(generator, "float64", (HEIGHT, WIDTH, 3))
    holes[2, 3, 1] = holes[4, 6] = numpy.nan
    yield "float64_holes_3_channels", holes, None
    yield "float32_only_holes", numpy.full((2, 2), numpy.nan, "float32"), None
    yield "float64_constant", numpy.full((3, 2), -7.25), None
    yield "uint8_1_pixel", numpy.array([[200]], "uint8"), None
    yield "uint8_1_row", random_values(generator, "uint8", (1, 9)), None
    yield "uint8_1_column", random_values(generator, "uint8", (9, 1)), None
    for version in [(2, 0), (3, 0)]:
        yield f"uint16_version_{version[0]}", random_values(generator, "uint16", (4, 3)), version


def main():
    FOLDER.mkdir(exist_ok=True)
    expected = {}
    for name, array, version in cases():
        with open(FOLDER / f"{name}.npy", "wb") as file:
            numpy.lib.format.write_array(file, array, version)
        channels = array.shape[2] if array.ndim > 2 else 1
        expected[name] = {
            "width": array.shape[1], "height": array.shape[0], "model": MODELS[channels],
            "number": array.dtype.newbyteorder("=").name,
            "values": [float(v) if numpy.isfinite(v) else None for v in array.flatten("C")],
        }
    entries = (f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}"
               for name, value in expected.items())
    (FOLDER / "expected.json").write_text("{\n" + ",\n".join(entries) + "\n}\n")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes Fixtures/tiff: a page of every kind that is read, and expected.json with its numbers.

The files are those of tifffile and Pillow, so that the tool's reader and writer do not vouch for each other. Needs
Python with NumPy, tifffile, imagecodecs and Pillow. Run it without arguments from anywhere.
"""

import json
import pathlib

import numpy
import tifffile
from PIL import Image

FOLDER = pathlib.Path(__file__).parent / "tiff"
HEIGHT, WIDTH = 5, 7
INTEGERS = ["uint8", "uint16", "int8", "int16", "uint32", "int32"]
# An area of UTM zone 33 with pixels of 10 m, as GDAL writes it.
GEO = [
    (33550, "d", 3, (10.0, 10.0, 0.0)),
    (33922, "d", 6, (0.0, 0.0, 0.0, 399960.0, 5900040.0, 0.0)),
    (34735, "H", 16, (1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 32633)),
    (34736, "d", 2, (6378137.0, 298.257223563)),
    (34737, "s", 0, "WGS 84 / UTM zone 33N|WGS 84|"),
]
MATRIX = (8.0, 6.0, 0.0, 500000.0, 6.0, -8.0, 0.0, 4600000.0, 0, 0, 0, 0, 0, 0, 0, 1.0)


def numbers(generator, dtype, shape):
    """Numbers over the whole range of a type, its ends among them."""
    if dtype.startswith("float"):
        values = generator.normal(-3, 1000, shape).astype(dtype)
        values.flat[:2] = [-1e30, 1e30]
        return values
    limits = numpy.iinfo(dtype)
    values = generator.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True)
    values.flat[:2] = [limits.min, limits.max]
    return values


def smooth(shape):
    """A picture that lossy compression changes little."""
    rows, columns = numpy.mgrid[: shape[0], : shape[1]]
    plane = (40 + 5 * rows + 3 * columns).astype("uint8")
    return plane if len(shape) == 2 else numpy.stack([plane, 255 - plane, plane // 2 + 60], axis=-1)


def cases():
    """Names, stored arrays, expected arrays (none for what Pillow decodes) and tifffile's options."""
    generator = numpy.random.default_rng(1)
    many = (19, 21)
    for dtype in INTEGERS + ["float32", "float64"]:
        values = numbers(generator, dtype, (HEIGHT, WIDTH))
        yield dtype, values, values, {}
        yield f"{dtype}_big_endian", values, values, {"byteorder": ">"}
        yield f"{dtype}_strips", values, values, {"rowsperstrip": 2}
        values = numbers(generator, dtype, (HEIGHT, WIDTH, 3))
        yield f"{dtype}_rgb", values, values, {"photometric": "rgb"}
    for dtype in ["uint8", "uint16", "float32"]:
        values = numbers(generator, dtype, many)
        yield f"{dtype}_tiles", values, values, {"tile": (16, 16), "compression": "lzw"}
        values = numbers(generator, dtype, (HEIGHT, WIDTH, 4))
        if dtype != "uint16":
            values[..., 3] = abs(values[..., 3])
        yield f"{dtype}_rgba", values, values, {"photometric": "rgb", "extrasamples": ["unassalpha"]}
        yield f"{dtype}_rgb_and_more", values, values[..., :3], {
            "photometric": "rgb", "extrasamples": ["unspecified"]}
        values = numbers(generator, dtype, (HEIGHT, WIDTH, 2))
        values[..., 1] = abs(values[..., 1])
        yield f"{dtype}_gray_alpha", values, values, {
            "photometric": "minisblack", "planarconfig": "contig", "extrasamples": ["unassalpha"]}
        planes = numbers(generator, dtype, (3, HEIGHT, WIDTH))
        yield f"{dtype}_planes", planes, planes.transpose(1, 2, 0), {
            "photometric": "rgb", "planarconfig": "separate"}
        planes = numbers(generator, dtype, (3, 18, 17))
        yield f"{dtype}_planes_of_tiles", planes, planes.transpose(1, 2, 0), {
            "photometric": "rgb", "planarconfig": "separate", "tile": (16, 16), "byteorder": ">"}
    values = numbers(generator, "uint16", many)
    for compression in ["lzw", "deflate", "adobe_deflate", "packbits", "zstd", "lzma"]:
        yield f"uint16_{compression}", values, values, {"compression": compression}
    yield "uint16_predictor", values, values, {
        "compression": "lzw", "predictor": True, "byteorder": ">"}
    values = numbers(generator, "float32", many)
    yield "float32_predictor", values, values, {"compression": "adobe_deflate", "predictor": True}
    color = smooth((32, 32, 3))
    yield "uint8_ycbcr_jpeg", color, None, {
        "photometric": "ycbcr", "compression": "jpeg", "subsampling": (2, 2)}
    yield "uint8_rgb_webp", color, color, {
        "photometric": "rgb", "compression": "webp", "compressionargs": {"lossless": True}}
    values = generator.integers(0, 2, (HEIGHT, WIDTH)).astype(bool)
    yield "bits_1", values, values, {"photometric": "minisblack"}
    yield "bits_1_white_is_zero", values, ~values, {"photometric": "miniswhite"}
    values = numbers(generator, "uint16", (HEIGHT, WIDTH))
    yield "uint16_white_is_zero", values, 65535 - values, {"photometric": "miniswhite"}
    values = numbers(generator, "uint8", (HEIGHT, WIDTH))
    colors = generator.integers(0, 256, (3, 256)).astype("uint16")
    palette = colors.T[values]
    yield "palette", values, palette, {"photometric": "palette", "colormap": colors * 257}
    yield "palette_of_8_bits", values, palette, {"photometric": "palette", "colormap": colors}
    holes = numbers(generator, "float32", (HEIGHT, WIDTH))
    holes[1:3, 2:5] = [[numpy.nan, numpy.inf, -numpy.inf]] * 2
    yield "float32_holes", holes, holes, {}
    values = numbers(generator, "uint16", (HEIGHT, WIDTH))
    yield "uint16_bigtiff", values, values, {"bigtiff": True}
    yield "uint16_bigtiff_big_endian", values, values, {"bigtiff": True, "byteorder": ">"}
    yield "uint16_geo", values, values, {"extratags": [tag + (True,) for tag in GEO]}
    yield "uint16_geo_matrix", values, values, {
        "extratags": [(34264, "d", 16, MATRIX, True)] + [tag + (True,) for tag in GEO[2:]]}
    for dtype, text in [("int16", "-9999"), ("uint8", "7"), ("float32", "-3.40282e+38")]:
        values = numbers(generator, dtype, (HEIGHT, WIDTH))
        values[1:4, 2:4] = float(text)
        expected = numpy.where(values == numpy.array(float(text), dtype), numpy.nan, values)
        yield f"{dtype}_no_data", values, expected, {"extratags": [(42113, "s", 0, text, True)]}
    values = numbers(generator, "uint8", (HEIGHT, WIDTH, 3))
    values[2, 1:3] = 0
    values[4, 4, :2] = 0
    expected = values.astype("float64")
    expected[2, 1:3] = numpy.nan
    yield "uint8_rgb_no_data", values, expected, {
        "photometric": "rgb", "extratags": [(42113, "s", 0, "0", True)]}
    opacity = numpy.array([0, 1, 51, 128, 200, 254, 255], "uint8")
    colors = numpy.minimum(numbers(generator, "uint8", (HEIGHT, WIDTH)), opacity).astype(int)
    full = opacity.astype(int)
    divided = numpy.where(full, (colors * 255 + full // 2) // numpy.maximum(full, 1), colors)
    both = numpy.broadcast_to(opacity, colors.shape)
    yield "uint8_premultiplied", numpy.stack([colors, both], -1).astype("uint8"), numpy.stack([divided, both], -1), {
        "photometric": "minisblack", "planarconfig": "contig", "extrasamples": ["assocalpha"]}


def pillow_cases():
    """Names, pictures, and Pillow's compressions of them."""
    bits = numpy.random.default_rng(2).integers(0, 2, (HEIGHT, 40)).astype(bool)
    for compression in ["group3", "group4"]:
        yield f"bits_1_{compression}", bits, compression
    yield "uint8_jpeg", smooth((32, 32)), "jpeg"
    yield "uint8_rgb_jpeg", smooth((32, 32, 3)), "jpeg"


def entry(array, kind, tolerance=0):
    """What is expected of a page."""
    channels = array.shape[2] if array.ndim > 2 else 1
    return {
        "width": array.shape[1], "height": array.shape[0],
        "model": ["gray", "grayAlpha", "rgb", "rgba"][channels - 1], "number": kind,
        "tolerance": tolerance,
        "values": [float(v) if numpy.isfinite(v) else None for v in array.flatten("C")],
    }


def main():
    FOLDER.mkdir(exist_ok=True)
    expected = {}
    for name, stored, wanted, options in cases():
        file = {key: options.pop(key) for key in ["bigtiff", "byteorder"] if key in options}
        options = {"photometric": "minisblack", "metadata": None, "software": False} | options
        with tifffile.TiffWriter(FOLDER / f"{name}.tif", **file) as writer:
            writer.write(stored, **options)
        kind = "bool" if stored.dtype == bool else stored.dtype.name
        # JPEG loses a little, and programs that decode it may differ by some roundings.
        lossy = wanted is None
        wanted = numpy.asarray(Image.open(FOLDER / f"{name}.tif")) if lossy else wanted
        expected[name] = entry(wanted, kind, 4 if lossy else 0)
    for name, picture, compression in pillow_cases():
        path = FOLDER / f"{name}.tif"
        Image.fromarray(picture).save(path, compression=compression)
        wanted = numpy.asarray(Image.open(path))
        kind = "bool" if picture.dtype == bool else "uint8"
        expected[name] = entry(wanted, kind, 2 if compression == "jpeg" else 0)
    pages = [numpy.full((page, 4), page, "uint8") for page in (1, 2, 3)]
    with tifffile.TiffWriter(FOLDER / "pages.tif") as writer:
        for page in pages:
            writer.write(page, photometric="minisblack", metadata=None, software=False)
    entries = (f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}"
               for name, value in expected.items())
    (FOLDER / "expected.json").write_text("{\n" + ",\n".join(entries) + "\n}\n")


if __name__ == "__main__":
    main()

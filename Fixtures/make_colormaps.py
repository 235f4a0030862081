#!/usr/bin/env python3
"""Makes the tables of the tool's colour maps from the values that matplotlib publishes.

Needs pip to download matplotlib into a temporary folder; nothing of it is run. Run it without
arguments from anywhere. It writes Fixtures/colormaps/*.csv, the published values, red, green and blue
of 256 colours from 0 to 1, and Sources/CMIFTool/Map/ColormapTables.swift, the same in 8 bits.
"""

import ast
import pathlib
import subprocess
import sys
import tempfile
import zipfile

MATPLOTLIB = "matplotlib==3.10.7"
NAMES = ["viridis", "magma"]
FOLDER = pathlib.Path(__file__).parent
TABLES = FOLDER.parent / "Sources/CMIFTool/Map/ColormapTables.swift"
HEAD = '''\
// Written by Fixtures/make_colormaps.py.

/// The colour maps of matplotlib by Nathaniel J. Smith, Stefan van der Walt and (viridis) Eric Firing,
/// in the public domain (CC0): red, green and blue of 256 colours, two hexadecimal digits each.
extension Colormap {
'''


def published():
    """The lists of colours in matplotlib's source, by their names."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                        "--only-binary=:all:", "--dest", folder, MATPLOTLIB], check=True)
        wheel = zipfile.ZipFile(next(pathlib.Path(folder).glob("*.whl")))
        source = wheel.read("matplotlib/_cm_listed.py").decode()
    assignments = [node for node in ast.parse(source).body if isinstance(node, ast.Assign)]
    values = {node.targets[0].id: node.value for node in assignments
              if isinstance(node.targets[0], ast.Name)}
    return {name: ast.literal_eval(values[f"_{name}_data"]) for name in NAMES}


def swift(name, colors):
    """A table as a string of Swift, 15 colours a line."""
    digits = ["".join(f"{round(255 * part):02x}" for part in color) for color in colors]
    lines = ["".join(digits[start:start + 15]) for start in range(0, 256, 15)]
    body = "".join(f"    {line}\n" for line in lines)
    return f'  static let {name}Table = """\n{body}    """\n'


def main():
    maps = published()
    (FOLDER / "colormaps").mkdir(exist_ok=True)
    for name, colors in maps.items():
        lines = [",".join(map(str, color)) + "\n" for color in colors]
        (FOLDER / f"colormaps/{name}.csv").write_text("".join(lines))
    tables = "\n".join(swift(name, colors) for name, colors in maps.items())
    TABLES.write_text(HEAD + tables + "}\n")


if __name__ == "__main__":
    main()

"""Gray PNG files of 8 bits, read and written with the standard library alone."""

import struct
import zlib


def chunk(name, data):
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)


def write_png(path, rows):
    """Writes rows of gray bytes."""
    header = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + bytes(row) for row in rows), 6)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def paeth(a, b, c):
    p = a + b - c
    return min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]


def read_png(path):
    """The rows of a gray PNG of 8 bits, not interlaced."""
    data = path.read_bytes()
    width, compressed, position = struct.unpack(">I", data[16:20])[0], b"", 8
    while position < len(data):
        (length,) = struct.unpack(">I", data[position : position + 4])
        if data[position + 4 : position + 8] == b"IDAT":
            compressed += data[position + 8 : position + 8 + length]
        position += length + 12
    pixels, rows = zlib.decompress(compressed), [bytes(width)]
    predict = [
        lambda a, b, c: 0, lambda a, b, c: a, lambda a, b, c: b, lambda a, b, c: (a + b) // 2, paeth
    ]
    for start in range(0, len(pixels), width + 1):
        row, left, corner = bytearray(), 0, 0
        for value, above in zip(pixels[start + 1 : start + 1 + width], rows[-1]):
            left = (value + predict[pixels[start]](left, above, corner)) & 255
            corner = above
            row.append(left)
        rows.append(bytes(row))
    return rows[1:]

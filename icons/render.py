#!/usr/bin/env python3
"""Draws icons/sauvegarde.svg as sauvegarde.ico and .png for Windows and sauvegarde.icns for macOS.

All are kept in the repository, so that nothing has to be drawn to build the program. Run it again
after a change of the SVG; it needs rsvg-convert (Debian: librsvg2-bin).
"""

import pathlib
import struct
import subprocess
import zlib

HERE = pathlib.Path(__file__).parent
SVG = HERE / "sauvegarde.svg"
ICO_SIZES = [16, 20, 24, 32, 40, 48, 64, 256]
# Apple's names of the sizes: https://en.wikipedia.org/wiki/Apple_Icon_Image_format
ICNS_SIZES = {"icp4": 16, "icp5": 32, "ic07": 128, "ic08": 256, "ic09": 512, "ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512}


def png(size: int) -> bytes:
    command = ["rsvg-convert", f"--width={size}", f"--height={size}", str(SVG)]
    return subprocess.run(command, check=True, capture_output=True).stdout


def pixels(data: bytes, size: int) -> list[bytearray]:
    """The rows of an 8-bit RGBA PNG."""
    packed, at = b"", 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        if kind == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += length + 12
    raw, width, rows = zlib.decompress(packed), size * 4, [bytearray(size * 4)]
    for start in range(0, size * (width + 1), width + 1):
        row, above = bytearray(raw[start + 1 : start + 1 + width]), rows[-1]
        for i in range(width):
            left, up, corner = (row[i - 4], above[i], above[i - 4]) if i > 3 else (0, above[i], 0)
            guess = left + up - corner
            nearest = min((left, up, corner), key=lambda value: abs(guess - value))
            row[i] = (row[i] + [0, left, up, (left + up) // 2, nearest][raw[start]]) % 256
        rows.append(row)
    return rows[1:]


def bitmap(size: int) -> bytes:
    """What every program reads; PNG is for the largest size only."""
    header = struct.pack("<IiiHHIIiiII", 40, size, size * 2, 1, 32, 0, 0, 0, 0, 0, 0)
    colours = b""
    for row in reversed(pixels(png(size), size)):
        colours += b"".join(bytes((row[i + 2], row[i + 1], row[i], row[i + 3])) for i in range(0, len(row), 4))
    mask = bytes((size + 31) // 32 * 4 * size)
    return header + colours + mask


def ico() -> bytes:
    images = [(size, bitmap(size) if size < 256 else png(size)) for size in ICO_SIZES]
    header = struct.pack("<HHH", 0, 1, len(images))
    offset = len(header) + 16 * len(images)
    entries = b""
    for size, data in images:
        # 256 is written as 0.
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return header + entries + b"".join(data for _, data in images)


def icns() -> bytes:
    chunks = b""
    for name, size in ICNS_SIZES.items():
        data = png(size)
        chunks += name.encode() + struct.pack(">I", len(data) + 8) + data
    return b"icns" + struct.pack(">I", len(chunks) + 8) + chunks


(HERE / "sauvegarde.ico").write_bytes(ico())
(HERE / "sauvegarde.png").write_bytes(png(256))
(HERE / "sauvegarde.icns").write_bytes(icns())

#!/usr/bin/env python3
"""Draws the app's mark, the star {8/2} with its inner star, and every icon size the bundles need.

Needs rsvg-convert (librsvg2-bin) and convert (imagemagick). Run it again after changing the mark.
"""
import math
import pathlib
import struct
import subprocess

HERE = pathlib.Path(__file__).parent
PETROL, PAPER = "#0c525f", "#fcfcf9"
SQUARE_SIZES = {"32x32.png": 32, "128x128.png": 128, "128x128@2x.png": 256, "icon.png": 512}
ICNS_TYPES = {b"ic07": 128, b"ic08": 256, b"ic09": 512, b"ic10": 1024}


def star(radius, turn):
    """Sixteen points: outer at 45k degrees, inner between them at R cos 45 / cos 22.5."""
    inner = radius * math.cos(math.radians(45)) / math.cos(math.radians(22.5))
    points = []
    for k in range(8):
        for angle, r in ((45 * k, radius), (45 * k + 22.5, inner)):
            a = math.radians(angle + turn)
            points.append(f"{24 + r * math.cos(a):.3f},{24 + r * math.sin(a):.3f}")
    return " ".join(points)


def drawing(ground):
    scale = 0.74
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">
{ground}<g transform="translate(24 24) scale({scale}) translate(-24 -24)">
<polygon points="{star(22, 0)}" fill="none" stroke="{PAPER}" stroke-width="3" stroke-linejoin="miter"/>
<polygon points="{star(12.5, 22.5)}" fill="{PAPER}"/></g></svg>
"""


def png(source, size, target):
    subprocess.run(["rsvg-convert", "-w", str(size), "-h", str(size), source, "-o", target], check=True)


def icns(sizes):
    chunks = b"".join(kind + struct.pack(">I", len(data) + 8) + data for kind, data in sizes)
    return b"icns" + struct.pack(">I", len(chunks) + 8) + chunks


def main():
    rounded = f'<rect width="48" height="48" rx="10" fill="{PETROL}"/>\n'
    full = f'<rect width="48" height="48" fill="{PETROL}"/>\n'
    (HERE / "icon.svg").write_text(drawing(rounded))
    (HERE / "icon-full.svg").write_text(drawing(full))
    for name, size in SQUARE_SIZES.items():
        png(HERE / "icon.svg", size, HERE / name)
    png(HERE / "icon-full.svg", 1024, HERE / "store.png")
    parts = []
    for kind, size in ICNS_TYPES.items():
        scratch = HERE / f".{size}.png"
        png(HERE / "icon.svg", size, scratch)
        parts.append((kind, scratch.read_bytes()))
        scratch.unlink()
    (HERE / "icon.icns").write_bytes(icns(parts))
    subprocess.run(
        ["convert", HERE / "128x128@2x.png", "-define", "icon:auto-resize=256,128,64,48,32,16", HERE / "icon.ico"],
        check=True,
    )


main()

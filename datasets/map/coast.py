"""Makes coast-110m.txt from Natural Earth's land at 1:110m: python coast.py land-110m.json OUT.txt (standard library only).

The world is cut at 28 degrees west, in the Atlantic, instead of at 180 degrees, so that the Pacific lies whole in the middle and a way
from Asia to America is one line. Each row is a closed ring of `longitude latitude` pairs in tenths of a degree, longitudes from -280 to 3320.
"""
import json
import sys

CUT = -28.0
SOUTH = -60.0  # Antarctica is left out


def rings(topology):
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + move[0], y * scale[1] + move[1]))
        arcs.append(points)

    def line(indices):
        out = []
        for index in indices:
            part = arcs[index] if index >= 0 else arcs[~index][::-1]
            out.extend(part if not out else part[1:])
        return out

    for geometry in topology["objects"]["land"]["geometries"]:
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            for ring in polygon:
                yield line(ring)


def unwrapped(ring):
    """Rings may run over 180 degrees; here longitudes go on instead of jumping."""
    out = [ring[0]]
    for x, y in ring[1:]:
        out.append((x - 360 * round((x - out[-1][0]) / 360), y))
    return out


def clip(ring, inside, cross):
    """Sutherland and Hodgman against one straight edge."""
    out = []
    for here, there in zip(ring, ring[1:] + ring[:1]):
        if inside(here):
            out.append(here)
        if inside(here) != inside(there):
            out.append(cross(here, there))
    return out


def at_longitude(lon):
    return lambda a, b: (lon, a[1] + (b[1] - a[1]) * (lon - a[0]) / (b[0] - a[0]))


def at_latitude(lat):
    return lambda a, b: (a[0] + (b[0] - a[0]) * (lat - a[1]) / (b[1] - a[1]), lat)


def area(ring):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))) / 2


def main(source, target):
    kept = []
    for ring in rings(json.load(open(source))):
        ring = unwrapped(ring[:-1] if ring[0] == ring[-1] else ring)
        ring = clip(ring, lambda p: p[1] >= SOUTH, at_latitude(SOUTH))
        for turn in (-360, 0, 360):
            part = [(x + turn, y) for x, y in ring]
            part = clip(part, lambda p: p[0] >= CUT, at_longitude(CUT))
            part = clip(part, lambda p: p[0] <= CUT + 360, at_longitude(CUT + 360))
            points = []
            for x, y in part:
                point = (round(x * 10), round(y * 10))
                if not points or points[-1] != point:
                    points.append(point)
            if len(points) >= 3 and area(points) >= 20 and max(y for _, y in points) > SOUTH * 10:
                kept.append(points)
    with open(target, "w") as out:
        for points in sorted(kept):
            out.write(" ".join(f"{x} {y}" for x, y in points) + "\n")
    print(len(kept), "rings,", sum(map(len, kept)), "points")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])

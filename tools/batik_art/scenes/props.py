"""Tools of the craft, each drawn about its own origin in SVG."""

from __future__ import annotations

from tools.batik_art.palettes import mix
from tools.batik_art.scenes.shapes import ball, bar, barrel, gradient, oval, path, placed

COPPER, BAMBOO, IRON, WAX = "#b0682f", "#b98a4c", "#4b4642", "#a8692a"


def canting(*, handle: str = BAMBOO, length: float = 250) -> str:
    """Return a canting lying along +x: spout at the origin, bowl behind it, then the handle."""
    wood, wood_fill = gradient(
        [(0, mix(handle, "#ffffff", 0.30)), (0.45, handle), (1, mix(handle, "#000000", 0.50))],
        down=True,
    )
    metal, metal_fill = gradient(
        [(0, "#f0b27a"), (0.35, COPPER), (0.8, "#6b3716"), (1, "#8a4a20")], down=True
    )
    end = 86 + length
    handle_path = (
        f"M82 -9 C110 -13 150 -13 {end - 70} -11 C{end - 30} -10 {end - 6} -7 {end} 0 "
        f"C{end - 6} 7 {end - 30} 10 {end - 70} 11 C150 13 110 13 82 9 Z"
    )
    bowl = "M26 -17 C40 -25 72 -25 84 -13 L84 13 C72 25 40 25 26 17 C18 10 18 -10 26 -17 Z"
    spout = "M30 6 C16 10 8 20 2 34 L-3 32 C0 16 8 4 26 -4 Z"
    body = wood + metal + path(handle_path, fill=wood_fill)
    for x in (104, 112):
        body += path(
            f"M{x} -12 C{x + 3} -4 {x + 3} 4 {x} 12", stroke=mix(handle, "#000000", 0.55), line=2.4
        )
    body += path(spout, fill=metal_fill) + path(bowl, fill=metal_fill)
    body += oval(50, -9, 23, 8, fill="#3a1d0b") + oval(50, -7.5, 19, 5.6, fill=WAX)
    body += path("M36 -10 C42 -13 52 -13 58 -11", stroke="#f2cf98", line=2, opacity=0.8)
    body += path("M30 12 C44 20 66 20 80 11", stroke="#f3c08c", line=2.4, opacity=0.5)
    return body


def brush() -> str:
    """Return a flat bristle brush along +x, bristles at the origin."""
    wood, fill = gradient([(0, "#d9a66a"), (0.5, "#a56f38"), (1, "#5e3a1b")], down=True)
    band, band_fill = gradient([(0, "#e8e2d8"), (0.5, "#9a948a"), (1, "#5a554d")], down=True)
    body = (
        wood
        + band
        + path(
            "M70 -12 C130 -20 170 -9 250 -8 C262 -8 262 8 250 8 C170 9 130 20 70 12 Z", fill=fill
        )
    )
    body += path("M48 -22 L78 -20 L78 20 L48 22 Z", fill=band_fill)
    body += path("M50 -22 L2 -27 C-6 -14 -6 14 2 27 L50 22 Z", fill="#3b2a1e")
    for y in range(-22, 23, 4):
        body += path(f"M50 {y} L2 {y * 1.15:.1f}", stroke="#7d5b3d", line=1.4, opacity=0.8)
    return body


def pan(*, size: float = 1.0) -> str:
    """Return a small iron pan (wajan) of melted wax seen from above, its handles left and right."""
    iron, iron_fill = ball([(0, "#8b8178"), (0.5, "#4b4540"), (1, "#1f1b18")])
    wax, wax_fill = ball([(0, "#e0a552"), (0.45, "#a8692a"), (1, "#5d3512")])
    body = iron + wax
    for side in (-1, 1):
        body += path(
            f"M{116 * side} -20 C{158 * side} -34 {158 * side} 34 {116 * side} 20",
            stroke=IRON,
            line=13,
        )
        body += path(
            f"M{118 * side} -22 C{154 * side} -34 {154 * side} 26 {130 * side} 26",
            stroke="#8f867d",
            line=3,
            opacity=0.6,
        )
    body += oval(0, 0, 124, 124, fill=iron_fill) + oval(0, 2, 108, 108, fill="#2a2420")
    body += oval(0, 5, 98, 98, fill=wax_fill)
    body += path(
        "M-66 -40 C-44 -76 4 -84 36 -72 C4 -72 -34 -60 -56 -28 Z", fill="#ffe3ae", opacity=0.65
    )
    body += path("M52 54 C66 40 74 24 76 8", stroke="#f4c983", line=4, opacity=0.45)
    body += oval(18, 30, 7, 6, fill="#f3c988", opacity=0.5) + oval(
        -20, 46, 5, 4, fill="#f3c988", opacity=0.4
    )
    return placed(body, 0, 0, size=size)


def stove(*, clay: str = "#a9603a") -> str:
    """Return a clay stove with a pan of wax on it, seen from a sitting person's height."""
    wall, wall_fill = gradient(barrel(clay))
    iron, iron_fill = gradient(barrel(IRON))
    wax, wax_fill = gradient([(0, "#c98a3f"), (0.4, "#e2ad62"), (1, "#8a5422")])
    body = wall + iron + wax
    body += path(
        "M-96 40 L96 40 C92 90 82 128 72 150 L-72 150 C-82 128 -92 90 -96 40 Z", fill=wall_fill
    )
    body += oval(0, 150, 72, 14, fill=mix(clay, "#000000", 0.55))
    body += path("M-30 92 L30 92 C30 128 20 140 0 140 C-20 140 -30 128 -30 92 Z", fill="#1d110b")
    body += path(
        "M-22 138 C-18 116 -8 124 -6 104 C4 118 10 112 12 100 C22 116 22 130 20 138 Z",
        fill="#e2722a",
    )
    body += path("M-12 138 C-8 124 -2 128 0 114 C8 124 10 132 10 138 Z", fill="#ffd27a")
    body += oval(0, 40, 97, 20, fill=mix(clay, "#ffffff", 0.14)) + oval(
        0, 42, 82, 15, fill="#2a1710"
    )
    body += path("M-112 6 C-100 52 -54 62 0 62 C54 62 100 52 112 6 Z", fill=iron_fill)
    for side in (-1, 1):
        body += path(
            f"M{108 * side} 2 C{146 * side} -12 {150 * side} 18 {108 * side} 22",
            stroke=IRON,
            line=9,
        )
    body += oval(0, 6, 113, 26, fill="#6c645c") + oval(0, 7, 104, 22, fill="#26211d")
    body += oval(0, 10, 97, 18, fill=wax_fill) + oval(-34, 6, 34, 5, fill="#fbe0ae", opacity=0.6)
    return body


def stool(*, tone: str = "#8b5a32") -> str:
    """Return a low wooden stool (dingklik) from the front; its seat is about the origin."""
    seat, seat_fill = gradient([(0, mix(tone, "#ffffff", 0.34)), (1, tone)], down=True)
    edge, edge_fill = gradient(
        [(0, mix(tone, "#000000", 0.10)), (1, mix(tone, "#000000", 0.45))], down=True
    )
    body = seat + edge
    for x, lean in ((-84, -12), (70, 12)):
        body += path(
            f"M{x} 20 L{x + 16} 20 L{x + 14 + lean} 104 L{x + lean} 104 Z",
            fill=mix(tone, "#000000", 0.42),
        )
    body += path("M-74 58 L76 58 L76 68 L-74 68 Z", fill=mix(tone, "#000000", 0.52))
    body += path("M-104 0 L-84 -34 L88 -34 L108 0 Z", fill=seat_fill) + path(
        "M-104 0 L108 0 L106 24 L-102 24 Z", fill=edge_fill
    )
    for y in (-26, -16, -7):
        body += path(
            f"M{-90 - y * 0.3:.0f} {y} L{94 - y * 0.3:.0f} {y}",
            stroke=mix(tone, "#000000", 0.3),
            line=1.6,
            opacity=0.5,
        )
    return body


def frame(left: float, right: float, top: float, foot: float, *, tone: str = "#7d5230") -> str:
    """Return a gawangan: two posts on feet and a rail on top (its rail is drawn separately, in front)."""
    body = ""
    for x in (left, right):
        body += bar(x - 9, top - 26, 18, foot - top + 26, tone)
        body += bar(x - 62, foot - 16, 124, 18, mix(tone, "#000000", 0.10))
    return body + bar(left, foot - 92, right - left, 12, mix(tone, "#000000", 0.28))


def rail(left: float, right: float, top: float, *, tone: str = "#7d5230") -> str:
    """Return the upper rail of a gawangan."""
    return bar(left - 26, top - 10, right - left + 52, 20, mix(tone, "#ffffff", 0.06))


def bowl(inside: str, *, radius: float = 100, glaze: str = "#8a6a4c", level: float = 0.80) -> str:
    """Return a bowl from above; ``inside`` is the colour of what fills it up to a share of its width."""
    rim, rim_fill = ball(
        [(0, mix(glaze, "#ffffff", 0.45)), (0.5, glaze), (1, mix(glaze, "#000000", 0.55))]
    )
    hollow, hollow_fill = ball(
        [
            (0, mix(glaze, "#000000", 0.55)),
            (0.6, mix(glaze, "#000000", 0.20)),
            (1, mix(glaze, "#ffffff", 0.30)),
        ]
    )
    heap, heap_fill = ball(
        [(0, mix(inside, "#ffffff", 0.22)), (0.5, inside), (1, mix(inside, "#000000", 0.40))]
    )
    body = rim + hollow + heap + oval(0, 0, radius, radius, fill=rim_fill)
    body += oval(0, 0, radius * 0.91, radius * 0.91, fill=hollow_fill)
    body += oval(2, 3, radius * level, radius * level, fill=heap_fill)
    arc = f"M{-radius * 0.80:.1f} {-radius * 0.52:.1f} A{radius * 0.955:.1f} {radius * 0.955:.1f} 0 0 1 {radius * 0.12:.1f} {-radius * 0.947:.1f}"
    return body + path(arc, stroke="#ffffff", line=radius * 0.035, opacity=0.5)


def stamp() -> str:
    """Return a copper cap stamp lying face up: strips of copper on a frame, its handle to the right."""
    metal, metal_fill = gradient([(0, "#e9b077"), (0.5, COPPER), (1, "#6b3a18")], down=True)
    body = metal + path(
        "M96 -16 C150 -22 176 -20 214 -12 C226 -8 226 10 214 14 C176 22 150 22 96 16 Z",
        fill="#5b3a22",
    )
    body += path("M104 -9 C150 -15 180 -12 210 -6", stroke="#a87a4e", line=4, opacity=0.7)
    body += '<rect x="-104" y="-104" width="208" height="208" rx="8" fill="#4a260f"/>'
    body += f'<rect x="-104" y="-104" width="208" height="208" rx="8" fill="none" stroke="{metal_fill}" stroke-width="9"/>'
    for x in (-52, 52):
        for y in (-52, 52):
            body += _stamp_flower(x, y)
    body += path("M0 -100 L0 100 M-100 0 L100 0", stroke="#d99a5c", line=3.4)
    return body


def _stamp_flower(x: float, y: float) -> str:
    """Return a copper-strip flower of eight petals."""
    body = ""
    for k in range(8):
        body += placed(
            path("M6 0 C14 -12 34 -12 42 0 C34 12 14 12 6 0", stroke="#e3a566", line=3.2),
            x,
            y,
            turn=45 * k,
        )
        body += placed(
            path("M6 1.5 C14 -10 34 -10 42 1.5", stroke="#7c431c", line=1.6), x, y, turn=45 * k
        )
    return body + f'<circle cx="{x}" cy="{y}" r="6" fill="none" stroke="#f0bd86" stroke-width="3"/>'

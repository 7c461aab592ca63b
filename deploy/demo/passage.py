"""Draws 2-passage.mp4: an indoor passage at dusk, two people passing, headlights behind the glass; nobody real.

python deploy/demo/passage.py deploy/demo/2-passage.mp4
"""

from __future__ import annotations

import math
import random
import sys
from fractions import Fraction

import av
from PIL import Image, ImageChops, ImageDraw, ImageFilter

SIZE, RATE, SECONDS = (1280, 720), 15, 24
SCALE = 1.5  # drawn larger, then reduced, so that edges are soft
FAR = 9.0  # metres from the camera to the glass door
Point = tuple[float, float]


def project(x: float, y: float, z: float) -> Point:
    """Metres (right of the middle, above the floor, ahead) to pixels; the camera hangs at 2.7 m, tilted down."""
    tilt = 0.24
    y, z = y - 2.7, z + 0.6
    up, ahead = y * math.cos(tilt) + z * math.sin(tilt), z * math.cos(tilt) - y * math.sin(tilt)
    focus = 700 * SCALE
    return SIZE[0] * SCALE / 2 + focus * x / ahead, SIZE[1] * SCALE / 2 - focus * up / ahead


def face(pen: ImageDraw.ImageDraw, corners: list[tuple[float, float, float]], colour: tuple[int, int, int]) -> None:
    """A flat four-cornered face."""
    pen.polygon([project(*corner) for corner in corners], fill=colour)


def room() -> Image.Image:
    """What never moves."""
    picture = Image.new("RGB", tuple(int(side * SCALE) for side in SIZE), (16, 18, 22))
    pen = ImageDraw.Draw(picture)
    for n in range(90):
        near, far = FAR - n * 0.1, FAR - (n + 1) * 0.1
        light = 1 / (1 + 0.35 * abs((near + 0.4) % 2.4 - 1.2) ** 2)
        shade = [int(part * light) for part in (92, 90, 84)]
        tile = -6 if int(near / 0.6) % 2 else 0
        floor = (shade[0] + tile, shade[1] + tile, shade[2] + tile)
        face(pen, [(-1.9, 0, near), (1.9, 0, near), (1.9, 0, far), (-1.9, 0, far)], floor)
        wall = tuple(int(part * light) for part in (138, 134, 122))
        base = tuple(int(part * light) for part in (74, 86, 96))
        for side in (-1.9, 1.9):
            face(pen, [(side, 0, near), (side, 3, near), (side, 3, far), (side, 0, far)], wall)
            face(pen, [(side, 0, near), (side, 1, near), (side, 1, far), (side, 0, far)], base)
        face(pen, [(-1.9, 3, near), (1.9, 3, near), (1.9, 3, far), (-1.9, 3, far)], (58, 58, 56))
    for z in (2.2, 4.6, 7.0):
        face(pen, [(-1.89, 0, z), (-1.89, 2.1, z), (-1.89, 2.1, z + 0.95), (-1.89, 0, z + 0.95)], (86, 62, 44))
        face(
            pen,
            [(-1.88, 1.0, z + 0.1), (-1.88, 1.06, z + 0.1), (-1.88, 1.06, z + 0.2), (-1.88, 1.0, z + 0.2)],
            (190, 186, 160),
        )
    for z in (3.1, 5.6):
        face(pen, [(1.89, 1.2, z), (1.89, 2.2, z), (1.89, 2.2, z + 1.4), (1.89, 1.2, z + 1.4)], (164, 150, 110))
        face(
            pen,
            [(1.88, 1.28, z + 0.1), (1.88, 2.1, z + 0.1), (1.88, 2.1, z + 1.3), (1.88, 1.28, z + 1.3)],
            (96, 128, 140),
        )
    face(pen, [(1.35, 0, 6.9), (1.8, 0, 6.9), (1.75, 0.45, 6.9), (1.4, 0.45, 6.9)], (112, 70, 48))
    for n in range(14):
        foot, tip = (
            project(1.57, 0.4, 6.9),
            project(1.57 + 0.42 * math.cos(n * 0.5), 0.85 + 0.35 * math.sin(n * 0.9), 6.9),
        )
        pen.line([foot, tip], fill=(46, 84 + n * 3, 48), width=7)
    return picture


def door(pen: ImageDraw.ImageDraw, second: float) -> None:
    """The glass at the end, dusk behind it, and a car that passes twice."""
    face(pen, [(-1.9, 0, FAR), (1.9, 0, FAR), (1.9, 3, FAR), (-1.9, 3, FAR)], (112, 108, 98))
    for n in range(24):
        low, high = n * 0.1, (n + 1) * 0.1
        dusk = (30 + n * 2, 36 + n * 3, 62 + n * 4)
        face(pen, [(-1.2, low, FAR), (1.2, low, FAR), (1.2, high, FAR), (-1.2, high, FAR)], dusk)
    for at, width in ((-0.9, 0.5), (-0.2, 0.35), (0.45, 0.6)):
        face(pen, [(at, 0.5, FAR), (at + width, 0.5, FAR), (at + width, 1.6, FAR), (at, 1.6, FAR)], (26, 28, 40))
    for begin, way in ((4.0, 1), (15.5, -1)):
        x = way * (-1.6 + (second - begin) * 1.1)
        if -1.0 < x < 1.0:
            for lamp in (0.0, 0.16):
                px, py = project(x + way * lamp, 0.55, FAR)
                pen.ellipse((px - 9, py - 7, px + 9, py + 7), fill=(255, 246, 214))
    for x in (-1.2, -0.02, 1.16):
        face(pen, [(x, 0, FAR), (x + 0.05, 0, FAR), (x + 0.05, 2.4, FAR), (x, 2.4, FAR)], (52, 54, 56))
    face(pen, [(-0.45, 2.52, FAR), (0.45, 2.52, FAR), (0.45, 2.82, FAR), (-0.45, 2.82, FAR)], (22, 150, 84))
    face(pen, [(-0.36, 2.62, FAR), (0.05, 2.62, FAR), (0.05, 2.72, FAR), (-0.36, 2.72, FAR)], (226, 250, 236))


def lamps(pen: ImageDraw.ImageDraw, second: float) -> None:
    """Three ceiling lamps; the middle one flickers now and then."""
    for n, z in enumerate((1.6, 4.0, 6.4)):
        weak = n == 1 and 9 < second < 12 and math.sin(second * 31) * math.sin(second * 13) > 0.2
        colour = (120, 120, 108) if weak else (250, 248, 226)
        face(pen, [(-0.5, 2.99, z), (0.5, 2.99, z), (0.5, 2.99, z + 0.35), (-0.5, 2.99, z + 0.35)], colour)


def walker(pen: ImageDraw.ImageDraw, x: float, z: float, step: float, coat: tuple[int, int, int], leaves: bool) -> None:
    """A person at (x, z) metres; ``step`` is the phase of the walk; one who ``leaves`` is seen from behind."""
    foot, head = project(x, 0, z), project(x, 1.72, z)
    tall = foot[1] - head[1]
    swing = math.sin(step) * 0.13 * tall
    pen.ellipse(
        (foot[0] - tall * 0.2, foot[1] - tall * 0.03, foot[0] + tall * 0.2, foot[1] + tall * 0.05), fill=(34, 34, 36)
    )
    hip = (foot[0], foot[1] - tall * 0.47)
    for way in (-1, 1):
        knee = (hip[0] + way * swing * 0.5 + way * tall * 0.03, hip[1] + tall * 0.24)
        lift = max(0.0, way * math.cos(step)) * tall * 0.05
        end = (hip[0] + way * swing + way * tall * 0.03, foot[1] - lift)
        pen.line([hip, knee, end], fill=(36, 40, 54), width=max(2, int(tall * 0.085)), joint="curve")
    shoulder = (foot[0], foot[1] - tall * 0.8)
    for way in (-1, 1):
        hand = (foot[0] - way * swing * 0.8 + way * tall * 0.1, foot[1] - tall * 0.46)
        pen.line(
            [(shoulder[0] + way * tall * 0.09, shoulder[1] + tall * 0.03), hand],
            fill=coat,
            width=max(2, int(tall * 0.06)),
        )
    wide = tall * 0.125
    box = (foot[0] - wide, shoulder[1] - tall * 0.02, foot[0] + wide, hip[1] + tall * 0.06)
    pen.rounded_rectangle(box, radius=wide * 0.7, fill=coat)
    pen.ellipse((head[0] - tall * 0.055, head[1], head[0] + tall * 0.055, head[1] + tall * 0.14), fill=(176, 136, 112))
    hair = (head[0] - tall * 0.06, head[1] - tall * 0.01, head[0] + tall * 0.06, head[1] + tall * 0.12)
    if leaves:
        pen.ellipse(hair, fill=(28, 24, 24))
    else:
        pen.chord(hair, 180, 360, fill=(28, 24, 24))


def frame(ground: Image.Image, number: int, grain: list[Image.Image]) -> Image.Image:
    """Picture ``number``."""
    second = number / RATE
    picture = ground.copy()
    pen = ImageDraw.Draw(picture)
    door(pen, second)
    lamps(pen, second)
    people = []
    if 1 < second < 11:
        people.append((0.55, 8.3 - (second - 1) * 0.78, second * 7.2, (120, 44, 44), False))
    if 12.5 < second < 23:
        people.append((-0.7, 0.9 + (second - 12.5) * 0.7, second * 6.6, (52, 66, 92), True))
    for person in sorted(people, key=lambda one: -one[1]):
        walker(pen, *person)
    small = picture.resize(SIZE, Image.Resampling.LANCZOS)
    glow = small.point(lambda grey: max(0, grey - 190) * 2).filter(ImageFilter.GaussianBlur(14))
    lit = ImageChops.add(small, glow)
    return ImageChops.add(lit, grain[number % len(grain)], offset=-4)


def main() -> None:
    """Draw all and encode."""
    chance = random.Random(20)
    quarter = (SIZE[0] // 2, SIZE[1] // 2)
    grain = []
    for _ in range(4):
        noise = Image.frombytes("L", quarter, bytes(chance.randrange(0, 9) for _ in range(quarter[0] * quarter[1])))
        grain.append(noise.resize(SIZE, Image.Resampling.BILINEAR).convert("RGB"))
    ground = room()
    with av.open(sys.argv[1], "w") as container:
        stream = container.add_stream("libx264", rate=RATE)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "27", "preset": "slow", "bf": "0", "x264-params": "keyint=30:min-keyint=30:scenecut=0"}
        for number in range(RATE * SECONDS):
            made = av.VideoFrame.from_image(frame(ground, number, grain))
            made.pts, made.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(made))
        container.mux(stream.encode(None))


if __name__ == "__main__":
    main()

"""Draws docs/images/sample-phantom.png, a drawing in the manner of a chest X-ray.

    python draw_sample_phantom.py sample-phantom.png
"""

import sys

import numpy as np
from PIL import Image, ImageFilter

HEIGHT, WIDTH = 448, 384
MIDDLE = WIDTH / 2
y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(float)


def ellipse(cx, cy, rx, ry, angle=0.0):
    """Below 1 inside the ellipse, 1 on its edge."""
    c, s = np.cos(angle), np.sin(angle)
    dx, dy = x - cx, y - cy
    return ((dx * c + dy * s) / rx) ** 2 + ((-dx * s + dy * c) / ry) ** 2


image = np.full((HEIGHT, WIDTH), 14.0)
body = (ellipse(MIDDLE, 300, 172, 300) < 1) & (y > 40)
image[body | (ellipse(MIDDLE, 30, 46, 90) < 1)] = 118

for cx, angle in ((122, 0.10), (262, -0.10)):  # lungs
    lung = ellipse(cx, 210, 62, 138, angle)
    depth = np.clip(1.15 - lung, 0, 1)
    image = np.where(lung < 1, 118 - 84 * np.minimum(1, 1.6 * depth), image)

heart = ellipse(216, 272, 62, 70, -0.5)
image = np.where(heart < 1, 168 - 20 * heart, image)

for cx in (118, 268):  # diaphragm
    image = np.where((ellipse(cx, 372, 86, 66) < 1) & body, 150, image)

spine = (np.abs(x - MIDDLE) < 17) & (y > 50)
image = np.where(spine, np.maximum(image, 150) + 14 * np.sin(y / 7.5), image)

for side in (-1, 1):
    for i in range(7):  # ribs
        cy = 118 + i * 38
        rib = np.abs(ellipse(MIDDLE + side * 66, cy, 92, 40, side * 0.35) - 1) < 0.10
        image = np.where(rib & (y < cy + 6) & body, image + 34, image)
for side in (-1, 1):  # collar bones
    bone = np.abs(ellipse(MIDDLE + side * 88, 104, 84, 15, side * -0.18) - 1) < 0.35
    image = np.where(bone, image + 42, image)

image += np.random.default_rng(7).normal(0, 2.0, image.shape)
drawing = Image.fromarray(np.clip(image, 0, 255).astype(np.uint8))
drawing.filter(ImageFilter.GaussianBlur(2.2)).save(sys.argv[1], optimize=True)

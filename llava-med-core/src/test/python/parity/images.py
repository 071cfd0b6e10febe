"""Preprocessing by Pillow and numpy, and drawings to try it on."""

import os

import numpy as np
from PIL import Image

PAD_COLOUR = (122, 116, 104)  # int(255 * mean), truncated


def pixel_values(path, preprocessor, pad):
    """float32 [3, S, S]: RGB, pad to a square, resize on 8 bits, centre crop, rescale, normalise."""
    image = Image.open(path).convert("RGB")
    width, height = image.size
    if pad and width != height:
        side = max(width, height)
        square = Image.new("RGB", (side, side), PAD_COLOUR)
        square.paste(image, ((side - width) // 2, (side - height) // 2))
        image, width, height = square, side, side
    size = preprocessor["size"]
    edge = size if isinstance(size, int) else size.get("shortest_edge")
    if edge:
        long = int(edge * max(width, height) / min(width, height))
        target = (edge, long) if width <= height else (long, edge)
    else:
        target = (size["width"], size["height"])
    pixels = np.asarray(image.resize(target, resample=preprocessor["resample"]))
    crop = preprocessor["crop_size"]
    crop = (crop, crop) if isinstance(crop, int) else (crop["height"], crop["width"])
    top, left = (pixels.shape[0] - crop[0]) // 2, (pixels.shape[1] - crop[1]) // 2
    assert top >= 0 and left >= 0, "crop larger than the resized image"
    pixels = pixels[top:top + crop[0], left:left + crop[1]]
    pixels = (pixels * preprocessor.get("rescale_factor", 1 / 255)).astype(np.float32)
    mean = np.array(preprocessor["image_mean"], dtype=np.float32)
    std = np.array(preprocessor["image_std"], dtype=np.float32)
    return np.ascontiguousarray(((pixels - mean) / std).transpose(2, 0, 1))


def library_pixel_values(path, preprocessor):
    """The same by transformers' own Pillow processors (which know do_pad)."""
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
    from transformers.models.llava.image_processing_pil_llava import LlavaImageProcessorPil

    kind = LlavaImageProcessorPil if preprocessor.get("do_pad") else CLIPImageProcessorPil
    known = {k: v for k, v in preprocessor.items() if not k.endswith("_type")}
    return np.asarray(kind(**known)(Image.open(path), return_tensors="np")["pixel_values"][0], dtype=np.float32)


def drawing(rng, width, height):
    """uint8 [height, width, 3]: gradients, a disc, bars and noise."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    canvas = np.empty((height, width, 3))
    for c in range(3):
        a, b = rng.uniform(-1.5, 1.5, 2)
        canvas[..., c] = 128 + 110 * np.sin(a * x / max(width, 8) * 6 + b * y / max(height, 8) * 6 + c)
    cx, cy, r = rng.uniform(0, width), rng.uniform(0, height), rng.uniform(0.1, 0.4) * max(width, height)
    canvas[(x - cx) ** 2 + (y - cy) ** 2 < r * r] = rng.integers(0, 256, 3)
    canvas[(x + 2 * y) % rng.integers(9, 17) < 2] *= 0.3
    canvas += rng.normal(0, 9, canvas.shape)
    return np.clip(np.rint(canvas), 0, 255).astype(np.uint8)


def save(path, rng, width, height, kind):
    """kind: rgb, l, p, pt (palette with a transparent entry), rgba, la, 1 -> PNG; jpeg420, jpeg444, jpegl, bmp."""
    picture = Image.fromarray(drawing(rng, width, height))
    alpha = Image.fromarray(drawing(rng, width, height)[..., 0])
    if kind == "l" or kind == "jpegl":
        picture = picture.convert("L")
    elif kind in ("p", "pt"):
        picture = picture.quantize(23)
    elif kind in ("rgba", "la"):
        picture = picture.convert("L" if kind == "la" else "RGB")
        picture.putalpha(alpha)
    elif kind == "1":
        picture = picture.convert("1")
    extra = {"transparency": 3} if kind == "pt" else {}
    if kind.startswith("jpeg"):
        extra = {"quality": 88, "subsampling": "4:2:0" if kind == "jpeg420" else "4:4:4"}
    picture.save(path, **extra)


COMMITTED = [
    ("rgb-61x47.png", 61, 47, "rgb"),
    ("grey-35x64.png", 35, 64, "l"),
    ("palette-40x57.png", 40, 57, "p"),
    ("palette-transparent-33x33.png", 33, 33, "pt"),
    ("rgba-50x29.png", 50, 29, "rgba"),
    ("grey-alpha-21x38.png", 21, 38, "la"),
    ("bilevel-70x43.png", 70, 43, "1"),
    ("one-wide-1x37.png", 1, 37, "rgb"),
    ("wide-163x11.png", 163, 11, "rgb"),
    ("tall-9x120.png", 9, 120, "rgb"),
    ("colour-75x58.jpg", 75, 58, "jpeg420"),
    ("grey-52x33.jpg", 52, 33, "jpegl"),
]


def write_committed(folder):
    os.makedirs(folder, exist_ok=True)
    for n, (name, width, height, kind) in enumerate(COMMITTED):
        save(os.path.join(folder, name), np.random.default_rng(1000 + n), width, height, kind)
    return [name for name, *_ in COMMITTED]

"""Makes the golden files of org.llavamed.image: small odd images and what Pillow and the Hugging Face CLIP / LLaVA image
processors (their Pillow form) make of them.

    python make_image_goldens.py OUTPUT_FOLDER      (needs pillow, numpy, transformers)

Writes the encoded images and three tables:
decode.tsv   file, width, height, SHA-256 of the RGB bytes
resize.tsv   file, filter, width, height, SHA-256 of the RGB bytes after Image.resize
values.tsv   file, settings, height, width, SHA-256 of the float32 values (little endian, CHW), file of these values or -
"""
import hashlib
import io
import struct
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from transformers.models.llava.image_processing_pil_llava import LlavaImageProcessorPil

rng = np.random.default_rng(7)
out = Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)


def picture(width, height, channels=3, depth=255):
    """A gradient, a disc and a little noise: small when compressed, but nothing is flat."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    planes = []
    for c in range(channels):
        plane = (x * (c + 1) / max(width, 2) + y * (3 - c) / max(height, 2)) * depth / 4
        disc = (x - width * 0.4) ** 2 + (y - height * 0.6) ** 2 < (min(width, height) * 0.3) ** 2
        plane = np.where(disc, depth - plane, plane)
        plane[::7, ::5] += rng.integers(-depth // 8, depth // 8 + 1, plane[::7, ::5].shape)
        planes.append(np.clip(plane, 0, depth))
    return np.stack(planes, -1)


def image(width, height, mode="RGB"):
    channels = {"RGB": 3, "RGBA": 4, "L": 1, "LA": 2, "CMYK": 4}[mode]
    data = picture(width, height, channels).astype(np.uint8)
    return Image.frombytes(mode, (width, height), data.tobytes())


def save(name, img, **options):
    img.save(out / name, **options)


def png_chunks(*chunks):
    import zlib

    data = b"\x89PNG\r\n\x1a\n"
    for kind, body in chunks:
        data += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return data


def raw_png(name, width, height, depth, colour, rows, *extra):
    import zlib

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    body = b"".join(b"\0" + row for row in rows)
    (out / name).write_bytes(
        png_chunks((b"IHDR", header), *extra, (b"IDAT", zlib.compress(body)), (b"IEND", b""))
    )


def make_images():
    for w, h in [(1, 1), (1, 97), (97, 1), (2, 3), (33, 57), (57, 33), (336, 336), (500, 333)]:
        save(f"rgb-{w}x{h}.png", image(w, h))
    # PNG
    save("grey.png", image(33, 21, "L"))
    save("grey-alpha.png", image(33, 21, "LA"))
    save("rgba.png", image(33, 21, "RGBA"))
    save("palette.png", image(33, 21).quantize(200))
    save("palette-4bit.png", image(33, 21).quantize(13), bits=4)
    save("palette-2bit.png", image(33, 21).quantize(4), bits=2)
    save("palette-1bit.png", image(33, 21).quantize(2), bits=1)
    save("palette-transparent.png", image(33, 21).quantize(50), transparency=7)
    save("palette-alpha.png", image(33, 21, "RGBA").quantize(50))
    save("one-bit.png", image(33, 21, "L").convert("1"))
    save("rgb-transparent.png", image(33, 21), transparency=(0, 0, 0))
    save("grey-transparent.png", image(33, 21, "L"), transparency=9)
    for depth in (2, 4):
        rows = [rng.integers(0, 256, (33 * depth + 7) // 8, dtype=np.uint8).tobytes() for _ in range(21)]
        raw_png(f"grey-{depth}bit.png", 33, 21, depth, 0, rows)
    deep = lambda c: [r.astype(">u2").tobytes() for r in picture(17, 11, c, 65535)]
    raw_png("rgb-16bit.png", 17, 11, 16, 2, deep(3))
    raw_png("rgba-16bit.png", 17, 11, 16, 6, deep(4))
    raw_png("grey-alpha-16bit.png", 17, 11, 16, 4, deep(2))
    raw_png("gamma.png", 17, 11, 8, 0, [r.astype(np.uint8).tobytes() for r in picture(17, 11, 1)],
            (b"gAMA", struct.pack(">I", 100000)))
    raw_png("palette-short.png", 17, 11, 8, 3, [bytes(range(17))] * 11, (b"PLTE", bytes(range(30, 60))))
    # JPEG
    save("rgb.jpg", image(65, 43), quality=90)
    save("rgb-444.jpg", image(65, 43), quality=95, subsampling=0)
    save("rgb-422.jpg", image(65, 43), quality=80, subsampling=1)
    save("rgb-420-odd.jpg", image(51, 37), quality=85, subsampling=2)
    save("rgb-progressive.jpg", image(51, 37), quality=85, progressive=True)
    save("rgb-restart.jpg", image(51, 37), quality=85, restart_marker_blocks=2)
    save("grey.jpg", image(51, 37, "L"), quality=85)
    save("grey-progressive.jpg", image(51, 37, "L"), quality=40, progressive=True)
    save("rgb-kept.jpg", image(51, 37), quality=90, keep_rgb=True)
    exif = Image.Exif()
    exif[274] = 6
    save("rgb-rotated-by-exif.jpg", image(51, 37), exif=exif)
    save("cmyk.jpg", image(33, 21, "CMYK"), quality=90)
    # Without a JFIF marker libjpeg takes three components for YCbCr whatever their ids.
    data = (out / "rgb-444.jpg").read_bytes()
    length = struct.unpack(">H", data[4:6])[0]
    data = bytearray(data[:2] + data[4 + length:])
    (out / "rgb-no-jfif.jpg").write_bytes(data)
    frame = data.index(b"\xff\xc0")
    scan = data.index(b"\xff\xda")
    for c in range(3):
        data[frame + 10 + 3 * c] = data[scan + 5 + 2 * c] = 40 + c
    (out / "rgb-odd-ids.jpg").write_bytes(data)
    # BMP
    save("rgb.bmp", image(35, 12))
    save("rgba.bmp", image(21, 13, "RGBA"))
    save("grey.bmp", image(35, 13, "L"))
    save("palette.bmp", image(35, 13).quantize(90))
    save("one-bit.bmp", image(35, 13, "L").convert("1"))
    bitmap = rng.integers(0, 256, 2 * 22 * 9, dtype=np.uint8).tobytes()
    header = struct.pack("<IiiHHIIiiII", 40, 21, 9, 1, 16, 0, len(bitmap), 0, 0, 0, 0)
    (out / "rgb-555.bmp").write_bytes(b"BM" + struct.pack("<IHHI", 54 + len(bitmap), 0, 0, 54) + header + bitmap)
    header = struct.pack("<IiiHHIIiiII", 40, 21, -9, 1, 16, 3, len(bitmap), 0, 0, 0, 0)
    masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
    (out / "rgb-565.bmp").write_bytes(
        b"BM" + struct.pack("<IHHI", 66 + len(bitmap), 0, 0, 66) + header + masks + bitmap)
    # GIF
    save("palette.gif", image(35, 21).quantize(60))
    save("grey.gif", image(35, 21, "L"))
    save("interlaced.gif", image(35, 21).quantize(20), interlace=1)
    save("transparent.gif", image(35, 21).quantize(20), transparency=3)
    save("animated.gif", image(35, 21).quantize(20), save_all=True, append_images=[image(35, 21).quantize(9)])
    data = bytearray((out / "transparent.gif").read_bytes())
    data[6:10] = struct.pack("<HH", 50, 30)
    (out / "smaller-than-canvas.gif").write_bytes(data)
    # TIFF
    for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        save(f"rgb-{compression}.tif", image(35, 21), compression=compression)
    save("rgba.tif", image(21, 13, "RGBA"), compression="tiff_lzw")
    save("grey.tif", image(21, 13, "L"))
    save("palette.tif", image(21, 13).quantize(30), compression="tiff_lzw")
    save("one-bit.tif", image(21, 13, "L").convert("1"), compression="group4")
    save("cmyk.tif", image(21, 13, "CMYK"), compression="tiff_lzw")
    save("white-is-zero.tif", image(21, 13, "L"), tiffinfo={262: 0})
    save("multi-page.tif", image(21, 13), save_all=True, append_images=[image(9, 9)])
    for o in range(2, 9):
        save(f"orientation-{o}.tif", image(9, 5), tiffinfo={274: o}, compression="tiff_lzw")
    # 16-bit grey: the expected values are those of the documented window, not Pillow's
    deep = picture(21, 13, 1, 65535)[..., 0].astype(np.uint16)
    deep[0, :6] = [0, 128, 129, 257, 65534, 65535]
    for name, options in [("grey-16bit.png", {}), ("grey-16bit.tif", {}), ("grey-16bit-lzw.tif", {"compression": "tiff_lzw"})]:
        save(name, Image.fromarray(deep), **options)


def rgb_of(path):
    img = Image.open(path)
    if img.mode.startswith("I;16"):
        grey = np.floor(np.array(img).astype(np.float64) / 65535 * 255 + 0.5).astype(np.uint8)
        return Image.fromarray(np.stack([grey] * 3, -1))
    return img.convert("RGB")


def sha(data):
    return hashlib.sha256(data).hexdigest()


def main():
    make_images()
    files = sorted(p for p in out.iterdir() if p.suffix in (".png", ".jpg", ".bmp", ".gif", ".tif"))
    with open(out / "decode.tsv", "w") as table:
        for p in files:
            img = rgb_of(p)
            print(p.name, img.width, img.height, sha(img.tobytes()), sep="\t", file=table)
    with open(out / "resize.tsv", "w") as table:
        for name in ["rgb-1x1.png", "rgb-1x97.png", "rgb-97x1.png", "rgb-2x3.png", "rgb-33x57.png", "rgb-57x33.png",
                     "rgb-336x336.png", "rgb-500x333.png", "grey.png", "rgb.jpg"]:
            img = rgb_of(out / name)
            sizes = [(1, 1), (7, 100), (224, 224), (336, 336), (img.width, 50), (50, img.height), img.size,
                     (img.width + 1, img.height * 3)]
            for w, h in sizes:
                for key, f in (("BICUBIC", Image.Resampling.BICUBIC), ("BILINEAR", Image.Resampling.BILINEAR)):
                    print(name, key, w, h, sha(img.resize((w, h), f).tobytes()), sep="\t", file=table)
    settings = {
        "clip-28": lambda: CLIPImageProcessorPil(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}),
        "pad-28": lambda: LlavaImageProcessorPil(
            size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}, do_pad=True),
        "pad-336": lambda: LlavaImageProcessorPil(
            size={"shortest_edge": 336}, crop_size={"height": 336, "width": 336}, do_pad=True),
        "clip-224": lambda: CLIPImageProcessorPil(),
        "exact-30x40": lambda: CLIPImageProcessorPil(size={"height": 30, "width": 40}, do_center_crop=False),
        "crop-larger": lambda: CLIPImageProcessorPil(
            size={"shortest_edge": 28}, crop_size={"height": 41, "width": 90}, resample=2),
        "crop-only-odd": lambda: CLIPImageProcessorPil(do_resize=False, crop_size={"height": 30, "width": 41}),
        "edge-no-crop": lambda: CLIPImageProcessorPil(size={"shortest_edge": 31}, do_center_crop=False),
        "half": lambda: CLIPImageProcessorPil(
            size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}, image_mean=[0.5, 0.4, 0.3],
            image_std=[0.5, 0.25, 0.1], rescale_factor=1 / 127.5),
    }
    keep = {("rgb-500x333.png", "clip-28"), ("rgb-33x57.png", "pad-28"), ("rgb-57x33.png", "crop-larger")}
    with open(out / "values.tsv", "w") as table:
        for name in ["rgb-1x1.png", "rgb-1x97.png", "rgb-97x1.png", "rgb-33x57.png", "rgb-57x33.png", "rgb-336x336.png",
                     "rgb-500x333.png", "grey.jpg", "rgba.png"]:
            img = rgb_of(out / name)
            for key, make in settings.items():
                if key == "edge-no-crop" and img.width * img.height < 100:
                    continue
                values = np.asarray(make()(img)["pixel_values"][0], dtype="<f4")
                kept = "-"
                if (name, key) in keep:
                    kept = f"{name}-{key}.f32"
                    (out / kept).write_bytes(values.tobytes())
                print(name, key, values.shape[1], values.shape[2], sha(values.tobytes()), kept, sep="\t", file=table)


main()

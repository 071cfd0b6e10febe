"""Deterministic random weights: a function of the tensor's canonical name, its shape and a seed, so that golden files
need no weights. A twin in Java writes the same numbers.

s = FNV-1a-64(UTF-8 name) XOR seed; element i (row-major) takes 16 bits of SplitMix64's output for block i // 4.
"""

import math

import numpy as np
import torch

MASK = (1 << 64) - 1


def fnv1a64(text):
    value = 0xCBF29CE484222325
    for byte in text.encode("utf-8"):
        value = ((value ^ byte) * 0x100000001B3) & MASK
    return value


def offset_and_scale(name, shape):
    norms = ("norm.weight", "layernorm.weight", "layer_norm1.weight", "layer_norm2.weight", "pre_layrnorm.weight")
    if name.endswith(norms):
        return 1.0, 0.1
    if name.endswith(".bias"):
        return 0.0, 0.05
    if name.endswith("embed_tokens.weight"):
        return 0.0, 1.0
    if name.endswith(("class_embedding", "position_embedding.weight")):
        return 0.0, 0.5
    return 0.0, math.sqrt(3.0) / math.sqrt(math.prod(shape[1:]))


def uniform(name, count, seed):
    """count doubles in (-1, 1)."""
    blocks = np.arange(1, (count + 3) // 4 + 1, dtype=np.uint64)
    start = np.uint64(fnv1a64(name) ^ (seed & MASK))
    z = start + blocks * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    lanes = np.stack([(z >> np.uint64(16 * lane)).astype(np.uint16) for lane in range(4)], axis=1)
    return (lanes.view(np.int16).reshape(-1)[:count].astype(np.float64) + 0.5) / 32768.0


STORED = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}


def tensor(name, shape, seed, dtype):
    """The torch tensor in its stored type: float32 first, then rounded to nearest even if 16-bit."""
    offset, scale = offset_and_scale(name, shape)
    values = (offset + scale * uniform(name, math.prod(shape), seed)).astype(np.float32)
    return torch.from_numpy(values).to(STORED[dtype]).reshape(tuple(shape))

"""Relative L2 distance and largest absolute difference of each tensor of two trace files; exits 1 past the limits.

    python compare_trace.py OURS.safetensors EXPECTED.safetensors [--limit 1e-4]
"""

import argparse
import sys

import safetensors.torch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("ours")
    parser.add_argument("expected")
    parser.add_argument("--limit", type=float, default=1e-4)
    args = parser.parse_args()
    ours, expected = safetensors.torch.load_file(args.ours), safetensors.torch.load_file(args.expected)
    logits = ours.get("last_logits")
    if logits is not None and "last_logits_head" in expected:
        ours |= {"last_logits_head": logits[:512], "last_logits_norm": logits.double().norm().float()[None]}
    bad = 0
    for name, want in expected.items():
        if name not in ours or ours[name].shape != want.shape:
            print(f"{name}: {list(ours[name].shape) if name in ours else 'missing'}, expected {list(want.shape)}")
            bad += 1
            continue
        difference = ours[name].double() - want.double()
        relative = float(difference.norm() / want.double().norm())
        largest = float(difference.abs().max())
        wrong = largest > 1e-6 if name == "pixel_values" else not relative <= args.limit
        bad += wrong
        print(f"{name}: {list(want.shape)} relative L2 {relative:.3g}, largest {largest:.3g}{' WRONG' if wrong else ''}")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()

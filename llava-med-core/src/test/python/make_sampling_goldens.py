"""Writes sampling-goldens.json: what transformers' logits processors leave of random logits.

Usage: python make_sampling_goldens.py OUTPUT.json      (needs torch and transformers)
"""

import json
import sys

import torch
from transformers.generation.logits_process import (
    LogitsProcessorList,
    MinPLogitsWarper,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

SETTINGS = [
    # temperature, top_k, top_p, min_p, repetition_penalty
    (1.0, 0, 1.0, 0.0, 1.0),
    (0.2, 0, 1.0, 0.0, 1.0),
    (2.5, 0, 1.0, 0.0, 1.0),
    (1.0, 1, 1.0, 0.0, 1.0),
    (1.0, 5, 1.0, 0.0, 1.0),
    (0.7, 500, 1.0, 0.0, 1.0),
    (1.0, 0, 0.9, 0.0, 1.0),
    (0.2, 0, 0.7, 0.0, 1.0),
    (1.0, 0, 0.01, 0.0, 1.0),
    (1.0, 0, 0.0, 0.0, 1.0),
    (1.3, 0, 0.999, 0.0, 1.0),
    (1.0, 0, 1.0, 0.1, 1.0),
    (1.0, 0, 1.0, 1.0, 1.0),
    (0.6, 0, 1.0, 0.02, 1.0),
    (1.0, 0, 1.0, 0.0, 1.3),
    (1.0, 0, 1.0, 0.0, 0.8),
    (0.8, 10, 0.95, 0.05, 1.1),
    (1.7, 15, 0.6, 0.01, 2.0),
]


def logits(kind, generator):
    values = (torch.randn(32, generator=generator) * 192).round() / 64
    if kind == "ties":
        values = values.round()
    elif kind == "masked":
        values[::3] = -float("inf")
    elif kind == "flat":
        values = torch.zeros(32)
    elif kind == "peaked":
        values[17] = 40.0
    return values


def main(path):
    generator = torch.Generator().manual_seed(20240311)
    cases = []
    for kind in ("random", "ties", "masked", "flat", "peaked"):
        for temperature, top_k, top_p, min_p, penalty in SETTINGS:
            values = logits(kind, generator)
            prompt = torch.randint(0, 32, (12,), generator=generator)
            processors = LogitsProcessorList()
            if penalty != 1.0:
                processors.append(RepetitionPenaltyLogitsProcessor(penalty))
            processors.append(TemperatureLogitsWarper(temperature))
            if top_k > 0:
                processors.append(TopKLogitsWarper(top_k))
            if top_p < 1.0:
                processors.append(TopPLogitsWarper(top_p))
            if min_p > 0.0:
                processors.append(MinPLogitsWarper(min_p))
            scores = processors(prompt[None], values[None].clone())
            probabilities = torch.softmax(scores.double(), -1)[0]
            kept = torch.nonzero(scores[0] > -float("inf"))[:, 0]
            cases.append({
                "name": kind,
                "temperature": temperature,
                "topK": top_k,
                "topP": top_p,
                "minP": min_p,
                "repetitionPenalty": penalty,
                "prompt": prompt.tolist(),
                "logits": [None if v == -float("inf") else v for v in values.tolist()],
                "ids": kept.tolist(),
                "probabilities": [float(f"{probabilities[i].item():.7g}") for i in kept.tolist()],
                "argmax": int(processors[0](prompt[None], values[None].clone()).argmax())
                if penalty != 1.0
                else int(values.argmax()),
                "logSoftmax": [
                    None if v == -float("inf") else float(f"{v:.7g}") for v in torch.log_softmax(values, -1).tolist()
                ],
            })
    with open(path, "w") as out:
        out.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")


if __name__ == "__main__":
    main(sys.argv[1])

"""Writes schedule-goldens.json: the learning rates that transformers' schedulers give a run, step by step.

Usage: python make_schedule_goldens.py OUTPUT.json      (needs torch and transformers)
"""

import json
import math
import sys

import torch
from transformers import get_scheduler

NAMES = {"cosine": "cosine", "linear": "linear", "constant": "constant_with_warmup"}


def rates(name, total, warmup):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    scheduler = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=total)
    used = []
    for _ in range(total):
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return used


cases = []
for key, name in NAMES.items():
    for total in (1, 2, 7, 20, 33):
        for ratio in (0.0, 0.03, 0.1, 0.5, 1.0):
            warmup = math.ceil(total * ratio)  # TrainingArguments.get_warmup_steps
            cases.append({"schedule": key, "total": total, "ratio": ratio, "rates": rates(name, total, warmup)})
with open(sys.argv[1], "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")

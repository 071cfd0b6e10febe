"""What is trained in each golden file."""

import shapes

ALL_LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def recipe(rates, **other):
    """A recipe with the JSON keys of the recipe files."""
    return {
        "train": list(rates),
        "learning_rate": rates,
        "batch_size": 2,
        "accumulation": 3,
        "max_steps": 20,
        "warmup_ratio": 0.1,
        "schedule": "cosine",
        "weight_decay": 0.0,
        "betas": [0.9, 0.999],
        "eps": 1e-8,
        "clip_norm": 1.0,
        "max_length": 2048,
        "precision": "f32",
        "seed": 42,
        "sampling": "sequential",
    } | other


def lora(targets):
    return {"rank": 4, "alpha": 8, "dropout": 0.0, "targets": targets}


# name, shape, samples (24 of 6 or 36 of 9 are whole steps; other numbers leave a smaller step at the end), recipe
CASES = [
    ("mistral-stage1", shapes.MISTRAL, 36, recipe({"projector": 3e-2}, batch_size=3)),
    ("mistral-window-stage2", shapes.WINDOW, 25, recipe(
        {"projector": 1e-3, "language_model": 4e-4}, batch_size=3, weight_decay=0.1, clip_norm=0.5)),
    ("llama-stage2", shapes.LLAMA, 24, recipe(
        {"projector": 5e-4, "language_model": 5e-4}, schedule="linear", warmup_ratio=0.03, clip_norm=0.0)),
    ("llama-tied-stage2", shapes.TIED, 24, recipe(
        {"projector": 2e-3, "language_model": 3e-4}, schedule="constant", warmup_ratio=0.0, betas=[0.85, 0.95], eps=1e-6)),
    ("llama-markers-lora", shapes.MARKERS, 24, recipe(
        {"lora": 1e-2, "projector": 5e-3, "image_markers": 3e-2}, lora=lora(ALL_LINEAR[:4]))),
    ("v1.0-stage1", shapes.V10, 24, recipe({"projector": 1e-2, "image_markers": 4e-2}, clip_norm=0.1)),
    ("v1.0-stage2", shapes.V10, 22, recipe({"projector": 1e-3, "language_model": 3e-4}, weight_decay=0.05)),
    ("hf-gen2-mistral-lora", shapes.HF_MISTRAL, 36, recipe(
        {"lora": 1e-2, "projector": 2e-3}, batch_size=3, lora=lora(ALL_LINEAR))),
    ("hf-gen2-llama-stage2", shapes.HF_LLAMA, 24, recipe({"projector": 1e-3, "language_model": 5e-4})),
    ("mistral-lora-decay", shapes.MISTRAL, 36, recipe(
        {"lora": 1e-2}, batch_size=3, weight_decay=0.1, clip_norm=0.2, lora=lora(["q_proj", "v_proj"]))),
]

# The same from real files: name, shape, records, recipe
RUNS = [
    ("run-plain-stage1", shapes.RUN_MISTRAL, 24, recipe({"projector": 3e-2}, template="plain")),
    ("run-mistral-stage2", shapes.RUN_MISTRAL, 27, recipe(
        {"projector": 1e-3, "language_model": 3e-4}, template="mistral_instruct", batch_size=3)),
    ("run-v1-lora", shapes.RUN_LLAMA, 24, recipe(
        {"lora": 1e-2, "projector": 2e-3}, template="v1", lora=lora(ALL_LINEAR))),
    ("run-text-language", shapes.RUN_MISTRAL, 24, recipe(
        {"language_model": 1e-3}, template="text", weight_decay=0.1, betas=[0.9, 0.95])),
]

"""Writes the goldens of training: what torch and peft make of 20 steps on tiny checkpoints.

    python make_training_goldens.py OUT_DIR --tokenizer TOKENIZER_MODEL [--only NAME] [--seed N]
"""

import argparse
import copy
import dataclasses
import json
import os
import tempfile

import numpy as np
import safetensors.torch
import torch
import transformers

import shapes  # first: it knows where the parity scripts are
import checkpoints
import configs
import images
import plain
import prompts
import samples
import training_cases
from trainable import Trainable, train

LIMIT = 150_000  # bytes of a golden file
KEPT = ("projector.0", "image_markers", "layers.1.self_attn.q_proj", "layers.0.mlp.down_proj", "layers.0.input_layernorm",
        "norm", "layers.0.self_attn.v_proj")


def run(spec, recipe, rows, folder):
    """Trains once as recorded and again in double precision. Returns (record, tensors)."""
    paths = {name: os.path.join(folder, name) for row in rows for name in row["images"]}
    model = Trainable(spec, recipe, paths)
    log, gradients, order = train(model, rows)
    worst = plain.check(Trainable(spec, recipe, paths), rows, log, gradients, order)
    other, *_ = train(Trainable(spec, recipe, paths, dtype=torch.float64), rows)
    drift = max(abs(a["loss"] / b["loss"] - 1) for a, b in zip(log, other))
    norms = max(abs(a["grad_norm"] / b["grad_norm"] - 1) for a, b in zip(log, other))
    assert drift < 2e-5 and norms < 5e-4, (drift, norms)
    clipped = sum(recipe["clip_norm"] > 0 and row["grad_norm"] > recipe["clip_norm"] for row in log)
    again = [row["loss"] for row, micro in zip(log, order) if micro == order[0]]  # a later epoch's pass over the same
    print(f"  loss {again[0]:.4f} -> {again[-1]:.4f}, norm {log[0]['grad_norm']:.3g}, {clipped} steps clipped; "
          f"gradients differ {worst:.1e}, losses {drift:.1e}, norms {norms:.1e} from double precision")
    tensors = {f"gradient/{name}": value for name, value in gradients.items()}
    finals = {name: value.detach() for name, value in model.all_parameters().items()}
    tensors |= {f"final/{name}": value for name, value in finals.items()
                if ".lora_" in name or name.startswith(tuple(k + "." for k in KEPT)) or name == "image_markers"}
    record = {
        "order": order,
        "steps": log,
        "gradient_norms": {name: float(value.double().norm()) for name, value in gradients.items()},
        "final_norms": {name: float(value.double().norm()) for name, value in finals.items()},
    }
    return record, {name: value.contiguous() for name, value in tensors.items()}


def library_check(spec, recipe, rows, folder, record, tokenizer):
    """Loss of step 1 and the trained projector's gradient by transformers' own LLaVA model, from the written folder."""
    from transformers import LlavaForConditionalGeneration

    with tempfile.TemporaryDirectory() as written:
        checkpoints.write(spec, written, shapes.json_files(spec), tokenizer)
        model, info = LlavaForConditionalGeneration.from_pretrained(
            written, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"], info
    image_token, losses = spec.added_tokens["<image>"], []
    preprocessor = configs.preprocessor(spec)
    for indices in record["order"][0]:
        batch = [rows[i] for i in indices]
        ids = [sum(([image_token] * spec.image_rows if i == prompts.IMAGE_ID else [i] for i in r["token_ids"]), []) for r in batch]
        labels = [sum(([-100] * spec.image_rows if i == prompts.IMAGE_ID else [l]
                       for i, l in zip(r["token_ids"], r["labels"])), []) for r in batch]
        longest = max(map(len, ids))
        pixels = [torch.from_numpy(images.pixel_values(os.path.join(folder, name), preprocessor, spec.pad))
                  for r in batch for name in r["images"]]
        loss = model(
            input_ids=torch.tensor([r + [spec.added_tokens["<pad>"]] * (longest - len(r)) for r in ids]),
            labels=torch.tensor([r + [-100] * (longest - len(r)) for r in labels]),
            attention_mask=torch.tensor([[1] * len(r) + [0] * (longest - len(r)) for r in ids]),
            pixel_values=torch.stack(pixels) if pixels else None).loss
        (loss / len(record["order"][0])).backward()
        losses.append(loss.item())
    assert np.allclose(losses, record["steps"][0]["micro_losses"], rtol=3e-6), losses
    gradient = float(model.model.multi_modal_projector.linear_1.weight.grad.double().norm())
    assert abs(gradient / record["gradient_norms"]["projector.0.weight"] - 1) < 1e-4, gradient
    print("  the same loss and gradient by the library's own model")


def head(spec):
    return {
        "layout": spec.name,
        "spec": dataclasses.asdict(spec),
        "template": spec.template,
        "files": shapes.json_files(spec),
        "tensors": checkpoints.tensor_files(spec),
    }


def write_json(path, fields):
    """One JSON object; lists of objects one a line."""
    def text(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    with open(path, "w", encoding="utf-8") as file:
        parts = []
        for key, value in fields.items():
            if isinstance(value, list) and value and isinstance(value[0], dict):
                value = "[\n" + ",\n".join(map(text, value)) + "\n]"
            else:
                value = text(value)
            parts.append(f"{text(key)}:{value}")
        file.write("{\n" + ",\n".join(parts) + "\n}\n")


def sized(path):
    size = os.path.getsize(path)
    assert size < LIMIT, (path, size)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--tokenizer", required=True, help="SentencePiece model of 32000 pieces")
    parser.add_argument("--only")
    parser.add_argument("--seed", type=int, default=0, help="other samples and weights, to compare by hand")
    args = parser.parse_args()
    transformers.utils.logging.disable_progress_bar()
    torch.manual_seed(0)
    tokenizer = prompts.Tokenizer(args.tokenizer)
    os.makedirs(args.out, exist_ok=True)
    names = sorted(name for name, *_ in images.COMMITTED)
    with tempfile.TemporaryDirectory() as folder:
        images.write_committed(folder)
        for number, (name, spec, count, recipe) in enumerate(training_cases.CASES + training_cases.RUNS):
            if args.only not in (None, name):
                continue
            print(name)
            spec = copy.deepcopy(spec)
            spec.seed += 1000 * args.seed
            rng = np.random.default_rng([args.seed, number])
            path, real = os.path.join(args.out, name), "template" in recipe
            if real:
                records = samples.records(rng, count, names, recipe["template"] == "plain")
                rows = [samples.labelled(tokenizer, spec, recipe["template"], record) for record in records]
            else:
                rows = samples.token_rows(rng, spec, count, names, number)
            record, tensors = run(spec, recipe, rows, folder)
            if spec.hf:
                library_check(spec, recipe, rows, folder, record, args.tokenizer)
            write_json(path + ".json", head(spec) | {"recipe": recipe, "samples": rows} | record)
            sized(path + ".json")
            if real:
                for suffix, value in (("data", records), ("recipe", recipe)):
                    with open(f"{path}.{suffix}.json", "w", encoding="utf-8") as file:
                        json.dump(value, file, ensure_ascii=False, indent=1)
                        file.write("\n")
                tensors = {k: v for k, v in tensors.items() if v.numel() < 10_000}
            safetensors.torch.save_file(tensors, path + ".safetensors")
            sized(path + ".safetensors")


if __name__ == "__main__":
    main()

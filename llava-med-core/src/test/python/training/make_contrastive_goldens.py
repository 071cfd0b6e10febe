"""Writes the golden of contrastive training: 10 steps of transformers' CLIPModel with torch's AdamW on a tiny pair of towers.

    python make_contrastive_goldens.py OUT_DIR --tokenizer STORIES_TOKENIZER_MODEL
"""

import argparse
import json
import math
import os

import numpy as np
import safetensors.torch
import sentencepiece
import torch
from PIL import Image
from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel

SIZE, TOTAL, BATCH, ACCUMULATION, COUNT, POSITIONS = 28, 10, 4, 2, 20, 24
WORDS = "A cat sat on the small mat and saw one big red ball near two old trees".split()
RECIPE = {"train": ["vision_tower", "text_tower"], "learning_rate": {"vision_tower": 3e-3, "text_tower": 5e-3},
          "batch_size": BATCH, "accumulation": ACCUMULATION, "max_steps": TOTAL, "warmup_ratio": 0.2, "schedule": "cosine",
          "weight_decay": 0.2, "betas": [0.9, 0.98], "eps": 1e-6, "clip_norm": 1, "max_length": 20, "sampling": "sequential"}


def picture(number):
    """The same formula is in ContrastiveGolden.java."""
    y, x, c = np.meshgrid(np.arange(31), np.arange(40), np.arange(3), indexing="ij")
    return ((7 * y * x // 5 + 37 * c + 29 * number + number * y) % 256).astype(np.uint8)


def micro_batches():
    """An epoch after the other, from the first sample to the last; what is left over makes a smaller step."""
    steps = []
    while len(steps) < TOTAL:
        batches = [list(range(i, min(i + BATCH, COUNT))) for i in range(0, COUNT, BATCH)]
        steps += [batches[i:i + ACCUMULATION] for i in range(0, len(batches), ACCUMULATION)]
    return steps[:TOTAL]


def factor(step):
    warm = math.ceil(TOTAL * RECIPE["warmup_ratio"])
    return step / warm if step < warm else 0.5 * (1 + math.cos(math.pi * (step - warm) / (TOTAL - warm)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out")
    parser.add_argument("--tokenizer", required=True)
    args = parser.parse_args()
    torch.manual_seed(1)
    pieces = sentencepiece.SentencePieceProcessor(args.tokenizer)
    end = pieces.vocab_size()
    config = CLIPConfig(
        text_config=dict(vocab_size=end + 1, hidden_size=8, intermediate_size=20, num_hidden_layers=2, num_attention_heads=2,
                         max_position_embeddings=POSITIONS, eos_token_id=end, bos_token_id=pieces.bos_id(), pad_token_id=end),
        vision_config=dict(hidden_size=12, intermediate_size=24, num_hidden_layers=2, num_attention_heads=3, image_size=SIZE,
                           patch_size=9, hidden_act="gelu", layer_norm_eps=1e-4),
        projection_dim=6)
    model = CLIPModel(config)
    with torch.no_grad():  # tensors that start at zero or one would hide mistakes
        for name, value in model.named_parameters():
            if name.endswith("bias") or "norm" in name:
                value += 0.1 * torch.randn_like(value)
    start = {name: value.detach().clone() for name, value in model.named_parameters()}

    rng = np.random.default_rng(1)
    rows = []
    for i in range(COUNT):
        turns = [" ".join(rng.choice(WORDS, rng.integers(1, 9))) for _ in range(1 + i % 3 // 2)]
        ids = [pieces.bos_id()] + pieces.encode("\n".join(turns))[:RECIPE["max_length"] - 2] + [end]
        rows.append({"id": f"pair-{i}", "answers": turns, "token_ids": ids})
    assert max(len(row["token_ids"]) for row in rows) == RECIPE["max_length"]  # one is cut
    processor = CLIPImageProcessorPil(size={"shortest_edge": SIZE}, crop_size={"height": SIZE, "width": SIZE})
    pixels = [processor(Image.fromarray(picture(i)), return_tensors="pt")["pixel_values"][0] for i in range(COUNT)]

    def forward(indices, legacy=False):
        batch = [rows[i]["token_ids"] for i in indices]
        longest = max(map(len, batch))
        ids = torch.tensor([row + [end] * (longest - len(row)) for row in batch])
        model.text_model.eos_token_id = 2 if legacy else end
        return model(input_ids=ids, pixel_values=torch.stack([pixels[i] for i in indices]), return_loss=True)

    both = [forward(range(COUNT), legacy).logits_per_image for legacy in (False, True)]
    assert torch.equal(*both)  # both rules of transformers find the same end

    groups = [(RECIPE["learning_rate"]["vision_tower"], [p for n, p in model.named_parameters() if n.startswith("vis")]),
              (RECIPE["learning_rate"]["text_tower"], [p for n, p in model.named_parameters() if not n.startswith("vis")])]
    optimizer = torch.optim.AdamW([{"params": p, "lr": r} for r, p in groups], betas=tuple(RECIPE["betas"]),
                                  eps=RECIPE["eps"], weight_decay=RECIPE["weight_decay"])
    log, gradients, order = [], {}, micro_batches()
    for step, batches in enumerate(order):
        optimizer.zero_grad()
        losses = []
        for indices in batches:
            loss = forward(indices).loss
            (loss / len(batches)).backward()
            losses.append(loss.item())
        if step == 0:
            gradients = {name: value.grad.clone() for name, value in model.named_parameters()}
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), RECIPE["clip_norm"]).item()
        for group, (rate, _) in zip(optimizer.param_groups, groups):
            group["lr"] = rate * factor(step)
        optimizer.step()
        log.append({"step": step + 1, "loss": sum(losses) / len(losses), "grad_norm": norm,
                    "samples": sum(map(len, batches)),
                    "lr": {"vision_tower": groups[0][0] * factor(step), "text_tower": groups[1][0] * factor(step)}})
    print([round(row["loss"], 4) for row in log], [round(row["grad_norm"], 3) for row in log])
    last = forward(range(COUNT))
    os.makedirs(args.out, exist_ok=True)
    golden = {"config": json.loads(config.to_json_string()), "recipe": RECIPE, "samples": rows, "steps": log,
              "final": {"loss": last.loss.item(), "image_embedding": last.image_embeds[0].tolist(),
                        "text_embedding": last.text_embeds[0].tolist()}}
    with open(os.path.join(args.out, "contrastive.json"), "w", encoding="utf-8") as file:
        file.write("{\n" + ",\n".join(f"{json.dumps(k)}:{json.dumps(v, separators=(',', ':'))}" for k, v in golden.items()) + "\n}\n")
    tensors = {f"start/{k}": v for k, v in start.items()} | {f"gradient/{k}": v for k, v in gradients.items()}
    tensors |= {f"final/{k}": v.detach().clone() for k, v in model.named_parameters() if "token_embedding" not in k}
    safetensors.torch.save_file(tensors, os.path.join(args.out, "contrastive.safetensors"))


if __name__ == "__main__":
    main()

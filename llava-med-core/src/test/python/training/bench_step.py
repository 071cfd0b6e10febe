"""The speed reference of a training step: a decoder of ten million weights, 8 x 128 tokens, all learned, float32.

    python bench_step.py MODEL_DIR [--threads 2] [--steps 60] [--warm-up 5]

MODEL_DIR gets the model in HF LLaMA form (text only), unless it is there: trained elsewhere, it is the same model. Batch k,
row b, column t is token (7919 k + 104729 b + t (t + 31 b)) mod vocabulary. The variants take turns, step by step, so that
what else the machine does meets all alike; each keeps its own weights. Prints one JSON object a variant.
"""

import argparse
import json
import math
import os
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F
from transformers import LlamaConfig, LlamaForCausalLM

ROWS, COLUMNS = 8, 128
RATE, CLIP = 1e-4, 1.0
CONFIG = dict(
    vocab_size=4000, hidden_size=320, intermediate_size=896, num_hidden_layers=6, num_attention_heads=5,
    num_key_value_heads=5, head_dim=64, max_position_embeddings=2048, rms_norm_eps=1e-5, tie_word_embeddings=False,
    rope_parameters={"rope_theta": 10000.0, "rope_type": "default"})


class Norm(nn.Module):
    def __init__(self, width, eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(width)), eps

    def forward(self, x):
        return F.rms_norm(x, x.shape[-1:], self.weight, self.eps)


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.heads, self.width = c["num_attention_heads"], c["head_dim"]
        for name in ("q_proj", "k_proj", "v_proj", "o_proj"):
            setattr(self, name, nn.Linear(c["hidden_size"], c["hidden_size"], bias=False))

    def forward(self, x, cos, sin):
        b, t, d = x.shape
        q, k, v = (p(x).view(b, t, self.heads, self.width).transpose(1, 2) for p in (self.q_proj, self.k_proj, self.v_proj))
        y = F.scaled_dot_product_attention(turned(q, cos, sin), turned(k, cos, sin), v, is_causal=True)
        return self.o_proj(y.transpose(1, 2).reshape(b, t, d))


def turned(x, cos, sin):
    a, b = x.chunk(2, dim=-1)  # [B, heads, T, dh / 2] each
    return torch.cat([a * cos - b * sin, b * cos + a * sin], dim=-1)


class Mlp(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.gate_proj = nn.Linear(c["hidden_size"], c["intermediate_size"], bias=False)
        self.up_proj = nn.Linear(c["hidden_size"], c["intermediate_size"], bias=False)
        self.down_proj = nn.Linear(c["intermediate_size"], c["hidden_size"], bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.self_attn, self.mlp = Attention(c), Mlp(c)
        self.input_layernorm = Norm(c["hidden_size"], c["rms_norm_eps"])
        self.post_attention_layernorm = Norm(c["hidden_size"], c["rms_norm_eps"])

    def forward(self, x, cos, sin):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Lean(nn.Module):
    """The decoder written out: parameters named as in the library's model."""

    def __init__(self, c):
        super().__init__()
        self.model = nn.Module()
        self.model.embed_tokens = nn.Embedding(c["vocab_size"], c["hidden_size"])
        self.model.layers = nn.ModuleList(Layer(c) for _ in range(c["num_hidden_layers"]))
        self.model.norm = Norm(c["hidden_size"], c["rms_norm_eps"])
        self.lm_head = nn.Linear(c["hidden_size"], c["vocab_size"], bias=False)
        half = c["head_dim"] // 2
        angle = torch.arange(COLUMNS)[:, None] * 10000.0 ** (-torch.arange(half) / half)
        self.cos, self.sin = angle.cos(), angle.sin()

    def forward(self, ids):
        x = self.model.embed_tokens(ids)
        for layer in self.model.layers:
            x = layer(x, self.cos, self.sin)
        logits = self.lm_head(self.model.norm(x))
        return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())


def batch(k):
    b, t = torch.arange(ROWS)[:, None], torch.arange(COLUMNS)[None]
    return (7919 * k + 104729 * b + t * (t + 31 * b)) % CONFIG["vocab_size"]


class Variant:
    """A model with its optimizer; step(k) is one whole step and returns the loss before it."""

    def __init__(self, name, folder, lean, fused):
        self.name = name
        library = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="sdpa")
        self.model = library.train()
        if lean:
            self.model = Lean(CONFIG)
            self.model.load_state_dict(library.state_dict(), strict=True)
        self.lean = lean
        self.weights = list(self.model.parameters())
        self.optimizer = torch.optim.AdamW(self.weights, lr=RATE, weight_decay=0.0, **({"fused": True} if fused else {}))
        self.seconds, self.losses = [], []

    def step(self, k):
        begin = time.perf_counter()
        ids = batch(k)
        loss = self.model(ids) if self.lean else self.model(input_ids=ids, labels=ids, use_cache=False).loss
        loss.backward()
        nn.utils.clip_grad_norm_(self.weights, CLIP)
        self.optimizer.step()
        self.optimizer.zero_grad()
        self.losses.append(loss.item())
        self.seconds.append(time.perf_counter() - begin)


def write_model(folder):
    torch.manual_seed(7)
    model = LlamaForCausalLM(LlamaConfig(**CONFIG, bos_token_id=1, eos_token_id=2))
    model.save_pretrained(folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--warm-up", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    if not os.path.exists(os.path.join(args.folder, "model.safetensors")):
        write_model(args.folder)
    variants = [Variant("library", args.folder, False, False), Variant("library, fused", args.folder, False, True),
                Variant("lean", args.folder, True, False), Variant("lean, fused", args.folder, True, True)]
    for k in range(args.warm_up + args.steps):
        for variant in variants:
            variant.step(k)
    for variant in variants:
        ms = sorted(1000 * s for s in variant.seconds[args.warm_up:])
        assert math.isclose(variant.losses[0], variants[0].losses[0], rel_tol=1e-5)
        print(json.dumps({
            "variant": variant.name,
            "weights": sum(w.numel() for w in variant.weights),
            "threads": args.threads,
            "steps": len(ms),
            "median_ms": round(statistics.median(ms), 1),
            "fastest_ms": round(ms[0], 1),
            "tenth_ms": round(ms[len(ms) // 10], 1),
            "ninetieth_ms": round(ms[len(ms) * 9 // 10], 1),
            "first_losses": variant.losses[:3],
            "last_loss": variant.losses[-1],
        }))


if __name__ == "__main__":
    main()

"""The tiny checkpoints that are trained: the parity checkpoints' formula with vocabularies of about a hundred ids."""

import copy
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "parity"))

import configs  # noqa: E402
from checkpoints import Spec  # noqa: E402


class SmallSpec(Spec):
    """Added tokens are the last ids of a table that is smaller than the tokenizer's."""

    @property
    def added_tokens(self):
        names = {
            "hf": ["<image>", "<pad>"],
            "v10": ["[PAD]", "<im_patch>", "<im_start>", "<im_end>"],
            "markers": ["<im_start>", "<im_end>"],
            "none": [],
        }["hf" if self.hf else "v10" if self.v10 else "markers" if self.start_end else "none"]
        return {name: self.vocab - len(names) + n for n, name in enumerate(names)}


def json_files(spec):
    files = copy.deepcopy(configs.json_files(spec))
    if spec.hf and isinstance(spec, SmallSpec):
        files["config.json"] |= {
            "image_token_index": spec.added_tokens["<image>"],
            "pad_token_id": spec.added_tokens["<pad>"],
        }
    return files


TINY = dict(vocab=96, hidden=32, intermediate=48, vision_hidden=24, vision_intermediate=40)
RUN = dict(hidden=16, intermediate=40, vision_hidden=24, vision_intermediate=40, image=28)  # vocabulary of 32,000

MISTRAL = SmallSpec("llava-mistral", "original", 111, "mistral", "BF16", rope_theta=1e6, max_positions=32768, pad=True,
                    shards=2, **TINY)
WINDOW = SmallSpec("llava-mistral-window", "original", 121, "mistral", sliding_window=7, pad=True, image=28,
                   rope_theta=1e5, rms_eps=1e-2, **TINY)
LLAMA = SmallSpec("llava-llama-mlp2x", "original", 131, "llama", "F16", kv_heads=4, pad=True, image=28, **TINY)
MARKERS = SmallSpec("llava-llama-mlp3x", "original", 141, "llama", "BF16", projector="mlp3x_gelu", kv_heads=4, cls=True,
                    start_end=True, tower="external", rms_eps=1e-6, image=28, **TINY)
TIED = SmallSpec("llava-llama-linear-tied", "original", 151, "llama", projector="linear", tied=True, kv_heads=1,
                 select_layer=-1, tower="external", bare_vision=True, tower_dtype="F16", image=28, **TINY)
V10 = SmallSpec("llava-v1.0", "original", 161, "llama", "F16", v10=True, start_end=True, projector="linear", kv_heads=4,
                rms_eps=1e-6, max_positions=2048, tower="external", **TINY)
HF_MISTRAL = SmallSpec("hf-gen2-mistral", "hf2", 181, "mistral", "BF16", rope_theta=1e6, cls=True, pad=True,
                       sliding_window=11, image=28, **TINY)
HF_LLAMA = SmallSpec("hf-gen2-llama", "hf2", 191, "llama", head_dim=12, rope_parameters=True, rope_theta=5e4,
                     rms_eps=1e-2, projector_bias=False, select_layer=-3, image=28,
                     **TINY | dict(heads=2, kv_heads=1, layers=2))
RUN_MISTRAL = Spec("run-mistral", "original", 211, "mistral", pad=True, **RUN)
RUN_LLAMA = Spec("run-llama", "original", 221, "llama", kv_heads=4, **RUN)

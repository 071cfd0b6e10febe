"""Tiny checkpoints in every layout: the numbers of one (Spec), its tensors under their names on disk, its JSON files."""

import dataclasses
import json
import math
import os
import shutil

import safetensors.torch

import weights

CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]
CLIP_STD = [0.26862954, 0.26130258, 0.27577711]


@dataclasses.dataclass
class Spec:
    name: str
    layout: str  # original | hf1 | hf2
    seed: int
    text: str = "llama"  # llama | mistral
    dtype: str = "F32"  # F32 | F16 | BF16, of every tensor but an external tower's
    shards: int = 1
    vocab: int = 32000
    hidden: int = 64
    intermediate: int = 112
    layers: int = 2
    heads: int = 4
    kv_heads: int = 2
    head_dim: int | None = None  # None: hidden / heads and no such key
    rms_eps: float = 1e-5
    rope_theta: float = 10000.0
    rope_parameters: bool = False  # newer spelling: {"rope_theta", "rope_type"} in an object
    max_positions: int = 4096
    sliding_window: int | None = None
    tied: bool = False
    vision_hidden: int = 32
    vision_intermediate: int = 72
    vision_layers: int = 3
    vision_heads: int = 4
    vision_eps: float = 1e-5
    patch: int = 14
    image: int = 42
    projector: str = "mlp2x_gelu"  # linear | mlp{N}x_gelu
    projector_bias: bool = True
    select_layer: int = -2
    cls: bool = False  # keep the CLS row: cls_patch / full
    pad: bool = False  # image_aspect_ratio pad / do_pad
    v10: bool = False  # LLaVA-Med v1.0's config: few keys, patch tokens
    start_end: bool = False
    tower: str = "embedded"  # embedded | external: weights in the directory `tower`
    tower_dtype: str = "F32"
    bare_vision: bool = False  # no `vision_model.` in the tower's names, as transformers 5.18 saves new models
    full_clip_config: bool = False  # tower/config.json is a whole CLIP config with vision_config inside
    integer_sizes: bool = False  # preprocessor_config.json in the older spelling: "size": 42
    resize: dict | None = None  # size in preprocessor_config.json, if not the shortest edge = image
    resample: int = 3
    eos: list | None = None  # eos_token_id of generation_config.json

    @property
    def hf(self):
        return self.layout != "original"

    @property
    def dim_head(self):
        return self.head_dim or self.hidden // self.heads

    @property
    def patches(self):
        return (self.image // self.patch) ** 2

    @property
    def image_rows(self):
        return self.patches + (1 if self.cls else 0)

    @property
    def template(self):
        if self.text == "mistral":
            return "mistral_instruct"
        return "med-v1.0/multimodal" if self.start_end and self.projector == "linear" else "vicuna_v1"

    @property
    def added_tokens(self):
        if self.hf:
            return {"<image>": 32000, "<pad>": 32001}
        if self.v10:
            return {"[PAD]": 32000, "<im_patch>": 32001, "<im_start>": 32002, "<im_end>": 32003}
        return {"<im_start>": 32000, "<im_end>": 32001} if self.start_end else {}


def canonical_tensors(spec):
    """Canonical name -> shape, in order of registration."""
    d, ff, dh = spec.hidden, spec.intermediate, spec.dim_head
    out = {"embed_tokens.weight": [spec.vocab, d]}
    for n in range(spec.layers):
        p = f"layers.{n}."
        out[p + "self_attn.q_proj.weight"] = [spec.heads * dh, d]
        out[p + "self_attn.k_proj.weight"] = [spec.kv_heads * dh, d]
        out[p + "self_attn.v_proj.weight"] = [spec.kv_heads * dh, d]
        out[p + "self_attn.o_proj.weight"] = [d, spec.heads * dh]
        out[p + "mlp.gate_proj.weight"] = [ff, d]
        out[p + "mlp.up_proj.weight"] = [ff, d]
        out[p + "mlp.down_proj.weight"] = [d, ff]
        out[p + "input_layernorm.weight"] = [d]
        out[p + "post_attention_layernorm.weight"] = [d]
    out["norm.weight"] = [d]
    out.update(vision_tensors(spec))
    width = spec.vision_hidden
    for k in projector_indices(spec):
        out[f"projector.{k}.weight"] = [d, width]
        if spec.projector_bias:
            out[f"projector.{k}.bias"] = [d]
        width = d
    if not spec.tied:
        out["lm_head.weight"] = [spec.vocab, d]
    return out


def projector_indices(spec):
    return [0] if spec.projector == "linear" else list(range(0, 2 * int(spec.projector[3]), 2))


def vision_tensors(spec):
    d, ff = spec.vision_hidden, spec.vision_intermediate
    out = {
        "vision.embeddings.class_embedding": [d],
        "vision.embeddings.patch_embedding.weight": [d, 3, spec.patch, spec.patch],
        "vision.embeddings.position_embedding.weight": [spec.patches + 1, d],
    }

    def affine(name, *shape):
        out[name + ".weight"] = list(shape)
        out[name + ".bias"] = [shape[0]]

    affine("vision.pre_layrnorm", d)
    for n in range(spec.vision_layers):
        p = f"vision.encoder.layers.{n}."
        for part in ("k_proj", "v_proj", "q_proj", "out_proj"):
            affine(p + "self_attn." + part, d, d)
        affine(p + "layer_norm1", d)
        affine(p + "mlp.fc1", ff, d)
        affine(p + "mlp.fc2", d, ff)
        affine(p + "layer_norm2", d)
    affine("vision.post_layernorm", d)
    return out


def disk_name(spec, name):
    """Name in the safetensors file (of the tower's directory, if the tower is external)."""
    if name.startswith("vision."):
        rest = ("" if spec.bare_vision else "vision_model.") + name[len("vision."):]
        if spec.hf:
            return ("model." if spec.layout == "hf2" else "") + "vision_tower." + rest
        return rest if spec.tower == "external" else "model.vision_tower.vision_tower." + rest
    if name.startswith("projector."):
        _, k, kind = name.split(".")
        if spec.hf:
            prefix = "model." if spec.layout == "hf2" else ""
            return f"{prefix}multi_modal_projector.linear_{int(k) // 2 + 1}.{kind}"
        return "model.mm_projector." + (kind if spec.projector == "linear" else f"{k}.{kind}")
    if name == "lm_head.weight":
        return "language_model.lm_head.weight" if spec.layout == "hf1" else name
    return {"original": "model.", "hf1": "language_model.model.", "hf2": "model.language_model."}[spec.layout] + name


def tensor_files(spec):
    """[{file, name, canonical, shape, dtype}] in file order; shards hold about equally many bytes."""
    rows = []
    for name, shape in canonical_tensors(spec).items():
        external = spec.tower == "external" and name.startswith("vision.")
        rows.append({
            "file": "tower/model.safetensors" if external else None,
            "name": disk_name(spec, name),
            "canonical": name,
            "shape": shape,
            "dtype": spec.tower_dtype if external else spec.dtype,
        })
    own = [row for row in rows if row["file"] is None]
    total = sum(math.prod(row["shape"]) for row in own)
    seen = 0
    for row in own:
        shard = min(spec.shards - 1, seen * spec.shards // total)
        seen += math.prod(row["shape"])
        row["shard"] = shard
    used = sorted({row["shard"] for row in own})
    for row in own:
        n = used.index(row.pop("shard")) + 1
        row["file"] = "model.safetensors" if len(used) == 1 else f"model-{n:05d}-of-{len(used):05d}.safetensors"
    return rows


def load_canonical(spec):
    """Canonical name -> float32 tensor, rounded to the stored type first."""
    return {
        row["canonical"]: weights.tensor(row["canonical"], row["shape"], spec.seed, row["dtype"]).float()
        for row in tensor_files(spec)
    }


def write(spec, folder, json_files, tokenizer):
    """Writes the complete folder."""
    os.makedirs(folder, exist_ok=True)
    files = {}
    for row in tensor_files(spec):
        tensor = weights.tensor(row["canonical"], row["shape"], spec.seed, row["dtype"])
        files.setdefault(row["file"], {})[row["name"]] = tensor
    for file, tensors in files.items():
        path = os.path.join(folder, file)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        safetensors.torch.save_file(tensors, path, metadata={"format": "pt"})
    own = {file: tensors for file, tensors in files.items() if not file.startswith("tower/")}
    if len(own) > 1:
        index = {
            "metadata": {"total_size": sum(t.numel() * t.element_size() for f in own.values() for t in f.values())},
            "weight_map": {name: file for file, tensors in own.items() for name in tensors},
        }
        json_files = json_files | {"model.safetensors.index.json": index}
    for file, content in json_files.items():
        path = os.path.join(folder, file)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            json.dump(content, out, indent=2, ensure_ascii=False)
            out.write("\n")
    shutil.copyfile(tokenizer, os.path.join(folder, "tokenizer.model"))

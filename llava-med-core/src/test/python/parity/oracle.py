"""The reference run: transformers' CLIP tower and LLaMA/Mistral decoder in float32 on the CPU, spliced as LLaVA does."""

import copy
import math

import numpy as np
import torch
from transformers import CLIPVisionConfig, CLIPVisionModel, LlamaConfig, LlamaModel, MistralConfig, MistralModel

import checkpoints
import configs
import images
import prompts


class Oracle:
    def __init__(self, spec, tokenizer, attention="eager"):
        self.spec = spec
        self.tokenizer = tokenizer
        self.preprocessor = configs.preprocessor(spec)
        self.weights = checkpoints.load_canonical(spec)
        self.text = self._fill(text_model(spec, attention), "")
        self.vision = self._fill(vision_model(spec, attention), "vision.")
        self.head = self.weights["embed_tokens.weight" if spec.tied else "lm_head.weight"]
        self.projector = torch.nn.Sequential()
        for k in checkpoints.projector_indices(spec):
            weight = self.weights[f"projector.{k}.weight"]
            linear = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=spec.projector_bias)
            linear.weight.data = weight
            if spec.projector_bias:
                linear.bias.data = self.weights[f"projector.{k}.bias"]
            if k:
                self.projector.append(torch.nn.GELU())
            self.projector.append(linear)

    def _fill(self, model, prefix):
        state = {name: self.weights[prefix + name.removeprefix("vision_model.")] for name in model.state_dict()}
        model.load_state_dict(state, strict=True)
        return model.eval()

    @torch.no_grad()
    def image(self, path):
        """pixel_values [3,S,S], vision_features [N,Dv], projected [N,D]."""
        pixels = torch.from_numpy(images.pixel_values(path, self.preprocessor, self.spec.pad))
        states = self.vision(pixels[None], output_hidden_states=True).hidden_states
        assert len(states) == self.spec.vision_layers + 1
        features = states[self.spec.select_layer][0]
        if not self.spec.cls:
            features = features[1:]
        return {"pixel_values": pixels, "vision_features": features, "projected": self.projector(features)}

    @torch.no_grad()
    def splice(self, ids, image_paths):
        """[T, D]: rows of the embedding table, and an image's projected rows where the ids hold -200."""
        assert ids.count(prompts.IMAGE_ID) == len(image_paths)
        paths = iter(image_paths)
        table = self.weights["embed_tokens.weight"]
        rows = [self.image(next(paths))["projected"] if i == prompts.IMAGE_ID else table[i:i + 1] for i in ids]
        return torch.cat(rows)

    @torch.no_grad()
    def greedy(self, embeds, max_new_tokens, eos, stops=()):
        """Token ids (the last may be an eos), finish reason, top-2 margin of every step; with a KV cache."""
        table, inputs, cache = self.weights["embed_tokens.weight"], embeds[None], None
        ids, margins, first = [], [], None
        while True:
            output = self.text(inputs_embeds=inputs, past_key_values=cache, use_cache=True)
            cache = output.past_key_values
            logits = torch.nn.functional.linear(output.last_hidden_state[0, -1], self.head)
            first = logits if first is None else first
            top = torch.topk(logits, 2).values
            margins.append(float(top[0] - top[1]))
            ids.append(int(torch.argmax(logits)))
            if ids[-1] in eos:
                return ids, "eos", margins, first
            if any(stop in self.tokenizer.decode(ids) for stop in stops):
                return ids, "stop_string", margins, first
            if len(ids) == max_new_tokens:
                return ids, "length", margins, first
            inputs = table[ids[-1]][None, None]

    @torch.no_grad()
    def recompute(self, embeds, ids):
        """Largest logits at each step of one full pass over prompt and answer, no cache: must be the ids."""
        rows = torch.cat([embeds, self.weights["embed_tokens.weight"][ids[:-1]]])
        states = self.text(inputs_embeds=rows[None], use_cache=False).last_hidden_state[0, len(embeds) - 1:]
        return torch.argmax(torch.nn.functional.linear(states, self.head), dim=-1).tolist()

    def run(self, turns, image_paths, max_new_tokens=40):
        """The expected result of one case, self-checked."""
        parts = prompts.segments(self.spec, turns, len(image_paths))
        ids, text = self.tokenizer.encode(parts), prompts.prompt_text(parts)
        if not self.spec.start_end and text.count("</s>") == parts.count(prompts.EOS):
            assert ids == prompts.reference_split(self.tokenizer, text), "two ways of tokenising disagree"
        embeds = self.splice(ids, image_paths)
        eos = self.spec.eos or [2]
        tokens, finish, margins, first = self.greedy(embeds, max_new_tokens, eos, prompts.stop_strings(self.spec))
        if min(margins) > 1e-5:
            assert self.recompute(embeds, tokens) == tokens, "cached and full computation disagree"
        answer = self.tokenizer.decode([t for t in tokens if t not in eos])
        for stop in prompts.stop_strings(self.spec):
            answer = answer.split(stop)[0]
        return {
            "prompt_text": text,
            "prompt_token_ids": ids,
            "image_tokens": self.spec.image_rows * len(image_paths),
            "token_ids": tokens,
            "text": answer,
            "finish_reason": finish,
            "min_margin": float(f"{min(margins):.4g}"),
        }, margins, first

    def trace(self, turns, image_path):
        """The four tensors of the trace command."""
        ids = self.tokenizer.encode(prompts.segments(self.spec, turns, 1))
        *_, first = self.greedy(self.splice(ids, [image_path]), 1, [])
        return {k: v.contiguous() for k, v in (self.image(image_path) | {"last_logits": first}).items()}


def text_model(spec, attention):
    shape = dict(
        vocab_size=spec.vocab,
        hidden_size=spec.hidden,
        intermediate_size=spec.intermediate,
        num_hidden_layers=spec.layers,
        num_attention_heads=spec.heads,
        num_key_value_heads=spec.kv_heads,
        head_dim=spec.dim_head,
        rms_norm_eps=spec.rms_eps,
        max_position_embeddings=spec.max_positions,
        rope_parameters={"rope_theta": spec.rope_theta, "rope_type": "default"},
        tie_word_embeddings=False,
        attn_implementation=attention,
    )
    if spec.text == "mistral":
        return MistralModel(MistralConfig(sliding_window=spec.sliding_window, **shape))
    assert spec.sliding_window is None
    return LlamaModel(LlamaConfig(**shape))


def vision_model(spec, attention):
    return CLIPVisionModel(CLIPVisionConfig(
        hidden_size=spec.vision_hidden,
        intermediate_size=spec.vision_intermediate,
        num_hidden_layers=spec.vision_layers,
        num_attention_heads=spec.vision_heads,
        patch_size=spec.patch,
        image_size=spec.image,
        layer_norm_eps=spec.vision_eps,
        attn_implementation=attention,
    ))


def plain_vision(oracle, pixels):
    """The tower once more in plain tensor code, to check which hidden state is which: all layers' outputs."""
    w = {k[len("vision."):]: v for k, v in oracle.weights.items() if k.startswith("vision.")}
    spec = oracle.spec
    d, heads = spec.vision_hidden, spec.vision_heads

    def norm(x, name):
        return torch.nn.functional.layer_norm(x, (d,), w[name + ".weight"], w[name + ".bias"], spec.vision_eps)

    def linear(x, name):
        return x @ w[name + ".weight"].T + w[name + ".bias"]

    patches = pixels.unfold(1, spec.patch, spec.patch).unfold(2, spec.patch, spec.patch)  # [3, gy, gx, p, p]
    patches = patches.permute(1, 2, 0, 3, 4).reshape(spec.patches, -1)
    x = patches @ w["embeddings.patch_embedding.weight"].reshape(d, -1).T
    x = torch.cat([w["embeddings.class_embedding"][None], x]) + w["embeddings.position_embedding.weight"]
    x = norm(x, "pre_layrnorm")
    states = [x]
    for n in range(spec.vision_layers):
        p = f"encoder.layers.{n}."
        y = norm(x, p + "layer_norm1")
        q, k, v = (linear(y, f"{p}self_attn.{c}_proj").reshape(-1, heads, d // heads).transpose(0, 1) for c in "qkv")
        a = torch.softmax(q @ k.transpose(1, 2) / math.sqrt(d // heads), dim=-1) @ v  # [heads, N, d / heads]
        x = x + linear(a.transpose(0, 1).reshape(-1, d), p + "self_attn.out_proj")
        y = linear(norm(x, p + "layer_norm2"), p + "mlp.fc1")
        x = x + linear(y * torch.sigmoid(1.702 * y), p + "mlp.fc2")
        states.append(x)
    return states


@torch.no_grad()
def self_check(spec, tokenizer, turns, image_paths, folder):
    """The oracle against everything else at hand; raises on disagreement."""
    oracle = Oracle(spec, tokenizer)
    for path in image_paths:
        if spec.hf or not spec.pad:
            ours = images.pixel_values(path, oracle.preprocessor, spec.pad)
            if not spec.integer_sizes:
                assert np.array_equal(ours, images.library_pixel_values(path, oracle.preprocessor)), path
        seen = oracle.image(path)
        features = plain_vision(oracle, seen["pixel_values"])[spec.select_layer][0 if spec.cls else 1:]
        error = float((features - seen["vision_features"]).norm() / features.norm())
        assert error < 1e-5, f"tower differs from plain tensor code: {error}"
    expected, margins, _ = oracle.run(turns, image_paths)
    other = Oracle(spec, tokenizer, "sdpa")
    assert other.run(turns, image_paths)[0]["token_ids"] == expected["token_ids"] or min(margins) < 1e-4, "sdpa differs"
    if spec.hf and spec.vocab > 32000:
        assert library_generate(oracle, folder, expected, image_paths) == expected["token_ids"], "generate differs"


def library_generate(oracle, folder, expected, image_paths):
    """The written folder opened and run by transformers itself."""
    from transformers import LlavaForConditionalGeneration

    spec = oracle.spec
    model, info = LlavaForConditionalGeneration.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    assert not info["missing_keys"] and not info["unexpected_keys"] and not info["mismatched_keys"], info
    ids = [[32000] * spec.image_rows if i == prompts.IMAGE_ID else [i] for i in expected["prompt_token_ids"]]
    ids = torch.tensor([sum(ids, [])])
    pixels = [torch.from_numpy(images.pixel_values(p, oracle.preprocessor, spec.pad)) for p in image_paths]
    settings = copy.deepcopy(model.generation_config)
    settings.do_sample, settings.max_new_tokens = False, 40
    out = model.generate(
        input_ids=ids,
        attention_mask=torch.ones_like(ids),
        pixel_values=torch.stack(pixels) if pixels else None,
        generation_config=settings,
    )
    return out[0, ids.shape[1]:].tolist()

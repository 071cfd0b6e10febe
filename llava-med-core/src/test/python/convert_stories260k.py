"""Converts karpathy's stories260K (llama2.c's format) into a LLaMA checkpoint folder.

    python convert_stories260k.py stories260K.bin tok512.bin output-folder [--greedy greedy-257.txt]

Needs numpy and safetensors; with --greedy also torch, transformers and sentencepiece, to check that the converted model
still tells the published story; then greedy.txt (its story) and greedy.json (its ids after bos, bos first) are written too.
"""
import argparse
import json
import pathlib
import struct

import numpy as np
from safetensors.numpy import save_file


def half_split(weight, heads):
    """Rows of q or k: llama2.c rotates neighbours (2i, 2i+1), Hugging Face rotates (i, i + size/2)."""
    rows, columns = weight.shape
    return weight.reshape(heads, rows // heads // 2, 2, columns).transpose(0, 2, 1, 3).reshape(rows, columns)


def read_model(path):
    data = path.read_bytes()
    dim, hidden, layers, heads, kv_heads, vocabulary, length = struct.unpack("7i", data[:28])
    tied, vocabulary = vocabulary > 0, abs(vocabulary)
    values = np.frombuffer(data, dtype="<f4", offset=28)
    at = 0

    def take(*shape):
        nonlocal at
        size = int(np.prod(shape))
        at += size
        return values[at - size : at].reshape(shape)

    kv_dim = dim // heads * kv_heads
    embedding = take(vocabulary, dim)
    attention_norm = take(layers, dim)
    wq, wk, wv, wo = take(layers, dim, dim), take(layers, kv_dim, dim), take(layers, kv_dim, dim), take(layers, dim, dim)
    ffn_norm = take(layers, dim)
    w1, w2, w3 = take(layers, hidden, dim), take(layers, dim, hidden), take(layers, hidden, dim)
    norm = take(dim)
    take(length, dim // heads // 2, 2)  # tables of the rotation, computed nowadays
    tensors = {"model.embed_tokens.weight": embedding, "model.norm.weight": norm}
    for i in range(layers):
        prefix = f"model.layers.{i}."
        tensors[prefix + "input_layernorm.weight"] = attention_norm[i]
        tensors[prefix + "self_attn.q_proj.weight"] = half_split(wq[i], heads)
        tensors[prefix + "self_attn.k_proj.weight"] = half_split(wk[i], kv_heads)
        tensors[prefix + "self_attn.v_proj.weight"] = wv[i]
        tensors[prefix + "self_attn.o_proj.weight"] = wo[i]
        tensors[prefix + "post_attention_layernorm.weight"] = ffn_norm[i]
        tensors[prefix + "mlp.gate_proj.weight"] = w1[i]
        tensors[prefix + "mlp.down_proj.weight"] = w2[i]
        tensors[prefix + "mlp.up_proj.weight"] = w3[i]
    if not tied:
        tensors["lm_head.weight"] = take(vocabulary, dim)
    assert at == values.size, (at, values.size)
    config = {
        "architectures": ["LlavaLlamaForCausalLM"],
        "model_type": "llava",
        "hidden_size": dim,
        "intermediate_size": hidden,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "vocab_size": vocabulary,
        "max_position_embeddings": length,
        "hidden_act": "silu",
        "rms_norm_eps": 1e-5,
        "rope_theta": 10000.0,
        "tie_word_embeddings": tied,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "torch_dtype": "float32",
    }
    return config, {name: np.ascontiguousarray(value) for name, value in tensors.items()}


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field, value):
    return varint(field << 3) + varint(value)


def blob(field, value):
    return varint(field << 3 | 2) + varint(len(value)) + value


def tokenizer_model(path, vocabulary):
    """SentencePiece's ModelProto: pieces 1 (text 1, score 2, type 3), trainer_spec 2, normalizer_spec 3."""
    data = path.read_bytes()
    at = 4  # after the longest length
    out = bytearray()
    for token in range(vocabulary):
        score, length = struct.unpack("<fi", data[at : at + 8])
        text = data[at + 8 : at + 8 + length].replace(b" ", "\u2581".encode())
        at += 8 + length
        kind = 1
        if token == 0:
            kind = 2
        elif token < 3:
            text, kind = text.strip(), 3
        elif token < 259:
            kind = 6
        out += blob(1, blob(1, text) + varint(2 << 3 | 5) + struct.pack("<f", score) + number(3, kind))
    assert at == len(data)
    out += blob(2, number(3, 2) + number(4, vocabulary) + number(35, 1) + number(40, 0) + number(41, 1) + number(42, 2))
    out += blob(3, blob(1, b"identity") + number(3, 1) + number(4, 0) + number(5, 1))
    return bytes(out)


def greedy(folder, config, expected):
    import sentencepiece
    import torch
    from safetensors.torch import load_file
    from transformers import LlamaConfig, LlamaForCausalLM

    keys = {key: value for key, value in config.items() if key not in ("architectures", "model_type", "torch_dtype")}
    model = LlamaForCausalLM(LlamaConfig(**keys)).eval()
    result = model.load_state_dict({k: v.float() for k, v in load_file(folder / "model.safetensors").items()}, strict=False)
    assert not result.unexpected_keys and set(result.missing_keys) <= {"lm_head.weight"}, result
    model.tie_weights()
    # The published text is 257 tokens after bos and a line end.
    ids = torch.tensor([[1]])
    with torch.no_grad():
        for _ in range(257):
            ids = torch.cat([ids, model(ids).logits[:, -1].argmax(-1, keepdim=True)], 1)
    ids = ids[0].tolist()
    text = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model")).decode(ids)
    published = expected.read_text(encoding="utf-8")
    assert published == text + "\n", (text, published)
    print("greedy text equals the published one")
    return ids, text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("weights", type=pathlib.Path)
    parser.add_argument("vocabulary", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--greedy", type=pathlib.Path)
    parser.add_argument("--half", action="store_true", help="write F16")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    config, tensors = read_model(options.weights)
    if options.half:
        config["torch_dtype"] = "float16"
        tensors = {name: value.astype(np.float16) for name, value in tensors.items()}
    (options.output / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    save_file(tensors, options.output / "model.safetensors", metadata={"format": "pt"})
    (options.output / "tokenizer.model").write_bytes(tokenizer_model(options.vocabulary, config["vocab_size"]))
    if options.greedy:
        ids, text = greedy(options.output, config, options.greedy)
        (options.output / "greedy.json").write_text(json.dumps(ids) + "\n")
        (options.output / "greedy.txt").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

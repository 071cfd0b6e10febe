"""Writes the committed goldens, or with --try random checkpoints with expected answers for comparisons by hand.

    python make_parity_goldens.py OUT_DIR --tokenizer TOKENIZER_MODEL [--only NAME]
    python make_parity_goldens.py --try N --seed S --keep DIR --tokenizer TOKENIZER_MODEL
"""

import argparse
import collections
import dataclasses
import json
import os
import shlex
import tempfile

import numpy as np
import safetensors.torch
import transformers

import cases
import checkpoints
import configs
import images
import oracle
import prompts
import weights

LEAST_MARGIN = 1e-4
GOLDEN_TOKENS = 34
FULL_LOGITS = {"llava-mistral", "llava-v1.0", "hf-gen2-mistral"}  # elsewhere the first 512 and the norm


def turns_json(turns):
    return [{"question": q} | ({} if a is None else {"answer": a}) for q, a in turns]


def golden_cases(spec, tokenizer, folder, names):
    """All cases of one file, or None at the first near-tie."""
    model = oracle.Oracle(spec, tokenizer)
    rows, shift = [], sum(map(ord, spec.name)) % len(names)
    for case, count, questions in cases.CASES:
        used = [names[(shift + i) % len(names)] for i in range(count)]
        shift += count
        turns, result, _ = cases.expand(model, folder, used, questions, GOLDEN_TOKENS)
        if result["min_margin"] < LEAST_MARGIN:
            print(f"  seed {spec.seed}: {case} has margin {result['min_margin']}, next seed")
            return None, None
        rows.append({
            "id": case,
            "turns": turns_json(turns),
            "images": used,
            "template": spec.template,
            "max_new_tokens": GOLDEN_TOKENS,
        } | result)
    if prompts.stop_strings(spec):
        rows.append(stop_string_case(model, spec))
    return model, rows


def stop_string_case(model, spec):
    """The first numbered question whose answer happens to hold a stop string."""
    for number in range(2000, 100000):
        turns = [(f"Is number {number} seen?", None)]
        result, *_ = model.run(turns, [], GOLDEN_TOKENS)
        if result["finish_reason"] == "stop_string" and len(result["token_ids"]) > 3 \
                and result["min_margin"] >= LEAST_MARGIN:
            return {
                "id": "stop-string",
                "turns": turns_json(turns),
                "images": [],
                "template": spec.template,
                "max_new_tokens": GOLDEN_TOKENS,
            } | result


def end_token(rows):
    """A token that few cases generate, and they after some steps: as a second eos it ends those early."""
    first = collections.defaultdict(dict)
    for row in rows:
        for step, token in enumerate(row["token_ids"]):
            first[token].setdefault(row["id"], step)
    good = [(len(at), token) for token, at in first.items() if min(at.values()) >= 5 and max(at.values()) <= 25]
    return min(good)[1]


def write_golden(spec, tokenizer, path, out, names):
    while True:
        model, rows = golden_cases(spec, tokenizer, out, names)
        if rows and spec.name == "hf-gen2-llama" and not spec.eos:
            spec.eos = [2, end_token(rows)]
            continue
        if rows:
            break
        spec.seed += 1
    with tempfile.TemporaryDirectory() as folder:
        checkpoints.write(spec, folder, configs.json_files(spec), path)
        oracle.self_check(spec, tokenizer, [("What is it?", None)], [os.path.join(out, names[0])], folder)
        oracle.self_check(spec, tokenizer, [("A", "B"), ("C", None)], [os.path.join(out, n) for n in names[3:5]], folder)
    head = {
        "layout": spec.name,
        "spec": dataclasses.asdict(spec),
        "template": spec.template,
        "files": configs.json_files(spec),
        "tensors": checkpoints.tensor_files(spec),
    }
    with open(os.path.join(out, f"parity-{spec.name}.json"), "w", encoding="utf-8") as file:
        write_rows(file, head, rows)
    for case in ("plain", "modality") if spec.image < 70 else ("plain",):
        row = next(row for row in rows if row["id"] == case)
        trace = model.trace([(t["question"], t.get("answer")) for t in row["turns"]], os.path.join(out, row["images"][0]))
        if not (case == "plain" and spec.name in FULL_LOGITS):
            logits = trace.pop("last_logits")
            trace |= {"last_logits_head": logits[:512].clone(), "last_logits_norm": logits.double().norm().float()[None]}
        safetensors.torch.save_file(trace, os.path.join(out, f"trace-{spec.name}-{case}.safetensors"))
    print(f"{spec.name}: seed {spec.seed}, {len(rows)} cases, least margin {min(r['min_margin'] for r in rows)}, "
          f"distinct tokens a case {np.mean([len(set(r['token_ids'])) for r in rows]):.1f}")


WEIGHT_SAMPLES = [
    ("embed_tokens.weight", [40, 7], 11, "F32"),
    ("layers.0.self_attn.q_proj.weight", [5, 9], 11, "BF16"),
    ("layers.1.post_attention_layernorm.weight", [13], -1, "F16"),
    ("projector.2.bias", [6], 1 << 62, "F32"),
    ("vision.embeddings.class_embedding", [10], 0, "BF16"),
    ("vision.embeddings.patch_embedding.weight", [3, 3, 2, 2], 7, "F16"),
]


def write_weight_samples(path):
    """All values of a few small tensors, for a unit test of the formula's twin."""
    with open(path, "w", encoding="utf-8") as file:
        rows = [{"name": name, "shape": shape, "seed": seed, "dtype": dtype,
                 "values": weights.tensor(name, shape, seed, dtype).float().flatten().tolist()}
                for name, shape, seed, dtype in WEIGHT_SAMPLES]
        file.write("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n")


def write_rows(file, head, rows):
    """One JSON object, one case or tensor a line."""
    def text(value):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    file.write("{\n")
    for key, value in head.items():
        if key == "tensors":
            file.write('"tensors":[\n' + ",\n".join(map(text, value)) + "\n],\n")
        else:
            file.write(f'"{key}":{text(value)},\n')
    file.write('"cases":[\n' + ",\n".join(map(text, rows)) + "\n]\n}\n")


def tried_cases(spec, tokenizer, folder, names, seed, questions):
    """(model, [(id, images, turns, result, margins)]), the same questions for the same seed."""
    rng = np.random.default_rng(seed)
    model = oracle.Oracle(spec, tokenizer)
    rows = []
    for case, count, turns in cases.random_questions(rng, questions):
        used = [cases.pick(rng, names)] if count else []
        rows.append((case, used, *cases.expand(model, folder, used, turns, 40)))
    return model, rows


def write_try(number, seed, folder, tokenizer, path, questions):
    """One random checkpoint: FOLDER/{checkpoint, images, questions.jsonl, expected.jsonl, trace-*.safetensors}."""
    rng = np.random.default_rng([seed, number])
    spec = cases.random_spec(rng, f"try-{seed}-{number}")
    picture_folder = os.path.join(folder, "images")
    names = cases.random_images(rng, picture_folder, 8)
    second_eos = rng.random() < 0.5
    model, rows = tried_cases(spec, tokenizer, picture_folder, names, [seed, number, 1], questions)
    if second_eos:
        spec.eos = [2, rows[int(rng.integers(questions))][3]["token_ids"][int(rng.integers(2, 30))]]
        model, rows = tried_cases(spec, tokenizer, picture_folder, names, [seed, number, 1], questions)
    checkpoints.write(spec, os.path.join(folder, "checkpoint"), configs.json_files(spec), path)
    asked, expected, traces = [], [], 0
    for case, used, turns, result, margins in rows:
        line = {"question_id": case} | ({"image": used[0]} if used else {}) | {"text": turns[-1][0]}
        if len(turns) > 1:
            line["history"] = turns_json(turns[:-1])
        asked.append(line)
        expected.append({"question_id": case} | result | {"margins": [float(f"{m:.4g}") for m in margins]})
        if used and len(turns) == 1 and traces < 2:
            trace = model.trace(turns, os.path.join(picture_folder, used[0]))
            safetensors.torch.save_file(trace, os.path.join(folder, f"trace-{case}.safetensors"))
            with open(os.path.join(folder, "trace.sh"), "a", encoding="utf-8") as script:
                script.write(f"trace --model checkpoint --precision f32 --image images/{used[0]} "
                             f"--question {shlex.quote(turns[0][0])} --output java-trace-{case}.safetensors\n")
            traces += 1
    for name, rows in (("questions.jsonl", asked), ("expected.jsonl", expected)):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    with open(os.path.join(folder, "spec.json"), "w", encoding="utf-8") as file:
        json.dump(dataclasses.asdict(spec), file, indent=1)
    used = [os.path.join(picture_folder, name) for name in names[:3]]
    oracle.self_check(spec, tokenizer, [("What is it?", "A disc."), ("Sure?", None)], used[:2],
                      os.path.join(folder, "checkpoint"))
    print(f"{folder}: {spec.layout} {spec.text} {spec.template} {spec.dtype}, {len(asked)} questions, least margin "
          f"{min(r['min_margin'] for r in expected)}, ends {sorted({r['finish_reason'] for r in expected})}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("out", nargs="?")
    parser.add_argument("--tokenizer", required=True, help="SentencePiece model of 32000 pieces")
    parser.add_argument("--only", help="golden file to write, e.g. hf-gen1")
    parser.add_argument("--try", dest="tries", type=int, metavar="N")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--questions", type=int, default=20, help="per tried checkpoint")
    parser.add_argument("--keep", metavar="DIR")
    args = parser.parse_args()
    transformers.utils.logging.disable_progress_bar()
    tokenizer = prompts.Tokenizer(args.tokenizer)
    if args.tries:
        for number in range(args.tries):
            folder = os.path.join(args.keep, f"{args.seed}-{number}")
            os.makedirs(folder)
            write_try(number, args.seed, folder, tokenizer, args.tokenizer, args.questions)
        return
    names = images.write_committed(args.out)
    write_weight_samples(os.path.join(args.out, "weights.json"))
    for spec in cases.SPECS:
        if args.only in (None, spec.name):
            write_golden(spec, tokenizer, args.tokenizer, args.out, names)


if __name__ == "__main__":
    main()

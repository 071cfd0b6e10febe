"""Writes golden ids for the tokenizer tests.

    python make_tokenizer_goldens.py mistral-v1.tokenizer.model tokenizer-goldens.jsonl [--random N] [--seed S]

Needs sentencepiece, protobuf and transformers 4.x (the slow LlamaTokenizer; 5.x has none any more). Line kinds:
  added   the tokens that all "prompt" lines know, as added_tokens_decoder of tokenizer_config.json
  plain   text, ids, decoded: SentencePiece alone, what user text must give
  decode  ids, decoded: SentencePiece alone, special tokens taken out before
  prompt  text, legacy, ids: the slow tokenizer, template text with tokens in it
"""
import argparse
import json
import random

import sentencepiece
import transformers
from transformers import AddedToken
from transformers.models.llama.tokenization_llama import LlamaTokenizer

PLAIN = [
    "", " ", "  ", "   ", "\n", "\t", "\n\n \t\n", " a", "a ", "  a  b  ", "Chest X-ray, PA view: no acute findings.",
    "What is in this image?", "\nWhat is in this image? [/INST]", "[INST] ", " A1 ", "Hb 7.2 g/dL, WBC 12.3×10⁹/L, SpO₂ 94 %",
    "s/p CABG ×3; r/o PE; NKDA; b.i.d. q8h p.r.n.", "T2*-weighted FLAIR, 1.5 T, TE/TR = 90/4000 ms", "α-SMA⁺ β₂-microglobulin µg/µL ±0.5 °C",
    "这张胸片显示了什么？右下肺有斑片状阴影。", "この画像には何が写っていますか？", "이 영상에서 무엇이 보입니까?", "ماذا يظهر في هذه الصورة؟", "מה רואים בתמונה?",
    "Что видно на снимке?", "Τι δείχνει η εικόνα;", "क्या यह सामान्य है?", "ภาพนี้แสดงอะไร", "👩🏽‍⚕️ and 👨‍👩‍👧‍👦 and 🏳️‍🌈", "🫁🧠🦴🩻", "e\u0301 vs é, ﬁ vs fi, Ａ vs A",
    "▁", "▁▁", " ▁ ", "a▁b", "\u00a0x\u2003y\u200bz\u3000w", "a\0b", "\x01\x02\x1b[0m", "\r\nCRLF\r\n", "\ufffd\ue000\uffff", "\U0010ffff\U000e0041",
    "<s>", "</s>", "x</s>y", "<unk>", "<0x0A>", "<im_start><image><im_end>", "<image>\nIs it normal?", "<pad>", "[INST] ignore </s> this [/INST]",
    "http://example.org/a?b=c&d=%20e#f", "def f(x):\n    return {x: [1, 2.50, -3e-7]}\n", "................................", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "                                        deep", "THE QUICK brown FoX", "naïve façade Zürich Łódź İstanbul ǅ", "∀x∈ℝ: ∃y ≤ √x ⇒ y² ≠ ∞", "(((((((())))))))", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟙𝟚𝟛",
    "Pneumonoultramicroscopicsilicovolcanoconiosis", "PD-L1 (22C3) CPS≥10, Ki-67~30%", "10^-6 M; 5'-ATG…TAA-3'; p<0.001", "\u202eright to left\u202c", "ｈａｌｆ　ｗｉｄｔｈ",
]
ADDED = [
    AddedToken("<im_patch>", special=True, normalized=False),
    AddedToken("<im_start>", special=True, normalized=False, lstrip=True),
    AddedToken("<im_end>", special=True, normalized=False, rstrip=True),
    AddedToken("<image>", special=False, normalized=True),
    AddedToken("<image>s", special=False, normalized=True, lstrip=True, rstrip=True),
    AddedToken("<pad>", special=True, normalized=False),
]
PROMPTS = [
    "[INST] Q [/INST] A1 </s>[INST] Q2 [/INST]", "[INST] Q [/INST] A1</s> [INST] Q2 [/INST]", "</s>", "</s>x", "</s> x", "</s>  x", "</s></s>", "<s>[INST] a",
    "<im_start><im_patch><im_patch><im_end>", "a <im_start> <im_patch> <im_end> b", "Q\n<im_start>\n<image>\n<im_end>\nA", "<image>", "<image> ", " <image>", "<image>s",
    "<images>", "<image>ss x", "x  <image>s  y", "a<unk>b", "<pad><pad>", "###Human: Hi!###Assistant: Hi there!\n###", "USER: <image>\nQ1 ASSISTANT: A1</s>USER: Q2 ASSISTANT:",
    "<im_end> </s>", "<im_end> <im_start>", " ", "  </s>", "\u00a0<im_start>\u2003x", "</", "</s", "<im_</s>start>", "▁</s>▁x", "<image>▁x", "\x1f<im_start>", "<im_end>\u200b\x85x",
]
FRAGMENTS = [
    "</s>", "<s>", "<unk>", "<im_patch>", "<im_start>", "<im_end>", "<image>", "<image>s", "<pad>", " ", "  ", "\n", "\t", "[INST]", "[/INST]", "Q", " the", "image", "▁", "é", "胸部", "🩻",
    "\u00a0", "<", "</", "s>", "im_", "###", "A1", ".", "\0", "12", " right lower lobe", "x",
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("output")
    parser.add_argument("--random", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    assert transformers.__version__.startswith("4."), "needs the slow tokenizer of transformers 4.x"
    rng = random.Random(options.seed)
    pieces = sentencepiece.SentencePieceProcessor(model_file=options.model)
    plain = PLAIN + ["".join(rng.choices(FRAGMENTS, k=rng.randint(1, 12))) for _ in range(options.random)]
    prompts = PROMPTS + ["".join(rng.choices(FRAGMENTS, k=rng.randint(1, 12))) for _ in range(options.random)]
    lines = []
    for text in plain:
        ids = pieces.encode(text)
        lines.append({"kind": "plain", "text": text, "ids": ids, "decoded": pieces.decode(ids)})
    for _ in range(options.random):
        bytes_only = rng.random() < 0.5
        ids = [rng.randint(3, 258) if bytes_only or rng.random() < 0.4 else rng.choice([1, 2, 28705, rng.randint(259, 31999)]) for _ in range(rng.randint(1, 10))]
        lines.append({"kind": "decode", "ids": ids, "decoded": pieces.decode([i for i in ids if i > 2])})
    for legacy in (True, False):
        tokenizer = LlamaTokenizer(options.model, legacy=legacy, add_bos_token=False, pad_token="<pad>")
        tokenizer._add_tokens([t for t in ADDED if t.content != "<pad>"])
        tokenizer.add_special_tokens({"additional_special_tokens": [t for t in ADDED if t.special and t.content != "<pad>"]})
        if legacy:
            decoder = {
                str(i): {"content": t.content, "lstrip": t.lstrip, "rstrip": t.rstrip, "special": t.special, "normalized": t.normalized, "single_word": False}
                for i, t in tokenizer.added_tokens_decoder.items()
            }
            lines.insert(0, {"kind": "added", "added_tokens_decoder": decoder})
        for text in prompts:
            lines.append({"kind": "prompt", "text": text, "legacy": legacy, "ids": tokenizer.encode(text)})
    with open(options.output, "w", encoding="utf-8", newline="\n") as out:
        for line in lines:
            out.write(json.dumps(line, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()

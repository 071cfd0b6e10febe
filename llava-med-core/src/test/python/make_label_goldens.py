"""Writes golden labels for training: which tokens of a conversation are learned, by counting as LLaVA's train.py counts.

    python make_label_goldens.py MISTRAL.tokenizer.model LLAMA.tokenizer.model TemplateTexts.java label-goldens.json

Needs sentencepiece 0.2. The scheme (written from its description): tokenise the whole text, tokenise parts of it once more
by themselves, and use the parts' lengths to say where in the whole they lie. It only works where a part gives as many
tokens by itself as in the whole. A line of the result is

    tokenizer,spacing,template,conversation,tokens,learned,crc32,state

with the CRC of "id:0or1 ..." and as state "ok", or why the scheme fails there: "control" (somebody typed a control token,
which the scheme takes for one), "split" (a separator inside a message, or an empty message, breaks its rounds, so that the
whole sample is masked), "count" (the lengths do not add up, so that nothing or the wrong tokens are learned).
"""
import json
import re
import sys
import zlib

import sentencepiece

IMAGE = -200
CONTROL = ["<s>", "</s>", "<unk>"]
MARKERS = ["<im_patch>", "<im_start>", "<im_end>"]

CONVERSATIONS = [
    ["What is shown?\n<image>", "A chest X-ray."],
    ["<image>\nWhat is shown?", "A chest X-ray, PA view, without acute findings."],
    ["Where <image> is the lesion?", "In the left lower lobe."],
    ["Hello", "Hi there!"],
    ["<image>\nIs it normal?", "No.", "Why not?", "There is a fracture.", "Where?", "At the distal radius."],
    ["Is it normal?\n<image>", "Yes", "Sure?", "Yes, quite sure."],
    ["First question", "First answer", "And here?\n<image>", "A polyp."],
    ["<image>", "An MRI of the brain."],
    ["  <image>  \n spaced   out  ", "  two spaces in front and behind  "],
    ["\t<image>\ttabs\t", "\ttab\tanswer\t"],
    ["\n\nnewlines\n\n<image>\n\n", "\n\nanswer after newlines\n"],
    ["Trailing blank <image> ", "one line\nanother line\n\n- item\n- item"],
    ["\u00a0no break\u00a0<image>\u3000", "\u2003em space first"],
    ["这张胸片显示了什么？\n<image>", "右下肺有斑片状阴影。", "还有吗？", "没有。"],
    ["<image>\nماذا يظهر في هذه الصورة؟", "أشعة سينية للصدر"],
    ["Emoji 🫁🧠 <image>", "👩🏽‍⚕️ says 🩻"],
    ["e\u0301 and \ufb01 <image>", "α-SMA⁺ β₂ µg/µL ±0.5 °C"],
    ["<image>\nList numbers", "1 22 333 4444 55555"],
    ["USER: who am I?\n<image>", "You said USER: yourself."],
    ["### is a heading\n<image>", "###"],
    ["a ### b <image>", "### Human: fake turn\n### Assistant: fake answer"],
    ["Say ASSISTANT please <image>", "ASSISTANT:"],
    ["[INST] nested [/INST]\n<image>", "[INST] no"],
    ["a  ASSISTANT: b\n<image>", "answer"],
    ["Type </s> now\n<image>", "It is </s> indeed"],
    ["<s>[INST] sly <image>", "<unk>"],
    ["<image>\nWhat?", ""],
    ["<image>\nWhat?", "", "And now?", "Something"],
    ["", "An answer without a question"],
    ["<image>\nx", "y"],
    ["<image>\n.", "."],
    ["?<image>", "!"],
    ["▁<image>▁", "▁▁x"],
    ["<image>\n" + "long question " * 30, "long answer " * 40],
    ["http://example.org/a?b=c#f <image>", "def f(x):\n    return {x: [1, 2.50]}\n"],
    ["one", "1", "two", "2", "three", "3", "four", "4", "five", "5", "six", "6"],
    ["<image>\nHb?", "7.2 g/dL", " leading blank", " leading blank", "\nnewline", "\nnewline"],
    ["\0<image>\x01", "\x1b[0m\0"],
    ["<image>\n..........", "aaaaaaaaaaaaaaaaaaaaaaa"],
    ["THE <Image> tag </Image> <image>", "</Image>"],
    ["#<image>#", "#"],
    ["<image>\nends in hash #", "# starts with hash"],
    ["<image>\nends in colon:", ": starts with colon"],
]


class Tokens:
    """LlamaTokenizer of transformers 4.x (slow), bos in front."""

    def __init__(self, path, legacy, markers):
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=path)
        self.legacy = legacy
        if not legacy:
            self.pieces.override_normalizer_spec(add_dummy_prefix="false")
        self.special = {t: i for i, t in [(1, "<s>"), (2, "</s>"), (0, "<unk>")]}
        if markers:
            self.special.update({t: 32000 + i for i, t in enumerate(MARKERS)})
        self.pattern = re.compile("(" + "|".join(map(re.escape, self.special)) + ")")

    def __call__(self, text):
        return [1] + self.bare(text)

    def bare(self, text):
        if not text:
            return []
        if not self.legacy:
            text = "\u2581" + text.replace("\u2581", " ")
        runs = [r for r in self.pattern.split(text) if r]
        if not self.legacy and len(runs) > 1 and runs[0] == "\u2581" and runs[1] in self.special:
            runs = runs[1:]
        ids = []
        for run in runs:
            ids += [self.special[run]] if run in self.special else self.run(run)
        return ids

    def run(self, run):
        if self.legacy or run[0] not in "\u2581 ":
            return self.pieces.encode(run)
        # An unknown token in front keeps SentencePiece from treating the blank as the beginning of the text.
        head = self.pieces.encode("<unk>")
        return self.pieces.encode("<unk>" + run)[len(head):]

    def with_images(self, text):
        ids = []
        for i, piece in enumerate(text.split("<image>")):
            ids += self(piece) if i == 0 else [IMAGE] + self(piece)[1:]
        return ids

    def spell(self, ids):
        out, pending = "", b""
        for i in ids:
            piece = next((t for t, n in self.special.items() if n == i), None) or self.pieces.id_to_piece(i)
            byte = re.fullmatch(r"<0x(..)>", piece)
            if byte:
                pending += bytes([int(byte[1], 16)])
                continue
            out += pending.decode("utf-8", "replace") + piece
            pending = b""
        return out + pending.decode("utf-8", "replace")


def java_text(source, name):
    body = re.search(r"String " + name + r"\s*=(.*?);\n", source, re.S)[1]
    return "".join(json.loads(s) for s in re.findall(r'"(?:[^"\\]|\\.)*"', body))


def in_front(value, tag):
    if "<image>" not in value:
        return value
    value = ("<image>\n" + value.replace("<image>", "").strip()).strip()
    return value.replace("<image>", "<Image><image></Image>") if tag else value


def by_header(tok, turns, system):
    """v0: header and turns are counted; of a user's turn all but two tokens are masked."""
    texts = ["### %s: %s\n" % (["Human", "Assistant"][i % 2], t) for i, t in enumerate(turns)]
    header = system + "\n\n"
    ids = tok(header + "".join(texts) + "### ")
    learned = [True] * len(ids)
    at = len(tok(header))
    learned[:at] = [False] * at
    for i, text in enumerate(texts):
        size = len(tok(text))
        if i % 2 == 0:
            for k in range(at + 2, min(at + size, len(ids))):
                learned[k] = False
        at += size
    wanted = "".join("###" if i % 2 == 0 else t for i, t in enumerate(texts)) + "### "
    return ids, learned, wanted, None


def by_rounds(tok, turns, text, separator, fix):
    """v1 and llama_2: the text is split at </s>, each round once at the separator before the answer."""
    ids = tok(text)
    learned = [True] * len(ids)
    learned[0] = False
    at, state = 1, None
    for i, part in enumerate(text.split("</s>")):
        if part == "":
            break
        halves = part.split(separator)
        if len(halves) != 2:
            state = "split"
            break
        question, size = len(tok(halves[0] + separator)) - 2, len(tok(part))
        if fix and i > 0:
            question, size = question - 1, size - 1
        for k in range(at, min(at + question, len(ids))):
            learned[k] = False
        at += size
    for k in range(at, len(ids)):
        learned[k] = False
    if at != len(ids):
        state = state or "count"
        learned = [False] * len(ids)
    return ids, learned, None, state


def label(tok, template, turns, texts):
    """ids, learned, the text that should be learned, and why it fails, or None where the template does not apply"""
    joined = "".join(turns)
    if template == "plain":
        if len(turns) != 2 or "<image>" not in turns[0]:
            return None
        ids = tok.with_images("<image>" + turns[1] + "\n")
        return ids, [i >= 2 for i in range(len(ids))], turns[1] + "\n", None
    if template == "v0":
        return by_header(tok.with_images, turns, texts["GENERAL_HUMAN"])
    if template == "v0+markers":
        run = "<im_start>" + "<im_patch>" * 3 + "<im_end>"
        got = by_header(tok, [t.replace("<image>", run) for t in turns], texts["GENERAL_HUMAN"])
        ids, learned = [], []
        for i, l in zip(got[0], got[1]):
            if i == 32000 and ids[-1] == IMAGE:
                continue
            ids.append(IMAGE if i == 32000 else i)
            learned.append(l)
        return ids, learned, got[2], None
    turns = [in_front(t, "mmtag" in template) for t in turns]
    encode = tok.with_images if "<image>" in joined else tok
    if template in ("v1", "llava_v1", "v1_mmtag"):
        text = texts[{"v1": "GENERAL_USER", "llava_v1": "GENERAL_HUMAN", "v1_mmtag": "TAGGED_IMAGES"}[template]] + " "
        for i, t in enumerate(turns):
            role = ["USER", "ASSISTANT"][i % 2]
            text += role + (": " + t + [" ", "</s>"][i % 2] if t else ":")
        got = by_rounds(encode, turns, text, " ASSISTANT: ", not tok.legacy)
        return got[0], got[1], "".join(" " + t + "</s>" for t in turns[1::2]), got[3] or ("split" if "" in turns else None)
    begin = "<s>" if template == "llama_2" else ""
    text = ""
    for i, t in enumerate(turns):
        if i == 0 and template == "llama_2":
            t = "<<SYS>>\n" + texts["LLAMA_2"] + "\n<</SYS>>\n\n" + t
        if t:
            text += begin + "[INST] " + t + " [/INST]" if i % 2 == 0 else " " + t + " </s>"
    got = by_rounds(encode, turns, text.lstrip(begin) if begin else text, "[/INST] ", False)
    return got[0], got[1], "".join(" " + t + " </s>" for t in turns[1::2]), got[3] or ("split" if "" in turns else None)


def bare(text):
    return re.sub("[ \u2581]", "", text)


def main():
    mistral, llama, source, output = sys.argv[1:]
    texts = {n: java_text(open(source).read(), n) for n in ("GENERAL_HUMAN", "GENERAL_USER", "LLAMA_2", "TAGGED_IMAGES")}
    lines = []
    for name, path in (("mistral", mistral), ("llama", llama)):
        for legacy in (True, False):
            for template in ("v0", "v0+markers", "v1", "llava_v1", "v1_mmtag", "llama_2", "mistral_instruct", "plain"):
                if template in ("v0+markers", "llava_v1", "v1_mmtag") and not legacy:
                    continue
                tok = Tokens(path, legacy, template == "v0+markers")
                for number, turns in enumerate(CONVERSATIONS):
                    got = label(tok, template, turns, texts)
                    if got is None:
                        continue
                    ids, learned, wanted, state = got
                    if any(c in t for c in CONTROL for t in turns):
                        state = "control"
                    spelt = tok.spell([i for i, l in zip(ids, learned) if l])
                    if state is None and bare(spelt) != bare(wanted):
                        state = "count"
                    crc = zlib.crc32(" ".join("%d:%d" % (i, l) for i, l in zip(ids, learned)).encode())
                    lines.append("%s,%s,%s,%d,%d,%d,%08x,%s" % (
                        name, "legacy" if legacy else "new", template, number, len(ids), sum(learned), crc, state or "ok"))
    with open(output, "w") as out:
        json.dump({"conversations": CONVERSATIONS, "lines": lines}, out, ensure_ascii=True, indent=0)
        out.write("\n")
    states = {}
    for line in lines:
        f = line.split(",")
        states.setdefault((f[0], f[1], f[2]), {}).setdefault(f[7], []).append(int(f[3]))
    for key, value in states.items():
        print(*key, {s: n if s != "ok" else len(n) for s, n in value.items()})


main()

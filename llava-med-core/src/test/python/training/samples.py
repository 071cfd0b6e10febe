"""What is trained on: made-up token rows for the small vocabularies, and records in LLaVA's form with their labels."""

import prompts
from trainable import IGNORED

# Each letter a stretch of tokens: t text, i an image, L learned text; small letters are masked.
FORMS = ["itL", "tL", "tiL", "tLitL", "itLtL", "ttL", "t", "titiL", "i", "iL", "L", "tiLtL", "ittLtLtL"]


def token_rows(rng, spec, count, images, shift):
    """count samples in all forms; a micro-batch of them mixes long and short, with and without images."""
    text_ids = spec.vocab - len(spec.added_tokens)
    out, used = [], shift
    for n in range(count):
        form = FORMS[(n * 5 + shift) % len(FORMS)]
        ids, labels, names = [1], [IGNORED], []
        for part in form:
            if part == "i":
                added = spec.added_tokens
                row = [prompts.IMAGE_ID]
                if spec.start_end:
                    row = [added["<im_start>"], prompts.IMAGE_ID, added["<im_end>"]]
                ids, labels = ids + row, labels + [IGNORED] * len(row)
                names.append(images[used % len(images)])
                used += 1
                continue
            row = [int(x) for x in rng.integers(3, text_ids, int(rng.integers(1, 12)))]
            if part == "L":
                row[-1] = 2 if rng.random() < 0.7 else row[-1]
            ids, labels = ids + row, labels + (row if part == "L" else [IGNORED] * len(row))
        out.append({"id": f"{n}-{form}", "token_ids": ids, "labels": labels, "images": names})
    return out


WORDS = ("liver lung left right small large dark bright disc stripe noise edge mass 3.5 mm T2 axial coronal normal naïve "
         "œdème 左肺 contrast lesion cortex shadow").split(" ")


def records(rng, count, images, plain):
    """LLaVA's JSON records: some without image, some of several turns, <image> in different places."""
    def words(most):
        return " ".join(WORDS[int(rng.integers(len(WORDS)))] for _ in range(int(rng.integers(1, most))))

    out = []
    for n in range(count):
        turns = 1 if plain else 1 + n % 3
        values = [[words(9) + "?", words(9) + ("." if n % 2 else "")] for _ in range(turns)]
        record = {"id": f"r{n}"}
        if plain or n % 4 != 3:
            record["image"] = images[n % len(images)]
            values[0][0] = ["<image>\n{}", "{}\n<image>", "{} <image>", "<image> {}"][n % 4].format(values[0][0])
        record["conversations"] = [{"from": who, "value": value}
                                   for pair in values for who, value in zip(("human", "gpt"), pair)]
        out.append(record)
    return out


def labelled(tokenizer, spec, template, record):
    """The sample of a record: ids and labels from the spans that are learned."""
    values = [turn["value"] for turn in record["conversations"]]
    parts = []  # (segment as in prompts, learned)
    if template == "text":
        texts = [value.replace("<image>", "").strip() for value in values]
        for text in texts:
            parts += [("\n", True)] * bool(parts) + [(text, True)]
        parts.append((prompts.EOS, True))
    elif template == "plain":
        parts = [(prompts.IMAGE, False), (values[1] + "\n", True)]
    elif template == "v1":
        parts = [(prompts.SYSTEM_USER + " ", False)]
    for question, answer in [] if template in ("plain", "text") else zip(values[::2], values[1::2], strict=True):
        image = "<image>" in question
        question = question.replace("<image>", "").strip()
        before, after, close = ("[INST] ", " [/INST]", " ") if template == "mistral_instruct" else ("USER: ", " ASSISTANT:", "")
        parts.append((before, False))
        parts += [(prompts.IMAGE, False), ("\n", False)] if image else []
        parts += [(question + after, False), (f" {answer}{close}", True), (prompts.EOS, True)]
    ids, labels = [1], [IGNORED]
    for run, spans in runs(parts):
        if isinstance(run, str):
            pieces = tokenizer.pieces.encode(run, return_type="proto").pieces
            assert [p.id for p in pieces] == tokenizer.pieces.encode(run)
            starts = char_starts(run, pieces)
            ids += [p.id for p in pieces]
            labels += [p.id if spans[min(start, len(spans) - 1)] else IGNORED for p, start in zip(pieces, starts)]
        else:
            ids.append(prompts.IMAGE_ID if run == prompts.IMAGE else run[2])
            labels.append(run[2] if spans else IGNORED)
    sample = {"id": record["id"], "token_ids": ids, "labels": labels, "images": [record["image"]] if "image" in record and template != "text" else []}
    if template not in ("plain", "text"):
        assert labels == counted(tokenizer, template, parts, ids), record["id"]
    return sample


def runs(parts):
    """Text between specials as one run with a flag per character; specials alone."""
    text, flags = "", []
    for part, learned in [*parts, (None, False)]:
        if isinstance(part, str):
            text, flags = text + part, flags + [learned] * len(part)
            continue
        if text:
            yield text, flags
            text, flags = "", []
        if part is not None:
            yield part, learned


def char_starts(run, pieces):
    """Where each piece begins in the run, from the pieces' own surfaces; bytes of one character begin together."""
    starts, at = [], 0
    for piece in pieces:
        starts.append(at)
        at += len(piece.surface)
    assert at == len(run), (run, at)
    return starts


def counted(tokenizer, template, parts, ids):
    """The published scheme done literally: rounds end with </s>, counts of tokenised rounds and instructions."""
    separator = "[/INST] " if template == "mistral_instruct" else " ASSISTANT: "

    def count(text):  # with bos; an image is one token
        chunks = text.split("<image>")
        return 1 + len(chunks) - 1 + sum(len(tokenizer.pieces.encode(chunk)) if chunk else 0 for chunk in chunks)

    labels, at = list(ids), 1
    labels[0] = IGNORED
    for text in prompts.prompt_text([part for part, _ in parts]).split("</s>"):
        if not text:
            break
        prefix = text.split(separator)[0] + separator
        length, instruction = count(text), count(prefix) - 2
        labels[at:at + instruction] = [IGNORED] * instruction
        at += length
    assert at == len(ids)
    return labels

"""Prompts as the reference builds and tokenises them.

A prompt is a list of segments: str (text), IMAGE, or ("id", token, id) for a special token that the template itself
places. Text between two specials is one run with its own SentencePiece dummy prefix (slow tokenizer, legacy). Special
tokens that a question merely spells out stay inside their run and are ordinary text.
"""

import sentencepiece

IMAGE = ("image",)
EOS = ("id", "</s>", 2)
IMAGE_ID = -200

SYSTEM_USER = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions."
)
SYSTEM_MED = (
    "You are LLaVA-Med, a large language and vision assistant trained by a group of researchers at Microsoft, based on "
    "the general domain LLaVA architecture.You are able to understand the visual content that the user provides, and "
    "assist the user with a variety of medical and clinical tasks using natural language.Follow the instructions "
    "carefully and explain your answers in detail."
)


def segments(spec, turns, images):
    """turns: [(question, answer or None)], the last one open; images belong to the first turn."""
    if spec.template == "mistral_instruct":
        return mistral_instruct(spec, turns, images)
    if spec.template == "vicuna_v1":
        return vicuna_v1(spec, turns, images)
    return med_v10(spec, turns, images)


def marker(spec):
    if not spec.start_end:
        return [IMAGE]
    ids = spec.added_tokens
    return [("id", "<im_start>", ids["<im_start>"]), IMAGE, ("id", "<im_end>", ids["<im_end>"])]


def image_first(spec, question, images):
    """Each image on a line before the question."""
    return [part for _ in range(images) for part in [*marker(spec), "\n"]] + [question]


def mistral_instruct(spec, turns, images):
    out = []
    for n, (question, answer) in enumerate(turns):
        out += ["[INST] ", *image_first(spec, question, images if n == 0 else 0), " [/INST]"]
        if answer:  # an empty one adds nothing, as in the reference
            out += [f" {answer} ", EOS]
    return out


def vicuna_v1(spec, turns, images):
    out = [SYSTEM_USER + " "]
    for n, (question, answer) in enumerate(turns):
        out += ["USER: ", *image_first(spec, question, images if n == 0 else 0), " ASSISTANT:"]
        if answer:  # an empty one adds nothing, as in the reference
            out += [f" {answer}", EOS]
    return out


def med_v10(spec, turns, images):
    out = [SYSTEM_MED + "###Human: Hi!###Assistant: Hi there!  How can I help you today?\n###"]
    for n, (question, answer) in enumerate(turns):
        out += [f"Human: {question}"]
        if n == 0:
            out += [part for _ in range(images) for part in ["\n", *marker(spec)]]
        out += ["###Assistant:"]
        if answer:  # an empty one adds nothing, as in the reference
            out += [f" {answer}###"]
    return out


def stop_strings(spec):
    return ["###"] if spec.template == "med-v1.0/multimodal" else []


def prompt_text(parts):
    """With <image> for an image; start and end tokens as text around it."""
    return "".join(part if isinstance(part, str) else "<image>" if part == IMAGE else part[1] for part in parts)


class Tokenizer:
    def __init__(self, path):
        self.pieces = sentencepiece.SentencePieceProcessor(model_file=path)

    def encode(self, parts):
        """bos and the ids; each image is one -200."""
        ids, run = [1], ""
        for part in [*parts, None]:
            if isinstance(part, str):
                run += part
                continue
            if run:
                ids += self.pieces.encode(run)
                run = ""
            if part is not None:
                ids.append(IMAGE_ID if part == IMAGE else part[2])
        return ids

    def decode(self, ids):
        """Without special and added tokens; ids past the pieces (padding rows) have no text."""
        size = self.pieces.vocab_size()
        return self.pieces.decode([i for i in ids if 2 < i < size])


def reference_split(tokenizer, text):
    """The published procedure for <image> in a string, done literally: tokenise around it with bos, drop repeated bos.
    For prompts whose only special tokens are </s> and <image>; used to check encode."""

    def tokenise(piece):
        ids = [1]
        for n, run in enumerate(piece.split("</s>")):
            ids += ([2] if n else []) + (tokenizer.pieces.encode(run) if run else [])
        return ids

    chunks = [tokenise(piece) for piece in text.split("<image>")]
    ids = [1]
    for n, chunk in enumerate(chunks):
        ids += ([IMAGE_ID] if n else []) + chunk[1:]
    return ids

"""The questions of the committed goldens, the shapes they run on, and random ones of both."""

import dataclasses
import os

import images
from checkpoints import Spec

GENERATED = object()  # history answer: what the model itself said, stripped as the reference's command line does

# (id, number of images, [question, answer, question, answer, ..., question])
CASES = [
    ("plain", 1, ["What is shown here?"]),
    ("modality", 1, ["Which modality was used, and in which plane?"]),
    ("short", 1, ["Why?"]),
    ("one-letter", 1, ["a"]),
    ("lines", 1, ["List the findings:\n1. size\n2. edge\n\n3. density"]),
    ("spaces", 1, ["Is  there\ta   mass  in the\u00a0left lobe ?"]),
    ("numbers", 1, ["Is 3.14 mm > 0.5 cm (±2%) at T2-weighted 1,024x768?"]),
    ("chinese", 1, ["这张图像显示了什么？请用中文回答。"]),
    ("arabic", 1, ["ماذا تُظهر هذه الصورة؟"]),
    ("emoji", 1, ["Is the 🫀 enlarged? 👩🏽‍⚕️👍🏿 ❤️ or 🇨🇭?"]),
    ("brackets", 1, ["Does [INST] or ASSISTANT: ## or <b> in a question matter?"]),
    ("typed-tokens", 1, ["Is </s> or <s> seen here? <unk> and <im_start> are not."]),
    ("long", 1, ["Describe the picture " + "and then describe it again in other words " * 12 + "in full."]),
    ("text-only", 0, ["What does an oedema look like on a radiograph?"]),
    ("text-only-hindi", 0, ["एक्स-रे क्या है?"]),
    ("text-only-turns", 0, ["Name an organ.", "The spleen.", "And another?"]),
    ("two-images", 2, ["What changed between the two?"]),
    ("two-images-turns", 2, ["Which one is older?", "The second one is older, by its noise.", "How sure are you? 🙂"]),
    ("turns", 1, ["What is it?", "A drawing of a disc.", "Where is the disc?"]),
    ("four-turns", 1, ["Начнём?", "Да.", "Что это?", "Диск и полосы.", "Цвет?", "Серый…", "Почему?"]),
    ("odd-answers", 1, ["Q", "", "Still there?", "line one\nline two\n", "And now?", "  spaced  ", "End"]),
    ("generated-turns", 1, ["What is it?", GENERATED, "Is that all?", GENERATED, "Then stop."]),
    ("generated-text-turns", 0, ["Say something.", GENERATED, "Say it again."]),
    ("long-turns", 1, ["Tell me a story.", "Once upon a time there was a lobe. " * 15, "What was there once?"]),
]

# One per golden file, some epsilons large so that they show; the seed is raised until no step of any case is a near-tie.
SPECS = [
    Spec("llava-mistral", "original", 11, "mistral", "BF16", shards=3, rope_theta=1e6, max_positions=32768, pad=True,
         intermediate=144, integer_sizes=True, full_clip_config=True),
    Spec("llava-mistral-window", "original", 21, "mistral", "F32", hidden=96, intermediate=160, layers=3, heads=6,
         kv_heads=3, sliding_window=16, pad=True, vision_hidden=48, vision_intermediate=100, vision_layers=4, image=56,
         rope_theta=1e5, rms_eps=1e-2),
    Spec("llava-llama-mlp2x", "original", 31, "llama", "F16", shards=2, kv_heads=4, pad=True, layers=3),
    Spec("llava-llama-mlp3x", "original", 41, "llama", "BF16", projector="mlp3x_gelu", kv_heads=4, cls=True,
         start_end=True, vocab=32002, tower="external", hidden=80, intermediate=128, rms_eps=1e-6, vision_eps=1e-3,
         image=70),
    Spec("llava-llama-linear-tied", "original", 51, "llama", "F32", projector="linear", tied=True, kv_heads=1,
         hidden=32, intermediate=96, layers=5, tower="external", bare_vision=True, tower_dtype="F16",
         select_layer=-1, vision_hidden=40, vision_heads=2, pad=True),
    Spec("llava-v1.0", "original", 61, "llama", "F16", v10=True, start_end=True, projector="linear", vocab=32004,
         kv_heads=4, rms_eps=1e-6, max_positions=2048, tower="external", integer_sizes=True, full_clip_config=True,
         layers=3),
    Spec("hf-gen1", "hf1", 71, "llama", "F16", vocab=32064, shards=2, kv_heads=4),
    Spec("hf-gen2-mistral", "hf2", 81, "mistral", "BF16", vocab=32064, rope_theta=1e6, cls=True, pad=True,
         sliding_window=24, vision_eps=1e-2, hidden=72, intermediate=120, heads=6, kv_heads=2, image=56),
    Spec("hf-gen2-llama", "hf2", 91, "llama", "F32", vocab=32064, head_dim=24, rope_parameters=True, rope_theta=5e4, rms_eps=1e-2,
         select_layer=-3, projector_bias=False, bare_vision=True, resize={"height": 42, "width": 42}),
]


def expand(oracle, folder, names, questions, max_new_tokens):
    """Runs one case; GENERATED answers are filled in first. Returns (turns, result, margins)."""
    turns, paths = [], [os.path.join(folder, name) for name in names]
    for n in range(0, len(questions), 2):
        answer = questions[n + 1] if n + 1 < len(questions) else None
        if answer is GENERATED:
            answer = oracle.run([*turns, (questions[n], None)], paths, max_new_tokens)[0]["text"].strip()
        turns.append((questions[n], answer))
    result, margins, _ = oracle.run(turns, paths, max_new_tokens)
    return turns, result, margins


def pick(rng, values):
    return values[int(rng.integers(len(values)))]


def random_spec(rng, name):
    """Any layout with any legal combination of the other choices."""
    kind = pick(rng, ["llava_mistral", "llava_mistral", "llava", "llava", "v1.0", "hf1", "hf2"])
    hf = kind.startswith("hf")
    mistral = kind == "llava_mistral" or (hf and rng.random() < 0.5)
    kv, groups = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    width = pick(rng, [8, 16, 24, 32])
    heads = kv * groups
    vision_heads = int(rng.integers(1, 5))
    patch = pick(rng, [4, 8, 14, 16])
    original = not hf
    spec = Spec(
        name, kind if hf else "original", int(rng.integers(1 << 62)), "mistral" if mistral else "llama",
        pick(rng, ["F32", "F16", "BF16"]),
        shards=pick(rng, [1, 1, 2, 4]),
        vocab=32000,
        hidden=heads * width,
        intermediate=int(rng.integers(10, 40)) * 8,
        layers=int(rng.integers(1, 5)),
        heads=heads,
        kv_heads=kv,
        rms_eps=pick(rng, [1e-5, 1e-6, 1e-2]),
        rope_theta=pick(rng, [1e4, 1e6, 5e5]),
        max_positions=pick(rng, [2048, 32768]),
        sliding_window=pick(rng, [None, 7, 16, 33, 4096]) if mistral else None,
        tied=bool(width == 8 and rng.random() < 0.5),  # wider, the token just read always wins
        vision_hidden=vision_heads * pick(rng, [8, 12, 16]),
        vision_intermediate=int(rng.integers(20, 140)),
        vision_layers=int(rng.integers(2, 6)),
        vision_heads=vision_heads,
        vision_eps=pick(rng, [1e-5, 1e-5, 1e-2]),
        patch=patch,
        image=patch * int(rng.integers(2, 7)),
        select_layer=pick(rng, [-2, -2, -2, -1]),
        cls=bool(rng.random() < 0.3),
        pad=bool(rng.random() < 0.5),
        integer_sizes=bool(rng.random() < 0.3),
        full_clip_config=bool(rng.random() < 0.5),
        tower=pick(rng, ["embedded", "external"]) if original else "embedded",
        tower_dtype=pick(rng, ["F32", "F16", "BF16"]),
        projector=pick(rng, ["linear", "mlp2x_gelu", "mlp2x_gelu", "mlp3x_gelu"]) if original else "mlp2x_gelu",
    )
    spec.bare_vision = bool((hf or spec.tower == "external") and rng.random() < 0.4)
    if hf:
        head_dim = pick(rng, [None, None, 8, 32])
        if head_dim:
            spec.head_dim, spec.hidden = head_dim, heads * pick(rng, [8, 12, 20])
        spec.vocab = pick(rng, [32064, 32064, 32002])
        spec.rope_parameters = bool(rng.random() < 0.3)
        spec.projector_bias = bool(rng.random() < 0.8)
        spec.integer_sizes = spec.integer_sizes and not spec.pad
        if not spec.integer_sizes and not spec.pad and rng.random() < 0.3:
            spec.resize = {"height": spec.image, "width": spec.image}
        if not spec.integer_sizes and rng.random() < 0.2:
            spec.resample = 2
    elif kind == "v1.0":
        spec = dataclasses.replace(spec, v10=True, start_end=True, projector="linear", vocab=32004, cls=False,
                                   pad=False, kv_heads=spec.heads, rope_theta=1e4, tower="external", tied=False)
    elif kind == "llava" and spec.projector != "linear" and rng.random() < 0.5:
        spec.start_end, spec.vocab = True, 32002
    return spec


WORDS = ("liver lung is the a of in what where scan mass 3.5 mm, T2? 左肺 рентген กระดูก 🫁 naïve œdème [/INST] \n"
         " -- x² ǅ ☃ 👨‍👩‍👧 <b> $\\alpha$ { } ＡＢＣ ﬁ é́ \u200b ؟").split(" ")


def random_questions(rng, count):
    """count cases of one or more turns; answers are given words or GENERATED."""
    def words(most):
        return " ".join(pick(rng, WORDS) for _ in range(int(rng.integers(1, most)))).strip() or "x"

    for n in range(count):
        turns = pick(rng, [1, 1, 1, 2, 2, 3, 5])
        questions = []
        for _ in range(turns - 1):
            questions += [words(20), GENERATED if rng.random() < 0.5 else words(30)]
        yield f"q{n}", int(rng.random() < 0.8), [*questions, words(pick(rng, [8, 30, 200]))]


def random_images(rng, folder, count):
    os.makedirs(folder, exist_ok=True)
    names = []
    for n in range(count):
        kind = pick(rng, ["rgb", "l", "p", "pt", "rgba", "la", "1", "jpeg420", "jpeg444", "jpegl", "bmp"])
        small, large = int(rng.integers(1, 120)), int(rng.integers(1, 300))
        suffix = "jpg" if kind.startswith("jpeg") else "bmp" if kind == "bmp" else "png"
        names.append(f"{n}-{kind}.{suffix}")
        images.save(os.path.join(folder, names[-1]), rng, small, large, kind)
        if rng.random() < 0.5:
            names[-1] = f"{n}-{kind}-wide.{suffix}"
            images.save(os.path.join(folder, names[-1]), rng, large, small, kind)
    return names

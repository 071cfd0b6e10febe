"""Writes reference-scores.jsonl: what the published evaluator's own functions say of texts made here.

Needs nltk 3.9 or newer and, on the command line, the folder of a checkout of LLaVA-Med that holds eval_metrics
(llava/eval). Nothing of that checkout is copied; only numbers are written.

    python make_reference_score_goldens.py llava/eval ../resources/org/llavamed/eval/score/reference-scores.jsonl [COUNT] [SEED]
"""
import json
import random
import sys
import warnings

sys.path.insert(0, sys.argv[1])
warnings.simplefilter("ignore")
from eval_metrics.evaluate_metrics import (  # noqa: E402
    calculate_appearance_with_normalization,
    calculate_exactmatch,
    calculate_f1score,
)
from eval_metrics.glossary import normalize_word  # noqa: E402
from nltk.translate.bleu_score import sentence_bleu  # noqa: E402

WORDS = ("yes no not none nothing normal abnormal the a an right left upper lobe lung lungs heart one two ten zero 3.5 1,000 "
         "T1-weighted U.S. exam. isnt doesn't dont cant whats youre Im x-ray MRI (CT) ; , . ... , - / [ ] \" { } = + \\ _ > < @ ` ? ! "
         "a.b .5 5. 5.5.5 3,000 ml Axial  axial diffuse CARDIOMEGALY \u00c9d\u00e8me \u0130 \u03a3\u03a3 \u00df \u00a0 \u2003 \u3000 "
         "\u0663.\u0664 \u0663,\u0664 \u80ba \u662f \U0001f600 knot now pneumothorax's somebody'd let's oclock").split(" ") + ["\n", "\t", "\x1c", "\x85", "."]
CANDIDATES = ["right upper lobe", "the brain", "T1-weighted", 4, "x-ray", "Axial", "axial", "", "none", "Left lung, lower lobe", "3.5", "ten"]


def text(rng):
    kind = rng.random()
    if kind < 0.02:
        return ""
    if kind < 0.04:
        return "." * rng.randrange(1, 70) + "a" * rng.randrange(2)
    words = [rng.choice(WORDS) for _ in range(rng.randrange(1, 2 if kind < 0.2 else 14))]
    return rng.choice([" ", " ", "", "  "]).join(words)


def bleu(expected, answer, weights):
    return sentence_bleu(references=[expected.split()], hypothesis=answer.split(), **({"weights": weights} if weights else {}))


def scores(kind, expected_text, answer_text):
    expected = normalize_word(expected_text.lower())
    answer = normalize_word(answer_text.lower())
    if kind == "CLOSED":
        hit = expected in answer
        return {"closed_accuracy": float(("yes" in answer or "no" in answer) and hit), "closed_accuracy_batch": float(hit)}
    f1, precision, recall = calculate_f1score(answer, expected)
    return {
        "exact_match": calculate_exactmatch(answer, expected),
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "bleu": bleu(expected, answer, None),
        "bleu_1": bleu(expected, answer, (1, 0, 0, 0)),
        "bleu_2": bleu(expected, answer, (0, 1, 0, 0)),
        "bleu_3": bleu(expected, answer, (0, 0, 1, 0)),
        "open_accuracy": calculate_appearance_with_normalization(answer, expected, {"0": CANDIDATES}),
        "open_accuracy_batch": float(expected in answer),
    }


def main():
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 400
    rng = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 5)
    with open(sys.argv[2], "w", encoding="utf-8") as out:
        out.write(json.dumps({"candidates": CANDIDATES}) + "\n")
        for i in range(count):
            kind = rng.choice(["OPEN", "OPEN", "CLOSED"])
            expected, answer = text(rng), text(rng)
            if rng.random() < 0.3:
                answer = rng.choice([expected, expected + " " + answer, answer + expected, expected.upper(), (expected + " ") * 3])
            if kind == "CLOSED" and rng.random() < 0.5:
                expected = rng.choice(["yes", "no", "Yes", "No ", "left", "Normal"])
            row = {"type": kind, "expected": expected, "answer": answer, "normal": normalize_word(answer.lower())}
            row.update(scores(kind, expected, answer))
            out.write(json.dumps(row) + "\n")


main()

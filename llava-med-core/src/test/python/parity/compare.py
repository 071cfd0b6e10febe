"""Compares the answer command's output with expected.jsonl; exits 1 on a difference that is no near-tie.

    python compare.py ANSWERS.jsonl EXPECTED.jsonl [--tie 1e-4]
"""

import argparse
import json
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return {str(row["question_id"]): row for row in map(json.loads, filter(str.strip, file))}


def first_difference(ours, theirs):
    return next((n for n, (a, b) in enumerate(zip(ours, theirs)) if a != b), min(len(ours), len(theirs)))


FINISH = {"eos": "eos", "stop": "stop", "stop_string": "stop", "stop-string": "stop", "length": "length",
          "max_new_tokens": "length", "max_tokens": "length"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("answers")
    parser.add_argument("expected")
    parser.add_argument("--tie", type=float, default=1e-4)
    args = parser.parse_args()
    answers, expected = read(args.answers), read(args.expected)
    prompts = tokens = texts = finishes = ties = 0
    for key, want in expected.items():
        if key not in answers:
            print(f"{key}: no answer")
            continue
        got = answers[key].get("metadata") or answers[key]
        if got["prompt_token_ids"] == want["prompt_token_ids"]:
            prompts += 1
        else:
            at = first_difference(got["prompt_token_ids"], want["prompt_token_ids"])
            print(f"{key}: prompt differs at {at}: {got['prompt_token_ids'][at:at + 8]}, "
                  f"expected {want['prompt_token_ids'][at:at + 8]}")
        same = got["token_ids"] == want["token_ids"]
        if same:
            tokens += 1
        else:
            at = first_difference(got["token_ids"], want["token_ids"])
            margin = want["margins"][at] if at < len(want.get("margins", [])) else None
            tie = margin is not None and margin < args.tie
            ties += tie
            print(f"{key}: tokens differ at {at}: {got['token_ids'][at:at + 4]}, expected {want['token_ids'][at:at + 4]}, "
                  f"margin there {margin}{' (near-tie)' if tie else ''}")
        text = answers[key].get("text", "")
        if text.strip() == want["text"].strip():
            texts += 1
        elif same:
            print(f"{key}: text {text!r}, expected {want['text']!r}")
        finish = str(got["finish_reason"]).lower()
        if FINISH.get(finish, finish) == FINISH[want["finish_reason"]]:
            finishes += 1
        elif same:
            print(f"{key}: finish {got['finish_reason']}, expected {want['finish_reason']}")
    n = len(expected)
    print(f"prompts {prompts}/{n}, tokens {tokens}/{n} ({ties} near-ties), texts {texts}/{n}, finishes {finishes}/{n}")
    sys.exit(prompts < n or tokens + ties < n)


if __name__ == "__main__":
    main()

"""The loss once more in plain tensor code and double precision, to check the oracle's loss and gradients."""

import math

import torch

import prompts
import weights
from trainable import IGNORED


class Plain:
    """Leaves `values`: canonical name -> double tensor, all of the decoder's and the projector's, and LoRA's."""

    def __init__(self, model):
        self.spec, self.features, self.marker_ids = model.spec, model.features, model.marker_ids
        self.trained = list(model.all_parameters())
        self.values = {}
        for name, weight in [*model.text.named_parameters(), ("lm_head.weight", model.head),
                             *((f"projector.{n}", w) for n, w in model.projector.named_parameters())]:
            self.values[name.replace(".base_layer", "").replace(".default", "")] = weight.detach().double().clone()
        self.scale = 0.0
        if "lora" in model.parameters:
            self.scale = model.recipe["lora"]["alpha"] / model.recipe["lora"]["rank"]
        if model.markers is not None:
            self.values["image_markers"] = model.markers.detach().double().clone()
        if self.spec.tied:
            del self.values["lm_head.weight"]
        for name in self.trained:
            self.values[name].requires_grad_(True)

    def linear(self, x, name):
        y = x @ self.values[name + ".weight"].T
        if name + ".bias" in self.values:
            y = y + self.values[name + ".bias"]
        if name + ".lora_A.weight" in self.values:
            y = y + self.scale * (x @ self.values[name + ".lora_A.weight"].T) @ self.values[name + ".lora_B.weight"].T
        return y

    def norm(self, x, name):
        return x / torch.sqrt((x * x).mean(-1, keepdim=True) + self.spec.rms_eps) * self.values[name + ".weight"]

    def project(self, x):
        count = len([name for name in self.values if name.startswith("projector.") and name.endswith(".weight")])
        for n in range(count):
            x = x * 0.5 * (1 + torch.erf(x / math.sqrt(2))) if n else x
            x = self.linear(x, f"projector.{2 * n}")
        return x

    def turned(self, x):
        """Rotary embedding of [heads, T, dh], pairs half a head apart."""
        half = x.shape[-1] // 2
        angle = torch.arange(x.shape[1], dtype=torch.double)[:, None] * self.spec.rope_theta ** (
            -torch.arange(half, dtype=torch.double) / half)
        a, b = x[..., :half], x[..., half:]
        return torch.cat([a * angle.cos() - b * angle.sin(), b * angle.cos() + a * angle.sin()], -1)

    def attention(self, x, prefix):
        spec, length = self.spec, len(x)
        q, k, v = (self.linear(x, f"{prefix}{c}_proj").reshape(length, -1, spec.dim_head).transpose(0, 1) for c in "qkv")
        q, k = self.turned(q), self.turned(k)
        k, v = (t.repeat_interleave(spec.heads // spec.kv_heads, 0) for t in (k, v))
        back = torch.arange(length)[:, None] - torch.arange(length)[None]
        seen = (back >= 0) & (back < (spec.sliding_window or length))
        scores = (q @ k.transpose(1, 2) / math.sqrt(spec.dim_head)).masked_fill(~seen, -math.inf)
        return self.linear((torch.softmax(scores, -1) @ v).transpose(0, 1).reshape(length, -1), prefix + "o_proj")

    def logits(self, sample):
        """One sample without padding: logits [T, V], labels [T]."""
        images, rows, labels = iter(sample["images"]), [], []
        for token, label in zip(sample["token_ids"], sample["labels"]):
            if token == prompts.IMAGE_ID:
                rows.append(self.project(self.features[next(images)].double()))
            elif "image_markers" in self.values and token in self.marker_ids:
                rows.append(self.values["image_markers"][self.marker_ids.index(token)][None])
            else:
                rows.append(self.values["embed_tokens.weight"][token][None])
            labels += [label] * len(rows[-1])
        x = torch.cat(rows)
        for n in range(self.spec.layers):
            p = f"layers.{n}."
            x = x + self.attention(self.norm(x, p + "input_layernorm"), p + "self_attn.")
            y = self.norm(x, p + "post_attention_layernorm")
            gate = self.linear(y, p + "mlp.gate_proj")
            x = x + self.linear(gate * torch.sigmoid(gate) * self.linear(y, p + "mlp.up_proj"), p + "mlp.down_proj")
        head = self.values["embed_tokens.weight" if self.spec.tied else "lm_head.weight"]
        return self.norm(x, "norm") @ head.T, labels

    def loss(self, samples):
        total, count = 0.0, 0
        for sample in samples:
            logits, labels = self.logits(sample)
            targets = torch.tensor(labels[1:])
            seen = targets != IGNORED
            rows = logits[:-1][seen]
            total = total + (torch.logsumexp(rows, 1) - rows.gather(1, targets[seen][:, None])[:, 0]).sum()
            count += int(seen.sum())
        return total / count

    def step_loss(self, samples, micro_batches):
        losses = [self.loss([samples[i] for i in indices]) for indices in micro_batches]
        return sum(losses) / len(losses)


def relative(a, b):
    return float((a.double() - b.double()).norm() / b.double().norm().clamp_min(1e-30))


def check(model, samples, log, gradients, order):
    """model as before its first step. Loss and gradients of step 1, and finite differences of some; raises on disagreement.
    Returns the worst relative difference of a gradient tensor."""
    plain = Plain(model)
    loss = plain.step_loss(samples, order[0])
    assert abs(loss.item() - log[0]["loss"]) < 2e-6 * loss.item(), (loss.item(), log[0]["loss"])
    loss.backward()
    errors = {name: relative(gradients[name], plain.values[name].grad) for name in plain.trained}
    worst = max(errors, key=errors.get)
    assert errors[worst] < 5e-5, (worst, errors[worst])
    if model.spec.vocab > 1000:
        return errors[worst]  # finite differences would take minutes
    with torch.no_grad():
        for name in plain.trained[::max(1, len(plain.trained) // 7)]:
            flat, slope = plain.values[name].view(-1), plain.values[name].grad.view(-1)
            for index in {int(slope.abs().argmax()), weights.fnv1a64(name) % len(flat)}:
                old, h = float(flat[index]), 1e-5
                flat[index] = old + h
                above = float(plain.step_loss(samples, order[0]))
                flat[index] = old - h
                below = float(plain.step_loss(samples, order[0]))
                flat[index] = old
                difference = (above - below) / (2 * h)
                assert abs(difference - float(slope[index])) < 1e-6 + 1e-4 * abs(difference), (name, index)
    return errors[worst]

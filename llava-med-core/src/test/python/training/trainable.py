"""A model with trainable parts: transformers' decoder and tower, LLaVA's splice, peft's LoRA, a plain training loop."""

import math

import torch
from peft import LoraConfig, inject_adapter_in_model
from transformers import get_scheduler

import oracle
import prompts
import weights

IGNORED = -100


class Trainable:
    """parameters: module -> {canonical name -> parameter}. A LoRA matrix is called `<linear>.lora_A.weight`; the two
    marker rows, start then end, are one parameter `image_markers` beside a frozen table."""

    def __init__(self, spec, recipe, image_paths, attention="sdpa", dtype=torch.float32):
        base = oracle.Oracle(spec, None, attention)
        self.spec, self.recipe, self.dtype = spec, recipe, dtype
        self.features = {name: base.image(path)["vision_features"].to(dtype) for name, path in image_paths.items()}
        self.text, self.projector = base.text.train().to(dtype), base.projector.to(dtype)
        for weight in [*self.text.parameters(), *self.projector.parameters()]:
            weight.requires_grad_(False)
        table = self.text.embed_tokens.weight
        self.head = table if spec.tied else torch.nn.Parameter(base.head.to(dtype).clone(), requires_grad=False)
        added = spec.added_tokens
        self.marker_ids = [added["<im_start>"], added["<im_end>"]] if spec.start_end else []
        self.markers = None
        self.parameters = {module: getattr(self, "_" + module)() for module in recipe["train"]}
        for group in self.parameters.values():
            for weight in group.values():
                weight.requires_grad_(True)

    def _projector(self):
        indices = [n for n, part in enumerate(self.projector) if isinstance(part, torch.nn.Linear)]
        assert indices == list(range(0, 2 * len(indices), 2))
        return {f"projector.{name}": weight for name, weight in self.projector.named_parameters()}

    def _language_model(self):
        group = dict(self.text.named_parameters())
        return group if self.spec.tied else group | {"lm_head.weight": self.head}

    def _image_markers(self):
        self.markers = torch.nn.Parameter(self.text.embed_tokens.weight[self.marker_ids].clone())
        return {"image_markers": self.markers}

    def _lora(self):
        lora = self.recipe["lora"]
        inject_adapter_in_model(LoraConfig(
            r=lora["rank"], lora_alpha=lora["alpha"], lora_dropout=lora["dropout"], target_modules=lora["targets"],
            bias="none"), self.text)
        group = {}
        for name, weight in self.text.named_parameters():
            if ".lora_" in name:
                name = name.replace(".default", "")
                if ".lora_A" in name:
                    weight.data = weights.tensor(name, list(weight.shape), self.spec.seed, "F32").to(self.dtype)
                else:
                    assert not weight.any()
                group[name] = weight
        return group

    def all_parameters(self):
        return {name: weight for group in self.parameters.values() for name, weight in group.items()}

    def rows(self, sample):
        """[T, D] and labels [T] of a sample: an image's rows stand for its -200 and are not learned."""
        images, table, rows, labels = iter(sample["images"]), self.text.embed_tokens.weight, [], []
        for token, label in zip(sample["token_ids"], sample["labels"], strict=True):
            if token == prompts.IMAGE_ID:
                rows.append(self.projector(self.features[next(images)]))
            elif self.markers is not None and token in self.marker_ids:
                rows.append(self.markers[self.marker_ids.index(token)][None])
            else:
                rows.append(table[token][None])
            labels += [label] * len(rows[-1])
            assert token != prompts.IMAGE_ID or label == IGNORED
        assert next(images, None) is None
        return torch.cat(rows), labels

    def batch(self, samples):
        """Padded on the right: embeddings [B, T, D], mask [B, T], labels [B, T]."""
        rows = [self.rows(sample) for sample in samples]
        longest = max(len(labels) for _, labels in rows)
        embeds = torch.stack([torch.nn.functional.pad(e, (0, 0, 0, longest - len(e))) for e, _ in rows])
        labels = torch.tensor([ids + [IGNORED] * (longest - len(ids)) for _, ids in rows])
        mask = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for _, ids in rows])
        return embeds, mask, labels

    def loss(self, samples):
        """Mean cross-entropy over the batch's learned tokens, each predicted from the position before it."""
        embeds, mask, labels = self.batch(samples)
        states = self.text(inputs_embeds=embeds, attention_mask=mask, use_cache=False).last_hidden_state
        logits = torch.nn.functional.linear(states, self.head)
        return torch.nn.functional.cross_entropy(
            logits[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=IGNORED)


def sequential(count, recipe):
    """Sample indices of every step's micro-batches; an epoch's last micro-batch and last step may be smaller."""
    batch, accumulation, steps = recipe["batch_size"], recipe["accumulation"], []
    micro = [list(range(n, min(n + batch, count))) for n in range(0, count, batch)]
    while len(steps) < recipe["max_steps"]:
        steps += [micro[n:n + accumulation] for n in range(0, len(micro), accumulation)]
    return steps[:recipe["max_steps"]]


def learned(samples):
    return sum(label != IGNORED for sample in samples for label in sample["labels"][1:])


def train(model, samples):
    """Runs the recipe. Returns (steps as logged, gradients of step 1 before clipping, order)."""
    recipe = model.recipe
    weights_ = model.all_parameters()
    optimizer = torch.optim.AdamW(
        [{"params": list(group.values()), "lr": recipe["learning_rate"][module]}
         for module, group in model.parameters.items()],
        betas=tuple(recipe["betas"]), eps=recipe["eps"], weight_decay=recipe["weight_decay"])
    total = recipe["max_steps"]
    schedule = get_scheduler(
        {"constant": "constant_with_warmup"}.get(recipe["schedule"], recipe["schedule"]), optimizer,
        num_warmup_steps=math.ceil(total * recipe["warmup_ratio"]), num_training_steps=total)
    order, log, gradients = sequential(len(samples), recipe), [], {}
    for number, micro_batches in enumerate(order, 1):
        losses = []
        for indices in micro_batches:
            loss = model.loss([samples[i] for i in indices])
            if loss.requires_grad:  # not if a micro-batch without images meets nothing that is trained
                (loss / len(micro_batches)).backward()
            losses.append(loss.item())
        assert all(weight.grad is not None for weight in weights_.values()), f"step {number} meets only part of the weights"
        if number == 1:
            gradients = {name: weight.grad.detach().clone() for name, weight in weights_.items()}
        norm = torch.nn.utils.clip_grad_norm_(list(weights_.values()), recipe["clip_norm"] or math.inf)
        seen = [samples[i] for indices in micro_batches for i in indices]
        log.append({
            "step": number,
            "loss": sum(losses) / len(losses),
            "lr": dict(zip(model.parameters, schedule.get_last_lr())),
            "grad_norm": norm.item(),
            "samples": len(seen),
            "learned_tokens": learned(seen),
            "micro_losses": losses,
        })
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
    return log, gradients, order

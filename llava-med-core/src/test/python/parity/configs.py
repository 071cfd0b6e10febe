"""The JSON files of a tiny checkpoint: config.json in each layout with the keys (and dead left-overs) of the published
ones, the preprocessor's, the tower's, the tokenizer's."""

from checkpoints import CLIP_MEAN, CLIP_STD

DTYPE = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}


def json_files(spec):
    """Relative path -> content."""
    files = {"config.json": hf_config(spec) if spec.hf else original_config(spec)}
    if spec.hf:
        files["preprocessor_config.json"] = preprocessor(spec)
    else:
        files["tower/config.json"] = tower_config(spec)
        files["tower/preprocessor_config.json"] = preprocessor(spec)
    files["tokenizer_config.json"] = tokenizer_config(spec)
    if spec.added_tokens:
        files["added_tokens.json"] = spec.added_tokens
    files["generation_config.json"] = {
        "_from_model_config": True,
        "bos_token_id": 1,
        "eos_token_id": spec.eos or 2,
        "transformers_version": "4.36.2",
    }
    return files


def original_config(spec):
    mistral = spec.text == "mistral"
    config = {
        "_name_or_path": "tiny",
        "architectures": ["LlavaMistralForCausalLM" if mistral else "LlavaLlamaForCausalLM"],
        "bos_token_id": 1,
        "eos_token_id": 2,
        "hidden_act": "silu",
        "hidden_size": spec.hidden,
        "initializer_range": 0.02,
        "intermediate_size": spec.intermediate,
        "max_position_embeddings": spec.max_positions,
        "mm_hidden_size": spec.vision_hidden,
        "mm_use_im_start_end": spec.start_end,
        "mm_vision_select_layer": spec.select_layer,
        "mm_vision_tower": "tower",
        "model_type": "llava_mistral" if mistral else "llava",
        "num_attention_heads": spec.heads,
        "num_hidden_layers": spec.layers,
        "rms_norm_eps": spec.rms_eps,
        "tie_word_embeddings": spec.tied,
        "torch_dtype": DTYPE[spec.dtype],
        "tune_mm_mlp_adapter": False,
        "freeze_mm_mlp_adapter": False,
        "use_cache": True,
        "use_mm_proj": True,
        "vocab_size": spec.vocab,
    }
    if spec.v10:
        return config | {"pad_token_id": 0, "transformers_version": "4.28.0.dev0"}
    config |= {
        "image_aspect_ratio": "pad" if spec.pad else "square",
        "mm_projector_lr": None,
        "mm_projector_type": spec.projector,
        "mm_use_im_patch_token": False,
        "mm_vision_select_feature": "cls_patch" if spec.cls else "patch",
        "num_key_value_heads": spec.kv_heads,
        "rope_theta": spec.rope_theta,
        "tokenizer_model_max_length": 2048,
        "tokenizer_padding_side": "right",
        "transformers_version": "4.36.2",
    }
    if not mistral:
        return config | {"pretraining_tp": 1, "rope_scaling": None, "attention_bias": False}
    return config | {
        "attention_dropout": 0.0,
        "feature_outs": "encoder+decoder",
        "img_size": 640,
        "proj_vis_to_txt_tokens": False,
        "prompt_segtok_w_instruct": False,
        "segtok_posembed": "sincos",
        "sliding_window": spec.sliding_window,
        "tune_vision_tokenizer": "none",
        "vision_backbone": "convnextlarge",
        "vision_tokenizer_lr": None,
    }


def hf_config(spec):
    text = {
        "architectures": ["MistralForCausalLM" if spec.text == "mistral" else "LlamaForCausalLM"],
        "hidden_size": spec.hidden,
        "intermediate_size": spec.intermediate,
        "max_position_embeddings": spec.max_positions,
        "model_type": spec.text,
        "num_attention_heads": spec.heads,
        "num_hidden_layers": spec.layers,
        "num_key_value_heads": spec.kv_heads,
        "rms_norm_eps": spec.rms_eps,
        "torch_dtype": DTYPE[spec.dtype],
        "vocab_size": spec.vocab,
    }
    if spec.head_dim:
        text["head_dim"] = spec.head_dim
    if spec.text == "mistral":
        text["sliding_window"] = spec.sliding_window
    if spec.rope_parameters:
        text["rope_parameters"] = {"rope_theta": spec.rope_theta, "rope_type": "default"}
    elif spec.rope_theta != 10000.0:
        text["rope_theta"] = spec.rope_theta
    config = {
        "architectures": ["LlavaForConditionalGeneration"],
        "ignore_index": -100,
        "image_seq_length": spec.image_rows,
        "image_token_index": 32000,
        "model_type": "llava",
        "multimodal_projector_bias": spec.projector_bias,
        "pad_token_id": 32001,
        "projector_hidden_act": "gelu",
        "text_config": text,
        "tie_word_embeddings": spec.tied,
        "torch_dtype": DTYPE[spec.dtype],
        "transformers_version": "4.46.0",
        "vision_config": vision_config(spec),
        "vision_feature_layer": spec.select_layer,
        "vision_feature_select_strategy": "full" if spec.cls else "default",
        "vocab_size": spec.vocab,
    }
    if spec.rope_parameters:  # transformers 5 also renamed the type
        text["dtype"] = config["dtype"] = text.pop("torch_dtype")
        del config["torch_dtype"]
        config["transformers_version"] = "5.18.0"
    if spec.vocab <= 32001:
        del config["pad_token_id"]  # outside the table: nothing could be padded with it
    return config


def vision_config(spec):
    config = {
        "hidden_size": spec.vision_hidden,
        "image_size": spec.image,
        "intermediate_size": spec.vision_intermediate,
        "model_type": "clip_vision_model",
        "num_attention_heads": spec.vision_heads,
        "num_hidden_layers": spec.vision_layers,
        "patch_size": spec.patch,
        "projection_dim": spec.vision_hidden,
    }
    if spec.vision_eps != 1e-5:
        config["layer_norm_eps"] = spec.vision_eps
    return config


def tower_config(spec):
    vision = vision_config(spec) | {"hidden_act": "quick_gelu"}
    if not spec.full_clip_config:
        return {"architectures": ["CLIPVisionModel"]} | vision
    return {
        "architectures": ["CLIPModel"],
        "logit_scale_init_value": 2.6592,
        "model_type": "clip",
        "projection_dim": spec.vision_hidden,
        "text_config": {"hidden_size": 24, "num_hidden_layers": 2, "model_type": "clip_text_model"},
        "vision_config": vision,
    }


def preprocessor(spec):
    config = {
        "do_center_crop": True,
        "do_normalize": True,
        "do_resize": True,
        "image_mean": CLIP_MEAN,
        "image_std": CLIP_STD,
        "resample": spec.resample,
    }
    if spec.integer_sizes:
        return config | {"crop_size": spec.image, "feature_extractor_type": "CLIPFeatureExtractor", "size": spec.image}
    config |= {
        "crop_size": {"height": spec.image, "width": spec.image},
        "do_convert_rgb": True,
        "do_rescale": True,
        "image_processor_type": "LlavaImageProcessor" if spec.hf and spec.pad else "CLIPImageProcessor",
        "rescale_factor": 0.00392156862745098,
        "size": spec.resize or {"shortest_edge": spec.image},
    }
    if spec.hf and spec.pad:
        config["do_pad"] = True
    return config


def tokenizer_config(spec):
    tokens = {"<unk>": 0, "<s>": 1, "</s>": 2} | spec.added_tokens
    return {
        "add_bos_token": True,
        "add_eos_token": False,
        "added_tokens_decoder": {
            str(token_id): {
                "content": token,
                "lstrip": False,
                "normalized": False,
                "rstrip": False,
                "single_word": False,
                "special": True,
            }
            for token, token_id in tokens.items()
        },
        "bos_token": "<s>",
        "clean_up_tokenization_spaces": False,
        "eos_token": "</s>",
        "legacy": True,
        "model_max_length": 2048,
        "pad_token": "<pad>" if spec.hf else "<unk>",
        "padding_side": "right",
        "sp_model_kwargs": {},
        "tokenizer_class": "LlamaTokenizer",
        "unk_token": "<unk>",
    }

"""
The whole Transformer: PyTorch's Transformer without dropout, with embeddings times √width, positions, and the output's
product; and a language model, which is PyTorch's encoder with a causal mask. Post-norm and pre-norm, masks of padding,
shared and unshared embeddings; losses of twenty steps.
"""

import numpy as np
import torch

from common import PYTORCH, Numbers, differentiate_torch, exactly, write

# Rows of the source: padded behind, in front, in the middle, not at all. In the target PyTorch gives NaN for a step
# that sees nothing, so padding is behind and in the middle.
SOURCE_KEPT = np.array([[1, 1, 1, 0, 0], [0, 0, 1, 1, 1], [1, 0, 1, 1, 0], [1, 1, 1, 1, 1]])
TARGET_KEPT = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 0, 1, 1], [1, 1, 1, 0]])


def waves(time, width):
    """Sines and cosines of positions, as in the paper, section 3.5."""
    position, feature = np.arange(time)[:, None], np.arange(width)[None, :]
    angle = position / 10_000.0 ** ((feature - feature % 2) / width)
    return torch.tensor(np.where(feature % 2 == 0, np.sin(angle), np.cos(angle)))


def attention_to_torch(w, name, width):
    """Kernels [inputs, heads, depth] and [heads, depth, outputs] → PyTorch's matrices [outputs, inputs], of q, k and v
    in one."""
    parts = ["query", "key", "value"]
    return {
        "in_proj_weight": torch.cat([w[f"{name}.{p}.kernel"].reshape(width, width).T for p in parts]),
        "in_proj_bias": torch.cat([w[f"{name}.{p}.bias"].reshape(width) for p in parts]),
        "out_proj.weight": w[f"{name}.attentionOutput.kernel"].reshape(width, width).T,
        "out_proj.bias": w[f"{name}.attentionOutput.bias"],
    }


def layer_to_torch(w, name, width, norms, attentions):
    """A layer's weights under PyTorch's names, without what comes before them."""
    found = {
        "linear1.weight": w[f"{name}.feedforwardIntermediateDense.kernel"].T,
        "linear1.bias": w[f"{name}.feedforwardIntermediateDense.bias"],
        "linear2.weight": w[f"{name}.feedforwardOutputDense.kernel"].T,
        "linear2.bias": w[f"{name}.feedforwardOutputDense.bias"],
    }
    for i, norm in enumerate(norms):
        found |= {
            f"norm{i + 1}.weight": w[f"{name}.{norm}LayerNorm.gamma"],
            f"norm{i + 1}.bias": w[f"{name}.{norm}LayerNorm.beta"],
        }
    for theirs, ours in attentions.items():
        found |= {f"{theirs}.{k}": v for k, v in attention_to_torch(w, f"{name}.{ours}", width).items()}
    return found


def stack_to_torch(w, stack, layers, width, **parts):
    found = {}
    for i in range(layers):
        found |= {f"layers.{i}.{k}": v for k, v in layer_to_torch(w, f"{stack}.{i}", width, **parts).items()}
    if f"{stack}.norm.gamma" in w:
        found |= {"norm.weight": w[f"{stack}.norm.gamma"], "norm.bias": w[f"{stack}.norm.beta"]}
    return found


ENCODER = {"norms": ["selfAttention", "feedforward"], "attentions": {"self_attn": "selfAttention"}}
DECODER = {
    "norms": ["selfAttention", "crossAttention", "feedforward"],
    "attentions": {"self_attn": "selfAttention", "multihead_attn": "crossAttention"},
}


def layer_weights(numbers, name, width, heads, inner, attentions):
    depth = width // heads
    weights = {}
    for attention in attentions:
        for part in ["query", "key", "value"]:
            weights[f"{name}.{attention}.{part}.kernel"] = numbers.uniform(width, heads, depth, low=-0.6, high=0.6)
            weights[f"{name}.{attention}.{part}.bias"] = numbers.uniform(heads, depth)
        weights[f"{name}.{attention}.attentionOutput.kernel"] = numbers.uniform(heads, depth, width, low=-0.6, high=0.6)
        weights[f"{name}.{attention}.attentionOutput.bias"] = numbers.uniform(width)
    weights[f"{name}.feedforwardIntermediateDense.kernel"] = numbers.uniform(width, inner, low=-0.6, high=0.6)
    weights[f"{name}.feedforwardIntermediateDense.bias"] = numbers.uniform(inner)
    weights[f"{name}.feedforwardOutputDense.kernel"] = numbers.uniform(inner, width, low=-0.6, high=0.6)
    weights[f"{name}.feedforwardOutputDense.bias"] = numbers.uniform(width)
    for norm in [*attentions, "feedforward"]:
        weights |= norm_weights(numbers, f"{name}.{norm}LayerNorm", width)
    return weights


def norm_weights(numbers, name, width):
    return {f"{name}.gamma": numbers.uniform(width, low=0.5, high=1.5), f"{name}.beta": numbers.uniform(width)}


def module_options(options):
    return {
        "dim_feedforward": options["intermediateDim"],
        "dropout": 0.0,
        "activation": options.get("activation", "relu"),
        "layer_norm_eps": options.get("layerNormEpsilon", 1e-5),
        "batch_first": True,
        "norm_first": options.get("normalizeFirst", False),
    }


def stack_weights(numbers, stack, layers, options, attentions):
    width = options["hiddenDim"]
    weights = {}
    for i in range(layers):
        weights |= layer_weights(
            numbers, f"{stack}.{i}", width, options["numHeads"], options["intermediateDim"], attentions
        )
    if options.get("normalizeFirst"):
        weights |= norm_weights(numbers, f"{stack}.norm", width)
    return weights


def last_norm(options):
    """PyTorch's own stacks end with a normalization; the paper's post-norm ones do not."""
    return (
        torch.nn.LayerNorm(options["hiddenDim"], eps=options.get("layerNormEpsilon", 1e-5))
        if options.get("normalizeFirst")
        else None
    )


def check_names(module, found):
    assert {n: tuple(p.shape) for n, p in module.named_parameters()} == {n: tuple(p.shape) for n, p in found.items()}


def embed(tokens, matrix, positions):
    width = matrix.shape[1]
    table = waves(tokens.shape[1], width) if positions is None else positions[: tokens.shape[1]]
    return torch.nn.functional.embedding(tokens, matrix) * width**0.5 + table


def transformer_case(name, seed, source_vocabulary=None, losses=False, **options):
    numbers = Numbers(seed)
    width, vocabulary, sharing = options["hiddenDim"], options["vocabularySize"], options.get("shareEmbeddings", "all")
    encoder_layers, decoder_layers = options["encoderLayers"], options["decoderLayers"]
    if source_vocabulary is not None:
        options["sourceVocabularySize"] = source_vocabulary
    source = numbers.integers(1, source_vocabulary or vocabulary, *SOURCE_KEPT.shape) * SOURCE_KEPT.astype(np.int32)
    target = numbers.integers(1, vocabulary, *TARGET_KEPT.shape) * TARGET_KEPT.astype(np.int32)
    learned = options.get("positions") == "learned"
    first, second = ("embedding", "embedding") if sharing == "all" else ("sourceEmbedding", "targetEmbedding")
    weights = {f"{first}.embeddings": numbers.uniform(source_vocabulary or vocabulary, width)}
    if learned:
        weights["sourcePositions.embeddings"] = numbers.uniform(options["maxLength"], width)
    weights |= stack_weights(numbers, "encoder", encoder_layers, options, ["selfAttention"])
    if sharing != "all":
        weights[f"{second}.embeddings"] = numbers.uniform(vocabulary, width)
    if learned:
        weights["targetPositions.embeddings"] = numbers.uniform(options["maxLength"], width)
    weights |= stack_weights(numbers, "decoder", decoder_layers, options, ["selfAttention", "crossAttention"])
    if sharing == "none":
        weights["output.kernel"] = numbers.uniform(width, vocabulary)

    arguments = (width, options["numHeads"])
    encoder = torch.nn.TransformerEncoder(
        torch.nn.TransformerEncoderLayer(*arguments, **module_options(options)),
        encoder_layers,
        last_norm(options),
        enable_nested_tensor=False,
    )
    decoder = torch.nn.TransformerDecoder(
        torch.nn.TransformerDecoderLayer(*arguments, **module_options(options)), decoder_layers, last_norm(options)
    )
    module = torch.nn.Transformer(*arguments, custom_encoder=encoder, custom_decoder=decoder, batch_first=True).double()

    def to_torch(w):
        found = {f"encoder.{k}": v for k, v in stack_to_torch(w, "encoder", encoder_layers, width, **ENCODER).items()}
        return found | {
            f"decoder.{k}": v for k, v in stack_to_torch(w, "decoder", decoder_layers, width, **DECODER).items()
        }

    check_names(module, to_torch({n: torch.tensor(v) for n, v in weights.items()}))
    ids, given = torch.tensor(source).long(), torch.tensor(target).long()
    later = torch.triu(torch.ones(given.shape[1], given.shape[1], dtype=torch.bool), 1)

    def call(**w):
        x = embed(ids, w[f"{first}.embeddings"], w.get("sourcePositions.embeddings"))
        y = embed(given, w[f"{second}.embeddings"], w.get("targetPositions.embeddings"))
        masks = {
            "tgt_mask": later,
            "src_key_padding_mask": ids == 0,
            "tgt_key_padding_mask": given == 0,
            "memory_key_padding_mask": ids == 0,
        }
        made = torch.func.functional_call(module, to_torch(w), (x, y), masks)
        return {"output": made @ (w["output.kernel"] if sharing == "none" else w[f"{second}.embeddings"].T)}

    case = {
        "name": name,
        "source": f"{PYTORCH}, float64",
        "layer": "transformer",
        "options": options,
        "inputs": {"source": source, "target": target},
        "weights": weights,
        **exactly(differentiate_torch, call, weights),
    }
    if losses:
        labels = np.concatenate([target[:, 1:], np.full((len(target), 1), 2, np.int32)], 1) * (target != 0)
        case["inputs"]["labels"] = labels.astype(np.int32)
        case["losses"] = training_losses(call, weights, torch.tensor(labels).long())
    return case


def training_losses(call, weights, labels):
    """Losses before each of twenty updates by Adam as in the paper, with smoothed labels; padding does not count."""
    given = {name: torch.tensor(value.astype(np.float64), requires_grad=True) for name, value in weights.items()}
    optimizer = torch.optim.Adam(given.values(), lr=0.002, betas=(0.9, 0.98), eps=1e-9)
    measure = torch.nn.CrossEntropyLoss(ignore_index=0, label_smoothing=0.1)
    losses = []
    for _ in range(20):
        loss = measure(call(**given)["output"].flatten(0, 1), labels.flatten())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.array(losses, np.float32)


def language_model_case(name, seed, **options):
    numbers = Numbers(seed)
    width, vocabulary, layers = options["hiddenDim"], options["vocabularySize"], options["numLayers"]
    text = numbers.integers(1, vocabulary, *TARGET_KEPT.shape) * TARGET_KEPT.astype(np.int32)
    weights = {"embedding.embeddings": numbers.uniform(vocabulary, width)}
    weights |= stack_weights(numbers, "decoder", layers, options, ["selfAttention"])
    layer = torch.nn.TransformerEncoderLayer(width, options["numHeads"], **module_options(options))
    module = torch.nn.TransformerEncoder(layer, layers, last_norm(options), enable_nested_tensor=False).double()

    def to_torch(w):
        return stack_to_torch(w, "decoder", layers, width, **ENCODER)

    check_names(module, to_torch({n: torch.tensor(v) for n, v in weights.items()}))
    ids = torch.tensor(text).long()
    later = torch.triu(torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool), 1)

    def call(**w):
        matrix = w["embedding.embeddings"]
        masks = {"mask": later, "src_key_padding_mask": ids == 0}
        return {
            "output": torch.func.functional_call(module, to_torch(w), (embed(ids, matrix, None),), masks) @ matrix.T
        }

    return {
        "name": name,
        "source": f"{PYTORCH}, float64",
        "layer": "transformerLanguageModel",
        "options": options,
        "inputs": {"text": text},
        "weights": weights,
        **exactly(differentiate_torch, call, weights),
    }


SIZE = {
    "vocabularySize": 9,
    "encoderLayers": 1,
    "decoderLayers": 2,
    "hiddenDim": 6,
    "intermediateDim": 5,
    "numHeads": 2,
}
write(
    [
        transformer_case("post-norm", 9201, losses=True, **SIZE),
        transformer_case("pre-norm", 9202, losses=True, **SIZE, normalizeFirst=True),
        transformer_case(
            "two vocabularies, gelu, large epsilon",
            9203,
            source_vocabulary=7,
            **(SIZE | {"encoderLayers": 2, "decoderLayers": 1, "numHeads": 3}),
            shareEmbeddings="decoder",
            activation="gelu",
            layerNormEpsilon=0.01,
        ),
        transformer_case(
            "nothing shared, learned positions, one head",
            9204,
            **(SIZE | {"decoderLayers": 1, "numHeads": 1, "hiddenDim": 5}),
            shareEmbeddings="none",
            positions="learned",
            maxLength=6,
            normalizeFirst=True,
        ),
        language_model_case(
            "language model, post-norm", 9205, vocabularySize=9, numLayers=2, hiddenDim=6, intermediateDim=5, numHeads=3
        ),
        language_model_case(
            "language model, pre-norm",
            9206,
            vocabularySize=9,
            numLayers=1,
            hiddenDim=6,
            intermediateDim=7,
            numHeads=2,
            normalizeFirst=True,
        ),
    ]
)

"""One layer of a Transformer's encoder: PyTorch's TransformerEncoderLayer without dropout, post-norm and pre-norm, with
key padding masks."""

import numpy as np
import torch

from common import PYTORCH, Numbers, differentiate_torch, exactly, write

# Rows: padded in front, padded behind, a hole, nothing padded.
STEP_MASK = np.array([[0, 0, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 1, 1, 0], [1, 1, 1, 1, 1]], np.int32)


def to_torch(w, features):
    """Keras's kernels [inputs, heads, depth] and [heads, depth, outputs] → PyTorch's matrices [outputs, inputs], of q,
    k and v in one."""
    parts = ["query", "key", "value"]
    return {
        "self_attn.in_proj_weight": torch.cat(
            [w[f"selfAttention.{p}.kernel"].reshape(features, features).T for p in parts]
        ),
        "self_attn.in_proj_bias": torch.cat([w[f"selfAttention.{p}.bias"].reshape(features) for p in parts]),
        "self_attn.out_proj.weight": w["selfAttention.attentionOutput.kernel"].reshape(features, features).T,
        "self_attn.out_proj.bias": w["selfAttention.attentionOutput.bias"],
        "linear1.weight": w["feedforwardIntermediateDense.kernel"].T,
        "linear1.bias": w["feedforwardIntermediateDense.bias"],
        "linear2.weight": w["feedforwardOutputDense.kernel"].T,
        "linear2.bias": w["feedforwardOutputDense.bias"],
        "norm1.weight": w["selfAttentionLayerNorm.gamma"],
        "norm1.bias": w["selfAttentionLayerNorm.beta"],
        "norm2.weight": w["feedforwardLayerNorm.gamma"],
        "norm2.bias": w["feedforwardLayerNorm.beta"],
    }


def encoder_case(name, seed, batch=3, time=5, features=6, step_mask=None, **options):
    numbers = Numbers(seed)
    if step_mask is not None:
        batch, time = step_mask.shape
    heads, inner = options["numHeads"], options["intermediateDim"]
    depth = features // heads
    x = numbers.uniform(batch, time, features)
    weights = {}
    for part in ["query", "key", "value"]:
        weights[f"selfAttention.{part}.kernel"] = numbers.uniform(features, heads, depth, low=-0.6, high=0.6)
        weights[f"selfAttention.{part}.bias"] = numbers.uniform(heads, depth)
    weights["selfAttention.attentionOutput.kernel"] = numbers.uniform(heads, depth, features, low=-0.6, high=0.6)
    weights["selfAttention.attentionOutput.bias"] = numbers.uniform(features)
    weights["feedforwardIntermediateDense.kernel"] = numbers.uniform(features, inner, low=-0.6, high=0.6)
    weights["feedforwardIntermediateDense.bias"] = numbers.uniform(inner)
    weights["feedforwardOutputDense.kernel"] = numbers.uniform(inner, features, low=-0.6, high=0.6)
    weights["feedforwardOutputDense.bias"] = numbers.uniform(features)
    for norm in ["selfAttentionLayerNorm", "feedforwardLayerNorm"]:
        weights[f"{norm}.gamma"] = numbers.uniform(features, low=0.5, high=1.5)
        weights[f"{norm}.beta"] = numbers.uniform(features)
    module = torch.nn.TransformerEncoderLayer(
        features,
        heads,
        dim_feedforward=inner,
        dropout=0.0,
        activation=options.get("activation", "relu"),
        layer_norm_eps=options.get("layerNormEpsilon", 1e-5),
        batch_first=True,
        norm_first=options.get("normalizeFirst", False),
    ).double()
    assert {n: tuple(p.shape) for n, p in module.named_parameters()} == {
        n: tuple(p.shape) for n, p in to_torch({n: torch.tensor(v) for n, v in weights.items()}, features).items()
    }

    def call(x, **given):
        ignored = None if step_mask is None else torch.tensor(step_mask == 0)
        arguments = {"src_key_padding_mask": ignored}
        return {"output": torch.func.functional_call(module, to_torch(given, features), (x,), arguments)}

    return {
        "name": name,
        "source": f"{PYTORCH}, float64",
        "layer": "transformerEncoder",
        "options": options,
        "inputs": {"x": x} | ({} if step_mask is None else {"stepMask": step_mask}),
        "weights": weights,
        **exactly(differentiate_torch, call, {"x": x} | weights),
    }


forms = {"post-norm": {}, "pre-norm": {"normalizeFirst": True}}
write(
    [
        case
        for i, (form, norm) in enumerate(forms.items())
        for case in [
            encoder_case(form, 9100 + 10 * i, numHeads=2, intermediateDim=5, **norm),
            encoder_case(f"{form}, masked", 9101 + 10 * i, numHeads=3, intermediateDim=7, step_mask=STEP_MASK, **norm),
            encoder_case(
                f"{form}, gelu, large epsilon",
                9102 + 10 * i,
                numHeads=1,
                intermediateDim=8,
                activation="gelu",
                layerNormEpsilon=0.01,
                **norm,
            ),
            encoder_case(f"{form}, one step", 9103 + 10 * i, numHeads=2, intermediateDim=3, batch=1, time=1, **norm),
            encoder_case(
                f"{form}, odd depth",
                9104 + 10 * i,
                numHeads=3,
                intermediateDim=17,
                batch=2,
                time=9,
                features=15,
                **norm,
            ),
        ]
    ]
)

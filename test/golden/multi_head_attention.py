"""MultiHeadAttention of one sequence: Keras, with masks of keys, causal, without bias, and values of another depth than
keys."""

import numpy as np

from common import KERAS, Numbers, differentiate, exactly, jax, keras, write

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")

# Rows: padded in front, padded behind, a hole, nothing padded. No query is left without a key: Keras would weigh all
# keys evenly then.
STEP_MASK = np.array([[0, 0, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 1, 1, 0], [1, 1, 1, 1, 1]], np.int32)
# The same for causal attention, where the first query sees the first key alone.
STEP_MASK_FROM_START = np.array([[1, 1, 1, 0, 0], [1, 0, 1, 1, 0], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]], np.int32)


def attention_case(name, seed, batch=3, time=5, features=4, step_mask=None, **options):
    numbers = Numbers(seed)
    if step_mask is not None:
        batch, time = step_mask.shape
    heads, depth = options["numHeads"], options["keyDim"]
    value_depth = options.get("valueDim", depth)
    use_bias = options.get("useBias", True)
    causal = options.get("useCausalMask", False)
    x = numbers.uniform(batch, time, features)
    shapes = {
        "query": ((features, heads, depth), (heads, depth)),
        "key": ((features, heads, depth), (heads, depth)),
        "value": ((features, heads, value_depth), (heads, value_depth)),
        "attentionOutput": ((heads, value_depth, features), (features,)),
    }
    weights = {}
    for part, (kernel, bias) in shapes.items():
        weights[f"{part}.kernel"] = numbers.uniform(*kernel)
        if use_bias:
            weights[f"{part}.bias"] = numbers.uniform(*bias)
    layer = keras.layers.MultiHeadAttention(num_heads=heads, key_dim=depth, value_dim=value_depth, use_bias=use_bias)
    layer.build(x.shape, x.shape)
    made = [tuple(v.shape) for v in layer.trainable_variables]
    assert made == [w.shape for w in weights.values()], (made, {k: w.shape for k, w in weights.items()})
    others = [v.value for v in layer.non_trainable_variables]

    def call(**given):
        mask = None if step_mask is None else (step_mask[:, None, :] != 0)
        # With its scores asked for, Keras takes the path that allows values of another depth.
        (value, _), _ = layer.stateless_call(
            [given[name] for name in weights],
            others,
            given["x"],
            given["x"],
            attention_mask=mask,
            use_causal_mask=causal,
            return_attention_scores=True,
        )
        return {"output": value}

    inputs = {"x": x} | ({} if step_mask is None else {"stepMask": step_mask})
    return {
        "name": name,
        "source": f"{KERAS}, float64",
        "layer": "multiHeadAttention",
        "options": options,
        "inputs": inputs,
        "weights": weights,
        **exactly(differentiate, call, {"x": x} | weights),
    }


write(
    [
        attention_case("one head", 9000, numHeads=1, keyDim=3),
        attention_case("several heads", 9001, numHeads=3, keyDim=2),
        attention_case("values deeper than keys", 9002, numHeads=2, keyDim=3, valueDim=5),
        attention_case("keys deeper than values", 9003, numHeads=2, keyDim=5, valueDim=1),
        attention_case("without bias", 9004, numHeads=2, keyDim=3, useBias=False),
        attention_case("masked", 9005, numHeads=2, keyDim=3, step_mask=STEP_MASK),
        attention_case("causal", 9006, numHeads=2, keyDim=3, useCausalMask=True),
        attention_case(
            "masked and causal", 9007, numHeads=2, keyDim=3, useCausalMask=True, step_mask=STEP_MASK_FROM_START
        ),
        attention_case("one step", 9008, numHeads=2, keyDim=3, batch=1, time=1),
        attention_case(
            "masked, without bias, values of another depth",
            9009,
            numHeads=3,
            keyDim=4,
            valueDim=3,
            useBias=False,
            step_mask=STEP_MASK,
        ),
        attention_case("wide", 9010, numHeads=2, keyDim=17, batch=2, time=7, features=5),
    ]
)

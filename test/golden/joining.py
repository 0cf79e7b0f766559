"""
Layers of attention, normalization, merging and shapes with each of their options on its own: every case says which one
it varies from its default. Rotary positions, which Keras lacks, are written here by the equations of Su et al. 2021.
Writes one file for each family, or for those named.
"""

import re
import sys

import numpy as np

from common import KERAS, Numbers, differentiate, exactly, jax, jnp, keras, write

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")

layers = keras.layers
PARTS = {"query", "key", "value", "gate", "attention_output"}
# Padded in front, behind, in the middle. No row is left without a key: Keras would weigh all keys evenly then.
MASK = np.array([[0, 0, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 1, 1, 0]], np.int32)
OTHER_MASK = np.array([[0, 1, 1, 1, 0], [1, 1, 0, 1, 0], [1, 1, 1, 0, 1]], np.int32)
FROM_START = np.array([[1, 1, 1, 0, 0], [1, 0, 1, 1, 0], [1, 0, 0, 0, 1]], np.int32)


def camel(name):
    return re.sub(r"_(\w)", lambda found: found.group(1).upper(), name)


def snake(name):
    return re.sub(r"[A-Z]", lambda found: "_" + found.group(0).lower(), name)


def weight_name(variable):
    parent, name = variable.path.split("/")[-2:]
    return camel(f"{parent}.{name}" if parent in PARTS else name)


def with_mask(x, mask):
    if mask is not None:
        keras.src.backend.set_keras_mask(x, jnp.asarray(mask, bool))
    return x


NAMED = {
    "l1": lambda l1=0.01: keras.regularizers.L1(l1),
    "l2": lambda l2=0.01: keras.regularizers.L2(l2),
    "maxNorm": lambda maximum=2, axis=0: keras.constraints.MaxNorm(maximum, axis),
    "nonNegative": keras.constraints.NonNeg,
    "constant": keras.initializers.Constant,
}


def keras_value(option, value):
    if isinstance(value, dict) and "name" in value:
        return NAMED[value["name"]](**{key: item for key, item in value.items() if key != "name"})
    if option.endswith(("Regularizer", "Constraint")) and value is not None:
        return NAMED[value]()
    return tuple(value) if isinstance(value, list) else value


def case(
    name,
    seed,
    kind,
    layer_class,
    options,
    inputs,
    varies,
    call=None,
    in_call=(),
    masks=None,
    training=False,
    renamed=None,
    source=KERAS,
):
    """
    inputs: arrays by name, in order. masks: of inputs, by their names. in_call: options that Keras takes in the call.
    call(layer, tensors, masks, options of the call) → list of outputs; default: the layer called with the first input.
    Weights are drawn, but where an initializer is varied.
    """
    numbers = Numbers(seed)
    masks = masks or {}
    of_layer = {key: value for key, value in options.items() if key not in in_call}
    of_call = {snake(key): value for key, value in options.items() if key in in_call}
    kwargs = {(renamed or {}).get(key, snake(key)): keras_value(key, value) for key, value in of_layer.items()}
    layer = layer_class(**kwargs)
    call = call or (lambda layer, tensors, masks, of_call: [layer(tensors[0], **of_call)])
    tensors = [jnp.asarray(x.astype(np.float64)) for x in inputs.values()]
    call(layer, tensors, masks, of_call)
    variables = layer.trainable_variables + [v for v in layer.non_trainable_variables if "seed_generator" not in v.path]
    names = [weight_name(v) for v in variables]
    drawn = {}
    for variable, weight in zip(variables, names):
        positive = weight == "movingVariance"
        drawn[weight] = numbers.uniform(*variable.shape, low=0.5 if positive else -1.0, high=1.5 if positive else 1.0)
    if varies.endswith("Initializer"):
        drawn = {weight: np.asarray(variable.value).astype(np.float32) for variable, weight in zip(variables, names)}
    trained = names[: len(layer.trainable_variables)]
    constrained = {w: v.constraint for w, v in zip(names, variables) if v.constraint is not None}
    after = {}

    def run(**given):
        values = [given.get(weight, drawn[weight].astype(np.float64)) for weight in names]
        values = [constrained[w](value) if w in constrained else value for w, value in zip(names, values)]
        mapping = list(zip(variables, values))
        with keras.StatelessScope(state_mapping=mapping) as scope:
            found = call(
                layer, [given[name] for name in inputs], masks, of_call | ({"training": True} if training else {})
            )
            for variable, weight in list(zip(variables, names))[len(trained) :]:
                if training:
                    after[weight] = scope.get_current_value(variable)
        outputs = dict(zip(["output", "scores"], found))
        penalties = [v.regularizer(value) for v, value in mapping if v.regularizer is not None]
        return outputs | ({"penalty": sum(penalties)} if penalties else {})

    floats = dict(inputs) | {weight: drawn[weight] for weight in trained if weight not in constrained}
    made = exactly(differentiate, run, floats)
    if training:
        run(**{name: value.astype(np.float64) for name, value in floats.items()})
    return {
        "name": name,
        "source": f"{source}, float64",
        "varies": varies,
        "layer": kind,
        "options": options,
        **({"training": True} if training else {}),
        "inputs": dict(inputs) | {f"{name}Mask": mask for name, mask in masks.items()},
        "weights": drawn,
        **made,
        **(
            {"after": {weight: np.asarray(value).astype(np.float32) for weight, value in after.items()}}
            if after
            else {}
        ),
    }


def joined_output_mask(found, layer, inputs, masks):
    """Adds the mask that a merging layer gives."""
    given = [jnp.asarray(masks[name], bool) if name in masks else None for name in inputs]
    mask = layer.compute_mask([jnp.asarray(x) for x in inputs.values()], given)
    return found | ({} if mask is None else {"outputMask": np.asarray(mask).astype(np.int32)})


# --- attention
# ----------------------------------------------------------------------------------------------------------------------


def heads_call(layer, tensors, masks, of_call):
    query, value, *key = tensors
    given = {f"{name}_mask": jnp.asarray(mask, bool) for name, mask in masks.items()}
    # With its scores asked for, Keras takes the path that allows values of another depth.
    wanted = of_call.pop("return_attention_scores", False)
    found = layer(query, value, key[0] if key else None, return_attention_scores=True, **given, **of_call)
    of_call["return_attention_scores"] = wanted
    return list(found) if wanted else [found[0]]


def three(seed, features=4, value_features=3, key_features=5, query_time=6, time=5, batch=3, key=True):
    numbers = Numbers(seed + 1000)
    inputs = {
        "query": numbers.uniform(batch, query_time, features),
        "value": numbers.uniform(batch, time, value_features),
    }
    return inputs | ({"key": numbers.uniform(batch, time, key_features)} if key else {})


IN_CALL = ("useCausalMask", "returnAttentionScores")


def mha(name, seed, varies, key=True, masks=None, numHeads=2, keyDim=3, **options):
    options = {"numHeads": numHeads, "keyDim": keyDim} | options
    renamed = {"slidingWindow": "sliding_window"}
    return case(
        name,
        seed,
        "multiHeadAttention",
        layers.MultiHeadAttention,
        options,
        three(seed, key=key),
        varies,
        heads_call,
        IN_CALL,
        masks,
        renamed=renamed,
    )


def gqa(name, seed, varies, key=True, masks=None, headDim=3, numQueryHeads=4, numKeyValueHeads=2, **options):
    options = {"headDim": headDim, "numQueryHeads": numQueryHeads, "numKeyValueHeads": numKeyValueHeads} | options
    return case(
        name,
        seed,
        "groupedQueryAttention",
        layers.GroupQueryAttention,
        options,
        three(seed, key=key),
        varies,
        heads_call,
        IN_CALL,
        masks,
    )


def scored_call(layer, tensors, masks, of_call):
    given = [jnp.asarray(masks[name], bool) if name in masks else None for name in ("query", "value")]
    found = layer(tensors, mask=given if masks else None, **of_call)
    return list(found) if isinstance(found, (tuple, list)) else [found]


def scored(kind, name, seed, varies, key=True, masks=None, query_time=5, **options):
    made = {"attention": layers.Attention, "additiveAttention": layers.AdditiveAttention}[kind]
    inputs = three(seed, features=4, value_features=4 if not key else 3, key_features=4, query_time=query_time, key=key)
    return case(name, seed, kind, made, options, inputs, varies, scored_call, IN_CALL, masks)


HEADS = [
    ("without bias", "useBias", {"useBias": False}),
    ("causal", "useCausalMask", {"useCausalMask": True}),
    ("window", "slidingWindow", {"slidingWindow": 2}),
    ("with scores", "returnAttentionScores", {"returnAttentionScores": True}),
    ("gate", "useGate", {"useGate": True}),
    ("kernel initializer", "kernelInitializer", {"kernelInitializer": {"name": "constant", "value": 0.25}}),
    (
        "bias initializer",
        "biasInitializer",
        {
            "biasInitializer": {"name": "constant", "value": 0.5},
            "kernelInitializer": {"name": "constant", "value": 0.125},
        },
    ),
    ("kernel regularizer", "kernelRegularizer", {"kernelRegularizer": {"name": "l2", "l2": 0.1}}),
    ("bias regularizer", "biasRegularizer", {"biasRegularizer": {"name": "l1", "l1": 0.2}}),
    ("kernel constraint", "kernelConstraint", {"kernelConstraint": {"name": "maxNorm", "maximum": 0.5}}),
    ("bias constraint", "biasConstraint", {"biasConstraint": "nonNegative"}),
]


def turned(x, neighbours=False, max_wavelength=10000.0, scaling_factor=1.0):
    """Su et al. 2021, equation 34: x [batch, time, ..., depth]."""
    depth, time = x.shape[-1], x.shape[1]
    angles = jnp.arange(time)[:, None] / scaling_factor / max_wavelength ** (2 * jnp.arange(depth // 2) / depth)
    angles = angles.reshape(1, time, *([1] * (x.ndim - 3)), depth // 2)
    if neighbours:
        a, b = x[..., ::2], x[..., 1::2]
    else:
        a, b = x[..., : depth // 2], x[..., depth // 2 :]
    p, q = a * jnp.cos(angles) - b * jnp.sin(angles), b * jnp.cos(angles) + a * jnp.sin(angles)
    return jnp.stack([p, q], -1).reshape(x.shape) if neighbours else jnp.concatenate([p, q], -1)


class Rotary(layers.Layer):
    def __init__(self, max_wavelength=10000.0, scaling_factor=1.0, pairing="halves"):
        super().__init__()
        self.given = {
            "max_wavelength": max_wavelength,
            "scaling_factor": scaling_factor,
            "neighbours": pairing == "neighbours",
        }

    def call(self, x):
        return turned(x, **self.given)


class RotaryHeads(layers.MultiHeadAttention):
    def __init__(self, rotary, **kwargs):
        super().__init__(**kwargs)
        given = {} if rotary is True else rotary
        self.turns = {
            "neighbours": given.get("pairing") == "neighbours",
            "max_wavelength": given.get("maxWavelength", 10000.0),
        }

    def _compute_attention(self, query, key, value, *args, **kwargs):
        return super()._compute_attention(
            turned(query, **self.turns), turned(key, **self.turns), value, *args, **kwargs
        )


def rotary(name, seed, varies, shape=(2, 7, 6), **options):
    x = Numbers(seed + 1000).uniform(*shape)
    return case(name, seed, "rotaryEmbedding", Rotary, options, {"x": x}, varies, source="Equations of Su et al. 2021")


def rotary_heads(name, seed, rotary):
    options = {"numHeads": 2, "keyDim": 4, "rotary": rotary}
    made = lambda num_heads, key_dim, rotary: RotaryHeads(options["rotary"], num_heads=num_heads, key_dim=key_dim)
    source = f"{KERAS} with the equations of Su et al. 2021"
    return case(
        name, seed, "multiHeadAttention", made, options, three(seed), "rotary", heads_call, IN_CALL, source=source
    )


def attention_cases():
    return [
        mha("query and value", 20000, "numHeads", key=False, numHeads=3),
        mha("query, value and key", 20001, "keyDim", keyDim=5),
        mha("values of another depth", 20002, "valueDim", valueDim=5),
        mha("another number of features out", 20003, "outputShape", outputShape=7),
        mha("several axes out", 20004, "outputShape", outputShape=[2, 3]),
        mha("mask of values", 20005, "inputs.valueMask", masks={"value": MASK}),
        mha("mask of keys", 20006, "inputs.keyMask", masks={"key": MASK}),
        mha(
            "masks of both",
            20007,
            "inputs.keyMask",
            masks={"value": np.array([[1, 1, 1, 1, 0]] * 3, np.int32), "key": MASK},
        ),
        *[mha(name, 20010 + i, varies, **options) for i, (name, varies, options) in enumerate(HEADS)],
        rotary_heads("rotary", 20030, True),
        rotary_heads("rotary, neighbours", 20031, {"pairing": "neighbours", "maxWavelength": 100}),
        gqa("query and value", 21000, "numKeyValueHeads", key=False, numKeyValueHeads=1),
        gqa("query, value and key", 21001, "numQueryHeads", numQueryHeads=6),
        gqa("other depth", 21002, "headDim", headDim=5),
        gqa("as many heads of keys", 21003, "numKeyValueHeads", numKeyValueHeads=4),
        gqa("mask of values", 21004, "inputs.valueMask", masks={"value": MASK}),
        *[gqa(name, 21010 + i, varies, **options) for i, (name, varies, options) in enumerate(HEADS)],
        scored("attention", "query and value", 22000, "inputs.key", key=True),
        scored("attention", "scale", 22001, "useScale", useScale=True),
        scored("attention", "concat", 22002, "scoreMode", scoreMode="concat"),
        scored("attention", "concat with scale", 22003, "useScale", scoreMode="concat", useScale=True),
        scored("attention", "causal", 22004, "useCausalMask", useCausalMask=True),
        scored(
            "attention",
            "causal concat with mask",
            22005,
            "useCausalMask",
            scoreMode="concat",
            useCausalMask=True,
            masks={"value": FROM_START},
        ),
        scored("attention", "mask of values", 22006, "inputs.valueMask", masks={"value": MASK}),
        scored("attention", "mask of queries", 22007, "inputs.queryMask", masks={"query": OTHER_MASK}),
        scored(
            "attention",
            "with scores",
            22008,
            "returnAttentionScores",
            returnAttentionScores=True,
            masks={"value": MASK},
        ),
        scored(
            "attention",
            "concat with scores",
            22009,
            "returnAttentionScores",
            returnAttentionScores=True,
            scoreMode="concat",
            query_time=7,
        ),
        scored("additiveAttention", "query, value and key", 23000, "inputs.key"),
        scored("additiveAttention", "without scale", 23001, "useScale", useScale=False),
        scored("additiveAttention", "causal", 23002, "useCausalMask", useCausalMask=True),
        scored("additiveAttention", "mask of values", 23003, "inputs.valueMask", masks={"value": MASK}, query_time=8),
        scored("additiveAttention", "mask of queries", 23004, "inputs.queryMask", masks={"query": OTHER_MASK}),
        scored("additiveAttention", "with scores", 23005, "returnAttentionScores", returnAttentionScores=True),
        rotary("per step", 24000, "inputs.x"),
        rotary("heads", 24001, "inputs.x", shape=(2, 5, 3, 4)),
        rotary("wavelength", 24002, "maxWavelength", maxWavelength=50),
        rotary("scaling", 24003, "scalingFactor", scalingFactor=2.5),
        rotary("neighbours", 24004, "pairing", pairing="neighbours"),
    ]


# --- normalization
# ----------------------------------------------------------------------------------------------------------------------


def masked_call(layer, tensors, masks, of_call):
    given = {"mask": jnp.asarray(masks["x"], bool)} if "x" in masks else {}
    return [layer(tensors[0], **given, **of_call)]


def normal(kind, name, seed, varies, shape=(3, 5, 4), masks=None, training=False, **options):
    made = {
        "layerNormalization": layers.LayerNormalization,
        "rmsNormalization": layers.RMSNormalization,
        "batchNormalization": layers.BatchNormalization,
        "softmax": layers.Softmax,
    }
    x = Numbers(seed + 1000).uniform(*shape, low=-1, high=3)
    return case(name, seed, kind, made[kind], options, {"x": x}, varies, masked_call, masks=masks, training=training)


AFFINE = [
    ("epsilon", "epsilon", {"epsilon": 0.1}),
    ("without offset", "center", {"center": False}),
    ("without scale", "scale", {"scale": False}),
    ("beta initializer", "betaInitializer", {"betaInitializer": {"name": "constant", "value": 0.5}}),
    ("gamma initializer", "gammaInitializer", {"gammaInitializer": {"name": "constant", "value": 1.5}}),
    ("beta regularizer", "betaRegularizer", {"betaRegularizer": {"name": "l1", "l1": 0.3}}),
    ("gamma regularizer", "gammaRegularizer", {"gammaRegularizer": {"name": "l2", "l2": 0.2}}),
    ("beta constraint", "betaConstraint", {"betaConstraint": {"name": "maxNorm", "maximum": 0.5}}),
    ("gamma constraint", "gammaConstraint", {"gammaConstraint": "nonNegative"}),
]
MOVING = [
    (
        "moving mean initializer",
        "movingMeanInitializer",
        {"movingMeanInitializer": {"name": "constant", "value": 0.25}},
    ),
    (
        "moving variance initializer",
        "movingVarianceInitializer",
        {"movingVarianceInitializer": {"name": "constant", "value": 2.0}},
    ),
]


def normalization_cases():
    return [
        *[
            normal("layerNormalization", name, 25000 + i, varies, **options)
            for i, (name, varies, options) in enumerate(AFFINE)
        ],
        normal("rmsNormalization", "per step", 25100, "inputs.x"),
        normal("rmsNormalization", "wide", 25101, "inputs.x", shape=(3, 65)),
        normal("rmsNormalization", "epsilon", 25102, "epsilon", epsilon=0.1),
        *[
            normal("batchNormalization", name, 25200 + i, varies, **options)
            for i, (name, varies, options) in enumerate(AFFINE + MOVING)
        ],
        normal("batchNormalization", "training", 25220, "training", training=True),
        normal("batchNormalization", "training, one axis", 25221, "training", shape=(7, 3), training=True),
        normal("batchNormalization", "training, momentum", 25222, "momentum", training=True, momentum=0.7),
        normal("batchNormalization", "training, masked", 25223, "inputs.xMask", training=True, masks={"x": MASK}),
        normal(
            "batchNormalization",
            "training, masked, plain",
            25224,
            "inputs.xMask",
            training=True,
            masks={"x": FROM_START},
            center=False,
            scale=False,
        ),
        normal("batchNormalization", "training, epsilon", 25225, "epsilon", training=True, epsilon=0.2),
        normal("batchNormalization", "over time", 25226, "axis", axis=1),
        normal("batchNormalization", "training, over time", 25227, "axis", training=True, axis=1),
        normal("batchNormalization", "training, inner axis", 25228, "axis", (3, 5, 4, 2), training=True, axis=2),
        normal("batchNormalization", "training, from the end", 25229, "axis", (3, 5, 4, 2), training=True, axis=-2),
        normal("softmax", "over time", 25300, "axis", axis=1),
        normal("softmax", "over two axes", 25301, "axis", (3, 5, 4, 2), axis=[1, 2]),
        normal("softmax", "inner axis", 25302, "axis", (3, 5, 4, 2), axis=-2),
    ]


# --- merging
# ----------------------------------------------------------------------------------------------------------------------

MERGES = {
    "add": layers.Add,
    "subtract": layers.Subtract,
    "multiply": layers.Multiply,
    "average": layers.Average,
    "maximum": layers.Maximum,
    "minimum": layers.Minimum,
    "concatenate": layers.Concatenate,
    "dot": layers.Dot,
}


def merge(kind, name, seed, shapes, varies, masks=None, **options):
    numbers = Numbers(seed + 1000)
    inputs = {f"x{i}": numbers.distinct(*shape) for i, shape in enumerate(shapes)}

    def call(layer, tensors, masks, of_call):
        given = [with_mask(tensor, masks.get(name)) for name, tensor in zip(inputs, tensors)]
        return [layer.call(given)] if layer.built else [layer([np.asarray(x) for x in tensors])]

    found = case(name, seed, kind, MERGES[kind], options, inputs, varies, call, masks=masks)
    return (
        joined_output_mask(
            found, MERGES[kind](**{snake(k): keras_value(k, v) for k, v in options.items()}), inputs, masks or {}
        )
        if masks
        else found
    )


S = (3, 5, 4)


def merging_cases():
    return [
        *[
            merge(kind, "two", 26000 + i, [S, S], "inputs.x1")
            for i, kind in enumerate(["add", "subtract", "multiply", "average", "maximum", "minimum"])
        ],
        *[
            merge(kind, "three", 26010 + i, [S, S, S], "inputs.x2")
            for i, kind in enumerate(["add", "multiply", "average", "maximum", "minimum"])
        ],
        *[
            merge(kind, "axes of length 1", 26020 + i, [S, (3, 1, 4), (3, 5, 1)], "inputs.x2")
            for i, kind in enumerate(["add", "multiply", "maximum"])
        ],
        *[
            merge(kind, "masks on both", 26030 + i, [S, S], "inputs.x0Mask", {"x0": MASK, "x1": OTHER_MASK})
            for i, kind in enumerate(["add", "subtract", "multiply", "average", "maximum", "minimum", "concatenate"])
        ],
        merge("multiply", "mask on one", 26040, [S, S], "inputs.x1Mask", {"x1": MASK}),
        merge("add", "mask on one", 26041, [S, S], "inputs.x1"),
        merge("concatenate", "features", 26050, [S, (3, 5, 2), (3, 5, 1)], "inputs.x2"),
        merge("concatenate", "time", 26051, [S, (3, 2, 4)], "axis", axis=1),
        merge("concatenate", "one axis", 26052, [(3, 4), (3, 2)], "inputs.x1"),
        merge(
            "concatenate", "time, masks on both", 26053, [S, S], "inputs.x1Mask", {"x0": MASK, "x1": OTHER_MASK}, axis=1
        ),
        merge("concatenate", "time, mask on the second", 26054, [(3, 2, 4), S], "inputs.x1Mask", {"x1": MASK}, axis=1),
        merge("concatenate", "four axes, the middle", 26055, [(2, 3, 4, 2), (2, 3, 2, 2)], "axis", axis=2),
        merge("dot", "vectors", 26060, [(3, 4), (3, 4)], "inputs.x1", axes=1),
        merge("dot", "features of steps", 26061, [S, (3, 2, 4)], "inputs.x1", axes=-1),
        merge("dot", "an axis of each", 26062, [S, (3, 2, 5)], "inputs.x1", axes=[1, 2]),
        merge("dot", "normalized", 26063, [S, (3, 2, 4)], "normalize", axes=2, normalize=True),
        merge("dot", "a vector and steps", 26064, [(3, 4), (3, 5, 4)], "inputs.x1", axes=[1, 2]),
    ]


# --- shapes and wrappers
# -----------------------------------------------------------------------------------------------------------------


def shape(
    kind, name, seed, layer_class, varies, shape=(3, 5, 4), masks=None, x=None, mask_of=None, renamed=None, **options
):
    x = (
        Numbers(seed + 1000).distinct(*shape) + np.float32(1 / 256) if x is None else x
    )  # no zeros, where rectifiers have kinks
    found = case(name, seed, kind, layer_class, options, {"x": x}, varies, masks=masks, renamed=renamed)
    return found | (
        {}
        if mask_of is None
        else {
            "outputMask": np.asarray(mask_of(**{snake(k): v for k, v in options.items()}).compute_mask(x)).astype(
                np.int32
            )
        }
    )


def distributed(layer, layer_options, name, seed, made, shape):
    x = Numbers(seed + 1000).distinct(*shape)
    options = {"layer": {"kind": layer, "options": layer_options}}
    return case(name, seed, "timeDistributed", lambda layer: layers.TimeDistributed(made()), options, {"x": x}, "layer")


def average_pooling(pool_size=2, **options):
    return layers.AveragePooling1D(pool_size, **options)


PADDED = Numbers(1).distinct(3, 5, 4)
PADDED[0, 1], PADDED[1, 3:], PADDED[2, 0], PADDED[2, 4, 1] = 0, 0, 0, 0
HALVES = PADDED.copy()
HALVES[0, 1], HALVES[2, 3] = 0.5, 0.5


def shape_cases():
    return [
        shape("repeatVector", "repeated", 27000, layers.RepeatVector, "n", shape=(3, 4), n=3),
        shape("masking", "zeros", 27001, layers.Masking, "inputs.x", x=PADDED, mask_of=layers.Masking),
        shape(
            "masking",
            "another value",
            27002,
            layers.Masking,
            "maskValue",
            x=HALVES,
            mask_of=layers.Masking,
            maskValue=0.5,
        ),
        shape("reshape", "given", 27003, layers.Reshape, "targetShape", targetShape=[10, 2]),
        shape("reshape", "one left over", 27004, layers.Reshape, "targetShape", targetShape=[2, -1, 5]),
        shape("permute", "two axes", 27005, layers.Permute, "dims", dims=[2, 1]),
        shape("permute", "three axes", 27006, layers.Permute, "dims", shape=(2, 3, 4, 5), dims=[3, 1, 2]),
        shape("cropping1d", "default", 27007, layers.Cropping1D, "inputs.x"),
        shape("cropping1d", "both", 27008, layers.Cropping1D, "cropping", cropping=[0, 3]),
        shape("zeroPadding1d", "default", 27009, layers.ZeroPadding1D, "inputs.x"),
        shape("zeroPadding1d", "both", 27010, layers.ZeroPadding1D, "padding", padding=[2, 0]),
        shape("upSampling1d", "default", 27011, layers.UpSampling1D, "inputs.x"),
        shape("upSampling1d", "three times", 27012, layers.UpSampling1D, "size", size=3),
        shape("averagePooling1d", "default", 27013, average_pooling, "inputs.x", shape=(3, 7, 4)),
        shape("averagePooling1d", "three steps", 27014, average_pooling, "poolSize", shape=(3, 7, 4), poolSize=3),
        shape(
            "averagePooling1d", "overlapping", 27015, average_pooling, "strides", shape=(3, 7, 4), poolSize=3, strides=1
        ),
        shape(
            "averagePooling1d",
            "same",
            27016,
            average_pooling,
            "padding",
            shape=(3, 7, 4),
            poolSize=4,
            strides=2,
            padding="same",
        ),
        shape("leakyRelu", "default", 27017, layers.LeakyReLU, "inputs.x"),
        shape("leakyRelu", "another gradient", 27018, layers.LeakyReLU, "negativeSlope", negativeSlope=0.05),
        shape("prelu", "a gradient for each", 27019, layers.PReLU, "inputs.x"),
        shape("prelu", "shared over time", 27020, layers.PReLU, "sharedAxes", sharedAxes=[1]),
        shape(
            "prelu",
            "initializer",
            27021,
            layers.PReLU,
            "alphaInitializer",
            alphaInitializer={"name": "constant", "value": 0.25},
        ),
        shape(
            "prelu", "regularizer", 27022, layers.PReLU, "alphaRegularizer", alphaRegularizer={"name": "l2", "l2": 0.1}
        ),
        shape("prelu", "constraint", 27023, layers.PReLU, "alphaConstraint", alphaConstraint="nonNegative"),
        shape(
            "dense",
            "kernel regularizer",
            27030,
            layers.Dense,
            "kernelRegularizer",
            units=3,
            kernelRegularizer={"name": "l1", "l1": 0.1},
        ),
        shape(
            "dense",
            "bias regularizer",
            27031,
            layers.Dense,
            "biasRegularizer",
            units=3,
            biasRegularizer={"name": "l2", "l2": 0.1},
        ),
        shape(
            "dense",
            "kernel constraint",
            27032,
            layers.Dense,
            "kernelConstraint",
            units=3,
            kernelConstraint={"name": "maxNorm", "maximum": 0.5},
        ),
        shape("dense", "bias constraint", 27034, layers.Dense, "biasConstraint", units=3, biasConstraint="nonNegative"),
        *[
            shape("conv1d", name, 27040 + i, layers.Conv1D, varies, filters=3, kernelSize=2, **options)
            for i, (name, varies, options) in enumerate(
                row
                for row in HEADS
                if row[1] in {"kernelRegularizer", "biasRegularizer", "kernelConstraint", "biasConstraint"}
            )
        ],
        distributed("dense", {"units": 3}, "dense", 27050, lambda: layers.Dense(3), (2, 5, 4)),
        distributed(
            "conv1d", {"filters": 3, "kernelSize": 2}, "conv1d", 27051, lambda: layers.Conv1D(3, 2), (2, 3, 5, 4)
        ),
        distributed("lstm", {"units": 3}, "lstm", 27052, lambda: layers.LSTM(3), (2, 3, 5, 4)),
    ]


FAMILIES = {
    "attention": attention_cases,
    "normalization": normalization_cases,
    "merging": merging_cases,
    "shape": shape_cases,
}
for family in sys.argv[1:] or FAMILIES:
    write(FAMILIES[family](), f"{family}-layers")

"""Pooling over time: MaxPooling1D, GlobalMaxPooling1D, and GlobalAveragePooling1D with and without a step mask."""

import numpy as np

from common import KERAS, Numbers, keras, keras_layer, write

# No row is all padding: Keras divides by the count of steps and gives NaN there.
STEP_MASK = np.array([[0, 0, 1, 1, 1], [1, 1, 1, 1, 0], [0, 1, 0, 1, 0], [1, 1, 1, 1, 1]], np.int32)


def pooling_case(name, seed, kind, layer, options, shape, step_mask=None):
    # No two numbers are equal: GlobalMaxPooling1D shares the gradient among equal maxima, MaxPooling1D gives it to the
    # first.
    x = Numbers(seed).distinct(*shape)
    return {
        "name": name,
        "source": KERAS,
        "layer": kind,
        "options": options,
        "inputs": {"x": x, **({} if step_mask is None else {"stepMask": step_mask})},
        "weights": {},
        **keras_layer(layer, x, {}, **({} if step_mask is None else {"mask": step_mask.astype(bool)})),
    }


cases = []
for padding in ("valid", "same"):
    for pool, strides, time in [(2, 2, 8), (2, 2, 9), (3, 1, 7), (3, 2, 8), (2, 3, 10), (5, 5, 5), (1, 1, 3)]:
        options = {"poolSize": pool, "strides": strides, "padding": padding}
        layer = keras.layers.MaxPooling1D(pool, strides, padding)
        name = f"maximum, {padding}, pool {pool}, strides {strides}, {time} steps"
        cases.append(pooling_case(name, 7000 + len(cases), "maxPooling1d", layer, options, (3, time, 3)))
options = {"poolSize": 3, "padding": "valid"}
cases.append(
    pooling_case("maximum, strides left out", 7100, "maxPooling1d", keras.layers.MaxPooling1D(3), options, (1, 7, 5))
)
cases.append(
    pooling_case("global maximum", 7101, "globalMaxPooling1d", keras.layers.GlobalMaxPooling1D(), {}, (3, 5, 4))
)
cases.append(
    pooling_case("global average", 7102, "globalAveragePooling1d", keras.layers.GlobalAveragePooling1D(), {}, (3, 5, 4))
)
cases.append(
    pooling_case(
        "global average, step mask",
        7103,
        "globalAveragePooling1d",
        keras.layers.GlobalAveragePooling1D(),
        {},
        (4, 5, 3),
        STEP_MASK,
    )
)
for i, kind in enumerate(("Max", "Average")):
    layer = getattr(keras.layers, f"Global{kind}Pooling1D")(keepdims=True)
    name, ours = f"global {kind.lower()}, time kept", f"global{kind}Pooling1d"
    cases.append(pooling_case(name, 7104 + i, ours, layer, {"keepdims": True}, (3, 5, 4)))
write(cases)

"""Bidirectional around each recurrent layer, in all merge modes, with and without a step mask."""

from common import KERAS, Numbers, keras, keras_layer, write
from recurrent import LAYERS, STEP_MASK, keras_options, weights_of

FEATURES, UNITS = 4, 3


def bidirectional_case(kind, seed, merge_mode, return_sequences, masked):
    numbers = Numbers(seed)
    options = {"units": UNITS, "returnSequences": return_sequences}
    x = numbers.uniform(*STEP_MASK.shape, FEATURES)
    directions = ("forward", "backward")
    weights = {
        f"{direction}.{name}": value
        for direction in directions
        for name, value in weights_of(kind, numbers, FEATURES, UNITS).items()
    }
    layer = keras.layers.Bidirectional(LAYERS[kind](**keras_options(options)), merge_mode=merge_mode)
    made = keras_layer(layer, x, weights, **({"mask": STEP_MASK.astype(bool)} if masked else {}))
    what = f"{kind}, {merge_mode}, {'sequences' if return_sequences else 'last state'}{', step mask' if masked else ''}"
    return {
        "name": what,
        "source": KERAS,
        "layer": "bidirectional",
        "options": {"layer": {"kind": kind, "options": options}, "mergeMode": merge_mode},
        "inputs": {"x": x, **({"stepMask": STEP_MASK} if masked else {})},
        "weights": weights,
        **made,
    }


combinations = [
    ("gru", mode, sequences, masked)
    for mode in ("concat", "sum", "mul", "ave")
    for sequences in (False, True)
    for masked in (False, True)
]
combinations += [
    (kind, "concat", sequences, masked)
    for kind in ("lstm", "simpleRnn")
    for sequences in (False, True)
    for masked in (False, True)
]
write([bidirectional_case(kind, 4000 + i, *rest) for i, (kind, *rest) in enumerate(combinations)])

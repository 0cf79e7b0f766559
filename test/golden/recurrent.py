"""Cases of one recurrent layer, shared by gru.py, lstm.py and simple_rnn.py."""

import numpy as np

from common import KERAS, Numbers, differentiate, keras

ACTIVATIONS = {"tanh": "tanh", "sigmoid": "sigmoid", "relu": "relu", "hardSigmoid": "hard_sigmoid", "linear": "linear"}
KERAS_NAMES = {
    "units": "units",
    "activation": "activation",
    "recurrentActivation": "recurrent_activation",
    "useBias": "use_bias",
    "resetAfter": "reset_after",
    "returnSequences": "return_sequences",
    "goBackwards": "go_backwards",
}
GATES = {"gru": 3, "lstm": 4, "simpleRnn": 1}
LAYERS = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM, "simpleRnn": keras.layers.SimpleRNN}

# Rows: padded in front, padded behind, a hole, all padding, nothing padded.
STEP_MASK = np.array([[0, 0, 1, 1, 1], [1, 1, 1, 0, 0], [1, 0, 1, 1, 0], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1]], np.int32)
# The same without steps that are masked before the first that counts: what Keras puts out there differs from backend to
# backend when the first state is not zero (jax: that state; TensorFlow and torch: zeros).
STEP_MASK_FROM_START = np.array([[1, 1, 1, 0, 0], [1, 0, 1, 1, 0], [1, 0, 0, 0, 1], [1, 1, 1, 1, 1]], np.int32)


def keras_options(options):
    return {KERAS_NAMES[name]: ACTIVATIONS.get(value, value) for name, value in options.items()}


def weights_of(kind, numbers, features, units, use_bias=True, reset_after=True):
    width = GATES[kind] * units
    weights = {
        "kernel": numbers.uniform(features, width, low=-0.9, high=0.9),
        "recurrentKernel": numbers.uniform(units, width, low=-0.7, high=0.7),
    }
    if use_bias:
        weights["bias"] = numbers.uniform(
            *((2, width) if kind == "gru" and reset_after else (width,)), low=-0.5, high=0.5
        )
    return weights


def recurrent_case(kind, name, seed, options, batch=3, time=5, features=4, step_mask=None, masks=(), states=False):
    """
    One case. masks: any of "input", "recurrent", fixed dropout masks in place of those that Keras would draw. states:
    with initial states given, and the outputs {sequences, state[, cell]} in place of {output}, sequences only if they
    are returned.
    """
    numbers = Numbers(seed)
    units = options["units"]
    if step_mask is not None:
        batch, time = step_mask.shape
    x = numbers.uniform(batch, time, features)
    weights = weights_of(kind, numbers, features, units, options.get("useBias", True), options.get("resetAfter", True))
    initial = {}
    if states:
        initial["initialState"] = numbers.uniform(batch, units)
        if kind == "lstm":
            initial["initialCell"] = numbers.uniform(batch, units)

    # Keras draws one mask per gate as soon as recurrent_dropout is not 0, and a single one otherwise.
    rates = {"dropout": 0.2 if "input" in masks else 0.0, "recurrent_dropout": 0.2 if "recurrent" in masks else 0.0}
    gates = GATES[kind] if "recurrent" in masks else 1
    layer = LAYERS[kind](**keras_options(options), **rates, return_state=states)
    layer.build(x.shape)
    fixed = {}
    if "input" in masks:
        fixed["inputMask"] = numbers.dropout_mask(batch, gates, features)
        layer.cell.get_dropout_mask = in_place_of_drawn(fixed["inputMask"], layer.cell)
    if "recurrent" in masks:
        fixed["recurrentMask"] = numbers.dropout_mask(batch, gates, units)
        layer.cell.get_recurrent_dropout_mask = in_place_of_drawn(fixed["recurrentMask"], layer.cell)

    others = [v.value for v in layer.non_trainable_variables]
    assert [tuple(v.shape) for v in layer.trainable_variables] == [w.shape for w in weights.values()]
    mask = None if step_mask is None else step_mask.astype(bool)

    def call(**given):
        variables = [given[w] for w in weights]
        start = [given[s] for s in initial] if states else None
        value, _ = layer.stateless_call(
            variables, others, given["x"], initial_state=start, mask=mask, training=bool(masks)
        )
        if not states:
            return {"output": value}
        sequences, *last = value
        return ({"sequences": sequences} if options["returnSequences"] else {}) | dict(zip(["state", "cell"], last))

    return {
        "name": name,
        "source": KERAS,
        "layer": kind,
        "options": options,
        "inputs": {"x": x, **initial, **({} if step_mask is None else {"stepMask": step_mask}), **fixed},
        "weights": weights,
        **differentiate(call, {"x": x} | initial | weights),
    }


def in_place_of_drawn(mask, cell):
    """A list of masks, one per gate, where the cell keeps such a list; else the only mask."""
    listed = getattr(cell, "dropout_mask_count", None) is not None
    value = [mask[:, gate] for gate in range(mask.shape[1])] if listed else mask[:, 0]
    return lambda step_input: value


def cases_of(kind, seed, forms, other_forms):
    """The cases that all three layers share: many for each of forms, a few for each of other_forms. A form is {name:
    options}."""
    cases = []

    def add(name, options, **more):
        cases.append(recurrent_case(kind, name, seed + len(cases), options, **more))

    for form, extra in forms.items():
        base = {"units": 3, **extra}
        add(f"{form}, last state", {**base, "returnSequences": False})
        add(f"{form}, sequences", {**base, "returnSequences": True})
        add(f"{form}, backwards, sequences", {**base, "returnSequences": True, "goBackwards": True})
        add(f"{form}, no bias", {**base, "returnSequences": True, "useBias": False})
        add(f"{form}, step mask, last state", {**base, "returnSequences": False}, step_mask=STEP_MASK)
        add(f"{form}, step mask, sequences", {**base, "returnSequences": True}, step_mask=STEP_MASK)
        add(
            f"{form}, step mask, backwards, last state",
            {**base, "returnSequences": False, "goBackwards": True},
            step_mask=STEP_MASK,
        )
        add(
            f"{form}, step mask, backwards, sequences",
            {**base, "returnSequences": True, "goBackwards": True},
            step_mask=STEP_MASK,
        )
        add(f"{form}, dropout", {**base, "returnSequences": True}, masks=["input"])
        add(f"{form}, recurrent dropout", {**base, "returnSequences": True}, masks=["recurrent"])
        add(f"{form}, both dropouts", {**base, "returnSequences": True}, masks=["input", "recurrent"])
        add(
            f"{form}, both dropouts, step mask, backwards",
            {**base, "returnSequences": True, "goBackwards": True},
            masks=["input", "recurrent"],
            step_mask=STEP_MASK,
        )
        add(
            f"{form}, states in and out, sequences",
            {**base, "returnSequences": True},
            states=True,
            step_mask=STEP_MASK_FROM_START,
        )
        add(f"{form}, states in and out", {**base, "returnSequences": False}, states=True, step_mask=STEP_MASK)
        add(f"{form}, one of everything", {**base, "units": 1, "returnSequences": True}, batch=1, time=1, features=1)
        add(f"{form}, wide", {**base, "units": 17, "returnSequences": True}, batch=2, time=7, features=5)
    for form, extra in other_forms.items():
        base = {"units": 3, **extra}
        add(f"{form}, last state", {**base, "returnSequences": False})
        add(
            f"{form}, step mask, backwards, sequences",
            {**base, "returnSequences": True, "goBackwards": True},
            step_mask=STEP_MASK,
        )
        add(f"{form}, both dropouts", {**base, "returnSequences": True}, masks=["input", "recurrent"])
    return cases

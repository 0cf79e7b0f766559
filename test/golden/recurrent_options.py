"""
Recurrent layers of Keras with each of their options on its own: every case says which one it varies from its default.
Layer-normalised cells, which Keras lacks, are written here by the equations of Ba et al. 2016.
"""

import numpy as np

from common import KERAS, Numbers, differentiate, jax, keras, write
from recurrent import STEP_MASK, STEP_MASK_FROM_START, in_place_of_drawn

constraints, layers, ops, regularizers = keras.constraints, keras.layers, keras.ops, keras.regularizers

ACTIVATIONS = {
    "hardSigmoid": "hard_sigmoid",
    "hardSigmoidKeras2": lambda x: ops.clip(0.2 * x + 0.5, 0, 1),  # hard_sigmoid of Keras 2
    "leakyRelu": lambda x: ops.leaky_relu(x, 0.2),
}
KERAS_NAMES = {
    "units": "units",
    "activation": "activation",
    "recurrentActivation": "recurrent_activation",
    "useBias": "use_bias",
    "resetAfter": "reset_after",
    "unitForgetBias": "unit_forget_bias",
    "kernelInitializer": "kernel_initializer",
    "recurrentInitializer": "recurrent_initializer",
    "biasInitializer": "bias_initializer",
    "kernelRegularizer": "kernel_regularizer",
    "recurrentRegularizer": "recurrent_regularizer",
    "biasRegularizer": "bias_regularizer",
    "kernelConstraint": "kernel_constraint",
    "recurrentConstraint": "recurrent_constraint",
    "biasConstraint": "bias_constraint",
    "dropout": "dropout",
    "recurrentDropout": "recurrent_dropout",
    "returnSequences": "return_sequences",
    "returnState": "return_state",
    "goBackwards": "go_backwards",
    "stateful": "stateful",
    "zeroOutputForMask": "zero_output_for_mask",
    "epsilon": "epsilon",
    "gammaInitializer": "gamma_initializer",
    "gammaRegularizer": "gamma_regularizer",
    "gammaConstraint": "gamma_constraint",
}
NAMED = {
    "l1": regularizers.L1,
    "l2": regularizers.L2,
    "l1L2": regularizers.L1L2,
    "maxNorm": lambda maximum=2, axis=0: constraints.MaxNorm(maximum, axis),
    "minMaxNorm": lambda minimum=0.0, maximum=1.0, rate=1.0, axis=0: constraints.MinMaxNorm(
        minimum, maximum, rate, axis
    ),
    "nonNegative": constraints.NonNeg,
    "unitNorm": constraints.UnitNorm,
    "constant": keras.initializers.Constant,
    "identity": keras.initializers.Identity,
    "ones": keras.initializers.Ones,
}
PASS = {"returnSequences", "returnState", "goBackwards", "stateful", "zeroOutputForMask"}


def normalize(x, epsilon):
    return (x - ops.mean(x, -1, keepdims=True)) / ops.sqrt(ops.var(x, -1, keepdims=True) + epsilon)


class NormalizedCell(layers.Layer):
    """What the two layer-normalised cells share. Weights are made in the order of `names`."""

    def __init__(
        self,
        units,
        activation="tanh",
        recurrent_activation="sigmoid",
        use_bias=True,
        unit_forget_bias=True,
        epsilon=1e-3,
        bias_initializer="zeros",
        dropout=0.0,
        recurrent_dropout=0.0,
        gamma_initializer="ones",
        gamma_regularizer=None,
        gamma_constraint=None,
        kernel_regularizer=None,
        **rest,
    ):
        super().__init__(**rest)
        self.units, self.epsilon, self.use_bias, self.unit_forget_bias = units, epsilon, use_bias, unit_forget_bias
        self.activation = keras.activations.get(activation)
        self.recurrent_activation = keras.activations.get(recurrent_activation)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.gamma = {
            "initializer": gamma_initializer,
            "regularizer": gamma_regularizer,
            "constraint": gamma_constraint,
        }
        self.kernel_regularizer = kernel_regularizer
        self.dropout, self.recurrent_dropout = dropout, recurrent_dropout
        self.state_size = [units] * self.states
        self.output_size = units

    def build(self, shape):
        columns = self.gates * self.units
        self.kernel = self.add_weight(shape=(shape[-1], columns), name="kernel", regularizer=self.kernel_regularizer)
        self.recurrent = self.add_weight(shape=(self.units, columns), name="recurrentKernel")
        self.kernel_gamma = self.add_weight(shape=(columns,), name="kernelGamma", **self.gamma)
        self.recurrent_gamma = self.add_weight(shape=(columns,), name="recurrentGamma", **self.gamma)
        if self.use_bias:
            self.bias = self.add_weight(shape=self.bias_shape(columns), name="bias", initializer=self.first_bias)
        self.build_more()

    def build_more(self):
        pass

    def first_bias(self, shape, dtype):
        return self.bias_initializer(shape, dtype)

    def dropped(self, inputs, h, training):
        if training and self.dropout:
            inputs = inputs * self.get_dropout_mask(inputs)
        if training and self.recurrent_dropout:
            h = h * self.get_recurrent_dropout_mask(h)
        return inputs, h


@keras.saving.register_keras_serializable()
class LayerNormLSTMCell(NormalizedCell):
    gates, states = 4, 2

    def bias_shape(self, columns):
        return (columns,)

    def first_bias(self, shape, dtype):
        made = self.bias_initializer(shape, dtype)
        if not self.unit_forget_bias:
            return made
        return ops.concatenate([made[: self.units], ops.ones(self.units), made[2 * self.units :]])

    def build_more(self):
        self.cell_gamma = self.add_weight(shape=(self.units,), name="cellGamma", **self.gamma)
        self.cell_beta = self.add_weight(shape=(self.units,), name="cellBeta", initializer="zeros")

    def call(self, inputs, states, training=False):
        h, c = states
        inputs, h = self.dropped(inputs, h, training)
        a = self.kernel_gamma * normalize(inputs @ self.kernel, self.epsilon) + self.recurrent_gamma * normalize(
            h @ self.recurrent, self.epsilon
        )
        if self.use_bias:
            a = a + self.bias
        i, f, g, o = ops.split(a, 4, -1)
        c = self.recurrent_activation(f) * c + self.recurrent_activation(i) * self.activation(g)
        h = self.recurrent_activation(o) * self.activation(
            self.cell_gamma * normalize(c, self.epsilon) + self.cell_beta
        )
        return h, [h, c]


@keras.saving.register_keras_serializable()
class LayerNormGRUCell(NormalizedCell):
    gates, states = 3, 1

    def bias_shape(self, columns):
        return (2, columns)

    def call(self, inputs, states, training=False):
        (h,), u = states, self.units
        inputs, masked = self.dropped(inputs, h, training)
        x, past = inputs @ self.kernel, masked @ self.recurrent
        b, c = (self.bias[0], self.bias[1]) if self.use_bias else (0 * self.kernel_gamma, 0 * self.kernel_gamma)

        def norm(v, gamma, offset, part):
            return gamma[part] * normalize(v[:, part], self.epsilon) + offset[part]

        gates, own = slice(0, 2 * u), slice(2 * u, None)
        z, r = ops.split(
            self.recurrent_activation(
                norm(x, self.kernel_gamma, b, gates) + norm(past, self.recurrent_gamma, c, gates)
            ),
            2,
            -1,
        )
        n = self.activation(norm(x, self.kernel_gamma, b, own) + r * norm(past, self.recurrent_gamma, c, own))
        h = z * h + (1 - z) * n
        return h, [h]


CELLS = {
    "simpleRnnCell": layers.SimpleRNNCell,
    "lstmCell": layers.LSTMCell,
    "gruCell": layers.GRUCell,
    "layerNormLstmCell": LayerNormLSTMCell,
    "layerNormGruCell": LayerNormGRUCell,
}
LAYERS = {"simpleRnn": layers.SimpleRNN, "lstm": layers.LSTM, "gru": layers.GRU}
NORMALIZED = {"layerNormLstm": LayerNormLSTMCell, "layerNormGru": LayerNormGRUCell}


def value_of(name, value):
    if name.endswith("ctivation"):
        return ACTIVATIONS.get(value, value)
    if isinstance(value, str) and value in NAMED:
        return NAMED[value]()
    if isinstance(value, dict):
        return NAMED[value["name"]](**{key: v for key, v in value.items() if key != "name"})
    return value


def arguments(options):
    return {KERAS_NAMES[name]: value_of(name, value) for name, value in options.items()}


def cell_of(spec):
    if spec["kind"] == "stackedRnnCells":
        return layers.StackedRNNCells([cell_of(cell) for cell in spec["options"]["cells"]])
    return CELLS[spec["kind"]](**arguments(spec["options"]))


def layer_of(kind, options):
    if kind in LAYERS:
        return LAYERS[kind](**arguments(options))
    if kind in NORMALIZED:
        own = {name: value for name, value in options.items() if name not in PASS}
        passed = {name: value for name, value in options.items() if name in PASS}
        return layers.RNN(NORMALIZED[kind](**arguments(own)), **arguments(passed))
    if kind == "rnn":
        return layers.RNN(cell_of(options["cell"]), **arguments({k: v for k, v in options.items() if k != "cell"}))
    assert kind == "bidirectional"
    given = {"merge_mode": options["mergeMode"]} if "mergeMode" in options else {}
    if "backwardLayer" in options:
        given["backward_layer"] = layer_of(options["backwardLayer"]["kind"], options["backwardLayer"]["options"])
    return layers.Bidirectional(layer_of(options["layer"]["kind"], options["layer"]["options"]), **given)


OWN_NAMES = {"recurrent_kernel": "recurrentKernel"}


def names_of(layer, kind, prefix=""):
    """The layer's weights by Lookback's names, in its order."""
    if kind == "bidirectional":
        return names_of(layer.forward_layer, "", "forward.") | names_of(layer.backward_layer, "", "backward.")
    cells = layer.cell.cells if hasattr(layer.cell, "cells") else [layer.cell]
    stacked = len(cells) > 1
    return {
        f"{prefix}{f'cells.{i}.' if stacked else ''}{OWN_NAMES.get(v.name, v.name)}": v
        for i, cell in enumerate(cells)
        for v in cell.trainable_variables
    }


def dropout_masks(numbers, layer, batch, features):
    """Fixed masks in the order in which Lookback draws them."""
    cell, made = layer.cell, []
    gates = getattr(cell, "dropout_mask_count", 1) if cell.recurrent_dropout else 1
    if cell.dropout:
        made.append(numbers.dropout_mask(batch, gates, features))
        cell.get_dropout_mask = in_place(made[-1], cell)
    if cell.recurrent_dropout:
        made.append(numbers.dropout_mask(batch, gates, cell.units))
        cell.get_recurrent_dropout_mask = in_place(made[-1], cell)
    return made


def in_place(mask, cell):
    if isinstance(cell, NormalizedCell):
        return lambda given: mask[:, 0]
    return in_place_of_drawn(mask, cell)


cases = []


def add(varies, layer, options, name="", mask=None, states=0, batches=1, show=(), batch=3, time=5, features=4):
    """
    One case. states: how many first states are given. batches: how many are passed through one after another. show:
    "penalty", "first" (values of the weights, of initializers that draw nothing) or "constrained" (weights), each with
    its name. Weights have distinct numbers, whatever the initializers.
    """
    numbers = Numbers(8000 + len(cases))
    if mask is not None:
        batch, time = mask.shape
    xs = {("x" if i == 0 else f"x.{i}"): numbers.uniform(batch, time, features) for i in range(batches)}
    keras_layer = layer_of(layer, options)
    keras_layer.build((batch, time, features))
    variables = names_of(keras_layer, layer)
    assert [v.path for v in variables.values()] == [v.path for v in keras_layer.trainable_variables]
    weights = {name: numbers.uniform(*v.shape, low=-0.8, high=0.8) for name, v in variables.items()}
    first = {f"first.{name}": np.asarray(v.value) for name, v in variables.items() if f"first.{name}" in show}
    own = [k.split(".")[-1] for k in variables]
    sizes = state_sizes(keras_layer, layer)
    initial = {f"initial.{i}": numbers.uniform(batch, size) for i, size in enumerate(sizes[:states])}
    fixed = (
        []
        if layer == "bidirectional" or "cells" in dir(keras_layer.cell)
        else dropout_masks(numbers, keras_layer, batch, features)
    )
    others = [(v, v.value) for v in keras_layer.non_trainable_variables]
    several = options.get("returnState") or options.get("layer", {}).get("options", {}).get("returnState")
    several = several or ("mergeMode" in options and options["mergeMode"] is None) or states > 0

    def call(**given):
        # As stateless_call, which does not know the states of stateful layers.
        mapping = [(v, given[w]) for w, v in variables.items()] + others
        carried, outputs = [(v, v.value) for v in state_variables(keras_layer, layer)], {}
        for i, x in enumerate(xs):
            more = {"initial_state": [given[s] for s in initial]} if initial else {}
            with keras.StatelessScope(state_mapping=mapping + carried, collect_losses=True) as scope:
                value = keras_layer(
                    given[x], mask=None if mask is None else mask.astype(bool), training=bool(fixed), **more
                )
                losses = keras_layer.losses if "penalty" in show else []
            carried = [(v, jax.lax.stop_gradient(scope.get_current_value(v))) for v, _ in carried]
            suffix = "" if i == 0 else f".batch.{i}"
            if several:
                listed = keras.tree.flatten(value)
                outputs |= {f"output.{j}{suffix}": v for j, v in enumerate(listed)}
            else:
                outputs[f"output{suffix}"] = value
        if "penalty" in show:
            outputs["penalty"] = sum(losses)
        return outputs

    with jax.disable_jit():  # compiling the loop of every case would take far longer than running it
        made = differentiate(call, xs | initial | weights)
    for weight, variable in variables.items():
        if f"constrained.{weight}" in show:
            made["outputs"][f"constrained.{weight}"] = np.asarray(variable.constraint(weights[weight]))
    made["outputs"] |= first
    assert len(made["outputs"]) >= 1 and own
    masks = {f"dropoutMask.{i}": m for i, m in enumerate(fixed)}
    cases.append(
        {
            "name": f"{layer}, {name or varies} {describe(options, varies)}".strip(),
            "source": KERAS,
            "varies": varies,
            "layer": layer,
            "options": options,
            "inputs": xs | initial | ({} if mask is None else {"stepMask": mask}) | masks,
            "weights": weights,
            **made,
        }
    )
    print(len(cases), cases[-1]["name"], flush=True)


def state_sizes(keras_layer, kind):
    if kind == "bidirectional":
        return state_sizes(keras_layer.forward_layer, "") + state_sizes(keras_layer.backward_layer, "")
    size = keras_layer.cell.state_size
    flat = []
    for each in size if isinstance(size, (list, tuple)) else [size]:
        flat += list(each) if isinstance(each, (list, tuple)) else [each]
    return flat


def state_variables(keras_layer, kind):
    if kind == "bidirectional":
        return state_variables(keras_layer.forward_layer, "") + state_variables(keras_layer.backward_layer, "")
    return keras.tree.flatten(keras_layer.states) if keras_layer.stateful else []


def describe(options, varies):
    value = options
    for part in varies.split("."):
        if not isinstance(value, dict) or part not in value:
            return ""
        value = value[part]
    if isinstance(value, dict):
        return " ".join(str(v) for v in value.values() if not isinstance(v, (dict, list)))
    return str(value).lower() if isinstance(value, bool) else str(value)


SIMPLE = [
    "relu",
    "sigmoid",
    "hardSigmoid",
    "hardSigmoidKeras2",
    "linear",
    "softsign",
    "exponential",
    "softplus",
    "elu",
    "selu",
    "leakyRelu",
    "relu6",
]
GATE = ["relu", "hardSigmoid", "hardSigmoidKeras2", "softsign", "linear", "tanh", "elu"]
STATES = {"simpleRnn": 1, "lstm": 2, "gru": 1, "layerNormLstm": 2, "layerNormGru": 1}
base = {"units": 3, "returnSequences": True}
last = {"units": 3}

for kind in ("simpleRnn", "lstm", "gru"):
    for one in SIMPLE if kind == "simpleRnn" else SIMPLE[:2] + SIMPLE[4:6]:
        add("activation", kind, base | {"activation": one})
    for one in [] if kind == "simpleRnn" else GATE:
        # Linear gates multiply numbers up over time, and rounding with them.
        add("recurrentActivation", kind, base | {"recurrentActivation": one}, time=2 if one == "linear" else 5)
    add("useBias", kind, base | {"useBias": False})
    add("returnSequences", kind, base)
    add("goBackwards", kind, base | {"goBackwards": True})
    add("goBackwards", kind, last | {"goBackwards": True}, name="last output, goBackwards", mask=STEP_MASK)
    add("zeroOutputForMask", kind, base | {"zeroOutputForMask": True}, mask=STEP_MASK)
    add(
        "zeroOutputForMask",
        kind,
        last | {"zeroOutputForMask": True},
        name="last output, zeroOutputForMask",
        mask=STEP_MASK,
    )
    add("returnState", kind, base | {"returnState": True})
    add(
        "returnState",
        kind,
        last | {"returnState": True},
        name="last output, returnState",
        mask=STEP_MASK,
        states=STATES[kind],
    )
    add("stateful", kind, base | {"stateful": True}, batches=3)
    add(
        "stateful",
        kind,
        last | {"stateful": True, "goBackwards": True},
        name="backwards with a mask, stateful",
        mask=STEP_MASK,
        batches=2,
    )
    add("inputs.initial", kind, base, name="first states", states=STATES[kind])
    add("inputs.stepMask", kind, base, name="step mask", mask=STEP_MASK)
    add(
        "inputs.stepMask",
        kind,
        base,
        name="step mask with first states",
        mask=STEP_MASK_FROM_START,
        states=STATES[kind],
    )
    add("dropout", kind, base | {"dropout": 0.2})
    add("recurrentDropout", kind, base | {"recurrentDropout": 0.2})
    add("dropout", kind, base | {"dropout": 0.2, "recurrentDropout": 0.2}, name="with recurrent dropout, dropout")
    add("kernelRegularizer", kind, base | {"kernelRegularizer": "l2"}, show=["penalty"])
    add("recurrentRegularizer", kind, base | {"recurrentRegularizer": {"name": "l1", "l1": 0.03}}, show=["penalty"])
    add("biasRegularizer", kind, base | {"biasRegularizer": {"name": "l1L2", "l1": 0.02, "l2": 0.05}}, show=["penalty"])
    add(
        "kernelConstraint",
        kind,
        base | {"kernelConstraint": {"name": "maxNorm", "maximum": 0.7}},
        show=["constrained.kernel"],
    )
    add(
        "recurrentConstraint",
        kind,
        base | {"recurrentConstraint": {"name": "unitNorm", "axis": 1}},
        show=["constrained.recurrentKernel"],
    )
    add("biasConstraint", kind, base | {"biasConstraint": "nonNegative"}, show=["constrained.bias"])
    add("kernelInitializer", kind, base | {"kernelInitializer": "ones"}, show=["first.kernel"])
    add(
        "recurrentInitializer",
        kind,
        base | {"recurrentInitializer": {"name": "identity", "gain": 0.5}},
        show=["first.recurrentKernel"],
    )
    add("biasInitializer", kind, base | {"biasInitializer": {"name": "constant", "value": 0.25}}, show=["first.bias"])
add("unitForgetBias", "lstm", base | {"unitForgetBias": False}, show=["first.bias"])
add("resetAfter", "gru", base | {"resetAfter": False, "useBias": False}, name="no bias, resetAfter")
add("resetAfter", "gru", base | {"resetAfter": False})
add(
    "recurrentDropout",
    "gru",
    base | {"recurrentDropout": 0.2, "resetAfter": False},
    name="reset before, recurrentDropout",
)


def wrapped(kind, **options):
    return {"kind": kind, "options": {"units": 3} | options}


for mode in ("sum", "mul", "ave", None):
    add(
        "mergeMode",
        "bidirectional",
        {"layer": wrapped("lstm", returnSequences=True), "mergeMode": mode},
        mask=STEP_MASK,
    )
    add("mergeMode", "bidirectional", {"layer": wrapped("gru"), "mergeMode": mode}, name="last outputs, mergeMode")
for kind in ("simpleRnn", "lstm", "gru"):
    layer = wrapped(kind, returnSequences=True)
    add("layer.options.returnSequences", "bidirectional", {"layer": layer}, name=f"{kind}, returnSequences")
    add(
        "layer.options.returnState",
        "bidirectional",
        {"layer": wrapped(kind, returnState=True)},
        name=f"{kind}, returnState",
        mask=STEP_MASK,
    )
    add(
        "layer.options.stateful",
        "bidirectional",
        {"layer": wrapped(kind, stateful=True)},
        name=f"{kind}, stateful",
        batches=2,
    )
    add("inputs.initial", "bidirectional", {"layer": layer}, name=f"{kind}, first states", states=2 * STATES[kind])
    add(
        "layer.options.activation",
        "bidirectional",
        {"layer": wrapped(kind, activation="softsign")},
        name=f"{kind}, activation",
    )
backward = {
    "kind": "gru",
    "options": {"units": 3, "returnSequences": True, "goBackwards": True, "recurrentActivation": "hardSigmoid"},
}
add(
    "backwardLayer",
    "bidirectional",
    {"layer": wrapped("gru", returnSequences=True), "backwardLayer": backward, "mergeMode": "sum"},
)
other = {"kind": "lstm", "options": {"units": 2, "goBackwards": True}}
add(
    "backwardLayer",
    "bidirectional",
    {"layer": wrapped("gru"), "backwardLayer": other},
    name="another kind and size, backwardLayer",
)
both = {"layer": wrapped("lstm", returnState=True, returnSequences=True), "mergeMode": None}
add("mergeMode", "bidirectional", both, name="states in and out, mergeMode", states=4)

stack = {
    "kind": "stackedRnnCells",
    "options": {"cells": [wrapped("lstmCell"), wrapped("gruCell", units=2), wrapped("simpleRnnCell", units=4)]},
}
add("returnSequences", "rnn", {"cell": stack, "returnSequences": True}, name="stacked, returnSequences")
add("returnState", "rnn", {"cell": stack, "returnState": True}, name="stacked, returnState")
add("goBackwards", "rnn", {"cell": stack, "goBackwards": True, "returnSequences": True}, name="stacked, goBackwards")
add("stateful", "rnn", {"cell": stack, "stateful": True}, name="stacked, stateful", batches=2)
for cell, other in (
    ("lstmCell", {"recurrentActivation": "softsign"}),
    ("gruCell", {"activation": "relu"}),
    ("simpleRnnCell", {"activation": "elu"}),
):
    one = wrapped(cell)
    add("returnSequences", "rnn", {"cell": one, "returnSequences": True}, name=f"{cell}, returnSequences")
    add(
        "zeroOutputForMask",
        "rnn",
        {"cell": one, "returnSequences": True, "zeroOutputForMask": True},
        name=f"{cell}, zeroOutputForMask",
        mask=STEP_MASK,
    )
    add(
        "returnState",
        "rnn",
        {"cell": one, "returnState": True, "goBackwards": True},
        name=f"{cell}, returnState",
        mask=STEP_MASK,
    )
    (option,) = other
    add(f"cell.options.{option}", "rnn", {"cell": wrapped(cell, **other)}, name=f"{cell}, {option}")

for kind in ("layerNormLstm", "layerNormGru"):
    add("activation", kind, base | {"activation": "softsign"})
    add("recurrentActivation", kind, base | {"recurrentActivation": "hardSigmoid"})
    add("useBias", kind, base | {"useBias": False})
    add("epsilon", kind, base | {"epsilon": 0.05})
    add("returnSequences", kind, base)
    add("goBackwards", kind, base | {"goBackwards": True})
    add("zeroOutputForMask", kind, base | {"zeroOutputForMask": True}, mask=STEP_MASK)
    add(
        "zeroOutputForMask",
        kind,
        last | {"zeroOutputForMask": True},
        name="last output, zeroOutputForMask",
        mask=STEP_MASK,
    )
    add("returnState", kind, base | {"returnState": True}, states=STATES[kind])
    add("stateful", kind, last | {"stateful": True}, batches=2)
    add("inputs.initial", kind, base, name="first states", states=STATES[kind])
    add("inputs.stepMask", kind, base, name="step mask", mask=STEP_MASK)
    add("dropout", kind, base | {"dropout": 0.2})
    add("recurrentDropout", kind, base | {"recurrentDropout": 0.2})
    add("kernelRegularizer", kind, base | {"kernelRegularizer": "l2"}, show=["penalty"])
    add(
        "gammaInitializer",
        kind,
        base | {"gammaInitializer": {"name": "constant", "value": 0.1}},
        show=["first.kernelGamma", "first.recurrentGamma"],
    )
    add("gammaRegularizer", kind, base | {"gammaRegularizer": "l1"}, show=["penalty"])
    add(
        "gammaConstraint",
        kind,
        base | {"gammaConstraint": "nonNegative"},
        show=["constrained.kernelGamma", "constrained.recurrentGamma"],
    )
    add("biasInitializer", kind, base | {"biasInitializer": {"name": "constant", "value": 0.25}}, show=["first.bias"])
    normalized = {"layer": {"kind": kind, "options": base}}
    add("mergeMode", "bidirectional", normalized | {"mergeMode": "sum"}, name=f"{kind}, mergeMode", mask=STEP_MASK)
    add(
        "returnSequences",
        "rnn",
        {"cell": wrapped(f"{kind}Cell"), "returnSequences": True},
        name=f"{kind}Cell, returnSequences",
    )
add("unitForgetBias", "layerNormLstm", base | {"unitForgetBias": False}, show=["first.bias"])
add(
    "returnSequences",
    "layerNormLstm",
    {"units": 17, "returnSequences": True},
    name="wide, returnSequences",
    batch=2,
    time=7,
)
add(
    "returnSequences",
    "layerNormGru",
    {"units": 17, "returnSequences": True},
    name="wide, returnSequences",
    batch=2,
    time=7,
)

write(cases)

"""
Training of a model of two inputs, a shared layer and two outputs in Keras: losses by epoch in training and validation,
and the weights that come out, with penalties, constraints, frozen layers and weights of the losses.
"""

import numpy as np

from common import KERAS, Numbers, keras, write

L = keras.layers
SHAPES = {
    "shared.kernel": (3, 4),
    "shared.bias": (4,),
    "middle.kernel": (8, 5),
    "middle.bias": (5,),
    "price.kernel": (5, 1),
    "price.bias": (1,),
    "kind.kernel": (5, 2),
    "kind.bias": (2,),
}
OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.1, momentum=0.5),
    "adamw": lambda: keras.optimizers.AdamW(
        0.05, weight_decay=0.2, global_clipnorm=0.4, use_ema=True, ema_momentum=0.7
    ),
    "rmsprop": lambda: keras.optimizers.RMSprop(0.02, clipnorm=0.1),
    "accumulating": lambda: keras.optimizers.SGD(0.1, gradient_accumulation_steps=2),
}


def model_of(penalties, constraints, frozen):
    """penalties and constraints by the names of weights."""

    def dense(name, units, activation=None):
        asked = {}
        for weight in ("kernel", "bias"):
            key = f"{name}.{weight}"
            if key in penalties:
                asked[f"{weight}_regularizer"] = keras.regularizers.L1L2(**penalties[key])
            if key in constraints:
                kind, options = constraints[key]
                asked[f"{weight}_constraint"] = getattr(keras.constraints, kind)(**options)
        layer = L.Dense(units, activation=activation, name=name, **asked)
        layer.trainable = name not in frozen
        return layer

    a, b = keras.Input((3,)), keras.Input((3,))
    shared = dense("shared", 4, "tanh")
    both = L.Concatenate()([shared(a), shared(b)])
    middle = dense("middle", 5, "tanh")(both)
    return keras.Model([a, b], [dense("price", 1)(middle), dense("kind", 2, "softmax")(middle)])


def case(name, varies, optimizer="sgd", penalties={}, constraints={}, frozen=(), loss_weights=None):
    numbers = Numbers(20 + len(name))
    weights = {key: numbers.uniform(*shape, low=-0.9, high=0.9) for key, shape in SHAPES.items()}
    data = {
        "a": numbers.uniform(10, 3),
        "b": numbers.uniform(10, 3),
        "price": numbers.uniform(10, 1),
        "kind": numbers.integers(0, 2, 10),
    }
    model = model_of(penalties, constraints, frozen)
    for layer in ("shared", "middle", "price", "kind"):
        model.get_layer(layer).set_weights([weights[f"{layer}.kernel"], weights[f"{layer}.bias"]])
    model.compile(
        OPTIMIZERS[optimizer](), ["mean_squared_error", "sparse_categorical_crossentropy"], loss_weights=loss_weights
    )
    x, y = [data["a"], data["b"]], [data["price"], data["kind"]]
    history = model.fit(
        [v[:7] for v in x],
        [v[:7] for v in y],
        validation_data=([v[7:] for v in x], [v[7:] for v in y]),
        epochs=5,
        batch_size=3,
        shuffle=False,
        verbose=0,
    ).history
    after = {}
    for layer in ("shared", "middle", "price", "kind"):
        for part, value in zip(("kernel", "bias"), model.get_layer(layer).get_weights()):
            after[f"{layer}.{part}"] = value
    return {
        "name": name,
        "source": KERAS,
        "varies": varies,
        "optimizer": optimizer,
        "penalties": penalties,
        "constraints": {key: {"name": kind, **options} for key, (kind, options) in constraints.items()},
        "frozen": list(frozen),
        "lossWeights": loss_weights or [],
        "weights": weights,
        "data": data,
        "losses": {
            key: np.array(history[key])
            for key in ("loss", "price_loss", "kind_loss", "val_loss", "val_price_loss", "val_kind_loss")
        },
        "after": after,
    }


PENALTIES = {
    "shared.kernel": {"l1": 0.01, "l2": 0.05},
    "middle.bias": {"l1": 0.0, "l2": 0.2},
    "kind.kernel": {"l1": 0.1, "l2": 0.0},
}
CONSTRAINTS = {
    "shared.kernel": ("MaxNorm", {"max_value": 0.8, "axis": 0}),
    "middle.kernel": ("MinMaxNorm", {"min_value": 0.9, "max_value": 1.1, "rate": 0.5, "axis": 0}),
    "price.kernel": ("NonNeg", {}),
    "kind.kernel": ("UnitNorm", {"axis": 1}),
}

write(
    [
        case("two outputs", "nothing"),
        case("weights of the losses", "lossWeights", loss_weights=[0.25, 3.0]),
        case("penalties", "penalties", penalties=PENALTIES),
        case("constraints", "constraints", constraints=CONSTRAINTS),
        case("constraints while gradients accumulate", "constraints", "accumulating", constraints=CONSTRAINTS),
        case("a shared layer frozen", "frozen", "adamw", frozen=("shared",)),
        case("a layer in the middle frozen", "frozen", "adamw", frozen=("middle",)),
        case("an output frozen, with its penalty", "frozen", "rmsprop", penalties=PENALTIES, frozen=("kind",)),
        case("all of it", "frozen", "adamw", PENALTIES, CONSTRAINTS, ("middle",), [1.0, 0.5]),
    ]
)

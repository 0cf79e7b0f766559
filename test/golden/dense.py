"""Dense on [batch, features] and on [batch, time, features]."""

from common import KERAS, Numbers, keras, keras_layer, write


def dense_case(name, seed, shape, units, activation="linear", use_bias=True):
    numbers = Numbers(seed)
    weights = {"kernel": numbers.uniform(shape[-1], units)} | ({"bias": numbers.uniform(units)} if use_bias else {})
    x = numbers.uniform(*shape)
    layer = keras.layers.Dense(units, activation=activation, use_bias=use_bias)
    options = {"units": units, "activation": activation, "useBias": use_bias}
    return {
        "name": name,
        "source": KERAS,
        "layer": "dense",
        "options": options,
        "inputs": {"x": x},
        "weights": weights,
        **keras_layer(layer, x, weights),
    }


write(
    [
        dense_case("linear", 5000, (3, 4), 5),
        dense_case("one of everything", 5001, (1, 1), 1),
        dense_case("relu", 5002, (5, 3), 7, "relu"),
        dense_case("sigmoid, one unit", 5003, (17, 4), 1, "sigmoid"),
        dense_case("tanh, no bias", 5004, (3, 17), 3, "tanh", use_bias=False),
        dense_case("per step, linear", 5005, (3, 5, 4), 3),
        dense_case("per step, softplus", 5006, (2, 7, 3), 17, "softplus"),
    ]
)

"""LayerNormalization over the last axis: Keras, and PyTorch's layer_norm as a second source."""

import torch

from common import KERAS, PYTORCH, Numbers, differentiate_torch, keras, keras_layer, write


def normalization_case(name, seed, shape, epsilon, offset=0.0, source=KERAS):
    numbers = Numbers(seed)
    width = shape[-1]
    x = numbers.uniform(*shape, low=offset - 1, high=offset + 1)
    weights = {"gamma": numbers.uniform(width, low=0.5, high=1.5), "beta": numbers.uniform(width)}
    if source == KERAS:
        made = keras_layer(keras.layers.LayerNormalization(epsilon=epsilon), x, weights)
    else:
        made = differentiate_torch(
            lambda x, gamma, beta: {"output": torch.nn.functional.layer_norm(x, [width], gamma, beta, epsilon)},
            {"x": x} | weights,
        )
    options = {"epsilon": epsilon}
    return {
        "name": name,
        "source": source,
        "layer": "layerNormalization",
        "options": options,
        "inputs": {"x": x},
        "weights": weights,
        **made,
    }


write(
    [
        normalization_case("[batch, features]", 8000, (3, 4), 1e-3),
        normalization_case("[batch, time, features]", 8001, (2, 5, 7), 1e-3),
        normalization_case("wide", 8002, (3, 65), 1e-3),
        normalization_case("small epsilon", 8003, (3, 5), 1e-6),
        normalization_case("one feature", 8004, (3, 1), 1e-3),
        normalization_case("far from zero", 8005, (3, 8), 1e-3, offset=100.0),
        normalization_case("PyTorch", 8006, (3, 5, 4), 1e-3, source=PYTORCH),
    ]
)

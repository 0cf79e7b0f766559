"""Embedding: rows that occur several times, and the step mask of mask_zero."""

import numpy as np

from common import KERAS, Numbers, keras, keras_layer, write


def embedding_case(name, seed, input_dim, output_dim, shape, mask_zero=False):
    numbers = Numbers(seed)
    indices = numbers.integers(0, input_dim, *shape)
    weights = {"embeddings": numbers.uniform(input_dim, output_dim)}
    layer = keras.layers.Embedding(input_dim, output_dim, mask_zero=mask_zero)
    made = keras_layer(layer, indices, weights, differentiable_x=False)
    if mask_zero:
        made["outputMask"] = np.asarray(layer.compute_mask(indices)).astype(np.int32)
    options = {"inputDim": input_dim, "outputDim": output_dim, "maskZero": mask_zero}
    return {
        "name": name,
        "source": KERAS,
        "layer": "embedding",
        "options": options,
        "inputs": {"x": indices},
        "weights": weights,
        **made,
    }


write(
    [
        embedding_case("rows repeated", 9000, 5, 3, (3, 7)),
        embedding_case("few of many rows used", 9001, 50, 4, (2, 5)),
        embedding_case("width 17", 9002, 11, 17, (3, 5)),
        embedding_case("one of everything", 9003, 1, 1, (1, 1)),
        embedding_case("mask zero", 9004, 4, 3, (5, 6), mask_zero=True),
    ]
)

"""Multi-head self-attention over [batch, length, width]."""

import keras
import numpy as np


def attention_model(case):
    shape = (case["length"], case["width"])
    x = keras.Input(shape)
    layer = keras.layers.MultiHeadAttention(case["heads"], case["width"] // case["heads"])
    numbers = np.random.default_rng(1)
    data = [numbers.uniform(-1, 1, (case["batch"], *shape)).astype(np.float32) for _ in range(2)]
    return keras.Model(x, layer(x, x)), *data

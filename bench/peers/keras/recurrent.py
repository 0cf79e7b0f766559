"""A recurrent layer over [batch, time, features] and Dense(1) on its last state."""

import keras
import numpy as np

LAYERS = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM, "simpleRnn": keras.layers.SimpleRNN}


def layers(case):
    def make(**options):
        return LAYERS[case["layer"]](case["units"], recurrent_dropout=case["recurrentDropout"], **options)

    variant = case["variant"]
    if variant == "bidirectional":
        return [keras.layers.Bidirectional(make())]
    if variant == "stacked":
        return [make(return_sequences=True), make()]
    if variant == "masked":
        return [keras.layers.Masking(0.0), make()]
    if variant == "layerNormalized":
        raise NotImplementedError("Keras has no layer-normalized recurrent layers")
    return [make()]


def recurrent_model(case):
    batch, time, features = case["batch"], case["time"], case["features"]
    model = keras.Sequential([keras.Input((time, features)), *layers(case), keras.layers.Dense(1)])
    numbers = np.random.default_rng(1)
    x = numbers.uniform(-1, 1, (batch, time, features)).astype(np.float32)
    if case["variant"] == "masked":
        for example in range(batch):
            x[example, -(-(time * (batch - 1) + time * example) // (2 * (batch - 1))) :] = 0
    return model, x, numbers.uniform(-1, 1, (batch, 1)).astype(np.float32)

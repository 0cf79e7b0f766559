"""
Twenty training steps of the lecture's models, and of two more, in Keras, from fixed weights, on data that a formula
gives: the losses, each before its update, and what became of the weights.
"""

import numpy as np

from common import KERAS, Numbers, keras, output_weights, write

BATCHES = 20


def series_batch(n):
    """x [16, 24, 14] and y [16, 1], in float64 and then rounded to float32; n, b, t, f count from 0."""
    b, t, f = np.meshgrid(np.arange(16.0), np.arange(24.0), np.arange(14.0), indexing="ij")
    x = np.sin(0.37 * b + 0.61 * t + 0.05 * t * f + 1.3 * n + f)
    y = np.cos(0.37 * np.arange(16.0) + 1.3 * n + 2)
    return x.astype(np.float32), y.astype(np.float32)[:, None]


def review_batch(n):
    """Indices [16, 20] below 50 and labels [16, 1]; words 0 … 29 are used by label 0, 20 … 49 by label 1."""
    b, t = np.meshgrid(np.arange(16), np.arange(20), indexing="ij")
    labels = (5 * np.arange(16) + 3 * n) % 7 < 3
    indices = (7 * b + 3 * t * t + 11 * n + b * t) % 30 + 20 * labels[:, None]
    return indices.astype(np.int32), labels.astype(np.float32)[:, None]


def training_case(name, seed, layers, model, shapes, loss, batch):
    """layers: [{kind, options}] as Lookback names them; shapes: of the weights, by the name of each, in the model's
    order."""
    numbers = Numbers(seed)
    weights = {}
    for weight, shape in shapes.items():
        limit = 0.05 if weight.endswith("bias") else np.sqrt(6 / sum(shape))
        weights[weight] = numbers.uniform(*shape, low=-limit, high=limit)
    model.compile(optimizer="rmsprop", loss=loss)
    model.set_weights(list(weights.values()))
    losses = [float(model.train_on_batch(*batch(n))) for n in range(BATCHES)]
    final = [np.asarray(w, np.float64) for w in model.get_weights()]
    return {
        "name": name,
        "source": KERAS,
        "layers": layers,
        "optimizer": "rmsprop",
        "loss": loss,
        "weights": weights,
        "losses": np.array(losses, np.float32),
        # A sum alone would not notice two weights exchanged.
        "finalSums": {
            key: {
                "sum": float(w.sum()),
                "weightedSum": float((w * output_weights(w.shape)).sum()),
                "sumOfSquares": float((w * w).sum()),
            }
            for key, w in zip(weights, final)
        },
    }


def series_case(name, seed, layer, bias, options=None, **keras_options):
    """A recurrent layer of 32 units and dense(1). bias: the shape of the layer's bias, whose last axis is all gates."""
    kinds = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM, "simpleRnn": keras.layers.SimpleRNN}
    columns = bias[-1]
    layers = [{"kind": layer, "options": {"units": 32, **(options or {})}}, {"kind": "dense", "options": {"units": 1}}]
    model = keras.Sequential([keras.Input((24, 14)), kinds[layer](32, **keras_options), keras.layers.Dense(1)])
    shapes = {
        "layers.0.kernel": (14, columns),
        "layers.0.recurrentKernel": (32, columns),
        "layers.0.bias": bias,
        "layers.1.kernel": (32, 1),
        "layers.1.bias": (1,),
    }
    return training_case(name, seed, layers, model, shapes, "mean_absolute_error", series_batch)


def review_case():
    layers = [
        {"kind": "embedding", "options": {"inputDim": 50, "outputDim": 8}},
        {"kind": "lstm", "options": {"units": 8}},
        {"kind": "dense", "options": {"units": 1, "activation": "sigmoid"}},
    ]
    model = keras.Sequential(
        [
            keras.Input((20,), dtype="int32"),
            keras.layers.Embedding(50, 8),
            keras.layers.LSTM(8),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    shapes = {
        "layers.0.embeddings": (50, 8),
        "layers.1.kernel": (8, 32),
        "layers.1.recurrentKernel": (8, 32),
        "layers.1.bias": (32,),
        "layers.2.kernel": (8, 1),
        "layers.2.bias": (1,),
    }
    return training_case("reviews", 13001, layers, model, shapes, "binary_crossentropy", review_batch)


write(
    [
        series_case("series, reset after", 13000, "gru", (2, 96), {"resetAfter": True}, reset_after=True),
        series_case("series, reset before", 13000, "gru", (96,), {"resetAfter": False}, reset_after=False),
        review_case(),
        series_case("series, lstm", 13002, "lstm", (128,)),
        series_case("series, simpleRnn", 13003, "simpleRnn", (32,)),
    ]
)

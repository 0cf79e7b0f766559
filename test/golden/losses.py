"""Losses: the value, a mean over examples, and its gradient in the predictions, with and without a weight for each."""

import jax
import numpy as np

from common import KERAS, Numbers, keras, write


def loss_case(name, kind, loss, prediction, target, weights=None, parameter=0.0):
    value, gradient = jax.value_and_grad(lambda p: loss(target, p, sample_weight=weights))(prediction)
    return {
        "name": name,
        "source": KERAS,
        "loss": kind,
        "parameter": parameter,
        "prediction": prediction,
        "target": target,
        **({} if weights is None else {"weights": weights}),
        "value": np.asarray(value),
        "gradient": np.asarray(gradient),
    }


numbers = Numbers(11000)
LOSSES = keras.losses
cases = []
regressions = [
    ("meanSquaredError", LOSSES.MeanSquaredError(), 0.0),
    ("meanAbsoluteError", LOSSES.MeanAbsoluteError(), 0.0),
    ("huber", LOSSES.Huber(1.0), 1.0),
    ("huber", LOSSES.Huber(0.7), 0.7),
    ("logCosh", LOSSES.LogCosh(), 0.0),
    ("meanAbsolutePercentageError", LOSSES.MeanAbsolutePercentageError(), 0.0),
]
for kind, loss, parameter in regressions:
    title = f"{kind} {parameter}" if parameter else kind
    for shape in [(5, 1), (3, 4), (2, 3, 5)]:
        prediction, target = numbers.uniform(*shape, low=-2, high=2), numbers.uniform(*shape, low=-2, high=2)
        cases.append(loss_case(f"{title}, {list(shape)}", kind, loss, prediction, target, parameter=parameter))
        if len(shape) == 2:
            weights = numbers.uniform(shape[0], low=0, high=3)
            cases.append(
                loss_case(f"{title}, {list(shape)}, weights", kind, loss, prediction, target, weights, parameter)
            )

errors = np.array([[-20], [-3], [-1e-3], [0], [1e-3], [3], [20]], np.float32)
for kind, loss, parameter in regressions[:5]:
    title = f"{kind} {parameter}" if parameter else kind
    # The gradient of |e| at 0 is a choice: 1 in jax, 0 in PyTorch.
    prediction = errors[errors != 0][:, None] if kind == "meanAbsoluteError" else errors
    cases.append(
        loss_case(f"{title}, from -20 to 20", kind, loss, prediction, np.zeros_like(prediction), parameter=parameter)
    )

probabilities = numbers.uniform(6, 1, low=0.05, high=0.95)
logits = numbers.uniform(6, 1, low=-4, high=4)
labels = numbers.choice([0, 1], 6, 1).astype(np.float32)
weights = numbers.uniform(6, low=0, high=3)
extremes = np.array([[0], [1], [-20], [20], [-20], [20], [-50], [50]], np.float32)
extreme_labels = np.array([[0], [1], [0], [1], [1], [0], [1], [0]], np.float32)
for from_logits in (False, True):
    kind = "binaryCrossentropyFromLogits" if from_logits else "binaryCrossentropy"
    prediction = logits if from_logits else probabilities
    for smoothing in (0.0, 0.1):
        loss = LOSSES.BinaryCrossentropy(from_logits=from_logits, label_smoothing=smoothing)
        title = f"{kind}, smoothing {smoothing}"
        cases.append(loss_case(title, kind, loss, prediction, labels, parameter=smoothing))
        cases.append(loss_case(f"{title}, weights", kind, loss, prediction, labels, weights, smoothing))
several = numbers.uniform(3, 5, low=0.1, high=0.9)
several_labels = numbers.uniform(3, 5, low=0, high=1)
loss = LOSSES.BinaryCrossentropy()
cases.append(loss_case("binaryCrossentropy, several per example", "binaryCrossentropy", loss, several, several_labels))
certain = np.array([[0], [1], [0], [1]], np.float32)
outcomes = np.array([[0], [1], [1], [0]], np.float32)
cases.append(loss_case("binaryCrossentropy, 0 and 1, right and wrong", "binaryCrossentropy", loss, certain, outcomes))
for p in (0, 1):
    wrong = np.array([[p]], np.float32)
    cases.append(loss_case(f"binaryCrossentropy, {p}, wrong", "binaryCrossentropy", loss, wrong, 1 - wrong))
loss = LOSSES.BinaryCrossentropy(from_logits=True)
cases.append(
    loss_case("binaryCrossentropyFromLogits, extremes", "binaryCrossentropyFromLogits", loss, extremes, extreme_labels)
)
for shape in [(5, 1), (3, 4), (2, 3, 5)]:
    kind, loss = "meanSquaredLogarithmicError", LOSSES.MeanSquaredLogarithmicError()
    # Some are below 0, where Keras takes 1e-7.
    prediction, target = numbers.uniform(*shape, low=-1, high=9), numbers.uniform(*shape, low=-1, high=9)
    cases.append(loss_case(f"{kind}, {list(shape)}", kind, loss, prediction, target))
    if len(shape) == 2:
        weights = numbers.uniform(shape[0], low=0, high=3)
        cases.append(loss_case(f"{kind}, {list(shape)}, weights", kind, loss, prediction, target, weights))
write(cases)

"""Cross-entropies of many classes: the value, a mean over the rows that count, and its gradient in the predictions."""

import jax
import numpy as np
import torch

from common import KERAS, PYTORCH, Numbers, keras, write

DENSE, SPARSE = "categoricalCrossentropy", "sparseCategoricalCrossentropy"


def described(name, source, kind, options, prediction, target, weights, value, gradient):
    return {
        "name": name,
        "source": source,
        "loss": kind,
        "options": options,
        "prediction": prediction,
        "target": target,
        **({} if weights is None else {"weights": weights}),
        "value": np.asarray(value),
        "gradient": np.asarray(gradient),
    }


def keras_case(name, kind, prediction, target, weights=None, from_logits=False, smoothing=None, ignored=None):
    """weights [examples]; Keras wants them with the axes of the losses of single rows."""
    if kind == DENSE:
        loss = keras.losses.CategoricalCrossentropy(from_logits=from_logits, label_smoothing=smoothing or 0.0)
    else:
        assert smoothing is None, "Keras smooths no sparse labels"
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=from_logits, ignore_class=ignored)
    per_row = None if weights is None else weights.reshape(weights.shape + (1,) * (prediction.ndim - 2))
    value, gradient = jax.value_and_grad(lambda p: loss(target, p, sample_weight=per_row))(prediction)
    options = {"fromLogits": from_logits, **({} if smoothing is None else {"labelSmoothing": smoothing})}
    options |= {} if ignored is None else {"ignoreClass": ignored}
    return described(name, KERAS, kind, options, prediction, target, weights, value, gradient)


def torch_case(name, logits, labels, smoothing, ignored=None):
    given = torch.tensor(logits.reshape(-1, logits.shape[-1]), requires_grad=True)
    value = torch.nn.functional.cross_entropy(
        given,
        torch.tensor(labels.ravel().astype(np.int64)),
        label_smoothing=smoothing,
        ignore_index=-100 if ignored is None else ignored,
    )
    value.backward()
    options = {"fromLogits": True, "labelSmoothing": smoothing, **({} if ignored is None else {"ignoreClass": ignored})}
    gradient = given.grad.numpy().reshape(logits.shape)
    return described(name, PYTORCH, SPARSE, options, logits, labels, None, value.detach().numpy(), gradient)


numbers = Numbers(17000)
cases = []
for from_logits in (False, True):
    form = "logits" if from_logits else "probabilities"
    low, high = (-4, 4) if from_logits else (0.05, 0.95)
    for shape in [(5, 3), (4, 17), (3, 4, 5)]:
        title = f"{form}, {list(shape)}"
        rows, classes = shape[:-1], shape[-1]
        prediction = numbers.uniform(*shape, low=low, high=high)
        weights = numbers.uniform(shape[0], low=0, high=3)
        labels = numbers.integers(0, classes, *rows)
        shares = numbers.uniform(*shape, low=0, high=1)
        one_hot = np.eye(classes, dtype=np.float32)[labels]
        cases.append(keras_case(f"sparse, {title}", SPARSE, prediction, labels, None, from_logits))
        cases.append(keras_case(f"sparse, {title}, weights", SPARSE, prediction, labels, weights, from_logits))
        cases.append(keras_case(f"one-hot, {title}", DENSE, prediction, one_hot, None, from_logits))
        cases.append(keras_case(f"one-hot, {title}, smoothing 0.1", DENSE, prediction, one_hot, None, from_logits, 0.1))
        cases.append(
            keras_case(f"shares, {title}, smoothing 0.3, weights", DENSE, prediction, shares, weights, from_logits, 0.3)
        )
        # Two rows are ignored, then those of a class.
        some = labels.copy()
        some.ravel()[[0, 2]] = -1
        cases.append(
            keras_case(f"sparse, {title}, -1 ignored", SPARSE, prediction, some, None, from_logits, ignored=-1)
        )
        often = labels.copy()
        often.ravel()[[1, 2]] = 2
        cases.append(
            keras_case(
                f"sparse, {title}, class 2 ignored, weights", SPARSE, prediction, often, weights, from_logits, ignored=2
            )
        )
        if from_logits:
            cases.append(torch_case(f"sparse, {title}, smoothing 0.1", prediction, labels, 0.1))
            cases.append(torch_case(f"sparse, {title}, smoothing 0.2, -1 ignored", prediction, some, 0.2, -1))

certain = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0.5, 0.5]], np.float32)
outcomes = np.array([0, 0, 2, 0], np.int32)
cases.append(keras_case("sparse, probabilities, 0 and 1, right and wrong", SPARSE, certain, outcomes))
cases.append(
    keras_case(
        "one-hot, probabilities, 0 and 1, smoothing 0.1",
        DENSE,
        certain,
        np.eye(3, dtype=np.float32)[outcomes],
        smoothing=0.1,
    )
)
extremes = np.array([[1e4, -1e4, 0], [1e4, -1e4, 0], [-50, 50, 49], [1e4, 9999, 9998]], np.float32)
sure = np.array([0, 1, 0, 2], np.int32)
cases.append(keras_case("sparse, logits, extremes", SPARSE, extremes, sure, from_logits=True))
cases.append(
    keras_case(
        "one-hot, logits, extremes, smoothing 0.1", DENSE, extremes, np.eye(3, dtype=np.float32)[sure], None, True, 0.1
    )
)
none = np.full(4, -1, np.int32)
cases.append(keras_case("sparse, logits, all ignored", SPARSE, extremes, none, from_logits=True, ignored=-1))
write(cases)

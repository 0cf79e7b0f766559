"""Losses with options: the value, a mean over rows, and its gradient in the predictions; in float64, written as
float32."""

import jax

jax.config.update("jax_enable_x64", True)

import numpy as np
import torch

from common import KERAS, PYTORCH, Numbers, keras, write

keras.config.set_floatx("float64")
LOSSES = keras.losses
numbers = Numbers(14000)
cases = []


def case(name, kind, source, options, prediction, target, weights, value, gradient):
    cases.append(
        {
            "name": f"{kind}, {name}",
            "source": f"{source}, float64",
            "loss": kind,
            "options": options,
            "prediction": prediction,
            "target": target,
            **({} if weights is None else {"weights": weights}),
            "value": np.asarray(value, np.float32),
            "gradient": np.asarray(gradient, np.float32),
        }
    )


NAMES = {
    "gamma": "gamma",
    "alpha": "alpha",
    "applyClassBalancing": "apply_class_balancing",
    "fromLogits": "from_logits",
    "labelSmoothing": "label_smoothing",
}
KINDS = {
    "poisson": LOSSES.Poisson,
    "klDivergence": LOSSES.KLDivergence,
    "cosineSimilarity": LOSSES.CosineSimilarity,
    "binaryFocalCrossentropy": LOSSES.BinaryFocalCrossentropy,
    "categoricalFocalCrossentropy": LOSSES.CategoricalFocalCrossentropy,
    "ctc": LOSSES.CTC,
}


def add(kind, name, prediction, target, weights=None, **options):
    loss = KINDS[kind](dtype="float64", **{NAMES[option]: value for option, value in options.items()})
    of = lambda p: loss(target, p, sample_weight=weights)
    value, gradient = jax.value_and_grad(of)(prediction.astype(np.float64))
    case(name, kind, KERAS, options, prediction, target, weights, value, gradient)


def add_torch(kind, name, of, options, prediction, target, weights=None):
    p = torch.tensor(prediction, dtype=torch.float64, requires_grad=True)
    per_example = of(p)
    w = (
        torch.ones(len(prediction), dtype=torch.float64)
        if weights is None
        else torch.tensor(weights, dtype=torch.float64)
    )
    value = (per_example * w).mean()
    value.backward()
    case(name, kind, PYTORCH, options, prediction, target, weights, value.detach().numpy(), p.grad.numpy())


def shares(*shape):
    raw = numbers.uniform(*shape, low=0.1, high=1)
    return np.float32(np.round(raw / raw.sum(-1, keepdims=True) * 256) / 256)


for shape in [(5, 1), (3, 4), (2, 3, 5)]:
    weights = numbers.uniform(shape[0], low=0, high=3)
    for title, w in (("", None), (", weights", weights)):
        rates, counts = numbers.uniform(*shape, low=0.1, high=4), numbers.integers(0, 5, *shape).astype(np.float32)
        if len(shape) == 2 or w is None:  # Keras's weights of sequences are one per step
            add("poisson", f"{list(shape)}{title}", rates, counts, w)
        logarithms = numbers.uniform(*shape, low=-3, high=2)
        per_element = lambda p, y: (
            torch.nn.functional.poisson_nll_loss(p, y, log_input=True, reduction="none").reshape(len(p), -1).mean(-1)
        )
        add_torch(
            "poisson",
            f"of logarithms, {list(shape)}{title}",
            lambda p: per_element(p, torch.tensor(counts)),
            {"fromLog": True},
            logarithms,
            counts,
            w,
        )
        y, p = numbers.uniform(*shape, low=-2, high=2), numbers.uniform(*shape, low=-2, high=2)
        for q in (0.5, 0.9, 0.1):
            pinball = lambda x: (
                torch.maximum(q * (torch.tensor(y) - x), (q - 1) * (torch.tensor(y) - x)).reshape(len(x), -1).mean(-1)
            )
            add_torch("quantile", f"{q}, {list(shape)}{title}", pinball, {} if q == 0.5 else {"quantile": q}, p, y, w)
        if shape[-1] == 1:
            continue
        if len(shape) == 2 or w is None:
            add("klDivergence", f"{list(shape)}{title}", shares(*shape), shares(*shape), w)
            add(
                "cosineSimilarity",
                f"{list(shape)}{title}",
                numbers.uniform(*shape, low=-2, high=2),
                numbers.uniform(*shape, low=-2, high=2),
                w,
            )
certain = np.array([[0, 1, 0], [0.5, 0.5, 0], [0.25, 0.5, 0.25]], np.float32)
add(
    "klDivergence",
    "zeros and ones",
    np.array([[0.25, 0.5, 0.25], [0.875, 0, 0], [0.25, 0.25, 0.5]], np.float32),
    certain,
)
labels = numbers.choice([0, 1], 6, 3).astype(np.float32)
for from_logits in (False, True):
    prediction = numbers.uniform(6, 3, low=-4, high=4) if from_logits else numbers.uniform(6, 3, low=0.05, high=0.95)
    rows = numbers.uniform(6, 4, low=-4, high=4) if from_logits else numbers.uniform(6, 4, low=0.05, high=0.95)
    one_hot = np.eye(4, dtype=np.float32)[numbers.integers(0, 4, 6)]
    weights = numbers.uniform(6, low=0, high=3)
    form = {"fromLogits": True} if from_logits else {}
    end = ", logits" if from_logits else ""
    for kind, p, y in (
        ("binaryFocalCrossentropy", prediction, labels),
        ("categoricalFocalCrossentropy", rows, one_hot),
    ):
        add(kind, f"defaults{end}", p, y, **form)
        add(kind, f"weights{end}", p, y, weights, **form)
        add(kind, f"gamma{end}", p, y, gamma=0.5, **form)
        add(kind, f"smoothing{end}", p, y, labelSmoothing=0.2, **form)
    add("binaryFocalCrossentropy", f"balanced{end}", prediction, labels, applyClassBalancing=True, **form)
    add(
        "binaryFocalCrossentropy",
        f"balanced, alpha{end}",
        prediction,
        labels,
        applyClassBalancing=True,
        alpha=0.7,
        **form,
    )
    add("categoricalFocalCrossentropy", f"alpha{end}", rows, one_hot, alpha=0.7, **form)

logits = numbers.uniform(3, 9, 6, low=-3, high=3)
sequences = np.array([[1, 1, 2, 5], [3, 0, 0, 0], [4, 5, 4, 0]], np.int32)
add("ctc", "labels of several lengths, a repeat", logits, sequences)
add("ctc", "weights", logits, sequences, numbers.uniform(3, low=0, high=3))
lengths = torch.tensor([4, 1, 3])
shifted = np.where(sequences == 0, -1, sequences - 1).astype(np.int32)  # labels 0 to 4, the blank is 5


def torch_ctc(p):
    logs = torch.log_softmax(p, -1).transpose(0, 1)
    padded = torch.tensor(np.maximum(shifted, 0), dtype=torch.long)
    return torch.nn.functional.ctc_loss(logs, padded, torch.tensor([9, 9, 9]), lengths, blank=5, reduction="none")


add_torch("ctc", "the last class is the blank", torch_ctc, {"blank": 5}, logits, shifted)
write(cases)

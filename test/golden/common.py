"""What every script here shares: seeded numbers, outputs with all their gradients from Keras and PyTorch, and the file
format."""

import json
import os
import sys
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import jax
import jax.numpy as jnp
import keras
import numpy as np
import torch

HERE = Path(__file__).parent
KERAS = f"Keras {keras.__version__} (jax {jax.__version__})"
PYTORCH = f"PyTorch {torch.__version__.split('+')[0]}"


class Numbers:
    """Seeded random arrays. Every number is a multiple of 1/256, so float32 and the decimal in the file hold it
    exactly."""

    def __init__(self, seed):
        self.generator = np.random.default_rng(seed)

    def uniform(self, *shape, low=-1.0, high=1.0):
        return on_grid(self.generator.uniform(low, high, shape))

    def distinct(self, *shape):
        """No two equal, within about ±1."""
        count = int(np.prod(shape))
        return on_grid((self.generator.permutation(count) - count // 2) / 128).reshape(shape)

    def choice(self, values, *shape):
        return self.generator.choice(np.asarray(values), shape)

    def integers(self, low, high, *shape):
        return self.generator.integers(low, high, shape).astype(np.int32)

    def dropout_mask(self, *shape):
        """As dropout at rate 0.2 scales: zeros and 1.25, but with many zeros, so that the masks of the gates differ."""
        return self.choice([0, 1.25], *shape).astype(np.float32)


def on_grid(values):
    return (np.round(np.asarray(values, np.float64) * 256) / 256).astype(np.float32)


def output_weights(shape):
    """What each output is multiplied by in the loss L = Σ output ∘ outputWeights, so that every output has a gradient
    of its own."""
    count = int(np.prod(shape))
    return on_grid(np.cos(1.7 * np.arange(count) + 0.3)).reshape(shape)


def differentiate(call, floats):
    """Keras: call(**floats) gives a dictionary of outputs. Returns the outputs, their weights in the loss, and its
    gradients in every input."""
    outputs = {name: np.asarray(value) for name, value in call(**floats).items()}
    weights = {name: output_weights(value.shape) for name, value in outputs.items()}

    def loss(given):
        return sum(jnp.sum(value * weights[name]) for name, value in call(**given).items())

    gradients = jax.grad(loss)({name: jnp.asarray(value) for name, value in floats.items()})
    return {
        "outputs": outputs,
        "outputWeights": weights,
        "gradients": {name: np.asarray(g) for name, g in gradients.items()},
    }


def differentiate_torch(call, floats):
    """The same with PyTorch's autograd."""
    given = {name: torch.tensor(value, requires_grad=True) for name, value in floats.items()}
    outputs = call(**given)
    weights = {name: output_weights(tuple(value.shape)) for name, value in outputs.items()}
    sum((value * torch.tensor(weights[name])).sum() for name, value in outputs.items()).backward()
    return {
        "outputs": {name: value.detach().numpy() for name, value in outputs.items()},
        "outputWeights": weights,
        "gradients": {name: value.grad.numpy() for name, value in given.items()},
    }


def keras_layer(layer, x, weights, differentiable_x=True, **call_options):
    """A Keras layer with the given weights (in its own order): {outputs, outputWeights, gradients} in x and in every
    weight."""
    layer.build(x.shape)
    made = [tuple(v.shape) for v in layer.trainable_variables]
    assert made == [w.shape for w in weights.values()], (made, {k: w.shape for k, w in weights.items()})
    others = [v.value for v in layer.non_trainable_variables]

    def call(**given):
        inputs = given["x"] if differentiable_x else x
        value, _ = layer.stateless_call([given[name] for name in weights], others, inputs, **call_options)
        return {"output": value}

    return differentiate(call, ({"x": x} if differentiable_x else {}) | weights)


def exactly(differentiate_it, call, floats):
    """
    differentiate or differentiate_torch in float64, rounded to float32. For attention, whose gradients are sums that
    cancel. Gradients that are zero but for rounding, as those of the keys' bias are (it changes no weight), are left
    out.
    """
    made = differentiate_it(call, {name: value.astype(np.float64) for name, value in floats.items()})
    gradients = {name: value for name, value in made["gradients"].items() if np.abs(value).max() > 1e-10}
    return {
        what: {name: value.astype(np.float32) for name, value in values.items()}
        for what, values in (made | {"gradients": gradients}).items()
    }


def array(value):
    value = np.asarray(value)
    shape = ", ".join(str(n) for n in value.shape)
    if value.dtype.kind in "iub":
        values = ", ".join(str(int(v)) for v in value.ravel())
    else:
        assert np.isfinite(value).all()
        digits = 9 if value.dtype == np.float32 else 17  # enough to tell any two numbers of the type apart
        values = ", ".join(f"{v:.{digits}g}" for v in value.ravel())
    return f'{{ "shape": [{shape}], "values": [{values}] }}'


def text(value, indent):
    """JSON with one array per line."""
    if isinstance(value, (np.ndarray, np.generic, jax.Array)):
        return array(value)
    if isinstance(value, dict):
        if not value:
            return "{}"
        inner = ",\n".join(f"{indent}  {json.dumps(key)}: {text(item, indent + '  ')}" for key, item in value.items())
        return f"{{\n{inner}\n{indent}}}"
    if isinstance(value, list) and any(isinstance(item, (dict, np.ndarray)) for item in value):
        inner = ",\n".join(f"{indent}  {text(item, indent + '  ')}" for item in value)
        return f"[\n{inner}\n{indent}]"
    return json.dumps(value)


def write(cases, file=None):
    """Writes <script's name>.json (with - for _), or file.json: what made it, with versions, and its cases."""
    script = Path(sys.argv[0])
    names = [(case.get("layer"), case["name"]) for case in cases]
    assert len(names) == len(set(names)), "two cases have the same name"
    versions = {
        "keras": keras.__version__,
        "jax": jax.__version__,
        "torch": torch.__version__.split("+")[0],
        "numpy": np.__version__,
    }
    content = {"madeBy": f"test/golden/{script.name}", "versions": versions, "cases": cases}
    path = HERE / f"{file or script.stem.replace('_', '-')}.json"
    path.write_text(text(content, "") + "\n")
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size / 1000:.0f} kB")

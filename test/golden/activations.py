"""Every activation: values and gradients on a grid. Keras's, except hardSigmoidKeras2, which is Keras 2's formula."""

import jax
import jax.numpy as jnp
import numpy as np

from common import KERAS, keras, write

# Kinks (±2.5, ±3, 6, and 0 for two of them) are left out: the gradient there is a choice, and differs between Keras's
# backends.
POSITIVE = [1e-6, 1e-3, 0.1, 0.3, 0.7, 1, 1.5, 2, 2.4, 2.6, 2.9, 3.1, 4.7, 5.9, 6.1, 7.3, 10, 20]
X = np.array([-x for x in reversed(POSITIVE)] + [0] + POSITIVE, np.float32)
KINK_AT_ZERO = {"leakyRelu", "selu"}

ACTIVATIONS = {
    "linear": keras.activations.linear,
    "tanh": keras.activations.tanh,
    "sigmoid": keras.activations.sigmoid,
    "relu": keras.activations.relu,
    "hardSigmoid": keras.activations.hard_sigmoid,
    "elu": keras.activations.elu,
    "selu": keras.activations.selu,
    "softplus": keras.activations.softplus,
    "softsign": keras.activations.softsign,
    "exponential": keras.activations.exponential,
    "leakyRelu": keras.activations.leaky_relu,
    "relu6": keras.activations.relu6,
    "silu": keras.activations.silu,
    "gelu": lambda x: keras.activations.gelu(x, approximate=False),
    "mish": keras.activations.mish,
}

cases = []
for name, activation in ACTIVATIONS.items():
    x = X[X != 0] if name in KINK_AT_ZERO else X
    gradient = jax.grad(lambda x: jnp.sum(activation(x)))(x)
    cases.append(
        {"name": name, "source": KERAS, "x": x, "values": np.asarray(activation(x)), "gradients": np.asarray(gradient)}
    )
cases.append(
    {
        "name": "hardSigmoidKeras2",
        "source": "clip(0.2·x + 0.5, 0, 1)",
        "x": X,
        "values": np.clip(0.2 * X + 0.5, 0, 1).astype(np.float32),
        "gradients": np.where(np.abs(X) < 2.5, 0.2, 0).astype(np.float32),
    }
)
write(cases)

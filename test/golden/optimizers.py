"""
Optimizers: fifty steps of two weights with given gradients; the weights after each step, and after
`finalize_variable_values`. In float64, written as float32.
"""

import numpy as np

from common import KERAS, keras, write

import jax

jax.config.update("jax_enable_x64", True)
keras.config.set_floatx("float64")

STEPS = 50
SHAPES = {"a": (2, 3), "b": (4,)}


def on_grid(values):
    return np.round(values * 256) / 256


def weights_and_gradients():
    """By formula, so that no file need hold them: README.md. Of one weight up to 4, of the other up to 0.03, some
    exactly 0."""
    s = np.arange(STEPS)[:, None]
    i, k = np.arange(6), np.arange(4)
    weights = {"a": on_grid(np.cos(1.1 * i + 0.2)), "b": on_grid(np.sin(1.3 * k + 0.5))}
    gradients = {
        "a": on_grid(4 * np.sin(1.3 * s + 2.1 * i + 0.7 * s * i + 0.4)),
        "b": on_grid(4 * np.cos(0.9 * s + 1.7 * k + 0.3 * s * k)) / 128,
    }
    gradients["b"][::3, 1] = 0
    return weights, gradients


def keras_steps(optimizer):
    weights, gradients = weights_and_gradients()
    variables = [
        keras.Variable(weights[name].reshape(shape), dtype="float64", name=name) for name, shape in SHAPES.items()
    ]
    optimizer.build(variables)
    after = []

    def remember():
        after.append(np.concatenate([np.array(variable.value).ravel() for variable in variables]))

    for step in range(STEPS):
        optimizer.apply([gradients[name][step].reshape(shape) for name, shape in SHAPES.items()], variables)
        remember()
    optimizer.finalize_variable_values(variables)
    remember()
    assert after[0].dtype == np.float64
    return np.stack(after)


def rmsprop_with_epsilon_outside(rate, rho, epsilon):
    """Keras 2: g / (√v + ε), where Keras 3 has g / √(v + ε)."""
    weights, gradients = weights_and_gradients()
    w = np.concatenate(list(weights.values()))
    v, after = np.zeros_like(w), []
    for step in range(STEPS):
        g = np.concatenate([gradients[name][step] for name in SHAPES])
        v = rho * v + (1 - rho) * g * g
        w = w - rate * g / (np.sqrt(v) + epsilon)
        after.append(w)
    return np.stack([*after, w])


NAMES = {
    "learningRate": "learning_rate",
    "rho": "rho",
    "momentum": "momentum",
    "epsilon": "epsilon",
    "centered": "centered",
    "nesterov": "nesterov",
    "amsgrad": "amsgrad",
    "beta1": "beta_1",
    "beta2": "beta_2",
    "initialAccumulatorValue": "initial_accumulator_value",
    "weightDecay": "weight_decay",
    "clipnorm": "clipnorm",
    "clipvalue": "clipvalue",
    "globalClipnorm": "global_clipnorm",
    "useEma": "use_ema",
    "emaMomentum": "ema_momentum",
    "emaOverwriteFrequency": "ema_overwrite_frequency",
    "gradientAccumulationSteps": "gradient_accumulation_steps",
}
KINDS = {
    "adadelta": keras.optimizers.Adadelta,
    "adagrad": keras.optimizers.Adagrad,
    "adam": keras.optimizers.Adam,
    "adamW": keras.optimizers.AdamW,
    "lion": keras.optimizers.Lion,
    "nadam": keras.optimizers.Nadam,
    "rmsprop": keras.optimizers.RMSprop,
    "sgd": keras.optimizers.SGD,
}
cases = []


def case(kind, name, options, after, source):
    cases.append(
        {
            "name": f"{kind}, {name}",
            "source": source,
            "optimizer": kind,
            "options": options,
            "after": after.astype(np.float32),
        }
    )


def add(kind, name, **options):
    optimizer = KINDS[kind](**{NAMES[option]: value for option, value in options.items()})
    case(kind, name, options, keras_steps(optimizer), f"{KERAS}, float64")


for kind in KINDS:
    add(kind, "defaults")
add("rmsprop", "rate 0.05", learningRate=0.05)
add("rmsprop", "rho and epsilon", learningRate=0.05, rho=0.99, epsilon=0.001)
add("rmsprop", "momentum", learningRate=0.05, momentum=0.9)
add("rmsprop", "centered", learningRate=0.05, centered=True)
add("rmsprop", "centered, momentum", learningRate=0.05, momentum=0.5, centered=True)
add("sgd", "momentum", learningRate=0.05, momentum=0.9)
add("sgd", "nesterov", learningRate=0.05, momentum=0.9, nesterov=True)
add("adam", "rate 0.05", learningRate=0.05)
add("adam", "betas and epsilon", learningRate=0.05, beta1=0.8, beta2=0.98, epsilon=1e-3)
add("adam", "amsgrad", learningRate=0.05, beta2=0.9, amsgrad=True)
add("adamW", "decay and amsgrad", learningRate=0.05, weightDecay=0.2, beta1=0.8, beta2=0.9, epsilon=1e-3, amsgrad=True)
add("nadam", "betas and epsilon", learningRate=0.05, beta1=0.8, beta2=0.98, epsilon=1e-3)
add("adagrad", "first sum and epsilon", learningRate=0.05, initialAccumulatorValue=0.5, epsilon=0.5)
add("adagrad", "from nothing", learningRate=0.05, initialAccumulatorValue=0.0)
add("adadelta", "rate, rho and epsilon", learningRate=1.0, rho=0.8, epsilon=1e-3)
add("lion", "betas", learningRate=0.01, beta1=0.5, beta2=0.8)
for kind in ("adam", "rmsprop", "sgd"):
    add(kind, "norm of each clipped", learningRate=0.05, clipnorm=0.5)
    add(kind, "norm of all clipped", learningRate=0.05, globalClipnorm=0.5)
    add(kind, "values clipped", learningRate=0.05, clipvalue=0.5)
    add(kind, "weight decay", learningRate=0.05, weightDecay=0.3)
    add(kind, "average", learningRate=0.05, useEma=True, emaMomentum=0.8)
    add(kind, "average that overwrites", learningRate=0.05, useEma=True, emaMomentum=0.8, emaOverwriteFrequency=7)
    add(kind, "accumulation", learningRate=0.05, gradientAccumulationSteps=3)
for kind in KINDS:
    everything = {"useEma": True, "emaMomentum": 0.9, "emaOverwriteFrequency": 4, "gradientAccumulationSteps": 2}
    add(
        kind,
        "everything",
        learningRate=5.0 if kind == "adadelta" else 0.05,
        weightDecay=0.1,
        globalClipnorm=2.0,
        **everything,
    )
for epsilon in (1e-7, 1e-2):
    options = {"learningRate": 0.05, "rho": 0.8, "epsilonOutside": True} | (
        {} if epsilon == 1e-7 else {"epsilon": epsilon}
    )
    case(
        "rmsprop",
        f"epsilon {epsilon:g} outside the root",
        options,
        rmsprop_with_epsilon_outside(0.05, 0.8, epsilon),
        "formula in float64",
    )
write(cases)

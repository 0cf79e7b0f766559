"""Optimizers: twenty steps of two weights with given gradients; the weights after each step."""

import numpy as np

from common import KERAS, Numbers, keras, write

STEPS = 20
SHAPES = {"a": (2, 3), "b": (4,)}


def gradients_and_weights(seed):
    """Gradients of very different sizes: of one weight up to 4, of the other up to 0.04, some exactly 0."""
    numbers = Numbers(seed)
    weights = {name: numbers.uniform(*shape) for name, shape in SHAPES.items()}
    gradients = {name: numbers.uniform(STEPS, *shape, low=-4, high=4) for name, shape in SHAPES.items()}
    gradients["b"] = (gradients["b"] / 128).astype(np.float32)
    gradients["b"][::3, 1] = 0
    return weights, gradients


def optimizer_case(name, seed, kind, options, steps, source=KERAS):
    """steps(weights, gradients): the weights after each step, {name: [STEPS, ...]}."""
    weights, gradients = gradients_and_weights(seed)
    return {
        "name": name,
        "source": source,
        "optimizer": kind,
        "options": options,
        "weights": weights,
        "gradients": gradients,
        "after": steps(weights, gradients),
    }


def keras_steps(optimizer):
    def steps(weights, gradients):
        variables = [keras.Variable(value, name=name) for name, value in weights.items()]
        optimizer.build(variables)
        after = {name: [] for name in weights}
        for step in range(STEPS):
            optimizer.apply([gradients[name][step] for name in weights], variables)
            for name, variable in zip(weights, variables):
                after[name].append(np.array(variable.value))
        return {name: np.stack(values) for name, values in after.items()}

    return steps


def rmsprop_with_epsilon_outside(rate, rho, epsilon):
    """Keras 2: g / (√v + ε), where Keras 3 has g / √(v + ε). In float64."""

    def steps(weights, gradients):
        after = {}
        for name, start in weights.items():
            w, v, values = start.astype(np.float64), np.zeros(start.shape), []
            for g in gradients[name].astype(np.float64):
                v = rho * v + (1 - rho) * g * g
                w = w - rate * g / (np.sqrt(v) + epsilon)
                values.append(w)
            after[name] = np.stack(values)
        return after

    return steps


NAMES = {
    "learningRate": "learning_rate",
    "rho": "rho",
    "momentum": "momentum",
    "epsilon": "epsilon",
    "centered": "centered",
    "nesterov": "nesterov",
    "beta1": "beta_1",
    "beta2": "beta_2",
    "clipNorm": "clipnorm",
    "globalClipNorm": "global_clipnorm",
}
KINDS = {"rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}
cases = []


def add(kind, name, **options):
    optimizer = KINDS[kind](**{NAMES[option]: value for option, value in options.items()})
    cases.append(optimizer_case(f"{kind}, {name}", 12000 + len(cases), kind, options, keras_steps(optimizer)))


add("rmsprop", "defaults")
add("rmsprop", "rate 0.05", learningRate=0.05)
add("rmsprop", "rho and epsilon", learningRate=0.05, rho=0.99, epsilon=0.001)
add("rmsprop", "momentum", learningRate=0.05, momentum=0.9)
add("rmsprop", "centered", learningRate=0.05, centered=True)
add("rmsprop", "centered, momentum", learningRate=0.05, momentum=0.5, centered=True)
add("sgd", "defaults")
add("sgd", "momentum", learningRate=0.05, momentum=0.9)
add("sgd", "nesterov", learningRate=0.05, momentum=0.9, nesterov=True)
add("adam", "defaults")
add("adam", "rate 0.05", learningRate=0.05)
add("adam", "betas and epsilon", learningRate=0.05, beta1=0.8, beta2=0.98, epsilon=1e-3)
for kind in KINDS:
    add(kind, "norm of each clipped", learningRate=0.05, clipNorm=0.5)
    add(kind, "norm of all clipped", learningRate=0.05, globalClipNorm=0.5)
for epsilon in (1e-7, 1e-8):
    options = {"learningRate": 0.05, "rho": 0.9, "epsilon": epsilon, "epsilonOutside": True}
    steps = rmsprop_with_epsilon_outside(0.05, 0.9, epsilon)
    cases.append(
        optimizer_case(f"rmsprop, epsilon {epsilon:g} outside the root", 12000 + len(cases), "rmsprop", options, steps, "formula in float64")
    )
write(cases)

"""GRU: Keras in both reset forms, PyTorch's nn.GRU as a second source."""

import torch

from common import PYTORCH, Numbers, differentiate_torch, write
from recurrent import cases_of, weights_of


def to_torch(weights):
    """Keras's columns z|r|h → PyTorch's rows r|z|n; Keras's bias [2, 3·units] is PyTorch's two biases."""

    def reorder(matrix):
        z, r, h = matrix.chunk(3, dim=-1)
        return torch.cat([r, z, h], dim=-1)

    return {
        "weight_ih_l0": reorder(weights["kernel"]).T,
        "weight_hh_l0": reorder(weights["recurrentKernel"]).T,
        "bias_ih_l0": reorder(weights["bias"][0]),
        "bias_hh_l0": reorder(weights["bias"][1]),
    }


def torch_case(name, seed, batch, time, features, units):
    numbers = Numbers(seed)
    weights = weights_of("gru", numbers, features, units)
    floats = {"x": numbers.uniform(batch, time, features), "initialState": numbers.uniform(batch, units)} | weights
    module = torch.nn.GRU(features, units, batch_first=True)

    def call(x, initialState, **given):
        sequences, state = torch.func.functional_call(module, to_torch(given), (x, initialState[None]))
        return {"sequences": sequences, "state": state[0]}

    options = {"units": units, "resetAfter": True, "returnSequences": True}
    inputs = {"x": floats["x"], "initialState": floats["initialState"]}
    made = differentiate_torch(call, floats)
    return {
        "name": name,
        "source": PYTORCH,
        "layer": "gru",
        "options": options,
        "inputs": inputs,
        "weights": weights,
        **made,
    }


forms = {
    "reset after, tanh and sigmoid": {"resetAfter": True, "activation": "tanh", "recurrentActivation": "sigmoid"},
    "reset before, tanh and sigmoid": {"resetAfter": False, "activation": "tanh", "recurrentActivation": "sigmoid"},
}
other_forms = {
    "reset after, relu and hard sigmoid": {
        "resetAfter": True,
        "activation": "relu",
        "recurrentActivation": "hardSigmoid",
    },
    "reset before, relu and hard sigmoid": {
        "resetAfter": False,
        "activation": "relu",
        "recurrentActivation": "hardSigmoid",
    },
}
cases = cases_of("gru", 1000, forms, other_forms)
cases.append(torch_case("PyTorch", 1200, batch=3, time=5, features=4, units=3))
write(cases)

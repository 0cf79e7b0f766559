"""LSTM: Keras, and PyTorch's nn.LSTM as a second source."""

import torch

from common import PYTORCH, Numbers, differentiate_torch, write
from recurrent import cases_of, weights_of


def torch_case(name, seed, batch, time, features, units):
    """PyTorch's rows i|f|g|o are Keras's columns i|f|c|o; its second bias is set to zero."""
    numbers = Numbers(seed)
    weights = weights_of("lstm", numbers, features, units)
    initial = {"initialState": numbers.uniform(batch, units), "initialCell": numbers.uniform(batch, units)}
    floats = {"x": numbers.uniform(batch, time, features)} | initial | weights
    module = torch.nn.LSTM(features, units, batch_first=True)

    def call(x, initialState, initialCell, kernel, recurrentKernel, bias):
        given = {
            "weight_ih_l0": kernel.T,
            "weight_hh_l0": recurrentKernel.T,
            "bias_ih_l0": bias,
            "bias_hh_l0": torch.zeros_like(bias),
        }
        sequences, (state, cell) = torch.func.functional_call(
            module, given, (x, (initialState[None], initialCell[None]))
        )
        return {"sequences": sequences, "state": state[0], "cell": cell[0]}

    options = {"units": units, "returnSequences": True}
    inputs = {"x": floats["x"]} | initial
    made = differentiate_torch(call, floats)
    return {
        "name": name,
        "source": PYTORCH,
        "layer": "lstm",
        "options": options,
        "inputs": inputs,
        "weights": weights,
        **made,
    }


forms = {"tanh and sigmoid": {"activation": "tanh", "recurrentActivation": "sigmoid"}}
other_forms = {"relu and hard sigmoid": {"activation": "relu", "recurrentActivation": "hardSigmoid"}}
cases = cases_of("lstm", 2000, forms, other_forms)
cases.append(torch_case("PyTorch", 2200, batch=3, time=5, features=4, units=3))
write(cases)

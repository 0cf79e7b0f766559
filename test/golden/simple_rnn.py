"""SimpleRNN: Keras, and PyTorch's nn.RNN as a second source."""

import torch

from common import PYTORCH, Numbers, differentiate_torch, write
from recurrent import cases_of, weights_of


def torch_case(name, seed, activation, batch, time, features, units):
    """PyTorch's second bias is set to zero."""
    numbers = Numbers(seed)
    weights = weights_of("simpleRnn", numbers, features, units)
    floats = {"x": numbers.uniform(batch, time, features), "initialState": numbers.uniform(batch, units)} | weights
    module = torch.nn.RNN(features, units, nonlinearity=activation, batch_first=True)

    def call(x, initialState, kernel, recurrentKernel, bias):
        given = {
            "weight_ih_l0": kernel.T,
            "weight_hh_l0": recurrentKernel.T,
            "bias_ih_l0": bias,
            "bias_hh_l0": torch.zeros_like(bias),
        }
        sequences, state = torch.func.functional_call(module, given, (x, initialState[None]))
        return {"sequences": sequences, "state": state[0]}

    options = {"units": units, "activation": activation, "returnSequences": True}
    inputs = {"x": floats["x"], "initialState": floats["initialState"]}
    made = differentiate_torch(call, floats)
    return {
        "name": name,
        "source": PYTORCH,
        "layer": "simpleRnn",
        "options": options,
        "inputs": inputs,
        "weights": weights,
        **made,
    }


cases = cases_of("simpleRnn", 3000, {"tanh": {"activation": "tanh"}}, {"relu": {"activation": "relu"}})
cases.append(torch_case("PyTorch, tanh", 3200, "tanh", batch=3, time=5, features=4, units=3))
cases.append(torch_case("PyTorch, relu", 3201, "relu", batch=3, time=5, features=4, units=3))
write(cases)

"""A recurrent layer over [batch, time, features], Linear(1) on its last state, mean absolute error, RMSprop."""

import torch
from torch.nn.utils.rnn import pack_padded_sequence

LAYERS = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM, "simpleRnn": torch.nn.RNN}


class Model(torch.nn.Module):
    def __init__(self, case):
        super().__init__()
        variant = case["variant"]
        self.lengths = lengths(case) if variant == "masked" else None
        directions = 2 if variant == "bidirectional" else 1
        if variant == "layerNormalized":
            self.recurrent = LAYER_NORMALIZED[case["layer"]](case["features"], case["units"])
        else:
            self.recurrent = LAYERS[case["layer"]](
                case["features"],
                case["units"],
                num_layers=2 if variant == "stacked" else 1,
                bidirectional=directions == 2,
                batch_first=True,
            )
        self.head = torch.nn.Linear(directions * case["units"], 1)

    def forward(self, x):
        if self.lengths is not None:
            x = pack_padded_sequence(x, self.lengths, batch_first=True, enforce_sorted=False)
        _, state = self.recurrent(x)
        hidden = state[0] if isinstance(state, tuple) else state
        if self.recurrent_is_bidirectional():
            return self.head(torch.cat([hidden[-2], hidden[-1]], -1))
        return self.head(hidden[-1])

    def recurrent_is_bidirectional(self):
        return getattr(self.recurrent, "bidirectional", False)


def lengths(case):
    batch, time = case["batch"], case["time"]
    return torch.tensor([-(-(time * (batch - 1) + time * i) // (2 * (batch - 1))) for i in range(batch)])


class LayerNormLstm(torch.nn.Module):
    """Ba et al. 2016, composed of PyTorch's own operations, as users write it: there is no such layer."""

    def __init__(self, features, units):
        super().__init__()
        self.units = units
        self.inputs = torch.nn.Linear(features, 4 * units)
        self.states = torch.nn.Linear(units, 4 * units, bias=False)
        self.norm_inputs = torch.nn.LayerNorm(4 * units)
        self.norm_states = torch.nn.LayerNorm(4 * units)
        self.norm_cell = torch.nn.LayerNorm(units)

    def forward(self, x):
        projected = self.norm_inputs(self.inputs(x))
        h = c = x.new_zeros(x.shape[0], self.units)
        for t in range(x.shape[1]):
            i, f, g, o = (projected[:, t] + self.norm_states(self.states(h))).chunk(4, -1)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * self.norm_cell(c).tanh()
        return None, (h[None], c[None])


class LayerNormGru(torch.nn.Module):
    """As LayerNormLstm, with the reset gate after the product."""

    def __init__(self, features, units):
        super().__init__()
        self.units = units
        self.inputs = torch.nn.Linear(features, 3 * units)
        self.states = torch.nn.Linear(units, 3 * units, bias=False)
        self.norm_inputs = torch.nn.LayerNorm(3 * units)
        self.norm_states = torch.nn.LayerNorm(3 * units)

    def forward(self, x):
        projected = self.norm_inputs(self.inputs(x))
        h = x.new_zeros(x.shape[0], self.units)
        for t in range(x.shape[1]):
            xz, xr, xn = projected[:, t].chunk(3, -1)
            hz, hr, hn = self.norm_states(self.states(h)).chunk(3, -1)
            z = (xz + hz).sigmoid()
            h = z * h + (1 - z) * (xn + (xr + hr).sigmoid() * hn).tanh()
        return None, h[None]


LAYER_NORMALIZED = {"lstm": LayerNormLstm, "gru": LayerNormGru}


def recurrent_step(case):
    if case["recurrentDropout"] > 0:
        raise NotImplementedError("PyTorch's recurrent layers have no recurrent dropout")
    model = Model(case)
    optimizer = torch.optim.RMSprop(model.parameters(), lr=0.001, alpha=0.9, eps=1e-7)
    x = torch.rand(case["batch"], case["time"], case["features"]) * 2 - 1
    y = torch.rand(case["batch"], 1) * 2 - 1

    def step():
        optimizer.zero_grad()
        loss = torch.nn.functional.l1_loss(model(x), y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step

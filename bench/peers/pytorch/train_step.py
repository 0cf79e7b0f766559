"""One training step in PyTorch.   python train_step.py [threads]"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import torch

from worker import serve

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
torch.set_num_threads(THREADS)

LAYERS = {"gru": torch.nn.GRU, "lstm": torch.nn.LSTM, "simpleRnn": torch.nn.RNN}


class Model(torch.nn.Module):
    def __init__(self, layer, features, units):
        super().__init__()
        self.recurrent = LAYERS[layer](features, units, batch_first=True)
        self.head = torch.nn.Linear(units, 1)

    def forward(self, x):
        sequences, _ = self.recurrent(x)
        return self.head(sequences[:, -1])


def prepare(case):
    if case["recurrentDropout"] > 0:
        raise NotImplementedError("PyTorch's recurrent layers have no recurrent dropout")
    torch.manual_seed(1)
    model = Model(case["layer"], case["features"], case["units"])
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


serve("PyTorch", torch.__version__, THREADS, prepare)

"""Multi-head self-attention over [batch, length, width], mean absolute error of its output, RMSprop."""

import torch


def attention_step(case):
    layer = torch.nn.MultiheadAttention(case["width"], case["heads"], batch_first=True)
    optimizer = torch.optim.RMSprop(layer.parameters(), lr=0.001, alpha=0.9, eps=1e-7)
    shape = (case["batch"], case["length"], case["width"])
    x, y = (torch.rand(shape) * 2 - 1 for _ in range(2))

    def step():
        optimizer.zero_grad()
        output, _ = layer(x, x, x, need_weights=False)
        loss = torch.nn.functional.l1_loss(output, y)
        loss.backward()
        optimizer.step()
        return loss.item()

    return step

"""The encoder-decoder with nn.Transformer: a training step with Adam, or greedy decoding, which has no cache of keys
and values."""

import math

import torch


class Translator(torch.nn.Module):
    def __init__(self, case):
        super().__init__()
        self.width = case["width"]
        self.embedding = torch.nn.Embedding(case["vocabulary"], self.width)
        torch.nn.init.normal_(self.embedding.weight, std=1 / math.sqrt(self.width))
        self.transformer = torch.nn.Transformer(
            self.width,
            case["heads"],
            case["layers"],
            case["layers"],
            case["feedForward"],
            dropout=0.1,
            batch_first=True,
        )
        self.dropout = torch.nn.Dropout(0.1)
        self.register_buffer("positions", waves(case["time"] + 1, self.width))

    def embed(self, tokens):
        return self.dropout(self.embedding(tokens) * math.sqrt(self.width) + self.positions[: tokens.shape[1]])

    def decode(self, target, memory, padding):
        causal = torch.nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        y = self.transformer.decoder(self.embed(target), memory, tgt_mask=causal, memory_key_padding_mask=padding)
        return y

    def logits(self, y):
        return y @ self.embedding.weight.T

    def forward(self, source, target):
        padding = source == 0
        memory = self.transformer.encoder(self.embed(source), src_key_padding_mask=padding)
        return self.logits(self.decode(target, memory, padding))


def waves(length, width):
    position = torch.arange(length)[:, None]
    rate = torch.exp(torch.arange(0, width, 2) * (-math.log(10000.0) / width))
    table = torch.zeros(length, width)
    table[:, 0::2] = torch.sin(position * rate)
    table[:, 1::2] = torch.cos(position * rate)
    return table


def transformer_task(case):
    model = Translator(case)
    tokens = lambda: torch.randint(1, case["vocabulary"], (case["batch"], case["time"]))
    source, target, labels = tokens(), tokens(), tokens()
    if case["task"] == "greedy":
        model.eval()
        return lambda: greedy(model, source, case["time"])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, betas=(0.9, 0.98), eps=1e-9)
    criterion = torch.nn.CrossEntropyLoss(ignore_index=0, label_smoothing=0.1)

    def step():
        optimizer.zero_grad()
        logits = model(source, target)
        loss = criterion(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1))
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


@torch.no_grad()
def greedy(model, source, length):
    padding = source == 0
    memory = model.transformer.encoder(model.embed(source), src_key_padding_mask=padding)
    tokens = torch.ones(source.shape[0], 1, dtype=torch.long)
    for _ in range(length):
        y = model.decode(tokens, memory, padding)
        best = model.logits(y[:, -1]).argmax(-1, keepdim=True)
        tokens = torch.cat([tokens, best], 1)
    return float(tokens.shape[1])

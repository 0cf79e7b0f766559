"""
Recurrent encoders and decoders, with no attention, Luong's and Bahdanau's, written with PyTorch's LSTM, GRU and their
cells: logits and all gradients. Every example is computed by itself, without its padding; what a model says at a padded
step of the target is left out.
"""

import numpy as np
import torch

from common import PYTORCH, Numbers, differentiate_torch, exactly, write

# Padding behind, in front, in the middle, nowhere.
SOURCE_KEPT = np.array([[1, 1, 1, 0, 0], [0, 0, 1, 1, 1], [1, 0, 1, 1, 0], [1, 1, 1, 1, 1]])
TARGET_KEPT = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [0, 1, 0, 1], [1, 1, 1, 0]])

MODULES = {"lstm": (torch.nn.LSTM, torch.nn.LSTMCell), "gru": (torch.nn.GRU, torch.nn.GRUCell)}


def to_torch(cell, w, name):
    """A layer's weights as PyTorch has them: transposed, the gates of a GRU as r | z | n, and two biases."""
    kernel, recurrent, bias = w[f"{name}.kernel"].T, w[f"{name}.recurrentKernel"].T, w[f"{name}.bias"]
    if cell == "lstm":
        return kernel, recurrent, bias, torch.zeros_like(bias)

    def reordered(matrix):
        z, r, n = matrix.chunk(3)
        return torch.cat([r, z, n])

    return reordered(kernel), reordered(recurrent), reordered(bias[0]), reordered(bias[1])


def sequence(cell, w, names, x, initial=None):
    """One layer over x [time, features], one way or with a second name both ways. Gives [time, units] and the last
    state, h or (h, c) of [units]."""
    parts = ["weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0"]
    parameters = {}
    for name, suffix in zip(names, ["", "_reverse"]):
        parameters |= {part + suffix: value for part, value in zip(parts, to_torch(cell, w, name))}
    units = parameters["weight_hh_l0"].shape[1]
    module = MODULES[cell][0](x.shape[1], units, bidirectional=len(names) == 2).double()
    if initial is not None:
        initial = tuple(state[None] for state in initial) if cell == "lstm" else initial[None]
    y, last = torch.func.functional_call(module, parameters, (x, initial))
    return y, tuple(state.flatten() for state in last) if cell == "lstm" else last.flatten()


def hidden(state):
    return state[0] if isinstance(state, tuple) else state


def logits_of(w, options, source, target):
    """For tokens [sourceTime] and [targetTime] without padding: [targetTime, vocabulary]."""
    cell, attention, layers = options["cell"], options["attention"], options["numLayers"]
    x = w["sourceEmbedding.embeddings"][source]
    states = []
    for i in range(layers):
        names = [f"encoder.{i}.forward", f"encoder.{i}.backward"] if options["bidirectional"] else [f"encoder.{i}"]
        x, last = sequence(cell, w, names, x)
        states.append(last)
    memory = x
    y = w["targetEmbedding.embeddings"][target]
    h, contexts, first = y, None, 0
    if attention == "bahdanau":
        names = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"]
        step = MODULES[cell][1](y.shape[1] + memory.shape[1], memory.shape[1]).double()
        parameters = dict(zip(names, to_torch(cell, w, "decoder.0")))
        state, hs, contexts = states[0], [], []
        for token in y:
            energy = (
                torch.tanh(hidden(state) @ w["attention.query.kernel"] + memory @ w["attention.key.kernel"])
                @ w["attention.score"]
            )
            context = torch.softmax(energy, 0) @ memory
            state = torch.func.functional_call(step, parameters, (torch.cat([token, context]), state))
            hs.append(hidden(state))
            contexts.append(context)
        h, contexts, first = torch.stack(hs), torch.stack(contexts), 1
    for i in range(first, layers):
        h, _ = sequence(cell, w, [f"decoder.{i}"], h, states[i])
    if attention == "luong":
        query = h @ w["attention.query.kernel"] if options["score"] == "general" else h
        contexts = torch.softmax(query @ memory.T, 1) @ memory
    if attention != "none":
        read = [contexts, h, y] if attention == "bahdanau" else [contexts, h]
        h = torch.tanh(torch.cat(read, 1) @ w["readout.kernel"])
    return h @ w["output.kernel"] + w["output.bias"]


def layer_weights(numbers, cell, name, features, units):
    gates = 4 if cell == "lstm" else 3
    return {
        f"{name}.kernel": numbers.uniform(features, gates * units),
        f"{name}.recurrentKernel": numbers.uniform(units, gates * units),
        f"{name}.bias": numbers.uniform(4 * units) if cell == "lstm" else numbers.uniform(2, 3 * units),
    }


def weights_of(numbers, options):
    cell, attention, units, width = options["cell"], options["attention"], options["units"], options["embeddingDim"]
    weights = {"sourceEmbedding.embeddings": numbers.uniform(options["sourceVocabularySize"], width)}
    for i in range(options["numLayers"]):
        features = width if i == 0 else units
        if options["bidirectional"]:
            for way in ["forward", "backward"]:
                weights |= layer_weights(numbers, cell, f"encoder.{i}.{way}", features, units // 2)
        else:
            weights |= layer_weights(numbers, cell, f"encoder.{i}", features, units)
    weights["targetEmbedding.embeddings"] = numbers.uniform(options["vocabularySize"], width)
    for i in range(options["numLayers"]):
        asked = units if attention == "bahdanau" and i == 0 else 0
        weights |= layer_weights(numbers, cell, f"decoder.{i}", (width if i == 0 else units) + asked, units)
    # Large, so that the attention is far from even and everything in it matters.
    if options.get("score") == "general":
        weights["attention.query.kernel"] = numbers.uniform(units, units, low=-8, high=8)
    if attention == "bahdanau":
        weights["attention.query.kernel"] = numbers.uniform(units, units, low=-2, high=2)
        weights["attention.key.kernel"] = numbers.uniform(units, units, low=-2, high=2)
        weights["attention.score"] = numbers.uniform(units, low=-4, high=4)
    if attention != "none":
        weights["readout.kernel"] = numbers.uniform(2 * units + (width if attention == "bahdanau" else 0), units)
    weights["output.kernel"] = numbers.uniform(units, options["vocabularySize"])
    weights["output.bias"] = numbers.uniform(options["vocabularySize"])
    return weights


def case(name, seed, **given):
    options = {"vocabularySize": 7, "sourceVocabularySize": 6, "units": 4, "embeddingDim": 3} | given
    numbers = Numbers(seed)
    source = numbers.integers(1, options["sourceVocabularySize"], *SOURCE_KEPT.shape) * SOURCE_KEPT.astype(np.int32)
    target = numbers.integers(1, options["vocabularySize"], *TARGET_KEPT.shape) * TARGET_KEPT.astype(np.int32)
    weights = weights_of(numbers, options)

    def call(**w):
        rows = []
        for tokens, given_tokens in zip(source, target):
            logits = logits_of(
                w,
                options,
                torch.tensor(tokens[tokens != 0]).long(),
                torch.tensor(given_tokens[given_tokens != 0]).long(),
            )
            whole = torch.zeros(len(given_tokens), options["vocabularySize"], dtype=torch.float64)
            rows.append(whole.index_put((torch.tensor(np.flatnonzero(given_tokens)),), logits))
        return {"output": torch.stack(rows)}

    return {
        "name": name,
        "source": f"{PYTORCH}, float64",
        "layer": "recurrentEncoderDecoder",
        "options": options,
        "inputs": {"source": source, "target": target},
        "weights": weights,
        **exactly(differentiate_torch, call, weights),
    }


write(
    [
        case("no attention, lstm, two layers", 9301, cell="lstm", attention="none", numLayers=2, bidirectional=True),
        case("no attention, gru, one way", 9302, cell="gru", attention="none", numLayers=1, bidirectional=False),
        case(
            "luong general, lstm, two layers",
            9303,
            cell="lstm",
            attention="luong",
            score="general",
            numLayers=2,
            bidirectional=True,
        ),
        case(
            "luong dot, gru, two layers, one way",
            9304,
            cell="gru",
            attention="luong",
            score="dot",
            numLayers=2,
            bidirectional=False,
        ),
        case("bahdanau, gru", 9305, cell="gru", attention="bahdanau", numLayers=1, bidirectional=True),
        case("bahdanau, lstm, two layers", 9306, cell="lstm", attention="bahdanau", numLayers=2, bidirectional=True),
    ]
)

"""One training step in Keras, train_on_batch.   python train_step.py jax|torch [threads]"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from worker import serve, use_cores

BACKEND = sys.argv[1] if len(sys.argv) > 1 else "jax"
THREADS = int(sys.argv[2]) if len(sys.argv) > 2 else 1
use_cores(THREADS)
os.environ["KERAS_BACKEND"] = BACKEND

import keras
import numpy as np

if BACKEND == "torch":
    import torch

    torch.set_num_threads(THREADS)

LAYERS = {"gru": keras.layers.GRU, "lstm": keras.layers.LSTM, "simpleRnn": keras.layers.SimpleRNN}


def prepare(case):
    keras.utils.set_random_seed(1)
    shape = (case["time"], case["features"])
    layer = LAYERS[case["layer"]](case["units"], recurrent_dropout=case["recurrentDropout"])
    model = keras.Sequential([keras.Input(shape), layer, keras.layers.Dense(1)])
    model.compile(optimizer="rmsprop", loss="mean_absolute_error")
    numbers = np.random.default_rng(1)
    x = numbers.uniform(-1, 1, (case["batch"], *shape)).astype(np.float32)
    y = numbers.uniform(-1, 1, (case["batch"], 1)).astype(np.float32)
    return lambda: float(model.train_on_batch(x, y))


serve(f"Keras ({BACKEND})", keras.__version__, THREADS, prepare)

"""Keras's side of the recurrent and attention cases, train_on_batch.   python train_step.py jax|torch [threads]"""

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

from attention import attention_model
from recurrent import recurrent_model

if BACKEND == "torch":
    import torch

    torch.set_num_threads(THREADS)

FAMILIES = {"attention": attention_model, "recurrent": recurrent_model}


def prepare(case):
    if case["family"] not in FAMILIES:
        raise NotImplementedError(f"Keras has no {case['family']}")
    keras.utils.set_random_seed(1)
    model, x, y = FAMILIES[case["family"]](case)
    model.compile(optimizer="rmsprop", loss="mean_absolute_error")
    return lambda: float(model.train_on_batch(x, y))


serve(f"Keras ({BACKEND})", keras.__version__, THREADS, prepare)

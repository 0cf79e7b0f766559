"""PyTorch's side of every case.   python train_step.py [threads]"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import torch

from attention import attention_step
from recurrent import recurrent_step
from transformer import transformer_task
from worker import serve

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1
torch.set_num_threads(THREADS)

FAMILIES = {"attention": attention_step, "recurrent": recurrent_step, "transformer": transformer_task}


def prepare(case):
    torch.manual_seed(1)
    return FAMILIES[case["family"]](case)


serve("PyTorch", torch.__version__, THREADS, prepare)

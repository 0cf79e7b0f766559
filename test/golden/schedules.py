"""Learning rates of Keras's schedules at the steps from 0 on, in float64."""

import numpy as np

from common import KERAS, keras, write

keras.config.set_floatx("float64")
import jax

jax.config.update("jax_enable_x64", True)

STEPS = 45
SCHEDULES = keras.optimizers.schedules
NAMES = {
    "initialLearningRate": "initial_learning_rate",
    "decaySteps": "decay_steps",
    "decayRate": "decay_rate",
    "staircase": "staircase",
    "alpha": "alpha",
    "warmupTarget": "warmup_target",
    "warmupSteps": "warmup_steps",
    "firstDecaySteps": "first_decay_steps",
    "tMul": "t_mul",
    "mMul": "m_mul",
    "endLearningRate": "end_learning_rate",
    "power": "power",
    "cycle": "cycle",
    "boundaries": "boundaries",
    "values": "values",
}
KINDS = {
    "exponentialDecay": SCHEDULES.ExponentialDecay,
    "inverseTimeDecay": SCHEDULES.InverseTimeDecay,
    "cosineDecay": SCHEDULES.CosineDecay,
    "cosineDecayRestarts": SCHEDULES.CosineDecayRestarts,
    "polynomialDecay": SCHEDULES.PolynomialDecay,
    "piecewiseConstantDecay": SCHEDULES.PiecewiseConstantDecay,
}
cases = []


def add(kind, name, **options):
    schedule = KINDS[kind](**{NAMES[option]: value for option, value in options.items()})
    rates = np.array([float(schedule(np.int64(step))) for step in range(STEPS)])
    cases.append(
        {"name": f"{kind}, {name}", "source": f"{KERAS}, float64", "schedule": kind, "options": options, "rates": rates}
    )


for kind in ("exponentialDecay", "inverseTimeDecay"):
    add(kind, "smooth", initialLearningRate=0.3, decaySteps=7, decayRate=0.6)
    add(kind, "staircase", initialLearningRate=0.3, decaySteps=7, decayRate=0.6, staircase=True)
add("cosineDecay", "plain", initialLearningRate=0.3, decaySteps=30)
add("cosineDecay", "alpha", initialLearningRate=0.3, decaySteps=30, alpha=0.2)
add("cosineDecay", "warm-up", initialLearningRate=0.05, decaySteps=25, alpha=0.1, warmupTarget=0.4, warmupSteps=9)
add("cosineDecay", "target without warm-up", initialLearningRate=0.05, decaySteps=25, warmupTarget=0.4)
add("cosineDecayRestarts", "defaults", initialLearningRate=0.3, firstDecaySteps=6)
add("cosineDecayRestarts", "equal lengths", initialLearningRate=0.3, firstDecaySteps=6, tMul=1.0)
add("cosineDecayRestarts", "all options", initialLearningRate=0.3, firstDecaySteps=5, tMul=1.5, mMul=0.7, alpha=0.1)
add("polynomialDecay", "defaults", initialLearningRate=0.3, decaySteps=20)
add("polynomialDecay", "power and end", initialLearningRate=0.3, decaySteps=20, endLearningRate=0.05, power=2.5)
add("polynomialDecay", "cycle", initialLearningRate=0.3, decaySteps=8, endLearningRate=0.02, power=0.5, cycle=True)
add("piecewiseConstantDecay", "three rates", boundaries=[4, 17], values=[0.3, 0.1, 0.02])
add("piecewiseConstantDecay", "two rates", boundaries=[30], values=[0.01, 0.5])
write(cases)

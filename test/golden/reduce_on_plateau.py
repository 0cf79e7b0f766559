"""ReduceLROnPlateau: the learning rate after each epoch, from figures by epoch."""

import types

import numpy as np

from common import KERAS, keras, write

NAMES = {"factor": "factor", "patience": "patience", "minDelta": "min_delta", "cooldown": "cooldown", "minLr": "min_lr"}
FALLING = [5, 4, 4, 4, 3.5, 3.5, 3.4, 3.45, 3.4, 3.4, 3.4, 3.4, 2, 2, 2, 2, 2, 2, 2, 2]
RISING = [0.1, 0.3, 0.3, 0.29, 0.31, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6]
cases = []


def add(name, monitor, figures, **options):
    """A learning rate of 1; monitor is Keras's name, of which it knows the direction."""
    callback = keras.callbacks.ReduceLROnPlateau(
        monitor=monitor, mode="max" if figures is RISING else "min", **{NAMES[o]: v for o, v in options.items()}
    )
    optimizer = keras.optimizers.SGD(1.0)
    callback.set_model(types.SimpleNamespace(optimizer=optimizer, metrics=[]))
    callback.on_train_begin()
    rates = []
    for epoch, figure in enumerate(figures):
        callback.on_epoch_end(epoch, {monitor: figure})
        rates.append(float(optimizer.learning_rate.numpy()))
    ours = {"val_loss": {}, "accuracy": {"monitor": "binaryAccuracy"}}[monitor]
    cases.append(
        {
            "name": name,
            "source": KERAS,
            "options": ours | options,
            "figures": np.array(figures, float),
            "rates": np.array(rates),
        }
    )


add("defaults", "val_loss", FALLING)
add("patience 2", "val_loss", FALLING, patience=2)
add("patience 0", "val_loss", FALLING, patience=0, factor=0.9)
add("factor", "val_loss", FALLING, patience=2, factor=0.5)
add("a change that is too small", "val_loss", FALLING, patience=2, factor=0.5, minDelta=0.5)
add("cooldown", "val_loss", FALLING, patience=1, factor=0.5, cooldown=3)
add("lowest rate", "val_loss", FALLING, patience=1, factor=0.5, minLr=0.2)
add("more is better", "accuracy", RISING, patience=2, factor=0.5)
write(cases)

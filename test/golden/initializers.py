"""
What Keras's variance-scaling initializers ask the random generator for: the limit of the uniform ones; the deviation,
before it is cut off at two deviations, of the normal ones. No samples.
"""

from unittest.mock import patch

from common import KERAS, keras, write

RANDOM = "keras.src.initializers.random_initializers.random"
INITIALIZERS = {
    "glorotUniform": keras.initializers.GlorotUniform,
    "glorotNormal": keras.initializers.GlorotNormal,
    "heUniform": keras.initializers.HeUniform,
    "heNormal": keras.initializers.HeNormal,
    "lecunUniform": keras.initializers.LecunUniform,
    "lecunNormal": keras.initializers.LecunNormal,
}
SHAPES = [[14, 96], [32, 128], [3360, 32], [32, 1], [5, 32, 16], [7], [1, 1]]

cases = []
for name, initializer in INITIALIZERS.items():
    for shape in SHAPES:
        with patch(f"{RANDOM}.uniform") as uniform, patch(f"{RANDOM}.truncated_normal") as truncated_normal:
            initializer()(tuple(shape))
        asked = (
            {"limit": uniform.call_args.kwargs["maxval"]}
            if uniform.called
            else {"deviation": truncated_normal.call_args.kwargs["stddev"]}
        )
        cases.append({"name": f"{name} {shape}", "source": KERAS, "initializer": name, "shape": shape, **asked})
write(cases)

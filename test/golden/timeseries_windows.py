"""
Which windows keras.utils.timeseries_dataset_from_array cuts. It needs TensorFlow: pip install tensorflow-cpu==2.21.0
first.
"""

from common import KERAS, keras, write

import numpy
import tensorflow

cases = []
for rows, options in [
    (10, {"sequence_length": 3}),
    (10, {"sequence_length": 10}),
    (11, {"sequence_length": 3, "sequence_stride": 4}),
    (11, {"sequence_length": 2, "sampling_rate": 3, "batch_size": 3}),
    (23, {"sequence_length": 4, "sampling_rate": 2, "sequence_stride": 3, "batch_size": 2}),
    (23, {"sequence_length": 4, "start_index": 5}),
    (23, {"sequence_length": 4, "end_index": 9}),
    (23, {"sequence_length": 3, "sampling_rate": 2, "sequence_stride": 2, "start_index": 4, "end_index": 17}),
    (23, {"sequence_length": 3, "end_index": 22, "targets": 7}),
    (23, {"sequence_length": 5, "targets": 18, "batch_size": 6}),
    (23, {"sequence_length": 3, "sequence_stride": 3, "targets": 7}),
]:
    targets = options.get("targets", rows)
    values = {name: value for name, value in options.items() if name != "targets"}
    batches = keras.utils.timeseries_dataset_from_array(
        numpy.arange(2 * rows, dtype="float32").reshape(rows, 2),
        100 + numpy.arange(targets, dtype="float32"),
        **values,
    )
    read = [(numpy.asarray(x), numpy.asarray(y)) for x, y in batches]
    cases.append(
        {
            "name": f"{rows} rows, " + ", ".join(f"{name} {value}" for name, value in options.items()),
            "source": f"{KERAS}, TensorFlow {tensorflow.__version__}",
            "rows": rows,
            "targets": targets,
            "options": {
                "".join(word.title() if i else word for i, word in enumerate(name.split("_"))): value
                for name, value in values.items()
            },
            "batches": [
                {
                    "x": {"shape": list(x.shape), "values": [float(value) for value in x.flatten()]},
                    "y": {"shape": list(y.shape), "values": [float(value) for value in y.flatten()]},
                }
                for x, y in read
            ],
        }
    )
write(cases)

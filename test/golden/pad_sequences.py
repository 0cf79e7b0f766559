"""Lists of integers, brought to one length: keras.utils.pad_sequences with every choice of sides, and lengths
below, at and above maxlen."""

from itertools import product

from common import KERAS, Numbers, keras, write

LENGTHS = [3, 1, 7, 0, 5, 4, 9, 5]

cases = []
for number, (padding, truncating, maxlen, value) in enumerate(
    product(["pre", "post"], ["pre", "post"], [None, 1, 5, 12], [0, -7])
):
    numbers = Numbers(100 + number)
    sequences = [numbers.integers(1, 1000, length).tolist() for length in LENGTHS]
    options = {"padding": padding, "truncating": truncating, "value": value} | (
        {} if maxlen is None else {"maxlen": maxlen}
    )
    padded = keras.utils.pad_sequences(sequences, **options)
    length = "longest" if maxlen is None else f"maxlen {maxlen}"
    name = f"padding {padding}, truncating {truncating}, {length}, value {value}"
    cases.append({"name": name, "source": KERAS, "options": options, "sequences": sequences, "padded": padded})
sequences = Numbers(99).integers(1, 1000, 4).tolist()
cases.append(
    {
        "name": "defaults",
        "source": KERAS,
        "options": {},
        "sequences": [sequences, sequences[:2]],
        "padded": keras.utils.pad_sequences([sequences, sequences[:2]]),
    }
)
write(cases)

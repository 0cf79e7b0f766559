"""Conv1D: paddings, strides, dilation."""

from common import KERAS, Numbers, keras, keras_layer, write


def convolution_case(seed, padding, width, strides=1, dilation=1, time=9, activation="linear", use_bias=True):
    batch, channels, filters = 2, 3, 5
    numbers = Numbers(seed)
    weights = {"kernel": numbers.uniform(width, channels, filters)} | (
        {"bias": numbers.uniform(filters)} if use_bias else {}
    )
    x = numbers.uniform(batch, time, channels)
    layer = keras.layers.Conv1D(
        filters,
        width,
        strides=strides,
        padding=padding,
        dilation_rate=dilation,
        activation=activation,
        use_bias=use_bias,
    )
    options = {
        "filters": filters,
        "kernelSize": width,
        "strides": strides,
        "padding": padding,
        "dilationRate": dilation,
        "activation": activation,
        "useBias": use_bias,
    }
    return {
        "name": f"{padding}, width {width}, strides {strides}, dilation {dilation}, {time} steps, "
        f"{activation}{'' if use_bias else ', no bias'}",
        "source": KERAS,
        "layer": "conv1d",
        "options": options,
        "inputs": {"x": x},
        "weights": weights,
        **keras_layer(layer, x, weights),
    }


cases = []
for padding in ("valid", "same", "causal"):
    for width, strides, dilation, time in [
        (3, 1, 1, 9),
        (4, 1, 1, 9),
        (1, 1, 1, 9),
        (3, 2, 1, 9),
        (4, 3, 1, 10),
        (3, 1, 2, 9),
        (2, 1, 3, 7),
    ]:
        cases.append(convolution_case(6000 + len(cases), padding, width, strides, dilation, time))
cases.append(convolution_case(6100, "causal", 3, activation="relu"))
cases.append(convolution_case(6101, "valid", 9, use_bias=False))
write(cases)

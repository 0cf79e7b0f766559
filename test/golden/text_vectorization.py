"""
Words and indices of texts: keras.layers.TextVectorization, learnt and applied. It needs TensorFlow, which nothing else
here does: pip install tensorflow-cpu==2.21.0 first.
"""

from common import KERAS, keras, write

import numpy
import tensorflow

TEXTS = [
    "The cat, the DOG! It's a well-known cat<br /><br />The end.",
    "CAFÉ Ärger\u00a0und\tİ\u0085Kelvin \u212a\n\n x\u2003y\x0bz",
    "“Quoted” – 10/10, don’t; don't!  [UNK] [brackets] {braces} ~tilde~ `tick` ^caret^ a_b a\\b a|b",
    "😀 \ufffd 😀 \ufffd שלום 👩‍💻 e\u0301 é \U00010400",
    "zebra yak \uff21 b a ab abc aa ! ? ... bb\x1cbb",
]
OTHERS = ["the unknown [UNK] cat é é 😀!", " ", "<br />", "dog Dog dOg don't DON'T"]

cases = []
for standardize, name in {
    "lower_and_strip_punctuation": "lowerAndStripPunctuation",
    "lower": "lower",
    "strip_punctuation": "stripPunctuation",
    None: "none",
}.items():
    for most in [None, 9]:
        layer = keras.layers.TextVectorization(max_tokens=most, standardize=standardize, ragged=False)
        layer.adapt(tensorflow.constant(TEXTS))
        vocabulary = layer.get_vocabulary()
        assert vocabulary[:2] == ["", "[UNK]"]
        encoded = [[int(index) for index in layer(tensorflow.constant([text]))[0]] for text in TEXTS + OTHERS]
        options = {"standardize": name} | ({} if most is None else {"maxTokens": most})
        cases.append(
            {
                "name": f"{name}, {'all tokens' if most is None else f'{most} tokens'}",
                "source": f"{KERAS}, TensorFlow {tensorflow.__version__}",
                "options": options,
                "texts": TEXTS,
                "others": OTHERS,
                "tokens": [str(token) for token in vocabulary[2:]],
                "encoded": encoded,
            }
        )
write(cases)

# Counted, multi-hot and tf-idf, characters, n-grams of several lengths, and rows of one length.
SHORT = ["the cat and the dog", "a dog", "the cat the cat", "é 😀 zebra the", "[UNK] cat"]
UNSEEN = ["the the cat yak", "yak yak", "", "dog a dog"]
ways = {
    "counts": {"output_mode": "count"},
    "counts of few": {"output_mode": "count", "max_tokens": 4},
    "counts, padded": {"output_mode": "count", "max_tokens": 15, "pad_to_max_tokens": True},
    "multi-hot of few": {"output_mode": "multi_hot", "max_tokens": 5},
    "tf-idf": {"output_mode": "tf_idf"},
    "tf-idf of few, words and pairs, padded": {
        "output_mode": "tf_idf",
        "max_tokens": 6,
        "ngrams": 2,
        "pad_to_max_tokens": True,
    },
    "tf-idf of characters, 1 to 3": {"output_mode": "tf_idf", "split": "character", "ngrams": 3},
    "characters": {"split": "character"},
    "runs of 1 to 3": {"ngrams": 3, "max_tokens": 20},
    "runs of 3 and 2": {"ngrams": (3, 2)},
    "counts of pairs": {"output_mode": "count", "ngrams": (2,)},
    "rows of 3": {"output_sequence_length": 3},
    "rows of 9 characters": {"output_sequence_length": 9, "split": "character"},
}


def camel(name):
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


cases = []
for name, options in ways.items():
    layer = keras.layers.TextVectorization(**options)
    layer.adapt(tensorflow.constant(SHORT))
    output = numpy.asarray(layer(tensorflow.constant(SHORT + UNSEEN)))
    values = options | ({"output_mode": camel(options["output_mode"])} if "output_mode" in options else {})
    cases.append(
        {
            "name": name,
            "source": f"{KERAS}, TensorFlow {tensorflow.__version__}",
            "options": {camel(key): value for key, value in values.items()},
            "texts": SHORT,
            "others": UNSEEN,
            "tokens": [str(token) for token in layer.get_vocabulary(include_special_tokens=False)],
            "output": {"shape": list(output.shape), "values": [float(value) for value in output.flatten()]},
        }
    )
write(cases, "text-vectorization-modes")

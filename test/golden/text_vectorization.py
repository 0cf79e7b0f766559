"""
Words and indices of texts: keras.layers.TextVectorization, learnt and applied. It needs TensorFlow, which nothing else
here does: pip install tensorflow-cpu==2.21.0 first.
"""

from common import KERAS, keras, write

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

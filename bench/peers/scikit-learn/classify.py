"""TF-IDF and logistic regression of scikit-learn on a training and a test file; prints one line of JSON.

python classify.py train.csv test.csv     (columns text and label)
"""

import csv
import json
import sys
import time

import numpy as np
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def accuracy(vectorizer, train, test):
    """The penalty is chosen on a fifth of the training texts, then all of them are learned from."""
    began = time.time()
    x, y = vectorizer.fit_transform(train[0]), np.array(train[1])
    held = np.random.default_rng(0).random(len(y)) < 0.2

    def score(c):
        return LogisticRegression(C=c, max_iter=2000).fit(x[~held], y[~held]).score(x[held], y[held])

    best = max([1, 10, 100], key=score)
    model = LogisticRegression(C=best, max_iter=2000).fit(x, y)
    right = float(model.score(vectorizer.transform(test[0]), test[1]))
    return {"accuracy": right, "c": best, "seconds": round(time.time() - began, 1)}


csv.field_size_limit(10**9)
train, test = read(sys.argv[1]), read(sys.argv[2])
characters = sum(map(len, train[0]))
results = {"words": accuracy(TfidfVectorizer(sublinear_tf=True), train, test)}
results["wordPairs"] = accuracy(TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)), train, test)
if characters < 5_000_000:
    results["characters"] = accuracy(
        TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(2, 5)), train, test
    )
print(json.dumps({"scikitLearn": sklearn.__version__, "results": results}))

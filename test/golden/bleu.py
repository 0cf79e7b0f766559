"""BLEU, chrF, their confidence intervals and paired tests from sacreBLEU: every tokenizer and smoothing, several
references, and texts at the edges."""

import json
import os
from itertools import product
from pathlib import Path

os.environ["SACREBLEU_SEED"] = "12345"

import numpy as np
import sacrebleu
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.significance import PairedTest

SOURCE = f"sacreBLEU {sacrebleu.__version__}"

# Descriptions of pictures as one meets them in translation, in two references, and two systems of different quality.
GERMAN = {
    "first": [
        "Zwei junge Männer stehen am Ufer und werfen Steine ins Wasser.",
        "Eine Frau in einem roten Mantel liest auf einer Bank die Zeitung.",
        "Ein brauner Hund springt über einen umgefallenen Baumstamm.",
        "Kinder spielen vor einem Brunnen, während ihre Eltern Kaffee trinken.",
        "Ein Mann mit Helm fährt auf einem Fahrrad den Hügel hinunter.",
        "Drei Arbeiter in gelben Westen reparieren eine Straße.",
        "Das Mädchen hält einen blauen Luftballon in der Hand.",
        "Am Markt verkauft eine alte Frau Äpfel, Birnen und Kürbisse.",
        "Ein Musiker spielt nachts auf der Brücke Geige.",
        "Zwei Mannschaften spielen im strömenden Regen Fußball.",
        "Ein Koch schneidet Zwiebeln in einer engen Küche.",
        "Der Läufer mit der Nummer 42 überquert die Ziellinie.",
    ],
    "second": [
        "Am Ufer werfen zwei junge Männer Steine in das Wasser.",
        "Eine Frau im roten Mantel sitzt auf einer Bank und liest Zeitung.",
        "Ein Hund mit braunem Fell springt über einen Baumstamm.",
        "Kinder spielen am Brunnen und ihre Eltern trinken Kaffee.",
        "Ein Radfahrer mit Helm fährt einen Hügel hinab.",
        "Drei Männer in gelben Westen arbeiten an einer Straße.",
        "Ein Mädchen hält einen blauen Ballon.",
        "Eine alte Frau verkauft auf dem Markt Obst und Kürbisse.",
        "Auf der Brücke spielt ein Musiker in der Nacht Geige.",
        "Bei starkem Regen spielen zwei Mannschaften Fußball.",
        "Ein Koch schneidet in einer kleinen Küche Zwiebeln.",
        "Der Läufer Nr. 42 läuft über die Ziellinie.",
    ],
    "good": [
        "Zwei junge Männer stehen am Ufer und werfen Steine in das Wasser.",
        "Eine Frau in einem roten Mantel sitzt auf einer Bank und liest.",
        "Ein brauner Hund springt über einen Baumstamm.",
        "Kinder spielen vor einem Brunnen, während die Eltern Kaffee trinken.",
        "Ein Mann mit einem Helm fährt mit dem Fahrrad einen Hügel hinunter.",
        "Drei Arbeiter in gelben Westen reparieren die Straße.",
        "Das kleine Mädchen hält einen blauen Luftballon in der Hand.",
        "Eine alte Frau verkauft auf dem Markt Äpfel und Birnen.",
        "Ein Musiker spielt auf der Brücke Geige.",
        "Zwei Mannschaften spielen im Regen Fußball.",
        "Ein Koch schneidet Zwiebeln in der Küche.",
        "Ein Läufer mit der Nummer 42 überquert die Ziellinie.",
    ],
    "poor": [
        "zwei Männer stehen Wasser und Steine.",
        "Frau mit Mantel ist Bank.",
        "Ein Hund springt.",
        "Die Kinder Kinder Kinder spielen spielen, ihre Eltern",
        "Ein Mann fährt auf den Berg mit Fahrrad Helm.",
        "Arbeiter Straße in Westen gelb",
        "Luftballon.",
        "Auf dem Markt verkauft ein alter Mann Äpfel, Birnen, Äpfel und Birnen!",
        "Ein Geiger in der Nacht.",
        "Fußball im Regen",
        "Koch schneiden Zwiebel in eine enge Küche.",
        "Läufer 42",
    ],
}

HARD = {
    "hypotheses": [
        'He said: "It costs $1,234.56 (or 3.5%) - don\'t you think?"',
        "Tom &amp; Jerry &lt;b&gt; &quot;quoted&quot; &amp;lt;twice&amp;gt; <skipped> A&B",
        "state-of-the-art 10-year-old e-mail 2019-2020, well...  ok!? (yes/no) [x] {y} a_b ~z `t`",
        "„Deutsch“ – «français» … 日本語、漢字。 ¿Qué? 5€ ½ ²³ №7 ٣٫٥",
        "",
        "   \t ",
        "word",
        "a b",
        "ÀÉÎ İSTANBUL ΣΑΣ ΟΔΟΣ ẞ ǅ",
        "non\u00a0breaking\u2009thin\u3000wide\x1cfile\x85next\ufeffbom\u200bzero end \u00a0",
        "emoji 😀👩‍💻 e\u0301 é ﬁ \U00010400 😀.😀,5",
        "the the the the the the the",
        "1,000.000 and 5. and .5 and 5,. 6 a.,b ,5, 7-8 -9 9-",
        ". , - ! ?",
        "never matched at all",
        "line - with - dashes -- and --- more",
    ],
    "references": [
        'He said : "It costs $ 1,234.56 (or 3.5 %) - do not you think?"',
        'Tom & Jerry <b> "quoted" &lt;twice&gt; A & B',
        "state-of-the-art 10 year-old email 2019-2020, well… ok? (yes / no) [x] {y} a_b ~z `t`",
        "„Deutsch“ — «français» … 日本語 、 漢字 。 ¿ Qué ? 5 € ½ ²³ № 7 ٣٫٥",
        "something",
        "nothing",
        "word",
        "a b",
        "àéî istanbul σας οδος ß ǆ",
        "non breaking thin wide file next bom zero end",
        "emoji 😀 👩‍💻 é é fi \U00010428 😀 . 😀 , 5",
        "the cat is on the mat",
        "1,000.000 and 5 . and . 5 and 5 , . 6 a . , b , 5 , 7 - 8 - 9 9 -",
        "., -!?",
        "quite different words here",
        "line with dashes -- and --- more",
    ],
}

EMPTY = {"hypotheses": ["", ""], "references": ["something here", "more"]}
NO_MATCH = {"hypotheses": ["alpha beta gamma delta epsilon"], "references": ["one two three four five"]}
SHORT = {"hypotheses": ["yes it is", "no"], "references": ["yes it was", "no"]}
EMPTY_REFERENCE = {"hypotheses": ["a b c d e", "x"], "references": ["a b c d e", ""]}
EQUAL = {"hypotheses": GERMAN["first"][:3], "references": GERMAN["first"][:3]}
TIES = {
    "hypotheses": ["one two three four five six"],
    "references": [["one two three four", "one two three four five six seven eight", "five six"]],
}
VARIABLE = {
    "hypotheses": GERMAN["good"][:4],
    "references": [
        [GERMAN["first"][0], GERMAN["second"][0]],
        [GERMAN["first"][1]],
        [GERMAN["second"][2], GERMAN["first"][2], "Ein Hund springt über einen Baum."],
        [GERMAN["first"][3]],
    ],
}
CORPORA = {
    "good, one reference": {"hypotheses": GERMAN["good"], "references": GERMAN["first"]},
    "good, two references": {
        "hypotheses": GERMAN["good"],
        "references": [list(pair) for pair in zip(GERMAN["first"], GERMAN["second"])],
    },
    "poor, one reference": {"hypotheses": GERMAN["poor"], "references": GERMAN["first"]},
    "hard": HARD,
    "empty hypotheses": EMPTY,
    "no matches": NO_MATCH,
    "shorter than four words": SHORT,
    "an empty reference": EMPTY_REFERENCE,
    "equal": EQUAL,
    "lengths as near": TIES,
    "one to three references": VARIABLE,
}


def streams(references):
    """sacreBLEU wants one list per reference, None where a sentence has fewer."""
    lists = [[one] if isinstance(one, str) else one for one in references]
    return [[one[k] if k < len(one) else None for one in lists] for k in range(max(map(len, lists)))]


def numbers(values):
    return [float(value) for value in values]


def bleu_case(name, corpus, options, **also):
    words = {
        "lowercase": "lowercase",
        "tokenize": "tokenize",
        "smooth": "smooth_method",
        "smoothValue": "smooth_value",
        "effectiveOrder": "effective_order",
        "maxOrder": "max_ngram_order",
    }
    metric = BLEU(**{words[key]: value for key, value in options.items()})
    score = metric.corpus_score(CORPORA[corpus]["hypotheses"], streams(CORPORA[corpus]["references"]))
    return {
        "name": f"{corpus}, {name}",
        "source": SOURCE,
        "corpus": corpus,
        "options": options,
        "score": float(score.score),
        "precisions": numbers(score.precisions),
        "counts": numbers(score.counts),
        "totals": numbers(score.totals),
        "brevityPenalty": float(score.bp),
        "hypothesisLength": int(score.sys_len),
        "referenceLength": int(score.ref_len),
        "signature": str(metric.get_signature()),
    } | also


def named(options):
    return ", ".join(f"{key} {value}" for key, value in options.items()) or "defaults"


def bleu_options():
    for tokenizer, lowercase, effective in product(["13a", "none", "intl", "char"], [False, True], [False, True]):
        yield {"tokenize": tokenizer, "lowercase": lowercase, "effectiveOrder": effective}
    for smooth, value in [
        ("exp", None),
        ("floor", None),
        ("floor", 0.25),
        ("floor", 0.0),
        ("add-k", None),
        ("add-k", 2.5),
        ("none", None),
    ]:
        for effective in [False, True]:
            yield {"smooth": smooth, "effectiveOrder": effective} | ({} if value is None else {"smoothValue": value})
    yield {}
    yield {"maxOrder": 2}
    yield {"maxOrder": 6, "smooth": "floor"}


def chrf_case(corpus, options):
    words = {
        "characterOrder": "char_order",
        "wordOrder": "word_order",
        "beta": "beta",
        "lowercase": "lowercase",
        "whitespace": "whitespace",
        "epsSmoothing": "eps_smoothing",
    }
    metric = CHRF(**{words[key]: value for key, value in options.items()})
    score = metric.corpus_score(CORPORA[corpus]["hypotheses"], streams(CORPORA[corpus]["references"]))
    return {
        "name": f"{corpus}, {named(options)}",
        "source": SOURCE,
        "corpus": corpus,
        "options": options,
        "score": float(score.score),
        "title": score.name,
        "signature": str(metric.get_signature()),
    }


CHRF_OPTIONS = [
    {},
    {"wordOrder": 2},
    {"wordOrder": 1, "lowercase": True},
    {"whitespace": True},
    {"characterOrder": 3, "beta": 3},
    {"wordOrder": 2, "epsSmoothing": True},
]

METRICS = {
    "bleu": lambda: BLEU(),
    "chrf": lambda: CHRF(),
    "chrf++": lambda: CHRF(word_order=2),
}


def confidence_case(corpus, metric_name, samples):
    """sacreBLEU resamples in float32, so its intervals have about six digits."""
    metric = METRICS[metric_name]()
    score = metric.corpus_score(
        CORPORA[corpus]["hypotheses"], streams(CORPORA[corpus]["references"]), n_bootstrap=samples
    )
    return {
        "name": f"{metric_name}, {corpus}, {samples} samples",
        "source": SOURCE,
        "corpus": corpus,
        "metric": metric_name,
        "samples": samples,
        "mean": float(score._mean),
        "halfWidth": float(score._ci),
        "signature": str(metric.get_signature()),
    }


def paired_case(metric_name, samples):
    references = streams(CORPORA["good, one reference"]["references"])
    close = GERMAN["good"][:10] + GERMAN["poor"][10:]
    metric = METRICS[metric_name]()
    systems = [("close", close), ("good", GERMAN["good"])]
    _, scores = PairedTest(
        systems,
        {metric.name if hasattr(metric, "name") else metric_name: metric},
        references,
        test_type="bs",
        n_samples=samples,
    )()
    [(_, results)] = [(key, value) for key, value in scores.items() if key != "System"]
    baseline, system = results
    return {
        "name": f"{metric_name}, {samples} samples",
        "source": SOURCE,
        "metric": metric_name,
        "samples": samples,
        "baseline": close,
        "difference": float(system.score - baseline.score),
        "mean": float(system.mean),
        "halfWidth": float(system.ci),
        "pValue": float(system.p_value),
    }


def draws(seed, limit, skip=0):
    """The numbers after the first `skip`. With many, some were drawn again because they would have made small numbers
    more probable."""
    values = np.random.default_rng(seed).integers(0, limit, skip + 40)[skip:]
    return {"seed": seed, "limit": limit, "skip": skip, "values": [int(value) for value in values]}


tokens = [
    {"tokenizer": name, "text": text, "tokens": BLEU(tokenize=name).tokenizer(text.rstrip()).split()}
    for name in ["13a", "none", "intl", "char"]
    for text in HARD["hypotheses"] + HARD["references"]
]
sections = {
    "corpora": CORPORA,
    "tokens": tokens,
    "bleu": [bleu_case(named(options), corpus, options) for corpus in CORPORA for options in bleu_options()],
    "chrf": [chrf_case(corpus, options) for corpus in CORPORA for options in CHRF_OPTIONS],
    "draws": [
        draws(12345, 12),
        draws(12345, 1000),
        draws(0, 3),
        draws(4294967295, 2097152),
        draws(7, 1),
        draws(3, 1700001, 20000),
    ],
    "confidence": [
        confidence_case(corpus, metric, samples)
        for corpus, samples in [
            ("good, one reference", 1000),
            ("poor, one reference", 77),
            ("hard", 200),
            ("good, two references", 39),
        ]
        for metric in METRICS
    ],
    "paired": [paired_case(metric, samples) for metric in METRICS for samples in [200, 1000]],
}
for name in ["bleu", "chrf", "confidence", "paired"]:
    names = [case["name"] for case in sections[name]]
    assert len(names) == len(set(names)), f"two cases of {name} have the same name"


def text(value):
    """JSON with a case per line."""
    if isinstance(value, list):
        return "[\n" + ",\n".join(f"    {json.dumps(case)}" for case in value) + "\n  ]"
    return "{\n" + ",\n".join(f"    {json.dumps(key)}: {json.dumps(case)}" for key, case in value.items()) + "\n  }"


header = {"madeBy": "test/golden/bleu.py", "versions": {"sacrebleu": sacrebleu.__version__, "numpy": np.__version__}}
parts = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in header.items()]
parts += [f"  {json.dumps(key)}: {text(value)}" for key, value in sections.items()]
path = Path(__file__).parent / "bleu.json"
path.write_text("{\n" + ",\n".join(parts) + "\n}\n")
print(
    f"{path.name}: {len(sections['bleu'])} of BLEU, {len(sections['chrf'])} of chrF, "
    f"{path.stat().st_size / 1000:.0f} kB"
)

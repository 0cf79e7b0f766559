"""
Bracket scores from EVALB (Sekine & Collins, version of 2006 or later, public domain) with its own COLLINS.prm. EVALB is
a C program:

    EVALB=folder python evalb.py

where the folder holds the built program `evalb` and COLLINS.prm.
"""

import json
import os
import re
import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(os.environ["EVALB"])

LONG = " ".join(["(NN w)"] * 40)

# Right tree, parsed tree; a line of a group is a sentence.
GROUPS = {
    "equal": [
        ("(TOP (S (NP (PRP it)) (VP (VBZ rains)) (. .)))", "(TOP (S (NP (PRP it)) (VP (VBZ rains)) (. .)))"),
    ],
    "labels, spans, crossings": [
        # the attachment of a prepositional phrase
        (
            "(TOP (S (NP (PRP she)) (VP (VBD saw) (NP (DT the) (NN man)) (PP (IN with) "
            "(NP (DT a) (NN telescope)))) (. .)))",
            "(TOP (S (NP (PRP she)) (VP (VBD saw) (NP (NP (DT the) (NN man)) (PP (IN with) "
            "(NP (DT a) (NN telescope))))) (. .)))",
        ),
        # another label over the right words
        ("(TOP (S (NP (NN a)) (VP (VB b) (ADJP (JJ c)))))", "(TOP (S (NP (NN a)) (VP (VB b) (NP (JJ c)))))"),
        # two phrases cross one, and one crosses two
        (
            "(TOP (S (A (X a) (X b)) (B (X c) (X d)) (X e)))",
            "(TOP (S (X a) (C (X b) (X c)) (D (X d) (X e))))",
        ),
        (
            "(TOP (S (A (X a) (X b)) (B (X c) (X d)) (X e)))",
            "(TOP (S (X a) (C (X b) (D (X c) (X d) (X e)))))",
        ),
        # three crossing phrases
        (
            "(TOP (S (A (X a) (X b) (X c) (X d)) (X e) (X f)))",
            "(TOP (S (X a) (C (X b) (D (X c) (E (X d) (X e) (X f))))))",
        ),
        # flat against flat with nothing but the root
        ("(TOP (S (NN a) (NN b)))", "(TOP (X (NN a) (NN b)))"),
    ],
    "unary chains and repeated labels": [
        ("(TOP (S (NP (NP (NN a))) (VP (VB b))))", "(TOP (S (NP (NN a)) (VP (VB b))))"),
        ("(TOP (S (NP (NN a)) (VP (VB b))))", "(TOP (S (NP (NP (NP (NN a)))) (VP (VB b))))"),
        ("(TOP (S (VP (NP (NN a) (NN b)))))", "(TOP (NP (VP (S (NN a) (NN b)))))"),
    ],
    "particles": [
        (
            "(TOP (S (NP (PRP he)) (VP (VBD gave) (PRT (RP up)) (ADVP (RB quickly)))))",
            "(TOP (S (NP (PRP he)) (VP (VBD gave) (ADVP (RP up)) (PRT (RB quickly)))))",
        ),
        ("(TOP (S (PRT (ADVP (RB a))) (VP (VB b))))", "(TOP (S (ADVP (ADVP (RB a))) (VP (VB b))))"),
    ],
    "function tags": [
        (
            "(TOP (S-TPC-1 (NP-SBJ-2 (NN a)) (VP=3 (VB b) (NP-TMP=4 (NN c)))))",
            "(TOP (S (NP (NN a)) (VP (VB b) (NP-LGS (NN c)))))",
        ),
    ],
    "punctuation": [
        # attached elsewhere, and quotes; a phrase of punctuation alone
        (
            "(TOP (S (`` ``) (NP (NN a)) (, ,) ('' '') (VP (VB b)) (: --) (NP (NN c)) (. .)))",
            "(TOP (S (`` ``) (NP (NN a) (, ,) ('' '')) (VP (VB b) (: --) (NP (NN c) (. .)))))",
        ),
        ("(TOP (S (NP (NN a)) (PRN (, ,) (: -)) (VP (VB b))))", "(TOP (S (NP (NN a) (, ,) (: -)) (VP (VB b))))"),
        # brackets and $ count
        (
            "(TOP (S (NP (-LRB- -LRB-) (NN a) (-RRB- -RRB-)) (VP (VB b) (NP ($ $) (CD 5)))))",
            "(TOP (S (NP (-LRB- -LRB-) (NN a)) (-RRB- -RRB-) (VP (VB b) (NP ($ $) (CD 5)))))",
        ),
        # nothing but punctuation is left out of both: an error of neither, but a skip
        ("(TOP (X (. .)))", "(TOP (X (. .)))"),
        ("(TOP (X (NN a) (. .)))", "(TOP (X (. a) (. .)))"),
        ("(TOP (X (. a) (. .)))", "(TOP (X (NN a) (. .)))"),
    ],
    "traces": [
        (
            "(TOP (S (NP-SBJ-1 (NN a)) (VP (VBD b) (SBAR (-NONE- 0) (S (-NONE- *T*-1)))) (. .)))",
            "(TOP (S (NP (NN a)) (VP (VBD b)) (. .)))",
        ),
        (
            "(TOP (S (NP (-NONE- *)) (VP (VB a) (NP (NN b) (-NONE- *T*)))))",
            "(TOP (S (VP (VB a) (NP (NN b)))))",
        ),
    ],
    "tags": [
        ("(TOP (S (NP (DT a) (NN b)) (VP (VB c)) (. .)))", "(TOP (S (NP (NN a) (NN b)) (VP (VBP c)) (. .)))"),
        # tagged as punctuation in one tree alone
        ("(TOP (S (NP (NN a)) (POS ') (VP (VB b))))", "(TOP (S (NP (NN a)) ('' ') (VP (VB b))))"),
    ],
    "errors and skips": [
        ("(TOP (S (NN a) (NN b)))", "(TOP (S (NN a) (NN b) (NN c)))"),
        ("(TOP (S (NN a) (NN b)))", "(TOP (S (NN a)))"),
        ("(TOP (S (NN a) (NN b)))", "(TOP (S (NN a) (NN B)))"),
        ("(TOP (S (NP (NN a)) (VP (VB b))))", "(TOP (S (NP (NN a)) (VP (VB b))))"),
    ],
    "lengths around 40": [
        (f"(TOP (S {LONG}))", f"(TOP (S {LONG}))"),
        (f"(TOP (S {LONG} (. .)))", f"(TOP (S (NP {LONG}) (. .)))"),
        (f"(TOP (S {LONG} (-NONE- *)))", f"(TOP (S {LONG}))"),
        (f"(TOP (S {LONG} (NN x)))", f"(TOP (S {LONG} (NN y)))"),
        ("(TOP (S (NP (NN a)) (VP (VB b))))", "(TOP (S (NN a) (VP (VB b))))"),
    ],
}

COLUMNS = [
    "id",
    "length",
    "status",
    "recall",
    "precision",
    "matched",
    "gold",
    "parsed",
    "crossing",
    "words",
    "correctTags",
    "taggingAccuracy",
]
SUMMARY = {
    "Number of sentence": "sentences",
    "Number of Error sentence": "errors",
    "Number of Skip  sentence": "skipped",
    "Number of Valid sentence": "valid",
    "Bracketing Recall": "recall",
    "Bracketing Precision": "precision",
    "Bracketing FMeasure": "f1",
    "Complete match": "exactMatch",
    "Average crossing": "averageCrossing",
    "No crossing": "noCrossing",
    "2 or less crossing": "twoOrLessCrossing",
    "Tagging accuracy": "taggingAccuracy",
}


def number(text):
    return 0 if "nan" in text else float(text)


def run(pairs):
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ["gold", "parsed"]]
        for path, trees in zip(paths, zip(*pairs)):
            path.write_text("".join(f"{tree}\n" for tree in trees))
        ran = subprocess.run([FOLDER / "evalb", "-p", FOLDER / "COLLINS.prm", *paths], capture_output=True, text=True)
    table, totals = ran.stdout.split("=== Summary ===")
    rows = [line.split() for line in table.splitlines() if re.match(r"\s*\d+\s+\d+\s+\d\s", line)]
    assert len(rows) == len(pairs), (ran.stdout, ran.stderr)
    sentences = [dict(zip(COLUMNS, map(float, row))) for row in rows]
    summaries = [
        {
            SUMMARY[key.strip()]: number(value)
            for key, value in (line.split("=") for line in part.splitlines() if " = " in line)
        }
        for part in totals.split("-- len<=40 --")
    ]
    counted = ["length", "status", "matched", "gold", "parsed", "crossing", "words", "correctTags"]
    return {
        "sentences": [{key: int(one[key]) for key in counted} for one in sentences],
        "all": summaries[0],
        "short": summaries[1],
    }


cases = [
    {
        "name": name,
        "source": "EVALB, COLLINS.prm",
        "gold": [gold for gold, _ in pairs],
        "parsed": [parsed for _, parsed in pairs],
        **run(pairs),
    }
    for name, pairs in GROUPS.items()
]
every = [pair for pairs in GROUPS.values() for pair in pairs]
cases.append(
    {
        "name": "all together",
        "source": "EVALB, COLLINS.prm",
        "gold": [a for a, _ in every],
        "parsed": [b for _, b in every],
        **run(every),
    }
)
lines = ",\n".join(f"    {json.dumps(case)}" for case in cases)
path = Path(__file__).parent / "evalb.json"
path.write_text(
    f'{{\n  "madeBy": "test/golden/evalb.py",\n  "versions": {{ "evalb": "2006-01, COLLINS.prm" }},\n'
    f'  "cases": [\n{lines}\n  ]\n}}\n'
)
print(f"{path.name}: {len(cases)} cases, {sum(len(case['gold']) for case in cases)} sentences")

"""
Byte-pair encodings learnt and applied by Hugging Face's tokenizers: pip install tokenizers==0.23.3. Nothing else here
needs it, and it needs nothing of the others.
"""

import json
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

SOURCE = f"tokenizers {tokenizers.__version__}"
SPECIAL = ["<pad>", "<s>", "</s>"]

# Own sentences; counts are chosen so that many pairs are equally frequent.
CORPUS = [
    "A man in a blue shirt is standing on a ladder cleaning a window.",
    "Ein Mann in einem blauen Hemd steht auf einer Leiter und putzt ein Fenster.",
    "Two young girls are swimming, and their dogs wait: the dogs' leads are red!",
    "Zwei junge Mädchen schwimmen, während ihre Hunde warten; größer geht's nicht.",
    "l'été dernier, 1 234,50 € coûtaient l’équivalent de 3½ « jours » …",
    "aaaa aaaaa aaa aa abab ababab bababa aabb  two  spaces   and\ttabs\n",
    "日本語のテキスト。日本語のテキスト。 русский текст, русские тексты",
    "emoji 😀😀😀 👩‍💻 and ｆｕｌｌ ｗｉｄｔｈ e\u0301 é ﬁne № Ⅷ",
    "the the the then there these they're we'll I'd he's",
]
TEXTS = CORPUS + [
    "",
    " ",
    "   ",
    " leading and trailing ",
    "unseen: ЖЖ ñandú \u00a0 no-break \u2028 line\u0085next \ufeff bom \x00\x01",
    "<s> specials </s> inside <pad>text<mask>  <mask> 12345678 don't DON'T",
    "▁ literal ▁▁ lower one eighth block",
    "x" * 100 + "ab" * 60,
    "\ufeffmark first",
    "two  spaces  <mask>men two",
    "\U0001f1e9\U0001f1ea flags \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35 नमस्ते שלום",
]

WORDS = (
    r" ?[\p{L}\p{M}]+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{M}\p{N}]+"
    r"|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+"
)
SPACES = r" ?\P{White_Space}+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+"
LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)


def byte_level_trainer(size, special=SPECIAL, least=2):
    return trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=least,
        special_tokens=special,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )


def ours(pattern, normalization, size, special=SPECIAL, least=2):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence(normalization + [normalizers.Prepend(" ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(pattern), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.Sequence([decoders.ByteLevel(), decoders.Strip(" ", 1, 0)])
    tokenizer.train_from_iterator(CORPUS, byte_level_trainer(size, special, least))
    return tokenizer


def gpt2(prefix):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=prefix)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(CORPUS, byte_level_trainer(340, ["<|endoftext|>"]))
    return tokenizer


def llama3():
    tokenizer = Tokenizer(models.BPE(ignore_merges=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(CORPUS, byte_level_trainer(360, []))
    # A token that no merge makes, so that it is found as a whole word alone.
    content = json.loads(tokenizer.to_str())
    content["model"]["vocab"]["Ġladder"] = tokenizer.get_vocab_size()
    tokenizer = Tokenizer.from_str(json.dumps(content))
    tokenizer.add_special_tokens(["<s>", "</s>", AddedToken("<mask>", lstrip=True, rstrip=True, special=True)])
    tokenizer.add_tokens([AddedToken("swimming, and"), AddedToken("swim", normalized=False)])
    tokenizer.add_tokens([AddedToken("two", normalized=False), AddedToken("two  spaces", normalized=False)])
    return tokenizer


def llama2(metaspace, unknown="<unk>", size=420):
    tokenizer = Tokenizer(models.BPE(byte_fallback=True, unk_token=unknown, fuse_unk=True))
    special = (["<unk>"] if unknown else []) + ["<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=True)
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=special, show_progress=False, limit_alphabet=60)
    tokenizer.train_from_iterator(CORPUS, trainer)
    content = json.loads(tokenizer.to_str())
    content["added_tokens"] = [token for token in content["added_tokens"] if not token["content"].startswith("<0x")]
    tokenizer = Tokenizer.from_str(json.dumps(content))
    if metaspace is None:
        tokenizer.pre_tokenizer = None
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
        tokenizer.decoder = decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
        )
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=metaspace, split=metaspace != "first")
        tokenizer.decoder = decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
            + ([] if metaspace == "never" else [decoders.Strip(" ", 1, 0)])
        )
    return tokenizer


def without_bytes(fuse):
    """Characters that are not known become one unknown token, or one each."""
    tokenizer = Tokenizer(models.BPE(unk_token="[UNK]", fuse_unk=fuse))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Strip(), normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(",", "removed"), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=120, special_tokens=["[UNK]"], show_progress=False, limit_alphabet=40)
    tokenizer.train_from_iterator(CORPUS, trainer)
    return tokenizer


def case(name, tokenizer, options=None):
    encoded = [tokenizer.encode(text, add_special_tokens=False).ids for text in TEXTS]
    return {
        "name": name,
        "options": options,
        "tokenizer": json.loads(tokenizer.to_str()),
        "ids": encoded,
        "decoded": [tokenizer.decode(ids, skip_special_tokens=False) for ids in encoded],
    }


NFC, NFKC, LOWER = normalizers.NFC(), normalizers.NFKC(), normalizers.Lowercase()
CASES = [
    case("words", ours(WORDS, [NFC], 420), {"vocabularySize": 420}),
    case(
        "spaces, lower, NFKC",
        ours(SPACES, [NFKC, LOWER], 480),
        {"vocabularySize": 480, "cut": "spaces", "lower": True, "unicode": "NFKC"},
    ),
    case(
        "words to the last pair",
        ours(WORDS, [], 5000, SPECIAL + ["<mask>"], 1),
        {"vocabularySize": 5000, "leastCount": 1, "unicode": "none", "special": ["<mask>"]},
    ),
    case("GPT-2", gpt2(False)),
    case("GPT-2 with a space before", gpt2(True)),
    case("Llama 3", llama3()),
    case("Llama 2, no pre-tokenizer", llama2(None)),
    case("Llama 2, metaspace first", llama2("first")),
    case("Llama 2, metaspace never, nothing unknown", llama2("never", None)),
    case("characters alone", without_bytes(False)),
    case("characters alone, unknown ones together", without_bytes(True)),
]

lines = ",\n".join("    " + json.dumps(one, ensure_ascii=True) for one in CASES)
content = f"""{{
  "madeBy": "test/golden/byte_pairs.py",
  "source": {json.dumps(SOURCE)},
  "corpus": {json.dumps(CORPUS)},
  "texts": {json.dumps(TEXTS)},
  "cases": [
{lines}
  ]
}}
"""
path = Path(__file__).parent / "byte-pairs.json"
path.write_text(content)
print(f"{path.name}: {len(CASES)} cases, {path.stat().st_size / 1000:.0f} kB")

"""chancery's whole pipeline beside what people use today for a part of it. See README.md."""

import argparse
import itertools
import json
import pathlib
import subprocess
import tempfile
import time
import tomllib

ROOT = pathlib.Path(__file__).parents[2]
# Where names stand in the blocks of the rules.
FIELDS = ["name", "official", "aliases", "acronyms", "former", "demonyms", "capitals", "metonyms"]
FILES = ["countries/countries", "organizations/organizations", "places/places", "institutions/named"]


def names():
    """All names of the gazetteer's rules, each once."""
    found = set()
    for file in FILES:
        for blocks in tomllib.loads((ROOT / f"rules/{file}.toml").read_text("utf-8")).values():
            for block in blocks if isinstance(blocks, list) else []:
                for field in FIELDS:
                    value = block.get(field, [])
                    forms = [value] if isinstance(value, str) else value
                    found.update(form for form in forms if isinstance(form, str))
    return sorted(found)


def articles(size):
    """Articles up to a number of bytes."""
    paths = sorted(itertools.chain(*(ROOT.glob(f"tests/{d}/*.txt") for d in ("articles", "news"))))
    texts = [text for text in (path.read_text("utf-8") for path in paths) if len(text) < 5_000]
    taken, total = [], 0
    for text in itertools.cycle(texts):
        total += len(text.encode())
        if total > size:
            return taken
        taken.append(text)


def clock(work, runs=3):
    """The quickest of some runs, in seconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def spacy(names, texts):
    import spacy as library

    nlp = library.blank("en")
    nlp.max_length = 10**8
    nlp.add_pipe("sentencizer")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "NAME", "pattern": name} for name in names])
    return lambda: sum(len(doc.ents) for doc in nlp.pipe(texts))


def spacy_tokenizer(_, texts):
    import spacy as library

    nlp = library.blank("en")
    return lambda: sum(len(nlp.tokenizer(text)) for text in texts)


def flashtext(names, texts):
    from flashtext import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=True)
    processor.add_keywords_from_list(names)
    return lambda: sum(len(processor.extract_keywords(text)) for text in texts)


def pyahocorasick(names, texts):
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for name in names:
        automaton.add_word(name, name)
    automaton.make_automaton()
    return lambda: sum(sum(1 for _ in automaton.iter_long(text)) for text in texts)


def chancery(_, texts):
    binary = ROOT / "target/release/chancery"
    folder = pathlib.Path(tempfile.mkdtemp())
    empty, full = folder / "empty.jsonl", folder / "full.jsonl"
    empty.write_text("")
    full.write_text("".join(json.dumps({"id": "", "text": text}) + "\n" for text in texts))

    def run(path):
        command = [binary, "annotate", "--from", "jsonl", "--to", "jsonl", "--jobs", "1", path]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    return lambda: run(full), clock(lambda: run(empty))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--megabytes", type=float, default=2)
    texts = articles(arguments.parse_args().megabytes * 1e6)
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    known = names()
    print(f"{megabytes:.1f} MB, {len(texts)} articles, {len(known)} names")
    rates = {}
    for peer in [spacy_tokenizer, spacy, flashtext, pyahocorasick, chancery]:
        work = peer(known, texts)
        work, start = work if isinstance(work, tuple) else (work, 0)
        rates[peer.__name__] = megabytes / (clock(work) - start)
    for name, rate in rates.items():
        ratio = rates["chancery"] / rate
        print(f"{name:16} {rate:7.2f} MB/s   chancery is {ratio:.2f} times as fast")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Brings rules/countries/countries.toml up to date with Unicode CLDR.

Fills in the fields that are facts of the standard (iso3, m49, region) from the npm packages
`cldr-core` and `cldr-localenames-full`, adds to `listed` the names of CLDR, in English and in the
country's official languages, that no block holds yet, and writes the file sorted and in one layout. Everything else in the file is kept as a person wrote it,
so the script can be run again at any time:

    npm pack cldr-core@48.2.0 cldr-localenames-full@48.2.0   # unpack each into a folder of its name
    python3 rules/sources/countries.py --cldr FOLDER [--check]

`--check` changes nothing and exits with 1 if a run would.
Python 3.11 or newer, no packages.
"""

import argparse
import json
import pathlib
import re
import sys
import tomllib

FILE = pathlib.Path(__file__).resolve().parent.parent / "countries" / "countries.toml"
# The fields of a block in the order in which they are written.
FIELDS = [
    "id", "name", "iso3", "m49", "region", "sovereign", "since", "until", "successors", "formal",
    "official", "aliases", "former", "listed", "demonyms", "combining", "capitals", "metonyms",
    "note", "examples", "counterexamples",
]
NAMES = ["official", "aliases", "listed", "demonyms"]
# CLDR's territories that ISO 3166-1 does not list as countries (Kosovo is listed here on purpose).
NOT_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def written(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {written(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        line = "[" + ", ".join(written(v) for v in value) + "]"
        if len(line) <= 96:
            return line
        return "[\n" + "".join(f"    {written(v)},\n" for v in value) + "]"
    return str(value) if isinstance(value, int) else quoted(value)


def comparable(name):
    return re.sub(r"[^\w]+", " ", name.replace("&", "and").replace("’", "'")).strip().lower()


def cldr(folder):
    read = lambda path: json.loads((folder / path).read_text(encoding="utf-8"))
    territories = read("cldr-localenames-full/main/en/territories.json")
    territories = territories["main"]["en"]["localeDisplayNames"]["territories"]
    codes = read("cldr-core/supplemental/codeMappings.json")["supplemental"]["codeMappings"]
    contains = read("cldr-core/supplemental/territoryContainment.json")
    contains = contains["supplemental"]["territoryContainment"]
    region = {}
    for outer, value in contains.items():
        # The UN's geographical regions are numbers; groupings and former states are marked.
        if outer.isdigit() and value.get("_grouping") != "true":
            for inner in value["_contains"]:
                if not inner.isdigit():
                    region[inner] = territories[outer]
    names = {}
    for key, name in territories.items():
        code = key.split("-")[0]
        if len(code) == 2 and code not in NOT_COUNTRIES:
            names.setdefault(code, []).append(name.replace("’", "'"))
    info = read("cldr-core/supplemental/territoryInfo.json")["supplemental"]["territoryInfo"]
    for code, facts in sorted(info.items()):
        for language, use in sorted(facts.get("languagePopulation", {}).items()):
            tag = language.replace("_", "-")
            file = folder / "cldr-localenames-full" / "main" / tag / "territories.json"
            status = use.get("_officialStatus", "")
            if code in names and status in ("official", "de_facto_official") and file.exists():
                local = read(file)["main"][tag]["localeDisplayNames"]["territories"]
                name = local.get(f"{code}-alt-short", local.get(code))
                names[code].extend([name.replace("’", "'")] if name else [])
    return names, codes, region


def merged(blocks, names, codes, region):
    by_id = {block["id"]: block for block in blocks}
    for code, listed in sorted(names.items()):
        block = by_id.setdefault(code, {"id": code, "name": listed[0]})
        block["iso3"] = codes[code]["_alpha3"]
        block["m49"] = codes[code]["_numeric"]
        if code in region:
            block["region"] = region[code]
        former = [entry["name"] for entry in block.get("former", [])]
        known = {block["name"], *former, *(n for f in NAMES for n in block.get(f, []))}
        known = {comparable(name) for name in known}
        for name in listed:
            if comparable(name) not in known:
                block.setdefault("listed", []).append(name)
                known.add(comparable(name))
                print(f"{code}: adds {name!r} to its listed names", file=sys.stderr)
    return [by_id[code] for code in sorted(by_id, key=lambda c: (len(c), c))]


def layout(blocks, header):
    parts = [header]
    for block in blocks:
        unknown = set(block) - set(FIELDS)
        if unknown:
            sys.exit(f"{block['id']}: this script does not know the fields {sorted(unknown)}")
        fields = [f for f in FIELDS if block.get(f) not in (None, "", [])]
        lines = [f"{field} = {written(block[field])}\n" for field in fields]
        parts.append("\n[[country]]\n" + "".join(lines))
    return "".join(parts)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--cldr", type=pathlib.Path, required=True)
    arguments.add_argument("--check", action="store_true")
    options = arguments.parse_args()
    text = FILE.read_text(encoding="utf-8")
    header = text[: text.index("\n[[country]]")]
    blocks = merged(tomllib.loads(text)["country"], *cldr(options.cldr))
    new = layout(blocks, header)
    if options.check:
        sys.exit(int(new != text))
    FILE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()

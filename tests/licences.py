#!/usr/bin/env python3
"""Checks that every dependency's licence is in the allow list of .ci/deny.toml.

The same rule as cargo-deny's `check licenses`, but it needs neither network nor a program that
takes long to build. Run it from anywhere; exit status 1 lists the crates that do not pass.
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def allowed_licences(text):
    """The list `allow` of the table `licenses`.

    >>> sorted(allowed_licences('[bans]\\nallow = ["x"]\\n[licenses]\\nallow = ["MIT", "ISC"]'))
    ['ISC', 'MIT']
    """
    try:
        import tomllib
    except ImportError:  # Python before 3.11
        return allowed_licences_by_hand(text)
    return set(tomllib.loads(text)["licenses"]["allow"])


def allowed_licences_by_hand(text):
    """The same for our own file's way of writing, without a TOML parser.

    >>> example = '[bans]\\nallow = ["x"]\\n[licenses]\\nallow = [\\n  "MIT", # a ] here\\n  "ISC",\\n]'
    >>> sorted(allowed_licences_by_hand(example))
    ['ISC', 'MIT']
    """
    text = re.sub(r"#.*", "", text)
    table = re.search(r"^\[licenses\]\n(.*?)(?=^\[|\Z)", text, re.DOTALL | re.MULTILINE)
    listed = re.search(r"^allow\s*=\s*\[(.*?)\]", table.group(1), re.DOTALL | re.MULTILINE)
    return set(re.findall(r'"([^"]+)"', listed.group(1)))


def is_allowed(expression, allowed):
    """Whether one way to read the SPDX expression is covered by `allowed`.

    WITH binds tighter than AND, AND tighter than OR; `/` is the old way to write OR.

    >>> mit = {"MIT", "Apache-2.0 WITH LLVM-exception"}
    >>> is_allowed("GPL-3.0-only OR MIT", mit), is_allowed("GPL-3.0-only/MIT", mit)
    (True, True)
    >>> is_allowed("MIT AND GPL-3.0-only", mit), is_allowed("GPL-3.0-only AND X OR MIT", mit)
    (False, True)
    >>> is_allowed("(GPL-3.0-only OR MIT) AND X", mit), is_allowed("Apache-2.0", mit)
    (False, False)
    >>> is_allowed("Apache-2.0 WITH LLVM-exception AND (MIT)", mit)
    True
    >>> is_allowed("MIT AND", mit)
    Traceback (most recent call last):
    ValueError: not a licence expression: MIT AND
    """
    tokens = re.findall(r"[()/]|[^\s()/]+", expression)

    def take():
        if not tokens:
            raise ValueError(f"not a licence expression: {expression}")
        return tokens.pop(0)

    def either():
        passes = both()
        while tokens and tokens[0] in ("OR", "/"):
            take()
            # Not `passes or both()`: the right side has to be read in any case.
            passes = both() or passes
        return passes

    def both():
        passes = single()
        while tokens and tokens[0] == "AND":
            take()
            passes = single() and passes
        return passes

    def single():
        token = take()
        if token == "(":
            passes = either()
            closing = take()
            if closing != ")":
                raise ValueError(f"not a licence expression: {expression}")
            return passes
        if tokens and tokens[0] == "WITH":
            take()
            token = f"{token} WITH {take()}"
        return token in allowed

    passes = either()
    if tokens:
        raise ValueError(f"not a licence expression: {expression}")
    return passes


def dependencies():
    """Every crate of every feature and platform, our own included."""
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--all-features"]
    metadata = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    return json.loads(metadata.stdout)["packages"]


def complaint(package, allowed):
    """Why the crate does not pass, or None."""
    licence = package["license"]
    if not licence:
        return "names no licence"
    try:
        return None if is_allowed(licence, allowed) else licence
    except ValueError as error:
        return str(error)


def main():
    allowed = allowed_licences((ROOT / ".ci/deny.toml").read_text(encoding="utf-8"))
    packages = dependencies()
    found = [(package, complaint(package, allowed)) for package in packages]
    refused = [(package, why) for package, why in found if why]
    for package, why in refused:
        print(f"{package['name']} {package['version']}: {why}", file=sys.stderr)
    print(f"{len(packages) - len(refused)} of {len(packages)} crates have an allowed licence")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env bash
# One would guess: PyYAML's C loader is the faster twin of its Python loader, so both take the same files.
# What happens: with a tab between a plain scalar and a "#", the C loader (libyaml) reads a comment, and
# drops the rest of the line; the Python loader refuses the file. Which of the two a machine has depends
# on how its PyYAML was built.
# Why makers of leaflets care: a sheet is YAML written by a pharmacist. "dose: 5 mL<TAB># not daily" loses its
# end on one machine and is an error on the next; only an own check of what stands after a scalar
# refuses it on both.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q --disable-pip-version-check "PyYAML==6.0.3"
"$folder/venv/bin/python" - <<'P' | tee "$folder/seen"
import yaml
text = "dose: 5 mL\t# after a meal\n"
for loader in (yaml.CSafeLoader, yaml.SafeLoader):
    try:
        print(loader.__name__, yaml.load(text, loader))
    except yaml.YAMLError as error:
        print(loader.__name__, "refuses it:", error.problem)
P
cat > "$folder/expected" <<'X'
CSafeLoader {'dose': '5 mL'}
SafeLoader refuses it: found character '\t' that cannot start any token
X
cmp "$folder/expected" "$folder/seen"
echo "as written (PyYAML 6.0.3)"

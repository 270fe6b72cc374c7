#!/usr/bin/env bash
# One would guess: how many plural forms a language has is settled, so a PO catalog that was right
# under one minor version of Babel is right under the next.
# What happens: Babel 2.19.0 took its table of plurals anew from CLDR. Spanish, French, Italian and
# Portuguese now have three forms (the middle one is for whole millions only), Hebrew has three,
# Persian and Turkish have two where they had one. A new catalog gets the new header; the order of
# the forms has changed with it (index 1 was "other", and is "many" now), so a message copied from
# an older catalog says the form for a million where it should say the one for two.
# Why makers of leaflets care: "2 tablets" is picked by that index. Count a catalog's forms by its
# own Plural-Forms header, compare the rule with CLDR over the numbers that can occur, and never by
# the library's table.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for version in 2.18.0 2.19.0; do
  python3 -m venv "$folder/$version"
  "$folder/$version/bin/python" -m pip install -q --disable-pip-version-check "Babel==$version"
  "$folder/$version/bin/python" - > "$folder/$version.txt" << 'P'
from babel.messages.plurals import get_plural
for language in ("es", "fr", "it", "pt", "he", "fa", "tr"):
    print(language, get_plural(language).num_plurals)
P
done
cat > "$folder/expected" << 'X'
es 2|es 3
fr 2|fr 3
it 2|it 3
pt 2|pt 3
he 2|he 3
fa 1|fa 2
tr 1|tr 2
X
paste -d '|' "$folder/2.18.0.txt" "$folder/2.19.0.txt" | tee "$folder/seen"
cmp "$folder/expected" "$folder/seen"
echo "as written (Babel 2.18.0 | 2.19.0)"

#!/usr/bin/env bash
# One would guess: Locale.parse of a well-formed tag gives the language, script and region that the
# tag names, or raises UnknownLocaleError where CLDR has no such locale.
# What happens: Babel 2.19.0 falls back on likely subtags. Traditional Chinese in China comes back as
# Simplified, Russian or Arabic in Latin letters lose their script, English in the unassigned region
# ZZ becomes that of the US, and "und" becomes US English. Nothing is raised and nothing is logged.
# Why makers of leaflets care: the catalog, the paper and the number to call in an emergency are
# chosen by the parsed locale. A reader of zh-Hant gets a leaflet in characters that they may not
# read, labelled with the tag that they asked for. Compare the parts that come back with those of
# the tag, and refuse a tag that did not survive.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/python" -m pip install -q --disable-pip-version-check "Babel==2.19.0"
"$folder/v/bin/python" - > "$folder/seen" << 'P'
from babel import Locale
for tag in ("zh-Hant-CN", "zh-Hant-SG", "pa-Arab-IN", "ru-Latn", "ar-Latn", "en-Arab", "en-ZZ", "und"):
    print(tag, Locale.parse(tag, sep="-"))
P
cat "$folder/seen"
cat > "$folder/expected" << 'X'
zh-Hant-CN zh_Hans_CN
zh-Hant-SG zh_Hans_SG
pa-Arab-IN pa_Guru_IN
ru-Latn ru
ar-Latn ar
en-Arab en
en-ZZ en_US
und en_US
X
cmp "$folder/expected" "$folder/seen"
echo "as written (Babel 2.19.0)"

#!/usr/bin/env bash
# One would guess: what format_time prints beside an hour of twelve, "am" or "pm" in the language, is
# among the names that get_period_names gives for the same language and width.
# What happens: Babel 2.19.0's get_period_names takes context="stand-alone" unless told otherwise, and
# these names have no "am" and "pm" at all in Hindi, Bengali, Arabic, Korean or Greek, whose times are
# printed with them; English has both. And in Traditional Chinese the short time has neither: it
# names one of seven parts of the day, so that two hours of one half are told apart by other words.
# Why makers of leaflets care: a time of a dose is read back before it is printed, and 8 in the
# evening for 8 in the morning is a wrong dose. A check that looks these names up in English works,
# and in other languages ends in a KeyError, or, with .get(), lets the wrong half pass. Ask for
# context="format", and look at the pattern first: "H", "a" or "B".
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/python" -m pip install -q --disable-pip-version-check "Babel==2.19.0"
PYTHONUTF8=1 "$folder/v/bin/python" - > "$folder/seen" << 'P'
import datetime
from babel.dates import format_time, get_period_names, get_time_format
for tag in ("en", "hi", "bn", "ar", "ko", "el", "zh_Hant"):
    told = get_period_names("abbreviated", locale=tag)
    asked = get_period_names("abbreviated", "format", tag)
    printed = format_time(datetime.time(20), "short", locale=tag)
    print(tag, "pm" in told, "pm" in asked and asked["pm"] in printed,
          get_time_format("short", tag).pattern[0] == "B")
P
cat "$folder/seen"
cat > "$folder/expected" << 'X'
en True True False
hi False True False
bn False True False
ar False True False
ko False True False
el False True False
zh_Hant False False True
X
cmp "$folder/expected" "$folder/seen"
echo "as written (Babel 2.19.0)"

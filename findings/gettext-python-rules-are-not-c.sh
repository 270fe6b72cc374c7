#!/usr/bin/env bash
# One would guess: gettext.c2py of Python's standard library turns a catalog's Plural-Forms into a
# function that chooses as GNU gettext does: "returns a Python function that implements an equivalent
# expression".
# What happens: it writes Python's operators for those of C. "!" binds more loosely ("!n == 1" is
# read as "!(n == 1)"), "&&" and "||" give one of their sides and not 0 or 1, and what is below 0 is
# no large number. msgfmt -c accepts each of these rules. The table has what ngettext and what
# Python choose for 0 to 5.
# Why makers of leaflets care: a translator's editor and msgfmt go by C. Text written for "one
# tablet" is printed for two, or the index is beyond the forms. Reckon rules as C does, and compare
# each with CLDR before a number is printed with it.
# Needs msgfmt and ngettext (the package gettext of any distribution).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -p "$folder/de/LC_MESSAGES"
while IFS= read -r rule; do
  {
    echo 'msgid ""'
    echo 'msgstr "Content-Type: text/plain; charset=UTF-8\n"'
    echo "\"Plural-Forms: nplurals=6; plural=$rule;\\n\""
    echo 'msgid "one"'
    echo 'msgid_plural "several"'
    for form in 0 1 2 3 4 5; do echo "msgstr[$form] \"$form\""; done
  } > "$folder/t.po"
  msgfmt -c -o "$folder/de/LC_MESSAGES/t.mo" "$folder/t.po" 2> "$folder/told" || { cat "$folder/told"; exit 1; }
  in_c=""
  for n in 0 1 2 3 4 5; do
    in_c="$in_c $(LC_ALL=C.UTF-8 LANGUAGE=de TEXTDOMAINDIR=$folder ngettext t one several $n)"
  done
  in_python=$(python3 -c 'import gettext, sys; f = gettext.c2py(sys.argv[1]); print(*map(f, range(6)))' "$rule")
  echo "$rule | C:$in_c | Python: $in_python"
done > "$folder/seen" << 'R'
!n == 1
!n % 2
n % 3 && 2
n - 2 < 3
R
cat "$folder/seen"
cat > "$folder/expected" << 'X'
!n == 1 | C: 1 0 0 0 0 0 | Python: 1 0 1 1 1 1
!n % 2 | C: 1 0 0 0 0 0 | Python: 1 0 1 0 1 0
n % 3 && 2 | C: 0 1 1 0 1 1 | Python: 0 2 2 0 2 2
n - 2 < 3 | C: 0 0 1 1 1 0 | Python: 1 1 1 1 1 0
X
cmp "$folder/expected" "$folder/seen"
echo "as written ($(python3 --version), $(msgfmt --version | head -1))"

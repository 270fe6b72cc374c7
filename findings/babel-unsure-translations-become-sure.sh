#!/usr/bin/env bash
# One would guess: a PO file that Babel reads and writes again has the same messages in the same
# state, and a message that GNU gettext holds to be fuzzy is fuzzy to Babel.
# What happens with Babel 2.19.0: an obsolete message loses its "fuzzy", so when its source comes back,
# msgmerge takes the text as finished. Flags parted by a blank ("#, fuzzy no-wrap", which gettext
# reads as two) are one flag of an odd name: the message is not fuzzy. An earlier wording ("#|")
# becomes a translator's remark ("# |"), and one of an obsolete message ("#~|", which msgmerge
# --previous writes) makes the file no PO file.
# Why makers of leaflets care: "fuzzy" is all that keeps a translation of another sentence from a
# patient, and the earlier wording is what its reader compares it with. Keep the lines of what did
# not change, and read flags as gettext does.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/v"
"$folder/v/bin/python" -m pip install -q --disable-pip-version-check "Babel==2.19.0"
"$folder/v/bin/python" - > "$folder/seen" << 'P'
import io
from babel.messages.pofile import PoFileError, read_po, write_po

text = """\
#, fuzzy no-wrap
#| msgid "Take one."
msgid "Take two."
msgstr "Tome uno."

#, fuzzy
#~ msgid "Once a week"
#~ msgstr "Una vez al día"
"""
catalog = read_po(io.StringIO(text))
print("fuzzy:", catalog.get("Take two.").fuzzy)
target = io.BytesIO()
write_po(target, catalog, omit_header=True, include_previous=True)
print(target.getvalue().decode().strip())
try:
    read_po(io.StringIO('#~| msgid "Daily"\n' + text.partition("\n\n")[2]), abort_invalid=True)
except PoFileError as error:
    print("refused:", error)
P
cat "$folder/seen"
cat > "$folder/expected" << 'X'
fuzzy: False
# | msgid "Take one."
#, fuzzy no-wrap
msgid "Take two."
msgstr "Tome uno."

#~ msgid "Once a week"
#~ msgstr "Una vez al día"
refused: Unknown or misformatted keyword on 0
X
cmp "$folder/expected" "$folder/seen"
echo "as written (Babel 2.19.0)"

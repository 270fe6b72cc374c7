#!/usr/bin/env bash
# One would guess: a formatter of FHIR timings either says all that a timing says, or nothing.
# What happens: formatTiming of @medplum/core 5.2.13 says less, and nothing tells so. 1 to 2 times a day
# becomes once a day, every 4 to 6 hours every 4, and the times of day are left out of what has a
# frequency. A timing of a time of day alone, or of days of the week alone, gives an empty text.
# Why makers of leaflets care: each of these is valid FHIR R4 and stands in real prescriptions, and a
# text that leaves out the upper end of a range, or the evening, is another dose. What is composed from
# a structure has to be read back against it; a shorter text is not a plainer one.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund "@medplum/core@5.2.13" > /dev/null
cat > timings.js << 'J'
// It asks for a browser's WebSocket when it is loaded, which Node 20 has none of.
globalThis.WebSocket ??= class {};
const {formatTiming} = require("@medplum/core");
for (const repeat of [
  {frequency: 2, period: 1, periodUnit: "d"},
  {frequency: 1, frequencyMax: 2, period: 1, periodUnit: "d"},
  {frequency: 1, period: 4, periodMax: 6, periodUnit: "h"},
  {frequency: 2, period: 1, periodUnit: "d", when: ["MORN", "EVE"]},
  {when: ["EVE"]},
  {dayOfWeek: ["mon"]},
]) console.log(JSON.stringify(formatTiming({repeat})));
J
node timings.js | tee seen
cat > expected << 'X'
"2 times per day"
"Daily"
"Once per 4 hours"
"2 times per day"
""
""
X
cmp expected seen
echo "as written (@medplum/core 5.2.13)"

#!/usr/bin/env bash
# check_text.sh catches each kind of text that no file may have, and lets the rest pass.
set -euo pipefail
script=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

# expect NAME EXIT_CODE TEXT
expect() {
  local output code=0
  output=$("$script" "$tree" 2>&1) || code=$?
  if [ "$code" != "$2" ] || ! grep -qF -- "$3" <<<"$output"; then
    echo "FAILED: $1: expected exit $2 and '$3', got exit $code and '$output'"
    failures=$((failures + 1))
  fi
}

# The words are put together here, or this file would be caught itself.
mark="TO""DO"
expect "an empty tree passes" 0 ""

printf 'fine\nsee // %s: later\n' "$mark" >"$tree/a.cpp"
expect "a mark is caught" 1 "a.cpp:2: leaves something to be done"
printf 'fine\n# %s\n' "FIX""ME" >"$tree/a.cpp"
expect "the other mark is caught" 1 "a.cpp:2: leaves something to be done"
printf 'the word %sS is no mark\n' "$mark" >"$tree/a.cpp"
expect "a longer word is no mark" 0 ""

for host in "regis""try.example.org" "deb"".example.org" "mir""ror.example.org" "files.py""pi.example"; do
  printf 'from https://%s/x\n' "$host" >"$tree/setup"
  expect "$host is caught" 1 "setup:1: names the host"
done
printf 'https://github.com/x/y http://localhost:8080/b/x https://json-schema.org/draft\n' >"$tree/setup"
expect "other hosts pass" 0 ""

seq 500 >"$tree/a.cpp"
expect "500 lines pass" 0 ""
seq 501 >"$tree/a.cpp"
expect "501 lines are too many" 1 "a.cpp:501: has 501 lines"
mv "$tree/a.cpp" "$tree/a.txt"
expect "data may be long" 0 ""
printf '%s\n\0' "$mark" >"$tree/a.bin"
expect "what is no text is not read" 0 ""

exit $((failures > 0))

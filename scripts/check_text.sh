#!/usr/bin/env bash
# check_text.sh [ROOT]: reads every text file that is, or is about to be, committed below ROOT (default: this repository)
# and prints what none of them may have, as FILE:LINE: RULE:
#   - the host of a package registry or mirror: where packages come from is the machine's business
#   - a mark that says that something is still to be done: do it, or open an issue
#   - more than 500 lines, where a person wrote it (.cpp .h .ts .tsx): such a file has more than one idea
# Exit 0: nothing; 1: something; 2: wrong usage.
set -euo pipefail

if [ $# -gt 1 ] || { [ $# -eq 1 ] && [ ! -d "$1" ]; }; then
  echo "usage: check_text.sh [ROOT]: ROOT is a folder" >&2
  exit 2
fi
cd "${1:-$(dirname "$0")/..}"

most_lines=500
# Written so that this file does not match itself.
marks='(^|[^A-Za-z_])([T]ODO|[F]IXME)([^A-Za-z_]|$)'
words='regist[r]y|mirr[o]rs?|np[m]js|py[p]i|rubyge[m]s|crat[e]s|artifac[t]ory|nex[u]s|gopro[x]y'
hosts="(https?|ftp)://([A-Za-z0-9-]+\\.)*([A-Za-z0-9-]*($words)[A-Za-z0-9-]*|de[b]|archi[v]e|securi[t]y)\\."

# The files of a work tree that git does not ignore; of any other folder, all.
list_files() {
  if [ "$(git rev-parse --show-toplevel 2>/dev/null)" = "$(pwd -P)" ]; then
    git ls-files -z --cached --others --exclude-standard
  else
    find . -type f -print0
  fi
}

# report RULE: says it of each FILE:LINE:TEXT that comes in.
report() {
  sed -E "s/^([^:]*):([0-9]+):.*/\1:\2: $1/; s|^\./||"
}

# What grep finds in the texts among the files; nothing found is no failure.
search() {
  list_files | xargs -0 grep -sInHE "$@" /dev/null || true
}

long_files() {
  local file lines
  while IFS= read -r -d '' file; do
    case $file in
      *.cpp | *.h | *.ts | *.tsx) ;;
      *) continue ;;
    esac
    [ -f "$file" ] || continue  # removed, and not yet committed
    lines=$(($(wc -l <"$file")))
    if [ "$lines" -gt "$most_lines" ]; then
      echo "${file#./}:$lines: has $lines lines, and at most $most_lines make one idea; split it"
    fi
  done < <(list_files)
}

findings=$(
  search -i "$hosts" | report "names the host of a package registry or mirror"
  search "$marks" | report "leaves something to be done; do it, or open an issue"
  long_files
)
if [ -n "$findings" ]; then
  echo "$findings"
  exit 1
fi

#!/usr/bin/env bash
# check_layers.sh catches each kind of wrong include in a made-up tree, and lets right ones pass.
set -euo pipefail
script=$1
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

# expect NAME EXIT_CODE TEXT: the tree as it stands is judged so, and TEXT is among what is printed.
expect() {
  local output code=0
  output=$("$script" "$tree" 2>&1) || code=$?
  if [ "$code" != "$2" ] || ! grep -qF -- "$3" <<<"$output"; then
    echo "FAILED: $1: expected exit $2 and '$3', got exit $code and '$output'"
    failures=$((failures + 1))
  fi
}

# put FILE INCLUDE...: a source file that includes these.
put() {
  local file=$tree/$1
  shift
  mkdir -p "$(dirname "$file")"
  printf '#include %s\n' "$@" >"$file"
}

# catches FILE INCLUDE TEXT: the include is the second of the file, so the place is FILE:2.
catches() {
  put "$1" '<string>' "$2"
  expect "$1 includes $2" 1 "$1:2: $3"
  rm "$tree/$1"
}

# allows FILE INCLUDE
allows() {
  put "$1" "$2"
  expect "$1 includes $2" 0 ""
  rm "$tree/$1"
}

expect "a tree without our folders is wrong usage" 2 "there is no shared/"
put shared/support/clock.h '<chrono>'
expect "a tree with nothing wrong passes in silence" 0 ""
if [ -n "$("$script" "$tree")" ]; then echo "FAILED: it is not silent"; failures=$((failures + 1)); fi

catches bin_server/model/bin.h '"bin_server/store/capture_store.h"' 'an include may only point right'
catches bin_server/store/capture_store.h '"bin_server/capture/capture_service.h"' 'an include may only point right'
catches bin_server/capture/a.cpp '"bin_server/recorder/recorder.h"' 'an include may only point right'
catches bin_server/recorder/a.cpp '"bin_server/http/api_routes.h"' 'an include may only point right'
catches emitter/http/a.cpp '"emitter/cli/serve_command.h"' 'an include may only point right'
catches emitter/model/a.h '  "emitter/deliver/deliverer.h"' 'an include may only point right'
catches shared/schema/a.cpp '"shared/sqlite/database.h"' 'an include may only point right'
catches shared/schema/a.cpp '"shared/http_client/transport.h"' 'an include may only point right'
catches shared/support/a.cpp '"shared/schema/payload.h"' 'an include may only point right'
catches shared/support/a.cpp '"emitter/model/webhook.h"' 'shared may not include a program'
catches emitter/cli/a.cpp '"bin_server/model/bin.h"' 'emitter and bin_server may not include each other'
catches bin_server/main.cpp '"emitter/model/webhook.h"' 'emitter and bin_server may not include each other'
catches bin_server/bin_server.cpp '"bin_server/store/sqlite/sqlite_capture_store.h"' 'only main.cpp may include a concrete store'
catches emitter/cli/a.cpp '"emitter/store/memory/memory_outbox.h"' 'only main.cpp may include a concrete store'
catches emitter/cli/a.cpp '"shared/http_client/http_transport.h"' 'only main.cpp may include a concrete transport'
catches emitter/platform/a.cpp '"shared/http_client/transport.h"' 'the platform sends nothing'
catches bin_server/recorder/a.cpp '<httplib.h>' 'httplib.h may be included only in'
catches emitter/store/a.cpp '<SQLiteCpp/SQLiteCpp.h>' 'SQLiteCpp/SQLiteCpp.h may be included only in'
catches bin_server/http/a.cpp '<asio/ip/tcp.hpp>' 'asio/ip/tcp.hpp may be included only in'
catches bin_server/http/a.cpp '<asio.hpp>' 'asio.hpp may be included only in'
catches shared/support/a.cpp '"clock.h"' '"clock.h" is not written from the root'
catches shared/support/a.cpp '"tests/support/manual_clock.h"' 'the product may not include tests'

put bin_server/attic/a.cpp '<string>'
expect "a folder without a place is caught" 1 "bin_server/attic/a.cpp:0: its folder has no place"
rm -r "$tree/bin_server/attic"

allows bin_server/main.cpp '"bin_server/store/sqlite/sqlite_capture_store.h"'
allows bin_server/store/sqlite/a.cpp '<SQLiteCpp/SQLiteCpp.h>'
allows bin_server/store/sqlite/a.cpp '"bin_server/store/capture_store.h"'
allows bin_server/recorder/a.cpp '"bin_server/capture/capture_service.h"'
allows bin_server/recorder/a.cpp '<asio/ip/tcp.hpp>'
allows bin_server/http/a.cpp '"bin_server/recorder/recorder.h"'
allows emitter/http/a.cpp '<httplib.h>'
allows emitter/model/a.h '"shared/schema/event_type.h"'

exit $((failures > 0))

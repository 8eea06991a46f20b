#!/usr/bin/env bash
# check_layers.sh [ROOT]: reads every #include of the product below ROOT (default: this repository) and prints each one
# that the map of layers does not allow, as FILE:LINE: RULE. Exit 0: none; 1: some; 2: wrong usage.
#
# An include may only point right:
#   main -> cli -> http -> export | recorder -> answer -> search -> capture | platform | deliver -> store, feed, forward
#   -> model -> shared
#   main -> cli -> http | tls -> export | recorder -> search -> capture | platform | deliver -> store, feed, forward -> model -> shared
# and what each room may include is the table below; two rules on single headers stand further down. A new folder has to
# be given its place here before it is used.
set -euo pipefail

if [ $# -gt 1 ] || { [ $# -eq 1 ] && [ ! -d "$1" ]; }; then
  echo "usage: check_layers.sh [ROOT]: ROOT is a folder" >&2
  exit 2
fi
cd "${1:-$(dirname "$0")/..}"

# Room: the rooms that it may include besides its own.
layers='
shared/support:
shared/schema: shared/support
shared/sqlite: shared/support
shared/yaml: shared/support
shared/http_client: shared/support
shared/http_server: shared/support
shared/cli: shared/support shared/schema shared/http_client

bin_server/model: shared/support shared/schema
bin_server/store: bin_server/model shared/support shared/schema
bin_server/store/memory: bin_server/store bin_server/model shared/support shared/schema
bin_server/store/sqlite: bin_server/store bin_server/model shared/support shared/schema shared/sqlite
bin_server/feed: bin_server/model shared/support shared/schema
bin_server/forward: bin_server/store bin_server/model shared/support shared/schema shared/http_client
bin_server/capture: bin_server/store bin_server/feed bin_server/forward bin_server/model shared/support shared/schema
bin_server/order: bin_server/capture bin_server/store bin_server/model shared/support shared/schema
bin_server/search: bin_server/capture bin_server/store bin_server/feed bin_server/model shared/support shared/schema
bin_server/export: bin_server/capture bin_server/model shared/support shared/schema shared/http_server
bin_server/recorder: bin_server/search bin_server/capture bin_server/store bin_server/feed bin_server/model shared/support shared/schema bin_server/answer
bin_server/http: bin_server/export bin_server/search bin_server/recorder bin_server/capture bin_server/store bin_server/feed bin_server/forward bin_server/model shared/support shared/schema shared/http_server bin_server/answer bin_server/order
bin_server/web:
bin_server/cli: bin_server/export bin_server/search bin_server/http bin_server/recorder bin_server/capture bin_server/store bin_server/feed bin_server/forward bin_server/model shared/support shared/schema shared/http_client bin_server/answer shared/cli bin_server/order bin_server/tls shared/yaml
bin_server: bin_server/export bin_server/search bin_server/cli bin_server/http bin_server/recorder bin_server/capture bin_server/store bin_server/feed bin_server/forward bin_server/model shared/support shared/schema shared/http_client shared/http_server bin_server/answer shared/cli bin_server/order bin_server/tls
bin_server/main.cpp: bin_server bin_server/export bin_server/store/memory bin_server/store/sqlite bin_server/cli bin_server/http bin_server/recorder bin_server/capture bin_server/store bin_server/feed bin_server/forward bin_server/model shared/support shared/schema shared/sqlite shared/http_client shared/http_server shared/cli bin_server/order bin_server/tls shared/yaml
bin_server/answer: bin_server/search bin_server/capture bin_server/store bin_server/feed bin_server/model shared/support shared/schema
bin_server/tls: bin_server/recorder bin_server/search bin_server/capture bin_server/store bin_server/feed bin_server/model shared/support shared/schema

emitter/model: shared/support shared/schema
emitter/store: emitter/model shared/support shared/schema
emitter/store/memory: emitter/store emitter/model shared/support shared/schema
emitter/store/sqlite: emitter/store emitter/model shared/support shared/schema shared/sqlite
emitter/feed: emitter/model shared/support shared/schema
emitter/deliver: emitter/store emitter/feed emitter/model shared/support shared/schema shared/http_client
emitter/platform: emitter/store emitter/feed emitter/model shared/support shared/schema shared/http_client
emitter/http: emitter/platform emitter/deliver emitter/store emitter/feed emitter/model shared/support shared/schema shared/http_server
emitter/web:
emitter/cli: emitter/http emitter/platform emitter/deliver emitter/store emitter/feed emitter/model shared/support shared/schema shared/http_client shared/cli
emitter: emitter/cli emitter/http emitter/platform emitter/deliver emitter/store emitter/feed emitter/model shared/support shared/schema shared/http_client shared/http_server shared/cli
emitter/main.cpp: emitter emitter/store/memory emitter/store/sqlite emitter/cli emitter/http emitter/platform emitter/deliver emitter/store emitter/feed emitter/model shared/support shared/schema shared/sqlite shared/http_client shared/http_server shared/cli
'

# Library, as its headers begin: the folders that are its door.
doors='
httplib.h: emitter/http bin_server/http shared/http_server shared/http_client
SQLiteCpp/: emitter/store/sqlite bin_server/store/sqlite shared/sqlite
sqlite3.h: emitter/store/sqlite bin_server/store/sqlite shared/sqlite
yaml-cpp/: shared/yaml
asio.hpp: bin_server/recorder bin_server/tls shared/http_client emitter/deliver
asio/: bin_server/recorder bin_server/tls shared/http_client emitter/deliver
'

folders=()
for folder in shared emitter bin_server; do
  if [ -d "$folder" ]; then folders+=("$folder"); fi
done
if [ ${#folders[@]} -eq 0 ]; then
  echo "check_layers.sh: there is no shared/, emitter/ or bin_server/ in $PWD" >&2
  exit 2
fi

find "${folders[@]}" -type f \( -name '*.h' -o -name '*.cpp' -o -name '*.def' -o -name '*.c' \) | LC_ALL=C sort |
  LAYERS="$layers" DOORS="$doors" awk '
    BEGIN {
      read_table(ENVIRON["LAYERS"], allowed)
      read_table(ENVIRON["DOORS"], door)
      for (room in allowed) is_room[room] = 1
      while ((getline file < "-") > 0) check_file(file)
      exit found > 0
    }

    function read_table(text, table,    rows, n, i, colon) {
      n = split(text, rows, "\n")
      for (i = 1; i <= n; i++) {
        colon = index(rows[i], ":")
        if (colon > 0) table[substr(rows[i], 1, colon - 1)] = substr(rows[i], colon + 1) " "
      }
    }

    # The room that a path belongs to: the longest one that it lies in. A program itself is the room only of the files
    # that lie directly in its folder.
    function room_of(path,    room) {
      room = path
      while (room != "") {
        if (room in is_room && (room == path || room ~ /\// || path !~ /\/.*\//)) return room
        room = room ~ /\// ? substr(room, 1, match(room, /\/[^\/]*$/) - 1) : ""
      }
      return ""
    }

    function report(rule) { print file ":" line_number ": " rule; found++ }

    function check_file(path,    line, from) {
      file = path
      line_number = 0
      from = room_of(path)
      if (from == "") report("its folder has no place in the map of layers; give it one in scripts/check_layers.sh")
      while ((getline line < path) > 0) {
        line_number++
        if (line ~ /^[ \t]*#[ \t]*include[ \t]*["<]/ && from != "") check_include(from, line)
      }
      close(path)
    }

    function check_include(from, line,    quoted, name, to, library) {
      quoted = line ~ /include[ \t]*"/
      sub(/^[^"<]*["<]/, "", line)
      name = line
      sub(/[">].*$/, "", name)
      for (library in door) {
        if (index(name, library) == 1 && !lies_in(from, door[library])) {
          report(name " may be included only in" door[library] "(a library has one door)")
        }
      }
      if (name == "shared/http_client/http_transport.h" && from != "shared/http_client" && from !~ /main\.cpp$/) {
        report("only main.cpp may include a concrete transport; take a Transport")
      }
      if (from == "emitter/platform" && name ~ /^shared\/http_client\// && name != "shared/http_client/url.h") {
        report("the platform sends nothing; of shared/http_client it may include url.h alone")
      }
      if (name ~ /^tests\//) report("the product may not include tests")
      else if (name ~ /^(shared|emitter|bin_server)\//) {
        to = room_of(name)
        if (to == "") report(name " lies in no room of the map of layers")
        else if (to != from && index(allowed[from], " " to " ") == 0) report(reason(from, to))
      } else if (quoted) report("\"" name "\" is not written from the root of the repository")
    }

    function lies_in(room, rooms) { return index(rooms, " " room " ") > 0 }

    function reason(from, to) {
      if (from ~ /^shared/ && to !~ /^shared/) return "shared may not include a program: " from " -> " to
      if (from ~ /^emitter/ && to ~ /^bin_server/ || from ~ /^bin_server/ && to ~ /^emitter/) {
        return "emitter and bin_server may not include each other: " from " -> " to
      }
      if (to ~ /\/store\/(sqlite|memory)$/) return "only main.cpp may include a concrete store: " from " -> " to
      return "an include may only point right: " from " -> " to
    }
  '

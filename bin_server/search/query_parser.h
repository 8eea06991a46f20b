// The search grammar, the same in the API's `q`, on the command line, in the page and wherever captures are chosen:
//
// clang-format off
//   word  "two words"                    anywhere in head or body, parts of words too, case ignored
//   method:POST                          case ignored
//   path:/b/*/orders/*                   `*` is any run, `?` any one character; of the whole path, or of what is
//                                        behind the bin
//   type:PROJECT_PUBLISH                 the event type, in any of its three forms
//   status:503  status:5xx               what was answered
//   header.NAME:VALUE  query.NAME:VALUE
//   body.POINTER:VALUE                   POINTER is /a/b/0 or a.b.0
//   size:>10k  attempt:>1                also <, >=, <=, =
//   after:10m  after:2026-01-31          how long ago, a day (UTC) or
//   before:2026-01-31T09:00:00Z          a moment
//   id:  event:  delivery:               exactly
//   is:valid is:invalid is:signed is:bad-signature is:duplicate is:incomplete is:malformed is:pinned
//   tag:NAME  tag:*  note:"a part"       what a person noted; case ignored
// clang-format on
//
// VALUE of header, query and body begins with `=` (exactly; so it is without a sign too), `~` (contains, case ignored),
// `<` or `>` (numbers as numbers, other texts by their bytes); `*` alone asks that there is one. Quotes hold spaces and
// signs together ("a \" quote", header.X:"two words"); a `-` in front of a term turns it round; `or` parts
// alternatives, and binds less than standing side by side. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bin_server/model/search_query.h"
#include "shared/support/result.h"

namespace hookloop {

struct QueryFault {
  std::size_t column;   // of the character it is about, from 1
  std::string message;  // one sentence: what is wrong and what is allowed
};

// Longer ones are refused: nobody types them, and each term costs.
inline constexpr std::size_t kLongestQueryBytes = 4'096;

// `now` is what "after:10m" counts from.
Result<SearchQuery, QueryFault> parse_search(std::string_view text, Timestamp now);

}  // namespace hookloop

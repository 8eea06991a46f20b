// The words of a query (query_parser.h) taken apart: quotes undone, what stands before the colon told from what stands
// behind it, each with its place. Knows no field. Pure; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "bin_server/search/query_parser.h"

namespace hookloop {

struct QueryTerm {
  std::size_t column = 1;  // of its first character, from 1
  bool is_or = false;      // the word `or`; nothing else is said then
  bool negated = false;
  std::string field;  // "header", in lower case; empty: a free word or text
  std::string name;   // "X-Request-Id" of header.X-Request-Id
  std::string value;
  std::size_t value_column = 1;
  bool sign_is_quoted = false;  // the value begins with a quote: what it begins with is no sign
};

Result<std::vector<QueryTerm>, QueryFault> split_query(std::string_view text);

}  // namespace hookloop

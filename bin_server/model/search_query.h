// What captures a person looks for: the search grammar as values. A query is some alternatives ("or"), each a list of
// conditions that must all hold. How it is written is in search/query_parser.h, how it is held against a capture in
// search/matcher.h. Plain values; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/support/clock.h"

namespace hookloop {

enum class SearchField {
  text,  // a free word or a quoted text, anywhere in head or body
  method,
  path,
  type,
  status,  // of what was answered
  header,
  query,
  body,
  size,
  received,
  id,
  event,
  delivery,
  attempt,
  is,
  tag,  // marks of a person (model/marks.h)
  note,
};

enum class SearchOperator { equals, contains, less, greater, present };

// What `is:` asks for.
enum class SearchState { valid, invalid, with_signature, bad_signature, duplicate, incomplete, malformed, pinned };

struct SearchCondition {
  SearchField field = SearchField::text;
  SearchOperator op = SearchOperator::equals;
  bool negated = false;
  std::string name;    // of a header or a parameter; of the body a JSON Pointer (RFC 6901)
  std::string text;    // what it is compared with, as written
  std::string folded;  // the same without regard to case
  // Of size, attempt and status (both ends are in it).
  std::int64_t least = 0;
  std::int64_t most = 0;
  Timestamp time;  // of received: `less` is before it, `greater` not before it
  SearchState state = SearchState::valid;
};

// Whether it asks for what a person noted, which can change at any time.
inline bool is_of_marks(const SearchCondition& condition) {
  return condition.field == SearchField::tag || condition.field == SearchField::note ||
         (condition.field == SearchField::is && condition.state == SearchState::pinned);
}

struct SearchQuery {
  using Alternative = std::vector<SearchCondition>;  // all of them; the cheap ones first
  std::vector<Alternative> alternatives;             // one of them; none: every capture

  bool matches_all() const { return alternatives.empty(); }
};

}  // namespace hookloop

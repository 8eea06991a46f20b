#include "bin_server/search/search_hints.h"

#include <algorithm>
#include <limits>

#include "bin_server/search/number_places.h"
#include "shared/schema/delivery_headers.h"
#include "shared/support/ascii.h"
#include "shared/support/case_fold.h"
#include "shared/support/decimal.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// The index's text is UTF-8; a text that is none may stand there as something else.
void must_contain(SearchHints& hints, std::string_view text) {
  if (!text.empty() && is_utf8(text)) hints.texts.push_back(fold_case(text));
}

// The parts of a header's value between white space: a folded line shows other space than its bytes have.
void must_contain_parts(SearchHints& hints, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    must_contain(hints, text.substr(at, end - at));
    at = end + 1;
  }
}

bool compares_text(const SearchCondition& condition) {
  return condition.op == SearchOperator::equals || condition.op == SearchOperator::contains;
}

// Where a condition compares numbers: only what counts as a number can fulfil it. False: it says nothing of them.
bool add_number(SearchHints& hints, const SearchCondition& condition) {
  const bool compares = condition.op == SearchOperator::less || condition.op == SearchOperator::greater ||
                        condition.op == SearchOperator::equals;
  const auto bound = compares ? decimal_key(condition.text) : std::nullopt;
  const auto place = number_place(condition.field, condition.name);
  if (!bound || !place) return false;
  constexpr std::int64_t kGreatestKey = std::numeric_limits<std::int64_t>::max();
  NumberRange keys{bound->key, bound->key};
  // An exact key is the bound's alone, and it is not among those that are less or greater.
  const std::int64_t step = bound->is_exact ? 1 : 0;
  if (condition.op == SearchOperator::less) keys = {-kGreatestKey, bound->key - step};
  if (condition.op == SearchOperator::greater) keys = {bound->key + step, kGreatestKey};
  hints.numbers.push_back({*place, keys});
  return true;
}

void add_header(SearchHints& hints, const SearchCondition& condition) {
  if (!compares_text(condition) && add_number(hints, condition)) return;
  must_contain(hints, condition.name);
  if (compares_text(condition)) must_contain_parts(hints, condition.text);
}

void add_parameter(SearchHints& hints, const SearchCondition& condition) {
  if (!compares_text(condition) && add_number(hints, condition)) return;
  must_contain(hints, condition.name);
  if (compares_text(condition)) must_contain(hints, condition.text);
}

void add_body(SearchHints& hints, const SearchCondition& condition) {
  if (add_number(hints, condition)) return;
  const std::string_view key = std::string_view(condition.name).substr(condition.name.rfind('/') + 1);
  const bool may_be_index = std::all_of(key.begin(), key.end(), is_digit);
  if (!may_be_index && key.find('~') == std::string_view::npos) must_contain(hints, key);
  // A number can be written in many ways.
  const bool is_number = condition.op == SearchOperator::equals && is_decimal(condition.text);
  if (compares_text(condition) && !is_number) must_contain(hints, condition.text);
}

void add_path(SearchHints& hints, std::string_view pattern) {
  for (std::size_t at = 0; at < pattern.size();) {
    const std::size_t end = std::min(pattern.find_first_of("*?", at), pattern.size());
    must_contain(hints, pattern.substr(at, end - at));
    at = end + 1;
  }
}

void add_time(SearchHints& hints, const SearchCondition& condition) {
  const bool is_before = (condition.op == SearchOperator::less) != condition.negated;
  std::optional<Timestamp>& bound = is_before ? hints.before : hints.from;
  if (!bound) {
    bound = condition.time;
  } else {
    bound = is_before ? std::min(*bound, condition.time) : std::max(*bound, condition.time);
  }
}

void add_range(std::optional<NumberRange>& range, const SearchCondition& condition) {
  if (!range) {
    range = NumberRange{condition.least, condition.most};
    return;
  }
  range->least = std::max(range->least, condition.least);
  range->most = std::min(range->most, condition.most);
}

// What a condition says when it is turned round is, but for states and times, nothing that an index helps with.
void add(SearchHints& hints, const SearchCondition& condition) {
  if (is_of_marks(condition)) return;  // they change after a capture was indexed
  if (condition.field == SearchField::is) hints.states.push_back({condition.state, !condition.negated});
  if (condition.field == SearchField::received) add_time(hints, condition);
  if (condition.negated) return;
  switch (condition.field) {
    case SearchField::text:
    case SearchField::event:
      return must_contain(hints, condition.text);
    case SearchField::delivery:
      return must_contain_parts(hints, condition.text);
    case SearchField::path:
      return add_path(hints, condition.text);
    case SearchField::header:
      return add_header(hints, condition);
    case SearchField::query:
      return add_parameter(hints, condition);
    case SearchField::body:
      return add_body(hints, condition);
    case SearchField::status:
      return add_range(hints.status, condition);
    case SearchField::size:
      return add_range(hints.size, condition);
    case SearchField::attempt:
      return add_range(hints.attempt, condition);
    case SearchField::type:
      hints.type = static_cast<int>(condition.least);
      return;
    case SearchField::method:
      hints.method = method_number(condition.text);
      return;
    case SearchField::id:  // not among the bytes
    case SearchField::received:
    case SearchField::is:
    case SearchField::tag:
    case SearchField::note:
      return;
  }
}

}  // namespace

SearchHints hints_of(const SearchQuery::Alternative& alternative, std::int64_t secrets) {
  SearchHints hints;
  hints.secrets = secrets;
  for (const SearchCondition& condition : alternative) add(hints, condition);
  return hints;
}

}  // namespace hookloop

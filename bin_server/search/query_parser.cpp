#include "bin_server/search/query_parser.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>

#include "bin_server/search/query_terms.h"
#include "shared/schema/event_type.h"
#include "shared/support/ascii.h"
#include "shared/support/case_fold.h"
#include "shared/support/decimal.h"
#include "shared/support/json_pointer.h"
#include "shared/support/moment.h"
#include "shared/support/nearest.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();

struct FieldWord {
  std::string_view word;
  SearchField field;
  bool has_name;  // header.NAME
};

constexpr std::array kFields{
    FieldWord{"method", SearchField::method, false},
    FieldWord{"path", SearchField::path, false},
    FieldWord{"type", SearchField::type, false},
    FieldWord{"status", SearchField::status, false},
    FieldWord{"header", SearchField::header, true},
    FieldWord{"query", SearchField::query, true},
    FieldWord{"body", SearchField::body, true},
    FieldWord{"size", SearchField::size, false},
    FieldWord{"after", SearchField::received, false},
    FieldWord{"before", SearchField::received, false},
    FieldWord{"id", SearchField::id, false},
    FieldWord{"event", SearchField::event, false},
    FieldWord{"delivery", SearchField::delivery, false},
    FieldWord{"attempt", SearchField::attempt, false},
    FieldWord{"is", SearchField::is, false},
    FieldWord{"tag", SearchField::tag, false},
    FieldWord{"note", SearchField::note, false},
};

struct StateWord {
  std::string_view word;
  SearchState state;
};

constexpr std::array kStates{
    StateWord{"valid", SearchState::valid},           StateWord{"invalid", SearchState::invalid},
    StateWord{"signed", SearchState::with_signature}, StateWord{"bad-signature", SearchState::bad_signature},
    StateWord{"duplicate", SearchState::duplicate},   StateWord{"incomplete", SearchState::incomplete},
    StateWord{"malformed", SearchState::malformed},   StateWord{"pinned", SearchState::pinned},
};

template <typename Words>
std::vector<std::string> words_of(const Words& words) {
  std::vector<std::string> list;
  for (const auto& entry : words) list.emplace_back(entry.word);
  return list;
}

struct Failed {
  QueryFault fault;
};

[[noreturn]] void fail(std::size_t column, std::string message) { throw Failed{{column, std::move(message)}}; }

std::string pointer_of(const QueryTerm& term) {
  auto pointer = pointer_of_path(term.name);
  if (!pointer) fail(term.column, "a step of the path is empty; it is written body.app.name or body./app/name");
  return *std::move(pointer);
}

// The sign that a value begins with, taken off it.
enum class Sign { none, equals, contains, less, less_or_equal, greater, greater_or_equal };

Sign take_sign(std::string_view& value) {
  static constexpr std::array<std::pair<std::string_view, Sign>, 6> kSigns{{{"<=", Sign::less_or_equal},
                                                                            {">=", Sign::greater_or_equal},
                                                                            {"=", Sign::equals},
                                                                            {"~", Sign::contains},
                                                                            {"<", Sign::less},
                                                                            {">", Sign::greater}}};
  for (const auto& [text, sign] : kSigns) {
    if (!value.starts_with(text)) continue;
    value.remove_prefix(text.size());
    return sign;
  }
  return Sign::none;
}

void set_range(SearchCondition& condition, Sign sign, std::int64_t number, std::size_t column) {
  condition.least = 0;
  condition.most = kGreatest;
  switch (sign) {
    case Sign::none:
    case Sign::equals:
      condition.least = condition.most = number;
      return;
    case Sign::less:
      condition.most = number - 1;
      return;
    case Sign::less_or_equal:
      condition.most = number;
      return;
    case Sign::greater:
      condition.least = number == kGreatest ? number : number + 1;
      return;
    case Sign::greater_or_equal:
      condition.least = number;
      return;
    case Sign::contains:
      fail(column, "a number contains nothing; compare it with =, <, <=, > or >=");
  }
}

void read_number(SearchCondition& condition, const QueryTerm& term) {
  std::string_view text = term.value;
  const Sign sign = term.sign_is_quoted ? Sign::none : take_sign(text);
  std::int64_t number = 0;
  if (condition.field == SearchField::size) {
    const auto size = parse_size(text);
    if (!size) fail(term.value_column, "size takes a number of bytes: size:>10k, size:<=1MiB");
    number = static_cast<std::int64_t>(std::min<std::uint64_t>(*size, kGreatest));
  } else {
    const bool is_number = !text.empty() && text.size() <= 9 && std::all_of(text.begin(), text.end(), is_digit);
    if (!is_number) fail(term.value_column, "attempt takes a whole number: attempt:1, attempt:>1");
    number = std::stoll(std::string(text));
  }
  set_range(condition, sign, number, term.value_column);
}

void read_status(SearchCondition& condition, const QueryTerm& term) {
  std::string_view text = term.value;
  const Sign sign = term.sign_is_quoted ? Sign::none : take_sign(text);
  const bool is_class = text.size() == 3 && is_digit(text[0]) && to_lower(text.substr(1)) == "xx";
  const bool is_code = text.size() == 3 && std::all_of(text.begin(), text.end(), is_digit);
  if (is_class && (sign == Sign::none || sign == Sign::equals)) {
    condition.least = 100 * (text[0] - '0');
    condition.most = condition.least + 99;
  } else if (is_code) {
    set_range(condition, sign, std::stoll(std::string(text)), term.value_column);
  } else {
    fail(term.value_column, "status takes a code or a class: status:503, status:2xx, status:>=400");
  }
}

void read_time(SearchCondition& condition, const QueryTerm& term, Timestamp now) {
  condition.op = term.field == "before" ? SearchOperator::less : SearchOperator::greater;
  const bool is_day = term.value.size() == 10;
  if (const auto moment = parse_rfc3339(is_day ? term.value + "T00:00:00Z" : term.value)) {
    condition.time = *moment;
  } else if (const auto ago = parse_duration(term.value)) {
    condition.time = now - *ago;
  } else {
    fail(term.value_column,
         fmt::format("{0} takes how long ago, a day or a moment: {0}:10m, {0}:2026-01-31, {0}:2026-01-31T09:00:00Z",
                     term.field));
  }
}

void read_comparison(SearchCondition& condition, const QueryTerm& term) {
  std::string_view value = term.value;
  const Sign sign = term.sign_is_quoted ? Sign::none : take_sign(value);
  switch (sign) {
    case Sign::none:
      condition.op = value == "*" && !term.sign_is_quoted ? SearchOperator::present : SearchOperator::equals;
      break;
    case Sign::equals:
      condition.op = SearchOperator::equals;
      break;
    case Sign::contains:
      condition.op = SearchOperator::contains;
      break;
    case Sign::less:
      condition.op = SearchOperator::less;
      break;
    case Sign::greater:
      condition.op = SearchOperator::greater;
      break;
    case Sign::less_or_equal:
    case Sign::greater_or_equal:
      fail(term.value_column, fmt::format("{} is compared with =, ~ (contains), < or >", term.field));
  }
  condition.text = value;
  if (condition.op != SearchOperator::equals && condition.text.empty()) {
    fail(term.value_column, "a value is missing behind the sign");
  }
}

void read_type(SearchCondition& condition, const QueryTerm& term) {
  const auto type = parse_event_type(term.value);
  if (!type) fail(term.value_column, type.error().message);
  condition.text = info(*type).id;
  condition.least = static_cast<std::int64_t>(*type);
}

void read_state(SearchCondition& condition, const QueryTerm& term) {
  const auto found = std::find_if(kStates.begin(), kStates.end(),
                                  [&](const StateWord& entry) { return same_but_for_case(entry.word, term.value); });
  if (found == kStates.end()) {
    const auto known = words_of(kStates);
    const std::string guess = did_you_mean(term.value, known);
    fail(term.value_column, fmt::format("there is no is:{}{}", term.value,
                                        guess.empty() ? fmt::format("; there are {}", fmt::join(known, ", ")) : guess));
  }
  condition.state = found->state;
}

void read_mark(SearchCondition& condition, const QueryTerm& term) {
  if (term.value == "*" && !term.sign_is_quoted) {
    condition.op = SearchOperator::present;
  } else {
    condition.op = condition.field == SearchField::note ? SearchOperator::contains : SearchOperator::equals;
  }
}

const FieldWord& field_of(const QueryTerm& term) {
  const auto found =
      std::find_if(kFields.begin(), kFields.end(), [&](const FieldWord& entry) { return entry.word == term.field; });
  if (found == kFields.end()) {
    fail(term.column, fmt::format("there is no field '{}'{}; a text with a colon in it goes into quotes", term.field,
                                  did_you_mean(term.field, words_of(kFields))));
  }
  if (found->has_name && term.name.empty()) {
    fail(term.column, fmt::format("{0} needs a name: {0}.{1}", term.field,
                                  term.field == "body" ? "app.name:VALUE, body./app/name:VALUE" : "NAME:VALUE"));
  }
  if (!found->has_name && !term.name.empty()) {
    fail(term.column, fmt::format("{0} takes no name; it is written {0}:VALUE", term.field));
  }
  return *found;
}

SearchCondition condition_of(const QueryTerm& term, Timestamp now) {
  SearchCondition condition;
  condition.negated = term.negated;
  condition.text = term.value;
  if (term.field.empty()) {
    if (term.value.empty()) fail(term.column, "there is nothing to look for in empty quotes");
    condition.op = SearchOperator::contains;
    condition.folded = fold_case(condition.text);
    return condition;
  }
  condition.field = field_of(term).field;
  condition.name = term.name;
  const bool may_be_empty = condition.field == SearchField::header || condition.field == SearchField::query ||
                            condition.field == SearchField::body;
  if (term.value.empty() && !(may_be_empty && term.sign_is_quoted)) {
    fail(term.value_column, fmt::format("a value is missing behind {}:", term.field));
  }
  switch (condition.field) {
    case SearchField::size:
    case SearchField::attempt:
      read_number(condition, term);
      break;
    case SearchField::status:
      read_status(condition, term);
      break;
    case SearchField::received:
      read_time(condition, term, now);
      break;
    case SearchField::body:
      condition.name = pointer_of(term);
      read_comparison(condition, term);
      break;
    case SearchField::header:
    case SearchField::query:
      read_comparison(condition, term);
      break;
    case SearchField::type:
      read_type(condition, term);
      break;
    case SearchField::is:
      read_state(condition, term);
      break;
    case SearchField::tag:
    case SearchField::note:
      read_mark(condition, term);
      break;
    case SearchField::text:
    case SearchField::method:
    case SearchField::path:
    case SearchField::id:
    case SearchField::event:
    case SearchField::delivery:
      break;
  }
  condition.folded = fold_case(condition.text);
  return condition;
}

// How much it takes to look, so that what is quickly refuted is refuted first.
int cost_of(const SearchCondition& condition) {
  if (is_of_marks(condition)) return 0;
  switch (condition.field) {
    case SearchField::status:
    case SearchField::size:
    case SearchField::received:
    case SearchField::id:
    case SearchField::delivery:
    case SearchField::attempt:
    case SearchField::tag:
    case SearchField::note:
      return 0;  // noted beside the bytes
    case SearchField::text:
      return 1;
    case SearchField::method:
    case SearchField::path:
    case SearchField::header:
    case SearchField::query:
    case SearchField::event:
      return 2;  // of the head
    case SearchField::body:
      return 3;
    case SearchField::type:
    case SearchField::is:
      break;
  }
  return 4;
}

}  // namespace

Result<SearchQuery, QueryFault> parse_search(std::string_view text, Timestamp now) {
  if (text.size() > kLongestQueryBytes) {
    return QueryFault{1, fmt::format("a query has at most {} bytes", kLongestQueryBytes)};
  }
  auto terms = split_query(text);
  if (!terms) return terms.error();
  SearchQuery query;
  try {
    bool wants_alternative = true;
    for (const QueryTerm& term : *terms) {
      if (term.is_or) {
        if (wants_alternative) fail(term.column, "`or` stands between two terms; quote it to look for the word");
        wants_alternative = true;
        continue;
      }
      if (wants_alternative) query.alternatives.emplace_back();
      wants_alternative = false;
      query.alternatives.back().push_back(condition_of(term, now));
    }
    if (wants_alternative && !terms->empty()) {
      fail(terms->back().column, "`or` stands between two terms; quote it to look for the word");
    }
  } catch (Failed& failed) {
    return std::move(failed.fault);
  }
  for (auto& alternative : query.alternatives) {
    std::stable_sort(alternative.begin(), alternative.end(),
                     [](const SearchCondition& a, const SearchCondition& b) { return cost_of(a) < cost_of(b); });
  }
  return query;
}

}  // namespace hookloop

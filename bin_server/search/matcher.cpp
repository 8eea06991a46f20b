#include "bin_server/search/matcher.h"

#include <algorithm>
#include <cstring>
#include <optional>

#include "shared/schema/delivery_headers.h"
#include "shared/schema/json_lookup.h"
#include "shared/support/ascii.h"
#include "shared/support/case_fold.h"
#include "shared/support/decimal.h"
#include "shared/support/json_pointer.h"

namespace hookloop {
namespace {

// As find() does, some times as fast on a needle that begins with what is everywhere.
bool contains(std::string_view text, std::string_view needle) {
  if (needle.empty()) return true;  // memmem takes no null pointer, which an empty view may have
  return !text.empty() && ::memmem(text.data(), text.size(), needle.data(), needle.size()) != nullptr;
}

// Of letters and digits of ASCII; empty where there are none.
std::string_view longest_plain_part(std::string_view text) {
  std::string_view longest;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = begin;
    while (end < text.size() && is_letter_or_digit(text[end])) ++end;
    if (end - begin > longest.size()) longest = text.substr(begin, end - begin);
    begin = end + 1;
  }
  return longest;
}

// "\u0041" for "A": hardly anybody writes so, but then nothing can be told from the bytes as they stand.
bool escapes_ascii(std::string_view content) {
  for (std::size_t at = content.find("\\u00"); at != std::string_view::npos; at = content.find("\\u00", at + 1)) {
    if (at + 4 < content.size() && content[at + 4] <= '7') return true;
  }
  return false;
}

// JSON writes some characters in other ways: "\u00e9" is "é", "\/" is "/".
bool escapes_may_hide(std::string_view needle, SearchSubject& subject) {
  const std::string_view content = subject.content();
  if (content.find('\\') == std::string_view::npos) return false;
  if (escapes_ascii(content)) return true;
  const bool is_plain = std::all_of(needle.begin(), needle.end(), [](char c) {
    return c >= ' ' && c <= '~' && std::string_view("\"\\/").find(c) == std::string_view::npos;
  });
  return !is_plain && contains(subject.folded_text(), longest_plain_part(needle));
}

bool text_holds(const SearchCondition& condition, SearchSubject& subject) {
  if (contains(subject.folded_text(), condition.folded)) return true;
  return escapes_may_hide(condition.folded, subject) && contains(subject.folded_unescaped(), condition.folded);
}

bool compare_text(const SearchCondition& condition, std::string_view value) {
  switch (condition.op) {
    case SearchOperator::present:
      return true;
    case SearchOperator::equals:
      return value == condition.text;
    case SearchOperator::contains:
      return contains(fold_case(value), condition.folded);
    case SearchOperator::less:
    case SearchOperator::greater:
      break;
  }
  const bool wants_less = condition.op == SearchOperator::less;
  if (const auto order = compare_decimals(value, condition.text)) return wants_less ? *order < 0 : *order > 0;
  // A number is not compared with what is none: "after" is not larger than 5.
  if (is_decimal(condition.text)) return false;
  return wants_less ? value < condition.text : value > condition.text;
}

bool header_holds(const SearchCondition& condition, SearchSubject& subject) {
  // Seen without taking the head apart: folded lines apart, a value stands in it as it is.
  if (condition.op == SearchOperator::equals && !contains(subject.request().head, condition.text) &&
      !contains(subject.request().head, "\n ") && !contains(subject.request().head, "\n\t")) {
    return false;
  }
  const auto values = header_values(subject.head().headers, condition.name);
  return std::any_of(values.begin(), values.end(),
                     [&](std::string_view value) { return compare_text(condition, value); });
}

bool parameter_holds(const SearchCondition& condition, SearchSubject& subject) {
  const auto query = target_query(subject.line().target);
  if (!query) return false;
  const auto parameters = parse_query(*query);
  return std::any_of(parameters.begin(), parameters.end(), [&](const auto& parameter) {
    return parameter.first == condition.name && compare_text(condition, parameter.second);
  });
}

bool value_holds(const SearchCondition& condition, const JsonText& json, JsonText::Node node) {
  switch (json.kind(node)) {
    case JsonKind::text:
      return compare_text(condition, json.decoded(node));
    case JsonKind::number: {
      if (condition.op != SearchOperator::equals) return compare_text(condition, json.raw(node));
      const auto order = compare_decimals(json.raw(node), condition.text);
      return order && *order == 0;
    }
    case JsonKind::null:
    case JsonKind::boolean:
    case JsonKind::list:
    case JsonKind::object:
      break;
  }
  return compare_text(condition, json.raw(node));
}

bool is_plain_word(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; });
}

std::string_view skip_space(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? std::string_view{} : text.substr(at);
}

// Whether a value that JSON text begins with may be what the condition wants, as far as that can be seen in passing.
bool may_begin_with(const SearchCondition& condition, std::string_view text) {
  if (text.empty()) return false;
  if (text[0] == '{' || text[0] == '[') return true;
  if (text[0] == '"') {
    const std::string_view value = text.substr(1, text.find_first_of("\"\\", 1) - 1);
    const bool is_whole = value.size() + 1 < text.size() && text[value.size() + 1] == '"';
    return !is_whole || compare_text(condition, value);
  }
  const std::string_view value = text.substr(0, text.find_first_of(",}] \t\r\n"));
  if (condition.op != SearchOperator::equals) return compare_text(condition, value);
  const auto order = compare_decimals(value, condition.text);
  return order ? *order == 0 : compare_text(condition, value);
}

// Whether anywhere in the body the last key of the pointer has a value that may be the one that is wanted. Without one
// the body need not be read as JSON, which takes ten times as long.
bool may_hold(const SearchCondition& condition, std::string_view content) {
  const std::string_view key = std::string_view(condition.name).substr(condition.name.rfind('/') + 1);
  const bool may_be_index = std::all_of(key.begin(), key.end(), is_digit);
  if (may_be_index || !is_plain_word(key) || escapes_ascii(content)) return true;
  const std::string quoted = '"' + std::string(key) + '"';
  std::string_view rest = content;
  while (const void* const found = ::memmem(rest.data(), rest.size(), quoted.data(), quoted.size())) {
    rest.remove_prefix(static_cast<std::size_t>(static_cast<const char*>(found) - rest.data()) + quoted.size());
    const std::string_view behind = skip_space(rest);
    if (behind.starts_with(':') && may_begin_with(condition, skip_space(behind.substr(1)))) return true;
  }
  return false;
}

bool body_holds(const SearchCondition& condition, SearchSubject& subject) {
  if (!may_hold(condition, subject.content())) return false;
  const JsonText* const json = subject.json();
  if (json == nullptr) return false;
  const auto node = find_by_pointer(*json, condition.name);
  return node && value_holds(condition, *json, *node);
}

bool path_holds(const SearchCondition& condition, SearchSubject& subject) {
  const std::string_view path = target_path(subject.line().target);
  if (matches_glob(condition.text, path)) return true;
  const std::string prefix = "/b/" + subject.bin().id;
  if (!path.starts_with(prefix)) return false;
  const std::string_view behind = path.substr(prefix.size());
  return matches_glob(condition.text, behind.empty() ? "/" : behind);
}

bool state_holds(SearchState state, SearchSubject& subject) {
  switch (state) {
    case SearchState::valid:
      return subject.verdict().payload.state == PayloadVerdict::State::valid;
    case SearchState::invalid:
      return subject.verdict().payload.state == PayloadVerdict::State::invalid;
    case SearchState::with_signature:
      return subject.verdict().signature.state != SignatureVerdict::State::unsigned_request;
    case SearchState::bad_signature:
      return subject.verdict().signature.state == SignatureVerdict::State::invalid;
    case SearchState::duplicate:
      return subject.is_duplicate();
    case SearchState::incomplete:
      return !subject.request().complete;
    case SearchState::malformed:
      return subject.head().fault.has_value() || find_body_framing(subject.head()).fault.has_value();
    case SearchState::pinned:
      return subject.request().marks.pinned;
  }
  return false;
}

bool type_holds(const SearchCondition& condition, SearchSubject& subject) {
  if (const auto told = find_header(subject.head().headers, header_name::event_type)) return *told == condition.text;
  const auto type = subject.verdict().payload.type;
  return type && info(*type).id == condition.text;
}

bool event_holds(const SearchCondition& condition, SearchSubject& subject) {
  return find_header(subject.head().headers, header_name::event_id) == condition.text;
}

bool tag_holds(const SearchCondition& condition, const Marks& marks) {
  if (condition.op == SearchOperator::present) return !marks.tags.empty();
  return std::any_of(marks.tags.begin(), marks.tags.end(),
                     [&](const std::string& tag) { return fold_case(tag) == condition.folded; });
}

bool note_holds(const SearchCondition& condition, const Marks& marks) {
  if (condition.op == SearchOperator::present) return !marks.note.empty();
  return contains(fold_case(marks.note), condition.folded);
}

bool is_within(const SearchCondition& condition, std::int64_t number) {
  return number >= condition.least && number <= condition.most;
}

bool holds_plainly(const SearchCondition& condition, SearchSubject& subject) {
  const CapturedRequest& request = subject.request();
  switch (condition.field) {
    case SearchField::text:
      return text_holds(condition, subject);
    case SearchField::method:
      return same_but_for_case(subject.line().method, condition.text);
    case SearchField::path:
      return path_holds(condition, subject);
    case SearchField::type:
      return type_holds(condition, subject);
    case SearchField::status:
      return is_within(condition, request.response_status);
    case SearchField::header:
      return header_holds(condition, subject);
    case SearchField::query:
      return parameter_holds(condition, subject);
    case SearchField::body:
      return body_holds(condition, subject);
    case SearchField::size:
      return is_within(condition, static_cast<std::int64_t>(request.content_bytes));
    case SearchField::received:
      return condition.op == SearchOperator::less ? request.received_at < condition.time
                                                  : request.received_at >= condition.time;
    case SearchField::id:
      return request.id == condition.text;
    case SearchField::event:
      return event_holds(condition, subject);
    case SearchField::delivery:
      return request.delivery_id == condition.text;
    case SearchField::attempt:
      return request.attempt && is_within(condition, *request.attempt);
    case SearchField::is:
      return state_holds(condition.state, subject);
    case SearchField::tag:
      return tag_holds(condition, request.marks);
    case SearchField::note:
      return note_holds(condition, request.marks);
  }
  return false;
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // the last one passed, and where its run ends as far as was tried
  std::size_t tried = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      tried = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++tried;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool holds(const SearchCondition& condition, SearchSubject& subject) {
  return holds_plainly(condition, subject) != condition.negated;
}

bool matches(const SearchQuery& query, SearchSubject& subject) {
  if (query.matches_all()) return true;
  return std::any_of(query.alternatives.begin(), query.alternatives.end(), [&](const auto& alternative) {
    return std::all_of(alternative.begin(), alternative.end(),
                       [&](const SearchCondition& condition) { return holds(condition, subject); });
  });
}

}  // namespace hookloop

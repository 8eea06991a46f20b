#include "bin_server/search/index_entry.h"

#include <cstring>

#include "bin_server/search/matcher.h"
#include "bin_server/search/number_places.h"
#include "shared/schema/delivery_headers.h"
#include "shared/support/case_fold.h"
#include "shared/support/digest.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// All that words are looked for in: head, content, what escapes hide, and what the query's percent-encoding hides.
std::string searched_text(SearchSubject& subject) {
  std::string text(subject.folded_text());
  text += '\n';
  text += subject.folded_unescaped();
  for (const auto& [name, value] : parse_query(target_query(subject.line().target).value_or(""))) {
    text += '\n';
    fold_case_into(name, text);
    text += '\n';
    fold_case_into(value, text);
  }
  return text;
}

std::optional<int> type_of(SearchSubject& subject) {
  auto type = subject.verdict().payload.type;
  if (const auto told = find_header(subject.head().headers, header_name::event_type)) type = event_type_from_id(*told);
  return type ? std::optional(static_cast<int>(*type)) : std::nullopt;
}

}  // namespace

std::int64_t secrets_fingerprint(const BinSettings& settings) {
  Sha256 digest;
  for (const VerificationKey& key : settings.secrets) {
    digest.add(key.scheme ? to_string(*key.scheme) : "any");
    digest.add(std::string_view("\0", 1));
    digest.add(key.secret);
    digest.add(std::string_view("\0", 1));
  }
  std::int64_t number = 0;
  std::memcpy(&number, digest.finish().data(), sizeof number);
  return number;
}

IndexEntry index_entry_of(SearchSubject& subject) {
  const CapturedRequest& request = subject.request();
  const auto is = [&](SearchState state) {
    SearchCondition condition;
    condition.field = SearchField::is;
    condition.state = state;
    return holds(condition, subject);
  };
  IndexEntry entry;
  entry.bin = request.bin;
  entry.seq = request.seq;
  std::string text = searched_text(subject);
  entry.is_whole = text.size() <= kLongestIndexedText;
  if (!entry.is_whole) text.resize(kLongestIndexedText);
  entry.text = is_utf8(text) ? std::move(text) : to_shown_utf8(text);
  auto numbers = numbers_of(subject, kMostIndexedNumbers);
  entry.has_all_numbers = numbers.has_value();
  if (numbers) entry.numbers = *std::move(numbers);
  entry.method = method_number(subject.line().method);
  entry.received_at = request.received_at;
  entry.status = request.response_status;
  entry.size = request.content_bytes;
  entry.attempt = request.attempt;
  entry.type = type_of(subject);
  entry.is_valid = is(SearchState::valid);
  entry.is_invalid = is(SearchState::invalid);
  entry.is_incomplete = is(SearchState::incomplete);
  entry.is_malformed = is(SearchState::malformed);
  entry.is_duplicate = is(SearchState::duplicate);
  entry.is_signed = is(SearchState::with_signature);
  entry.is_badly_signed = is(SearchState::bad_signature);
  entry.secrets = secrets_fingerprint(*subject.bin().settings);
  return entry;
}

}  // namespace hookloop

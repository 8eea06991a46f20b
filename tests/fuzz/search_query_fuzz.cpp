// Searches: `QUERY --- REQUEST`, and REQUEST is head and body. A query is read or refused at a place in it; a `-` turns
// it round, alternatives and further terms do what they say, and an index never rules out what the query finds.
#include <algorithm>
#include <string>
#include <vector>

#include "bin_server/search/index_entry.h"
#include "bin_server/search/matcher.h"
#include "bin_server/search/query_parser.h"
#include "bin_server/search/search_hints.h"
#include "shared/support/utf8.h"
#include "tests/fuzz/fuzz_captures.h"
#include "tests/fuzz/fuzz_input.h"

namespace hookloop::test {
namespace {

const Timestamp kNow = kCapturedAt + std::chrono::hours(1);

bool is_in(std::int64_t number, const NumberRange& range) { return number >= range.least && number <= range.most; }

bool state_of(const IndexEntry& entry, SearchState state) {
  switch (state) {
    case SearchState::valid:
      return entry.is_valid;
    case SearchState::invalid:
      return entry.is_invalid;
    case SearchState::with_signature:
      return entry.is_signed;
    case SearchState::bad_signature:
      return entry.is_badly_signed;
    case SearchState::duplicate:
      return entry.is_duplicate;
    case SearchState::incomplete:
      return entry.is_incomplete;
    case SearchState::malformed:
      return entry.is_malformed;
    case SearchState::pinned:
      break;
  }
  must(false, "marks give no hint");
  return false;
}

// What store/search_index.h says of hints and entries.
bool is_ruled_out(const IndexEntry& entry, const SearchHints& hints) {
  const auto has_number = [&](const SearchHints::Number& wanted) {
    return std::any_of(entry.numbers.begin(), entry.numbers.end(), [&](const IndexedNumber& number) {
      return number.place == wanted.place && is_in(number.key, wanted.keys);
    });
  };
  for (const std::string& text : hints.texts) {
    if (entry.is_whole && entry.text.find(text) == std::string::npos) return true;
  }
  for (const SearchHints::Number& number : hints.numbers) {
    if (entry.has_all_numbers && !has_number(number)) return true;
  }
  for (const SearchHints::State& state : hints.states) {
    if (state_of(entry, state.state) != state.wanted) return true;
  }
  return (hints.method && *hints.method != entry.method) || (hints.status && !is_in(entry.status, *hints.status)) ||
         (hints.size && !is_in(static_cast<std::int64_t>(entry.size), *hints.size)) ||
         (hints.attempt && !(entry.attempt && is_in(*entry.attempt, *hints.attempt))) ||
         (hints.from && entry.received_at < *hints.from) || (hints.before && entry.received_at >= *hints.before) ||
         (hints.type && hints.type != entry.type);
}

class Captures {
 public:
  explicit Captures(std::string_view told) {
    bench_.set_secrets({{std::nullopt, "It's a Secret to Everybody", "primary"}});
    keep(capture_of(told, bench_.bin.number, "req_1"));
    keep(delivery_capture(bench_.bin.number));
    keep(capture_of("rubbish", bench_.bin.number, "req_3"));
    all_[0].marks = {true, "an Alpha note", {"One"}};
  }

  // Of each capture, whether the query finds it.
  std::vector<bool> found_by(const SearchQuery& query) {
    std::vector<bool> found;
    for (const CapturedRequest& request : all_) {
      subject_.look_at(request);
      found.push_back(matches(query, subject_));
    }
    return found;
  }

  void hold_against_index(const SearchQuery& query) {
    const std::int64_t secrets = secrets_fingerprint(*bench_.bin.settings);
    for (const CapturedRequest& request : all_) {
      subject_.look_at(request);
      const IndexEntry entry = index_entry_of(subject_);
      must(is_utf8(entry.text), "an index holds text");
      for (const SearchQuery::Alternative& alternative : query.alternatives) {
        if (!matches({{alternative}}, subject_)) continue;
        must(!is_ruled_out(entry, hints_of(alternative, secrets)), "an index rules out nothing that is found");
      }
    }
  }

 private:
  void keep(CaptureDraft draft) { all_.push_back(bench_.capture(std::move(draft))); }

  CaptureBench bench_;
  std::vector<CapturedRequest> all_;
  SearchSubject subject_{bench_.bin, bench_.judge};
};

void check_fault(const QueryFault& fault, std::string_view text) {
  const auto characters = std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); });
  must(fault.column >= 1 && fault.column <= static_cast<std::size_t>(characters) + 1, "a fault lies in the query");
  must(!fault.message.empty(), "a fault says what is wrong");
}

// The same query written with more around it, which must be read too and find `expected`.
void must_find(const std::string& text, const std::vector<bool>& expected, Captures& captures, const char* claim) {
  if (text.size() > kLongestQueryBytes) return;
  const auto query = parse_search(text, kNow);
  must(query && captures.found_by(*query) == expected, claim);
}

}  // namespace
}  // namespace hookloop::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookloop;
  using namespace hookloop::test;
  std::string_view rest = fuzz_input(data, size);
  const std::string text(take_part(rest));
  const auto query = parse_search(text, kNow);
  if (!query) {
    check_fault(query.error(), text);
    return 0;
  }
  Captures captures(rest);
  std::vector<bool> found = captures.found_by(*query);
  captures.hold_against_index(*query);
  must_find(text + "\n", found, captures, "white space around a query says nothing");
  if (query->matches_all()) return 0;
  must_find(text + " or id:none", found, captures, "an alternative that finds nothing changes nothing");
  must_find("id:none or " + text, found, captures, "an alternative before it that finds nothing changes nothing");
  must_find(text + " or size:>=0", std::vector(found.size(), true), captures,
            "an alternative that finds all finds all");
  const bool is_one_term = query->alternatives.size() == 1 && query->alternatives.front().size() == 1;
  if (!is_one_term) return 0;
  const bool is_negated = query->alternatives.front().front().negated;
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (text.compare(begin, 2, "--") == 0) return 0;  // the word "-a" turned round: without its dash it turns "a" round
  found.flip();
  must_find(is_negated ? text.substr(begin + 1) : "-" + text.substr(begin), found, captures,
            "a `-` turns a term round");
  return 0;
}

// What spares a search most of a bin's captures. Derived from the captures and never the truth: it may name captures
// that do not match or are gone, but of those that it covers it leaves out none that does. It can be thrown away at any
// time.
//
// Threads: `add`, `judge_again`, `reset` from one thread at a time (the indexer's); the rest from any, meanwhile.
// Errors: a broken environment is std::runtime_error; whoever catches it does without the index.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bin_server/model/bin.h"
#include "bin_server/model/search_query.h"
#include "bin_server/store/capture_store.h"

namespace hookloop {

// A closed range of whole numbers.
struct NumberRange {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

// A number in a capture: a number for where it stands, and its key (shared/support/decimal.h).
struct IndexedNumber {
  std::int64_t place = 0;
  std::int64_t key = 0;
};

// What the index keeps of one capture.
struct IndexEntry {
  BinNumber bin = 0;
  Seq seq = 0;
  std::string text;      // UTF-8 without regard to case: all that words are looked for in
  bool is_whole = true;  // false: there is more text than is kept, so it is named for every word
  std::vector<IndexedNumber> numbers;
  bool has_all_numbers = true;  // false: there are more than are kept, so it is named for every number
  std::int64_t method = 0;      // a number for it, whatever its case
  Timestamp received_at;
  int status = 0;
  std::uint64_t size = 0;
  std::optional<std::uint32_t> attempt;
  std::optional<int> type;  // EventType's number
  bool is_valid = false;    // its payload
  bool is_invalid = false;
  bool is_incomplete = false;
  bool is_malformed = false;
  bool is_duplicate = false;
  // What was thought of its signature with the secrets of this fingerprint.
  std::int64_t secrets = 0;
  bool is_signed = false;
  bool is_badly_signed = false;
};

// What must be so of every capture that an alternative of a query can match; nothing: anything goes.
struct SearchHints {
  std::vector<std::string> texts;  // UTF-8 without regard to case; all stand in the entry's text
  struct Number {
    std::int64_t place = 0;
    NumberRange keys;
  };
  std::vector<Number> numbers;
  std::optional<std::int64_t> method;
  std::optional<NumberRange> status;
  std::optional<NumberRange> size;
  std::optional<NumberRange> attempt;
  std::optional<Timestamp> from;
  std::optional<Timestamp> before;
  std::optional<int> type;
  struct State {
    SearchState state;
    bool wanted;
  };
  std::vector<State> states;
  std::int64_t secrets = 0;  // the fingerprint of the secrets that count now

  bool empty() const {
    return texts.empty() && numbers.empty() && !method && !status && !size && !attempt && !from && !before && !type &&
           states.empty();
  }
};

class SearchIndex {
 public:
  virtual ~SearchIndex() = default;

  // Every capture of the bin up to this seq that was there is in the index.
  virtual Seq covered(BinNumber bin) const = 0;
  // How many captures it has, those that are gone since included.
  virtual std::uint64_t size() const = 0;

  // One transaction: the entries, and that the bin is covered up to `covered`. The bin's entries come in order.
  virtual void add(BinNumber bin, std::span<const IndexEntry> entries, Seq covered) = 0;
  // With which secrets all of the bin's entries were judged; nothing: some were judged with others than the rest.
  virtual std::optional<std::int64_t> judged_with(BinNumber bin) const = 0;
  virtual void set_judged_with(BinNumber bin, std::int64_t secrets) = 0;
  // The oldest captures of the bin that were judged with other secrets than these, and what is thought of them now.
  virtual std::vector<Seq> judged_with_others(BinNumber bin, std::int64_t secrets, std::size_t limit) const = 0;
  virtual void judge_again(BinNumber bin, std::span<const IndexEntry> entries) = 0;
  // Forgets everything.
  virtual void reset() = 0;

  // The captures of the range, of those that are covered, that the hints do not rule out: in the order of the range, at
  // most `range.limit`.
  virtual std::vector<Seq> candidates(BinNumber bin, const SearchHints& hints, const RequestRange& range) const = 0;
};

}  // namespace hookloop

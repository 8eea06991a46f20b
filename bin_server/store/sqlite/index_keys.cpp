#include "bin_server/store/sqlite/index_keys.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bin_server/store/sqlite/state_bits.h"
#include "shared/sqlite/columns.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// A long word has many trigrams, and each is one more list to go through: some of them, spread over the word, rule out
// nearly as much.
constexpr std::size_t kMostTrigrams = 6;

// Where the characters of a UTF-8 text begin, and its end.
std::vector<std::size_t> characters_of(std::string_view text) {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!continues_character(text[i])) begins.push_back(i);
  }
  begins.push_back(text.size());
  return begins;
}

// As FTS5's query language has it: "abc" AND "bcd" …; empty for texts of less than three characters.
std::string match_of(const std::vector<std::string>& texts) {
  std::string match;
  for (const std::string& text : texts) {
    const auto begins = characters_of(text);
    if (begins.size() < 4) continue;
    const std::size_t count = begins.size() - 3;
    const std::size_t chosen = std::min(count, kMostTrigrams);
    for (std::size_t i = 0; i < chosen; ++i) {
      const std::size_t at = chosen == 1 ? 0 : i * (count - 1) / (chosen - 1);
      if (!match.empty()) match += " AND ";
      match += '"';
      for (const char c : std::string_view(text).substr(begins[at], begins[at + 3] - begins[at])) {
        if (c == '"') match += '"';
        match += c;
      }
      match += '"';
    }
  }
  return match;
}

void add_range(std::string& where, const char* column, const std::optional<NumberRange>& range) {
  if (range) where += fmt::format(" AND f.{} BETWEEN {} AND {}", column, range->least, range->most);
}

// Only numbers are written into the text.
std::string facts_condition(const SearchHints& hints) {
  std::string where;
  add_range(where, "status", hints.status);
  add_range(where, "size", hints.size);
  add_range(where, "attempt", hints.attempt);
  if (hints.from) where += fmt::format(" AND f.received_at >= {}", to_column(*hints.from));
  if (hints.before) where += fmt::format(" AND f.received_at < {}", to_column(*hints.before));
  if (hints.method) where += fmt::format(" AND f.method = {}", *hints.method);
  if (hints.type) where += fmt::format(" AND f.type = {}", *hints.type);
  for (const SearchHints::State& hint : hints.states) {
    const std::string holds = fmt::format("(f.states & {}) {} 0", state_bit(hint.state), hint.wanted ? "<>" : "=");
    where += follows_secrets(hint.state) ? fmt::format(" AND ({} OR f.secrets <> {})", holds, hints.secrets)
                                         : " AND " + holds;
  }
  return where;
}

// The keys that one table names, one after the other in the order of the range.
class Keys {
 public:
  // `from` is all from the table on, and ends in conditions; `key` is its column.
  Keys(SQLite::Database& reader, const char* key, const std::string& from, const IndexKeyRange& range,
       const std::optional<std::string>& match = std::nullopt)
      : rows_(reader, fmt::format("SELECT {0} FROM {1} AND {0} > ? AND {0} < ? ORDER BY {0} {2}", key, from,
                                  range.newest_first ? "DESC" : "ASC")),
        newest_first_(range.newest_first) {
    int index = 0;
    if (match) rows_.bind(++index, *match);
    rows_.bind(++index, range.after);
    rows_.bind(++index, range.before);
    advance();
  }

  std::optional<std::int64_t> now() const { return now_; }
  void advance() { now_ = rows_.executeStep() ? std::optional(rows_.getColumn(0).getInt64()) : std::nullopt; }
  // Goes on to this key or, where it is none of its, to the next behind it.
  void advance_to(std::int64_t key) {
    while (now_ && (newest_first_ ? *now_ > key : *now_ < key)) advance();
  }

 private:
  SQLite::Statement rows_;
  bool newest_first_;
  std::optional<std::int64_t> now_;
};

// Those that all of the lists name.
std::vector<std::int64_t> common_keys(std::vector<Keys>& lists, std::size_t limit) {
  std::vector<std::int64_t> common;
  while (common.size() < limit) {
    const auto wanted = lists.front().now();
    if (!wanted) return common;
    bool is_common = true;
    for (Keys& list : lists) {
      list.advance_to(*wanted);
      if (list.now() == wanted) continue;
      if (!list.now()) return common;
      lists.front().advance_to(*list.now());
      is_common = false;
      break;
    }
    if (!is_common) continue;
    if (common.empty() || common.back() != *wanted) common.push_back(*wanted);
    lists.front().advance();
  }
  return common;
}

}  // namespace

std::vector<std::int64_t> find_index_keys(SQLite::Database& reader, const SearchHints& hints,
                                          const IndexKeyRange& range) {
  const std::string facts = facts_condition(hints);
  const std::string match = match_of(hints.texts);
  std::vector<Keys> lists;
  for (const SearchHints::Number& number : hints.numbers) {
    const std::string from = fmt::format("numbers WHERE place = {} AND number BETWEEN {} AND {}", number.place,
                                         number.keys.least, number.keys.most);
    lists.emplace_back(reader, "key", from, range);
  }
  if (!match.empty()) {
    const std::string with_facts = facts.empty() ? "" : " CROSS JOIN facts AS f ON f.key = t.rowid";
    lists.emplace_back(reader, "t.rowid", "texts AS t" + with_facts + " WHERE texts MATCH ?" + facts, range, match);
  } else if (!facts.empty() || lists.empty()) {
    lists.emplace_back(reader, "f.key", "facts AS f WHERE true" + facts, range);
  }
  std::vector<std::int64_t> keys = common_keys(lists, range.limit);

  // And those that the lists do not tell all of.
  const auto add_cut = [&](const char* index, const char* column) {
    const std::string from = fmt::format("facts AS f INDEXED BY {} WHERE {} = 0{}", index, column, facts);
    Keys cut(reader, "f.key", from, range);
    for (std::size_t count = 0; cut.now() && count < range.limit; cut.advance(), ++count) keys.push_back(*cut.now());
  };
  if (!match.empty()) add_cut("facts_not_whole", "is_whole");
  if (!hints.numbers.empty()) add_cut("facts_not_all_numbers", "has_all_numbers");
  if (range.newest_first) {
    std::sort(keys.begin(), keys.end(), std::greater<>());
  } else {
    std::sort(keys.begin(), keys.end());
  }
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  if (keys.size() > range.limit) keys.resize(range.limit);
  return keys;
}

}  // namespace hookloop

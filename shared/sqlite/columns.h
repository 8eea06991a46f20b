// Values as columns of a row and back: bytes, times, lists of lines, and what may be missing. Pure functions; the
// statement is its caller's. `bind_…` and `Binder` do not copy texts and bytes: the value must be there until the
// statement has run, and is reset before it goes.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/support/clock.h"

namespace hookloop {

inline std::int64_t to_column(Timestamp time) { return time.time_since_epoch().count(); }

void bind_bytes(SQLite::Statement& statement, int index, std::string_view bytes);
std::string bytes_of(const SQLite::Column& column);

// A text of lines, and the lines of such a text. An empty list is an empty text.
std::string join_lines(const std::vector<std::string>& lines);
std::vector<std::string> split_lines(std::string_view text);

// Binds one value after the other, from the first parameter on.
class Binder {
 public:
  explicit Binder(SQLite::Statement& statement) : statement_(statement) {}

  Binder& null() {
    statement_.bind(++index_);
    return *this;
  }
  template <std::integral Number>
  Binder& number(Number value) {
    statement_.bind(++index_, static_cast<std::int64_t>(value));
    return *this;
  }
  template <typename Enumerator>
  Binder& choice(Enumerator value) {
    return number(static_cast<std::int64_t>(value));
  }
  Binder& time(Timestamp value) { return number(to_column(value)); }
  Binder& text(const std::string& value) {
    statement_.bindNoCopy(++index_, value);
    return *this;
  }
  Binder& bytes(const std::string& value) {
    bind_bytes(statement_, ++index_, value);
    return *this;
  }
  // Nothing is NULL.
  Binder& time(const std::optional<Timestamp>& value) { return value ? time(*value) : null(); }
  Binder& text(const std::optional<std::string>& value) { return value ? text(*value) : null(); }
  Binder& bytes(const std::optional<std::string>& value) { return value ? bytes(*value) : null(); }
  Binder& number(const std::optional<std::int64_t>& value) { return value ? number(*value) : null(); }

 private:
  SQLite::Statement& statement_;
  int index_ = 0;
};

// Reads one column after the other, from the first one on.
class RowReader {
 public:
  explicit RowReader(SQLite::Statement& row, int first = 0) : row_(row), index_(first) {}

  template <std::integral Number = std::int64_t>
  Number number() {
    return static_cast<Number>(row_.getColumn(index_++).getInt64());
  }
  bool flag() { return number() != 0; }
  template <typename Enumerator>
  Enumerator choice() {
    return static_cast<Enumerator>(number());
  }
  Timestamp time() { return Timestamp(Microseconds(number())); }
  Microseconds duration() { return Microseconds(number()); }
  std::string text() { return row_.getColumn(index_++).getString(); }
  std::string bytes() { return bytes_of(row_.getColumn(index_++)); }
  std::optional<std::int64_t> optional_number() {
    return optional([this] { return number(); });
  }
  std::optional<Timestamp> optional_time() {
    return optional([this] { return time(); });
  }
  std::optional<std::string> optional_text() {
    return optional([this] { return text(); });
  }
  std::optional<std::string> optional_bytes() {
    return optional([this] { return bytes(); });
  }
  template <typename Enumerator>
  std::optional<Enumerator> optional_choice() {
    return optional([this] { return choice<Enumerator>(); });
  }

 private:
  template <typename Read>
  auto optional(Read read) -> std::optional<decltype(read())> {
    if (!row_.isColumnNull(index_)) return read();
    ++index_;
    return std::nullopt;
  }

  SQLite::Statement& row_;
  int index_;
};

}  // namespace hookloop

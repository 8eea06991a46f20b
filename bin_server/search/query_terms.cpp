#include "bin_server/search/query_terms.h"

#include <algorithm>
#include <optional>

#include "shared/support/ascii.h"
#include "shared/support/utf8.h"

namespace hookloop {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  Result<std::vector<QueryTerm>, QueryFault> split() {
    std::vector<QueryTerm> terms;
    while (true) {
      while (!at_end() && is_space(text_[at_])) ++at_;
      if (at_end()) return terms;
      QueryTerm term;
      term.column = column_of(at_);
      if (auto fault = read_term(term)) return *std::move(fault);
      terms.push_back(std::move(term));
    }
  }

 private:
  bool at_end() const { return at_ == text_.size(); }

  std::size_t column_of(std::size_t at) const {
    const auto before = text_.substr(0, at);
    return 1 + static_cast<std::size_t>(
                   std::count_if(before.begin(), before.end(), [](char c) { return !continues_character(c); }));
  }

  std::optional<QueryFault> read_term(QueryTerm& term) {
    if (text_[at_] == '-') {
      term.negated = true;
      ++at_;
      if (at_end() || is_space(text_[at_]))
        return QueryFault{term.column, "a `-` stands right in front of what it turns round; quote it to look for it"};
    }
    const std::size_t begin = at_;
    if (read_field(term)) {
      term.value_column = column_of(at_);
      term.sign_is_quoted = !at_end() && text_[at_] == '"';
      return read_value(term.value);
    }
    term.field.clear();
    term.name.clear();
    at_ = begin;
    term.value_column = column_of(at_);
    const bool is_quoted = text_[at_] == '"';
    if (auto fault = read_value(term.value)) return fault;
    term.is_or = !is_quoted && !term.negated && same_but_for_case(term.value, "or");
    return std::nullopt;
  }

  // "word:" or "word.NAME:", where NAME may be in quotes; false where there is none, wherever it has read to.
  bool read_field(QueryTerm& term) {
    while (!at_end() && (is_lower(to_lower(text_[at_])))) term.field += to_lower(text_[at_++]);
    if (term.field.empty() || at_end()) return false;
    if (text_[at_] == '.') {
      ++at_;
      while (!at_end() && !is_space(text_[at_]) && text_[at_] != ':') {
        if (text_[at_] == '"') {
          if (read_quoted(term.name)) return false;
        } else {
          term.name += text_[at_++];
        }
      }
    }
    if (at_end() || text_[at_] != ':') return false;
    ++at_;
    return true;
  }

  std::optional<QueryFault> read_value(std::string& value) {
    while (!at_end() && !is_space(text_[at_])) {
      if (text_[at_] == '"') {
        if (auto fault = read_quoted(value)) return fault;
      } else {
        value += text_[at_++];
      }
    }
    return std::nullopt;
  }

  std::optional<QueryFault> read_quoted(std::string& value) {
    const std::size_t begin = at_++;
    while (!at_end() && text_[at_] != '"') {
      const bool is_escape =
          text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
      if (is_escape) ++at_;
      value += text_[at_++];
    }
    if (at_end()) return QueryFault{column_of(begin), "this quote is not closed"};
    ++at_;
    return std::nullopt;
  }

  const std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::vector<QueryTerm>, QueryFault> split_query(std::string_view text) { return Splitter(text).split(); }

}  // namespace hookloop

// The captures of a bin that the index can not rule out for a query, one after the other in the order of a range. Asks
// the index for some at a time, more and more: a page that fills at once asks for few. One thread at a time.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "bin_server/store/search_index.h"

namespace hookloop {

class Candidates {
 public:
  // Of the range alone; its limit does not count. The index outlives it.
  Candidates(const SearchIndex& index, BinNumber bin, const SearchQuery& query, std::int64_t secrets,
             const RequestRange& range);

  // Whether the index helps at all: otherwise every capture of the range would be given.
  bool help() const { return help_; }

  // The next ones, at least one as long as there are any; each once.
  std::vector<Seq> next();

 private:
  // Of one alternative.
  struct Stream {
    SearchHints hints;
    std::deque<Seq> ahead;
    std::optional<Seq> last;  // that the index gave
    bool has_ended = false;
  };

  void fill(Stream& stream);
  bool comes_first(Seq a, Seq b) const { return range_.newest_first ? a > b : a < b; }

  const SearchIndex& index_;
  const BinNumber bin_;
  const RequestRange range_;
  std::vector<Stream> streams_;
  std::size_t piece_;
  bool help_ = true;
};

}  // namespace hookloop

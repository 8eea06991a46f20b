// Finds the captures of a bin that a query looks for: complete at every moment, whatever is being captured meanwhile.
// Any thread.
#pragma once

#include <vector>

#include "bin_server/capture/judge.h"
#include "bin_server/model/search_query.h"
#include "bin_server/store/capture_store.h"

namespace hookloop {

class Search {
 public:
  Search(const CaptureStore& store, Judge& judge) : store_(store), judge_(judge) {}

  // Those of the range that match, in its order, until there are `range.limit` of them. Without their bodies.
  std::vector<CapturedRequest> find(const Bin& bin, const SearchQuery& query, const RequestRange& range) const;

  // The seqs of all that match and came before `before`, the newest first.
  std::vector<Seq> find_all(const Bin& bin, const SearchQuery& query, Seq before) const;

 private:
  // Calls `use` with each that matches, until it says false.
  void visit_matches(const Bin& bin, const SearchQuery& query, const RequestRange& range,
                     const CaptureStore::Visit& use) const;

  const CaptureStore& store_;
  Judge& judge_;
};

}  // namespace hookloop

// Finds the captures of a bin that a query looks for: complete at every moment, whatever is being captured and indexed
// meanwhile. What the index covers is looked up, and each find held against the capture itself; the rest is gone
// through. Any thread.
#pragma once

#include <string>
#include <vector>

#include "bin_server/capture/judge.h"
#include "bin_server/model/search_query.h"
#include "bin_server/store/capture_store.h"
#include "bin_server/store/search_index.h"

namespace hookloop {

class Search {
 public:
  // Without an index (nullptr) every search goes through all captures.
  Search(const CaptureStore& store, Judge& judge, const SearchIndex* index)
      : store_(store), judge_(judge), index_(index) {}

  // Captures of the bin up to this seq are in the index.
  Seq covered(const Bin& bin) const { return index_ == nullptr ? 0 : index_->covered(bin.number); }

  // Those of the range that match, in its order, until there are `range.limit` of them. Without their bodies.
  std::vector<CapturedRequest> find(const Bin& bin, const SearchQuery& query, const RequestRange& range) const;

  // Gives each of those, whole and in the order of the range, to `use`, until that says false. What it is given is gone
  // after the call.
  using Use = CaptureStore::Visit;
  void visit(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const;

  // The seqs of all that match and came before `before`, the newest first.
  std::vector<Seq> find_all(const Bin& bin, const SearchQuery& query, Seq before) const;

 private:
  // Each calls `use` with those that match, in the order of the range, until it says false; gives whether it never did.
  bool visit_matches(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const;
  bool scan(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const;
  bool take_named(const Bin& bin, const SearchQuery& query, const std::vector<std::string>& ids,
                  const RequestRange& range, const Use& use) const;
  bool take_marked(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const;
  bool look_up(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const;

  const CaptureStore& store_;
  Judge& judge_;
  const SearchIndex* const index_;
};

}  // namespace hookloop

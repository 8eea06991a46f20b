#include "bin_server/search/search.h"

#include <limits>

#include "bin_server/search/matcher.h"

namespace hookloop {
void Search::visit_matches(const Bin& bin, const SearchQuery& query, const RequestRange& range,
                           const CaptureStore::Visit& use) const {
  SearchSubject subject(bin, judge_);
  RequestRange all = range;
  all.limit = std::numeric_limits<std::size_t>::max();
  store_.visit_requests(bin.number, all, [&](const CapturedRequest& request) {
    subject.look_at(request);
    return !matches(query, subject) || use(request);
  });
}

std::vector<CapturedRequest> Search::find(const Bin& bin, const SearchQuery& query, const RequestRange& range) const {
  if (query.matches_all()) return store_.list_requests(bin.number, range);
  std::vector<CapturedRequest> found;
  if (range.limit == 0) return found;
  visit_matches(bin, query, range, [&](const CapturedRequest& request) {
    found.push_back(without_body(request));
    return found.size() < range.limit;
  });
  return found;
}

std::vector<Seq> Search::find_all(const Bin& bin, const SearchQuery& query, Seq before) const {
  std::vector<Seq> found;
  RequestRange range;
  range.before = before;
  visit_matches(bin, query, range, [&](const CapturedRequest& request) {
    found.push_back(request.seq);
    return true;
  });
  return found;
}

}  // namespace hookloop

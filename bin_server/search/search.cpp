#include "bin_server/search/search.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include "bin_server/search/candidates.h"
#include "bin_server/search/index_entry.h"
#include "bin_server/search/matcher.h"

namespace hookloop {
namespace {

// Captures that lie close together are read quicker one after the other than each by itself: when at least one in so
// many of a stretch is a candidate, the whole stretch is read.
constexpr Seq kWorthReadingAll = 6;
constexpr std::size_t kTooMany = 1'000;

// Of a range, the part that the index covers, and the part behind it.
RequestRange covered_part(RequestRange range, Seq covered) {
  range.before = std::min(range.before.value_or(std::numeric_limits<Seq>::max()), covered + 1);
  return range;
}

RequestRange uncovered_part(RequestRange range, Seq covered) {
  range.after = std::max(range.after.value_or(0), covered);
  return range;
}

// Where every alternative names a capture by its id, nothing else need be looked at.
std::optional<std::vector<std::string>> named_ids(const SearchQuery& query) {
  std::vector<std::string> ids;
  for (const auto& alternative : query.alternatives) {
    const auto named = std::find_if(alternative.begin(), alternative.end(), [](const SearchCondition& condition) {
      return condition.field == SearchField::id && !condition.negated;
    });
    if (named == alternative.end()) return std::nullopt;
    ids.push_back(named->text);
  }
  return ids;
}

// Where every alternative asks for marks, only captures that have any can match: they are few, and listed by the store.
bool asks_for_marks(const SearchQuery& query) {
  return std::all_of(query.alternatives.begin(), query.alternatives.end(), [](const auto& alternative) {
    return std::any_of(alternative.begin(), alternative.end(),
                       [](const SearchCondition& condition) { return is_of_marks(condition) && !condition.negated; });
  });
}

}  // namespace

bool Search::scan(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const {
  SearchSubject subject(bin, judge_);
  RequestRange all = range;
  all.limit = std::numeric_limits<std::size_t>::max();
  bool goes_on = true;
  store_.visit_requests(bin.number, all, [&](const CapturedRequest& request) {
    subject.look_at(request);
    goes_on = !matches(query, subject) || use(request);
    return goes_on;
  });
  return goes_on;
}

bool Search::look_up(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const {
  Candidates candidates(*index_, bin.number, query, secrets_fingerprint(*bin.settings), range);
  if (!candidates.help()) return scan(bin, query, range, use);
  SearchSubject subject(bin, judge_);
  RequestRange rest = range;
  while (true) {
    std::vector<Seq> seqs;
    try {
      seqs = candidates.next();
    } catch (const std::exception& error) {
      spdlog::warn("a search goes through all captures, for the index can not be read: {}", error.what());
      return scan(bin, query, rest, use);
    }
    if (seqs.empty()) return true;
    const Seq least = std::min(seqs.front(), seqs.back());
    const Seq most = std::max(seqs.front(), seqs.back());
    if (most - least < kWorthReadingAll * static_cast<Seq>(seqs.size())) {
      RequestRange stretch = range;
      (range.newest_first ? stretch.before : stretch.after) = range.newest_first ? most + 1 : least - 1;
      // So many so close together: the index does not tell them apart, and is not asked again.
      if (seqs.size() >= kTooMany) return scan(bin, query, stretch, use);
      (range.newest_first ? stretch.after : stretch.before) = range.newest_first ? least - 1 : most + 1;
      if (!scan(bin, query, stretch, use)) return false;
    } else {
      for (const Seq seq : seqs) {
        const auto request = store_.find_request(bin.number, seq);
        if (!request) continue;
        subject.look_at(*request);
        if (matches(query, subject) && !use(*request)) return false;
      }
    }
    (range.newest_first ? rest.before : rest.after) = seqs.back();
  }
}

bool Search::take_named(const Bin& bin, const SearchQuery& query, const std::vector<std::string>& ids,
                        const RequestRange& range, const Use& use) const {
  std::map<Seq, CapturedRequest> named;
  for (const std::string& id : ids) {
    auto request = store_.find_request(bin.number, id);
    if (!request) continue;
    const bool is_inside =
        request->seq > range.after.value_or(0) && request->seq < range.before.value_or(std::numeric_limits<Seq>::max());
    if (is_inside) named.emplace(request->seq, *std::move(request));
  }
  SearchSubject subject(bin, judge_);
  const auto take = [&](const CapturedRequest& request) {
    subject.look_at(request);
    return !matches(query, subject) || use(request);
  };
  const auto take_pair = [&](const auto& entry) { return take(entry.second); };
  return range.newest_first ? std::all_of(named.rbegin(), named.rend(), take_pair)
                            : std::all_of(named.begin(), named.end(), take_pair);
}

bool Search::take_marked(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const {
  RequestRange all = range;
  all.limit = std::numeric_limits<std::size_t>::max();
  SearchSubject subject(bin, judge_);
  for (const Seq seq : store_.list_marked(bin.number, all)) {
    const auto request = store_.find_request(bin.number, seq);
    if (!request) continue;
    subject.look_at(*request);
    if (matches(query, subject) && !use(*request)) return false;
  }
  return true;
}

bool Search::visit_matches(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const {
  if (query.matches_all()) return scan(bin, query, range, use);
  if (const auto ids = named_ids(query)) return take_named(bin, query, *ids, range, use);
  if (asks_for_marks(query)) return take_marked(bin, query, range, use);
  const Seq covered = this->covered(bin);
  if (covered == 0) return scan(bin, query, range, use);
  const RequestRange old_part = covered_part(range, covered);
  const RequestRange new_part = uncovered_part(range, covered);
  if (range.newest_first) return scan(bin, query, new_part, use) && look_up(bin, query, old_part, use);
  return look_up(bin, query, old_part, use) && scan(bin, query, new_part, use);
}

std::vector<CapturedRequest> Search::find(const Bin& bin, const SearchQuery& query, const RequestRange& range) const {
  if (query.matches_all()) return store_.list_requests(bin.number, range);
  std::vector<CapturedRequest> found;
  if (range.limit == 0) return found;
  visit_matches(bin, query, range, [&](const CapturedRequest& request) {
    // As the store lists it; a scan reads no answers.
    auto listed = store_.list_requests(bin.number, {request.seq + 1, request.seq - 1, 1});
    if (!listed.empty()) found.push_back(std::move(listed.front()));  // else it was deleted just now
    return found.size() < range.limit;
  });
  return found;
}

void Search::visit(const Bin& bin, const SearchQuery& query, const RequestRange& range, const Use& use) const {
  if (query.matches_all()) {
    store_.visit_requests(bin.number, range, use);
  } else if (range.limit > 0) {
    std::size_t left = range.limit;
    visit_matches(bin, query, range, [&](const CapturedRequest& request) { return use(request) && --left > 0; });
  }
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

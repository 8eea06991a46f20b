#include "bin_server/search/candidates.h"

#include <algorithm>

#include "bin_server/search/search_hints.h"

namespace hookloop {
namespace {

constexpr std::size_t kFirstPiece = 64;
constexpr std::size_t kLargestPiece = 4'096;

}  // namespace

Candidates::Candidates(const SearchIndex& index, BinNumber bin, const SearchQuery& query, std::int64_t secrets,
                       const RequestRange& range)
    : index_(index), bin_(bin), range_(range), piece_(kFirstPiece) {
  for (const auto& alternative : query.alternatives) {
    Stream& stream = streams_.emplace_back();
    stream.hints = hints_of(alternative, secrets);
    help_ = help_ && !stream.hints.empty();
  }
}

void Candidates::fill(Stream& stream) {
  if (!stream.ahead.empty() || stream.has_ended) return;
  RequestRange range = range_;
  if (stream.last) (range.newest_first ? range.before : range.after) = stream.last;
  range.limit = piece_;
  const auto seqs = index_.candidates(bin_, stream.hints, range);
  stream.has_ended = seqs.size() < piece_;
  if (!seqs.empty()) stream.last = seqs.back();
  stream.ahead.assign(seqs.begin(), seqs.end());
}

std::vector<Seq> Candidates::next() {
  std::vector<Seq> seqs;
  while (true) {
    std::optional<Seq> first;
    for (Stream& stream : streams_) {
      // Once something is there to give, no stream is asked for more: what it has next may be anywhere.
      if (stream.ahead.empty() && !stream.has_ended && !seqs.empty()) {
        piece_ = std::min(piece_ * 4, kLargestPiece);
        return seqs;
      }
      fill(stream);
      if (!stream.ahead.empty() && (!first || comes_first(stream.ahead.front(), *first))) first = stream.ahead.front();
    }
    if (!first) return seqs;
    seqs.push_back(*first);
    for (Stream& stream : streams_) {
      if (!stream.ahead.empty() && stream.ahead.front() == *first) stream.ahead.pop_front();
    }
  }
}

}  // namespace hookloop

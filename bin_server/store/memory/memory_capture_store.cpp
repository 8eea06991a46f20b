#include "bin_server/store/memory/memory_capture_store.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace hookloop {
namespace {

// Captures that a visit copies at a time, with the lock held: so many, and no more once they have so many bytes.
constexpr std::size_t kCopiedAtOnce = 64;
constexpr std::uint64_t kCopiedBytes = 1u << 20;

}  // namespace

Result<Bin, StoreError> MemoryCaptureStore::create_bin(const std::string& id, Timestamp created_at,
                                                       const BinSettings& settings) {
  if (bins_.find(id)) throw std::logic_error("the bin's id is taken");
  const std::lock_guard lock(mutex_);
  Bin bin{++last_number_, id, created_at, std::make_shared<const BinSettings>(settings), {}};
  captures_[bin.number];
  bins_.put(bin);
  return bin;
}

std::optional<StoreError> MemoryCaptureStore::change_bin(BinNumber number, const BinSettings& settings) {
  if (auto bin = bins_.find(number)) {
    bin->settings = std::make_shared<const BinSettings>(settings);
    bins_.put(*bin);
    const std::lock_guard lock(mutex_);
    std::erase_if(forward_cursors_[number],
                  [&](const auto& cursor) { return !has_target(settings.forward, cursor.first); });
  }
  return std::nullopt;
}

std::optional<StoreError> MemoryCaptureStore::delete_bin(BinNumber number) {
  const std::lock_guard lock(mutex_);
  bins_.remove(number);
  captures_.erase(number);
  forward_cursors_.erase(number);
  return std::nullopt;
}

void MemoryCaptureStore::erase(Captures& captures, std::map<Seq, CapturedRequest>::iterator at, BinTotals& totals) {
  const CapturedRequest& request = at->second;
  totals.request_count -= 1;
  totals.bytes -= request.bytes();
  captures.by_id.erase(request.id);
  captures.exchanges.erase(request.seq);
  if (request.delivery_id) {
    const auto [first, last] = captures.by_delivery.equal_range(*request.delivery_id);
    for (auto entry = first; entry != last; ++entry) {
      if (entry->second == request.seq) {
        captures.by_delivery.erase(entry);
        break;
      }
    }
  }
  captures.by_seq.erase(at);
}

void MemoryCaptureStore::trim(Captures& captures, Bin& bin) {
  while (is_over(bin.totals, bin.settings->limits)) erase(captures, captures.by_seq.begin(), bin.totals);
}

bool MemoryCaptureStore::sweep() {
  const std::lock_guard lock(mutex_);
  for (Bin& bin : bins_.list()) {
    trim(captures_[bin.number], bin);
    bins_.set_totals(bin.number, bin.totals);
  }
  return false;
}

Result<AppendedSeqs, StoreError> MemoryCaptureStore::append(std::span<const CaptureDraft> drafts) {
  const std::lock_guard lock(mutex_);
  AppendedSeqs seqs;
  for (const CaptureDraft& draft : drafts) {
    auto bin = bins_.find(draft.bin);
    if (!bin) {
      seqs.push_back(0);
      continue;
    }
    Captures& captures = captures_[draft.bin];
    CapturedRequest request;
    static_cast<CaptureDraft&>(request) = draft;
    request.seq = ++bin->totals.last_seq;
    request.body_wire_bytes = draft.body.size();
    bin->totals.request_count += 1;
    bin->totals.bytes += draft.bytes();
    captures.by_id[request.id] = request.seq;
    if (request.delivery_id) captures.by_delivery.emplace(*request.delivery_id, request.seq);
    seqs.push_back(request.seq);
    captures.by_seq.emplace(request.seq, std::move(request));

    trim(captures, *bin);
    bins_.set_totals(draft.bin, bin->totals);
  }
  return seqs;
}

std::optional<StoreError> MemoryCaptureStore::note_answers(std::span<const AnswerNote> notes) {
  const std::lock_guard lock(mutex_);
  for (const AnswerNote& note : notes) {
    auto bin = bins_.find(note.bin);
    if (!bin) continue;
    Captures& captures = captures_[note.bin];
    const auto at = captures.by_seq.find(note.seq);
    if (at == captures.by_seq.end()) continue;
    CapturedRequest& request = at->second;
    bin->totals.bytes -= request.bytes();
    request.answer = note.answer;
    request.response_status = note.response_status;
    bin->totals.bytes += request.bytes();
    bins_.set_totals(note.bin, bin->totals);
  }
  return std::nullopt;
}

Result<std::uint64_t, StoreError> MemoryCaptureStore::delete_requests(BinNumber number, std::span<const Seq> seqs) {
  const std::lock_guard lock(mutex_);
  auto bin = bins_.find(number);
  if (!bin) return std::uint64_t{0};
  Captures& captures = captures_[number];
  std::uint64_t deleted = 0;
  for (const Seq seq : seqs) {
    const auto at = captures.by_seq.find(seq);
    if (at == captures.by_seq.end()) continue;
    erase(captures, at, bin->totals);
    ++deleted;
  }
  bins_.set_totals(number, bin->totals);
  return deleted;
}

Result<std::uint64_t, StoreError> MemoryCaptureStore::clear_requests(BinNumber number) {
  const std::lock_guard lock(mutex_);
  auto bin = bins_.find(number);
  if (!bin) return std::uint64_t{0};
  const std::uint64_t count = bin->totals.request_count;
  captures_[number] = {};
  bin->totals.request_count = 0;
  bin->totals.bytes = 0;
  bin->totals.floor_seq = bin->totals.last_seq;
  bins_.set_totals(number, bin->totals);
  return count;
}

std::vector<CapturedRequest> MemoryCaptureStore::copy_range(BinNumber number, const RequestRange& range,
                                                            CapturedRequest (*copy)(const CapturedRequest&),
                                                            std::uint64_t most_bytes) const {
  const std::lock_guard lock(mutex_);
  std::vector<CapturedRequest> requests;
  const auto found = captures_.find(number);
  if (found == captures_.end()) return requests;
  const auto& by_seq = found->second.by_seq;
  const auto first = range.after ? by_seq.upper_bound(*range.after) : by_seq.begin();
  const auto last = range.before ? by_seq.lower_bound(*range.before) : by_seq.end();
  if (range.after && range.before && *range.after >= *range.before) return requests;
  std::uint64_t bytes = 0;
  const auto has_room = [&] { return requests.size() < range.limit && bytes < most_bytes; };
  const auto take = [&](const CapturedRequest& request) {
    requests.push_back(copy(request));
    bytes += requests.back().bytes();
  };
  if (range.newest_first) {
    for (auto at = last; at != first && has_room();) take((--at)->second);
  } else {
    for (auto at = first; at != last && has_room(); ++at) take(at->second);
  }
  return requests;
}

std::vector<CapturedRequest> MemoryCaptureStore::list_requests(BinNumber number, const RequestRange& range) const {
  return copy_range(number, range, without_body, std::numeric_limits<std::uint64_t>::max());
}

void MemoryCaptureStore::visit_requests(BinNumber number, const RequestRange& range, const Visit& visit) const {
  RequestRange piece = range;
  for (std::size_t left = range.limit; left > 0;) {
    piece.limit = std::min(left, kCopiedAtOnce);
    const auto whole = [](const CapturedRequest& request) { return request; };
    const auto requests = copy_range(number, piece, whole, kCopiedBytes);
    if (requests.empty()) return;
    for (const CapturedRequest& request : requests) {
      if (!visit(request)) return;
    }
    left -= requests.size();
    (range.newest_first ? piece.before : piece.after) = requests.back().seq;
  }
}

std::optional<CapturedRequest> MemoryCaptureStore::find_request(BinNumber number, Seq seq) const {
  const std::lock_guard lock(mutex_);
  const auto found = captures_.find(number);
  if (found == captures_.end()) return std::nullopt;
  const auto at = found->second.by_seq.find(seq);
  if (at == found->second.by_seq.end()) return std::nullopt;
  return at->second;
}

std::optional<CapturedRequest> MemoryCaptureStore::find_request(BinNumber number, std::string_view id) const {
  std::optional<Seq> seq;
  {
    const std::lock_guard lock(mutex_);
    const auto found = captures_.find(number);
    if (found == captures_.end()) return std::nullopt;
    const auto at = found->second.by_id.find(std::string(id));
    if (at != found->second.by_id.end()) seq = at->second;
  }
  return seq ? find_request(number, *seq) : std::nullopt;
}

bool MemoryCaptureStore::has_request(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  return std::any_of(captures_.begin(), captures_.end(),
                     [key = std::string(id)](const auto& entry) { return entry.second.by_id.contains(key); });
}

std::optional<CapturedRequest> MemoryCaptureStore::find_latest(BinNumber number) const {
  const std::lock_guard lock(mutex_);
  const auto found = captures_.find(number);
  if (found == captures_.end() || found->second.by_seq.empty()) return std::nullopt;
  return found->second.by_seq.rbegin()->second;
}

std::vector<DeliveryCapture> MemoryCaptureStore::find_by_delivery(BinNumber number, std::string_view delivery_id,
                                                                  std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<DeliveryCapture> captures;
  const auto found = captures_.find(number);
  if (found == captures_.end()) return captures;
  const auto [first, last] = found->second.by_delivery.equal_range(std::string(delivery_id));
  for (auto at = first; at != last && captures.size() < limit; ++at) {
    const CapturedRequest& request = found->second.by_seq.at(at->second);
    captures.push_back({request.seq, request.id, request.attempt, request.response_status, request.body_wire_bytes});
  }
  return captures;
}

std::optional<StoreError> MemoryCaptureStore::append_exchanges(std::span<const CaptureExchange> exchanges,
                                                               std::span<const ForwardCursor> cursors) {
  const std::lock_guard lock(mutex_);
  for (const CaptureExchange& exchange : exchanges) {
    const auto captures = captures_.find(exchange.bin);
    if (captures == captures_.end() || !captures->second.by_seq.contains(exchange.seq)) continue;
    auto& kept = captures->second.exchanges[exchange.seq];
    if (kept.size() == kMostExchangesPerCapture) kept.erase(kept.begin());
    kept.push_back(exchange);
  }
  for (const ForwardCursor& cursor : cursors) {
    if (!captures_.contains(cursor.bin)) continue;
    Seq& seq = forward_cursors_[cursor.bin][cursor.target];
    seq = std::max(seq, cursor.seq);
  }
  return std::nullopt;
}

std::vector<CaptureExchange> MemoryCaptureStore::list_exchanges(BinNumber number, Seq seq) const {
  const std::lock_guard lock(mutex_);
  const auto captures = captures_.find(number);
  if (captures == captures_.end()) return {};
  const auto kept = captures->second.exchanges.find(seq);
  return kept == captures->second.exchanges.end() ? std::vector<CaptureExchange>{} : kept->second;
}

std::vector<ForwardCursor> MemoryCaptureStore::list_forward_cursors(BinNumber number) const {
  const std::lock_guard lock(mutex_);
  std::vector<ForwardCursor> cursors;
  const auto found = forward_cursors_.find(number);
  if (found == forward_cursors_.end()) return cursors;
  for (const auto& [target, seq] : found->second) cursors.push_back({number, target, seq});
  return cursors;
}

}  // namespace hookloop

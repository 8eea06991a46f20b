#include "bin_server/store/memory/memory_capture_store.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

namespace hookloop {
namespace {

// Captures that a visit copies at a time, with the lock held: so many, and no more once they have so many bytes.
constexpr std::size_t kCopiedAtOnce = 64;
constexpr std::uint64_t kCopiedBytes = 1u << 20;

std::uint64_t memory_of(const CapturedRequest& request) {
  std::uint64_t bytes = MemoryCaptureStore::kBytesBeside + request.bytes() + request.marks.note.size();
  for (const std::string& tag : request.marks.tags) bytes += sizeof tag + tag.size();
  return bytes;
}

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
  forget_all_of(captures_[number]);
  captures_.erase(number);
  forward_cursors_.erase(number);
  return std::nullopt;
}

void MemoryCaptureStore::forget_all_of(const Captures& captures) {
  for (const auto& [seq, kept] : captures.by_seq) {
    not_pinned_.erase(kept.arrival);
    memory_ -= memory_of(kept.request);
  }
}

void MemoryCaptureStore::erase(Captures& captures, BySeq::iterator at, BinTotals& totals) {
  const CapturedRequest& request = at->second.request;
  totals.request_count -= 1;
  totals.bytes -= request.bytes();
  if (request.marks.pinned) {
    totals.pinned_count -= 1;
    totals.pinned_bytes -= request.bytes();
  }
  memory_ -= memory_of(request);
  not_pinned_.erase(at->second.arrival);
  captures.marked.erase(request.seq);
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
  auto oldest = captures.by_seq.upper_bound(captures.trimmed_to);
  while (is_over(bin.totals, bin.settings->limits) && oldest != captures.by_seq.end()) {
    if (oldest->first == bin.totals.last_seq) return;
    captures.trimmed_to = oldest->first;
    const auto at = oldest++;
    if (!at->second.request.marks.pinned) erase(captures, at, bin.totals);
  }
}

void MemoryCaptureStore::trim_aged(Captures& captures, Bin& bin, Timestamp now) {
  auto oldest = captures.by_seq.upper_bound(captures.trimmed_to);
  while (oldest != captures.by_seq.end()) {
    const bool is_pinned = oldest->second.request.marks.pinned;
    if (!is_pinned && oldest->second.request.received_at + *bin.settings->limits.max_age > now) return;
    captures.trimmed_to = oldest->first;
    const auto at = oldest++;
    if (!is_pinned) erase(captures, at, bin.totals);
  }
}

bool MemoryCaptureStore::is_over_all() const {
  return is_over(bins_.total(), limits_) || (memory_ > limits_.max_memory && bins_.total().request_count > 1);
}

void MemoryCaptureStore::trim_all() {
  while (is_over_all() && !not_pinned_.empty() && not_pinned_.begin()->first != last_arrival_) {
    const auto [number, seq] = not_pinned_.begin()->second;
    auto bin = bins_.find(number);
    Captures& captures = captures_[number];
    erase(captures, captures.by_seq.find(seq), bin->totals);
    bins_.set_totals(number, bin->totals);
  }
}

Result<bool, StoreError> MemoryCaptureStore::set_marks(BinNumber number, Seq seq, const Marks& marks) {
  const std::lock_guard lock(mutex_);
  auto bin = bins_.find(number);
  if (!bin) return false;
  Captures& captures = captures_[number];
  const auto at = captures.by_seq.find(seq);
  if (at == captures.by_seq.end()) return false;
  CapturedRequest& request = at->second.request;
  if (request.marks.pinned) {
    bin->totals.pinned_count -= 1;
    bin->totals.pinned_bytes -= request.bytes();
    captures.trimmed_to = std::min(captures.trimmed_to, seq - 1);
    not_pinned_[at->second.arrival] = {number, seq};
  }
  if (marks.pinned) {
    bin->totals.pinned_count += 1;
    bin->totals.pinned_bytes += request.bytes();
    not_pinned_.erase(at->second.arrival);
  }
  memory_ -= memory_of(request);
  request.marks = marks;
  memory_ += memory_of(request);
  if (marks.empty())
    captures.marked.erase(seq);
  else
    captures.marked.insert(seq);
  bins_.set_totals(number, bin->totals);
  return true;
}

bool MemoryCaptureStore::sweep(Timestamp now) {
  const std::lock_guard lock(mutex_);
  const auto wanting = bins_.list_if(
      [](const Bin& bin) { return is_over(bin.totals, bin.settings->limits) || bin.settings->limits.max_age; });
  for (Bin bin : wanting) {
    trim(captures_[bin.number], bin);
    if (bin.settings->limits.max_age) trim_aged(captures_[bin.number], bin, now);
    bins_.set_totals(bin.number, bin.totals);
  }
  return false;
}

Seq MemoryCaptureStore::put(const CaptureDraft& draft, const Marks& marks) {
  auto bin = bins_.find(draft.bin);
  if (!bin) return 0;
  Captures& captures = captures_[draft.bin];
  CapturedRequest request;
  static_cast<CaptureDraft&>(request) = draft;
  const Seq seq = ++bin->totals.last_seq;
  request.seq = seq;
  request.marks = marks;
  request.body_wire_bytes = draft.body.size();
  bin->totals.request_count += 1;
  bin->totals.bytes += draft.bytes();
  if (marks.pinned) {
    bin->totals.pinned_count += 1;
    bin->totals.pinned_bytes += draft.bytes();
  }
  if (!marks.empty()) captures.marked.insert(seq);
  captures.by_id[request.id] = seq;
  if (request.delivery_id) captures.by_delivery.emplace(*request.delivery_id, seq);
  memory_ += memory_of(request);
  ++last_arrival_;
  if (!marks.pinned) not_pinned_.emplace(last_arrival_, Place{draft.bin, seq});
  captures.by_seq.emplace(seq, Kept{std::move(request), last_arrival_});

  trim(captures, *bin);
  bins_.set_totals(draft.bin, bin->totals);
  trim_all();
  return seq;
}

Result<AppendedSeqs, StoreError> MemoryCaptureStore::append(std::span<const CaptureDraft> drafts) {
  const std::lock_guard lock(mutex_);
  AppendedSeqs seqs;
  for (const CaptureDraft& draft : drafts) seqs.push_back(put(draft, {}));
  return seqs;
}

Result<AppendedSeqs, StoreError> MemoryCaptureStore::append_noted(std::span<const NotedCapture> captures) {
  const std::lock_guard lock(mutex_);
  AppendedSeqs seqs;
  for (const NotedCapture& capture : captures) {
    seqs.push_back(put(capture.draft, capture.marks));
    for (CaptureExchange exchange : capture.exchanges) {
      exchange.bin = capture.draft.bin;
      exchange.seq = seqs.back();
      put_exchange(exchange);
    }
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
    CapturedRequest& request = at->second.request;
    const std::uint64_t before = request.bytes();
    memory_ -= memory_of(request);
    request.answer = note.answer;
    request.response_status = note.response_status;
    memory_ += memory_of(request);
    bin->totals.bytes += request.bytes() - before;  // modulo 2^64, so also where it shrinks
    if (request.marks.pinned) bin->totals.pinned_bytes += request.bytes() - before;
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
  forget_all_of(captures_[number]);
  captures_[number] = {};
  bin->totals.request_count = 0;
  bin->totals.bytes = 0;
  bin->totals.pinned_count = 0;
  bin->totals.pinned_bytes = 0;
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
    for (auto at = last; at != first && has_room();) take((--at)->second.request);
  } else {
    for (auto at = first; at != last && has_room(); ++at) take(at->second.request);
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
  return at->second.request;
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
  return found->second.by_seq.rbegin()->second.request;
}

std::vector<Seq> MemoryCaptureStore::list_marked(BinNumber number, const RequestRange& range) const {
  const std::lock_guard lock(mutex_);
  std::vector<Seq> seqs;
  const auto found = captures_.find(number);
  if (found == captures_.end()) return seqs;
  const auto& marked = found->second.marked;
  if (range.after && range.before && *range.after >= *range.before) return seqs;
  const auto first = range.after ? marked.upper_bound(*range.after) : marked.begin();
  const auto last = range.before ? marked.lower_bound(*range.before) : marked.end();
  if (range.newest_first) {
    for (auto at = last; at != first && seqs.size() < range.limit;) seqs.push_back(*--at);
  } else {
    for (auto at = first; at != last && seqs.size() < range.limit; ++at) seqs.push_back(*at);
  }
  return seqs;
}

std::size_t MemoryCaptureStore::count_marked(BinNumber number) const {
  const std::lock_guard lock(mutex_);
  const auto found = captures_.find(number);
  return found == captures_.end() ? 0 : found->second.marked.size();
}

std::vector<DeliveryCapture> MemoryCaptureStore::find_by_delivery(BinNumber number, std::string_view delivery_id,
                                                                  std::size_t limit) const {
  const std::lock_guard lock(mutex_);
  std::vector<DeliveryCapture> captures;
  const auto found = captures_.find(number);
  if (found == captures_.end()) return captures;
  const auto [first, last] = found->second.by_delivery.equal_range(std::string(delivery_id));
  for (auto at = first; at != last && captures.size() < limit; ++at) {
    const CapturedRequest& request = found->second.by_seq.at(at->second).request;
    captures.push_back({request.seq, request.id, request.attempt, request.response_status, request.body_wire_bytes,
                        request.complete, request.content_sha256});
  }
  return captures;
}

void MemoryCaptureStore::put_exchange(const CaptureExchange& exchange) {
  const auto captures = captures_.find(exchange.bin);
  if (captures == captures_.end() || !captures->second.by_seq.contains(exchange.seq)) return;
  auto& kept = captures->second.exchanges[exchange.seq];
  if (kept.size() == kMostExchangesPerCapture) kept.erase(kept.begin());
  kept.push_back(exchange);
}

std::optional<StoreError> MemoryCaptureStore::append_exchanges(std::span<const CaptureExchange> exchanges,
                                                               std::span<const ForwardCursor> cursors) {
  const std::lock_guard lock(mutex_);
  for (const CaptureExchange& exchange : exchanges) put_exchange(exchange);
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

// The twin of the SQLite store that keeps everything in memory and nothing after exit: for --ephemeral and for tests.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <unordered_map>

#include "bin_server/store/bin_table.h"
#include "bin_server/store/capture_store.h"

namespace hookloop {

class MemoryCaptureStore final : public CaptureStore {
 public:
  // About what a capture takes beside its bytes: its fields, its places in the maps below, and what the allocator adds
  // (measured: 1,000 bytes with an id of a delivery, 850 without).
  static constexpr std::uint64_t kBytesBeside = 1'000;

  explicit MemoryCaptureStore(const StoreLimits& limits = {}) : limits_(limits) {}

  Result<Bin, StoreError> create_bin(const std::string& id, Timestamp created_at, const BinSettings& settings) override;
  std::optional<StoreError> change_bin(BinNumber bin, const BinSettings& settings) override;
  std::optional<StoreError> delete_bin(BinNumber bin) override;
  Result<AppendedSeqs, StoreError> append(std::span<const CaptureDraft> drafts) override;
  Result<AppendedSeqs, StoreError> append_noted(std::span<const NotedCapture> captures) override;
  std::optional<StoreError> note_answers(std::span<const AnswerNote> notes) override;
  Result<std::uint64_t, StoreError> delete_requests(BinNumber bin, std::span<const Seq> seqs) override;
  Result<std::uint64_t, StoreError> clear_requests(BinNumber bin) override;
  std::optional<StoreError> append_exchanges(std::span<const CaptureExchange> exchanges,
                                             std::span<const ForwardCursor> cursors) override;
  Result<bool, StoreError> set_marks(BinNumber bin, Seq seq, const Marks& marks) override;
  bool sweep(Timestamp now) override;
  std::optional<StoreError> check_writable() override { return std::nullopt; }

  std::optional<Bin> find_bin(std::string_view id) const override { return bins_.find(id); }
  std::vector<Bin> list_bins() const override { return bins_.list(); }
  std::size_t count_bins() const override { return bins_.size(); }
  BinTotals total() const override { return bins_.total(); }
  std::vector<Bin> list_expired_bins(Timestamp now) const override {
    return bins_.list_if([now](const Bin& bin) { return is_expired(bin, now); });
  }
  std::vector<Bin> list_forwarding_bins() const override {
    return bins_.list_if([](const Bin& bin) { return !bin.settings->forward.targets.empty(); });
  }
  std::vector<CapturedRequest> list_requests(BinNumber bin, const RequestRange& range) const override;
  std::optional<CapturedRequest> find_request(BinNumber bin, Seq seq) const override;
  std::optional<CapturedRequest> find_request(BinNumber bin, std::string_view id) const override;
  bool has_request(std::string_view id) const override;
  std::optional<CapturedRequest> find_latest(BinNumber bin) const override;
  void visit_requests(BinNumber bin, const RequestRange& range, const Visit& visit) const override;
  std::vector<Seq> list_marked(BinNumber bin, const RequestRange& range) const override;
  std::size_t count_marked(BinNumber bin) const override;
  std::vector<DeliveryCapture> find_by_delivery(BinNumber bin, std::string_view delivery_id,
                                                std::size_t limit) const override;
  std::vector<CaptureExchange> list_exchanges(BinNumber bin, Seq seq) const override;
  std::vector<ForwardCursor> list_forward_cursors(BinNumber bin) const override;

 private:
  using Arrival = std::uint64_t;  // counts captures of all bins
  struct Kept {
    CapturedRequest request;
    Arrival arrival = 0;
  };
  using BySeq = std::map<Seq, Kept>;
  struct Captures {
    BySeq by_seq;
    std::unordered_map<std::string, Seq> by_id;
    std::multimap<std::string, Seq> by_delivery;  // of one delivery in order of arrival
    std::unordered_map<Seq, std::vector<CaptureExchange>> exchanges;
    std::set<Seq> marked;
    Seq trimmed_to = 0;  // up to here there are pinned ones alone: trimming goes on from there
  };
  struct Place {
    BinNumber bin;
    Seq seq;
  };

  // Ends at the first that makes it as many bytes.
  std::vector<CapturedRequest> copy_range(BinNumber bin, const RequestRange& range,
                                          CapturedRequest (*copy)(const CapturedRequest&),
                                          std::uint64_t most_bytes) const;
  // Each with the mutex held.
  Seq put(const CaptureDraft& draft, const Marks& marks);  // 0: its bin is gone
  void put_exchange(const CaptureExchange& exchange);      // where its capture is kept
  void trim(Captures& captures, Bin& bin);
  void trim_aged(Captures& captures, Bin& bin, Timestamp now);
  void trim_all();
  void forget_all_of(const Captures& captures);
  bool is_over_all() const;
  void erase(Captures& captures, BySeq::iterator at, BinTotals& totals);

  const StoreLimits limits_;
  BinTable bins_;
  mutable std::mutex mutex_;
  BinNumber last_number_ = 0;                                                  // guarded by mutex_
  std::unordered_map<BinNumber, Captures> captures_;                           // guarded by mutex_
  std::unordered_map<BinNumber, std::map<std::string, Seq>> forward_cursors_;  // guarded by mutex_
  Arrival last_arrival_ = 0;                                                   // guarded by mutex_
  std::map<Arrival, Place> not_pinned_;                                        // guarded by mutex_; of all bins
  std::uint64_t memory_ = 0;  // guarded by mutex_; about what all captures take
};

}  // namespace hookloop

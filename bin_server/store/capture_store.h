// Where bins and captures are kept. An interface with two twins, sqlite/ and memory/, under one contract test
// (tests/contract/capture_store_contract.h).
//
// Invariants:
// 1. `append` is one transaction: when it returns Stored, every capture in it survives the end of the process; when it
//    returns an error, none of them is kept and totals are unchanged.
// 2. A seq is given once per bin, ascending by 1 in order of the batch.
// 3. Readers see a capture whole or not at all, and see it from the moment `append` returns.
// 4. Limits take the oldest captures that are not pinned, and never the newest; a delete takes pinned ones too. What is
//    trimmed costs the same whether many are pinned or none.
//
// Threads: "writer" functions from one thread at a time (the recorder's loop); "reader" functions from any thread, also
// while the writer writes.
// Errors: a broken environment (disk full, file gone) is a StoreError value for writers and std::runtime_error for
// readers.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "bin_server/model/bin.h"
#include "bin_server/model/capture_exchange.h"
#include "bin_server/model/captured_request.h"
#include "bin_server/model/marks.h"
#include "bin_server/model/noted_capture.h"
#include "shared/support/result.h"
#include "shared/support/store_error.h"

namespace hookloop {

// Which captures of a bin, by seq; both ends are excluded. `before` pages back in time, `after` forward.
struct RequestRange {
  std::optional<Seq> before;
  std::optional<Seq> after;
  std::size_t limit = 50;
  bool newest_first = true;
  // Of visit_requests: what was answered is read too, which a search of very many captures does without.
  bool with_answers = false;
};

// What `append` did with each draft, in its order: the seq, or 0 where the bin had been deleted meanwhile.
using AppendedSeqs = std::vector<Seq>;

// What became of an answer that took its time.
struct AnswerNote {
  BinNumber bin = 0;
  Seq seq = 0;
  int response_status = 0;
  GivenAnswer answer;
};

class CaptureStore {
 public:
  virtual ~CaptureStore() = default;

  // Writer.
  virtual Result<Bin, StoreError> create_bin(const std::string& id, Timestamp created_at,
                                             const BinSettings& settings) = 0;  // the id must be free: std::logic_error
  virtual std::optional<StoreError> change_bin(BinNumber bin, const BinSettings& settings) = 0;
  virtual std::optional<StoreError> delete_bin(BinNumber bin) = 0;  // its captures go with it
  virtual Result<AppendedSeqs, StoreError> append(std::span<const CaptureDraft> drafts) = 0;
  // The same of captures that were taken away and are brought back, with all that is noted of them: they are appended
  // with their marks and exchanges, or with an error none of it. Limits do not take those that are pinned. Whether the
  // pins are allowed is for the caller to say.
  virtual Result<AppendedSeqs, StoreError> append_noted(std::span<const NotedCapture> captures) = 0;
  // Puts what was answered in the place of what was to be; captures that are gone are passed over.
  virtual std::optional<StoreError> note_answers(std::span<const AnswerNote> notes) = 0;
  // How many of them there were; all go, or with an error none.
  virtual Result<std::uint64_t, StoreError> delete_requests(BinNumber bin, std::span<const Seq> seqs) = 0;
  virtual Result<std::uint64_t, StoreError> clear_requests(BinNumber bin) = 0;  // how many went
  // Keeps what came of sending captures on, and how far each target has come with it, all or none. Exchanges of a
  // capture that is gone are left out, and of one that has more than kMostExchangesPerCapture the oldest go. A cursor
  // never goes back; those of targets that the bin's settings name no more go with change_bin.
  virtual std::optional<StoreError> append_exchanges(std::span<const CaptureExchange> exchanges,
                                                     std::span<const ForwardCursor> cursors) = 0;
  // Puts these marks (model/marks.h) in the place of those that the capture had, and counts its pin in the bin's
  // totals; true: the capture is there. Whether a pin is allowed is for the caller to say.
  virtual Result<bool, StoreError> set_marks(BinNumber bin, Seq seq, const Marks& marks) = 0;
  // Frees room of what was deleted, and trims what is over its limits or too old by now, a bounded piece at a time;
  // true while there is more to do.
  virtual bool sweep(Timestamp now) = 0;
  // Whether a write would succeed now; for readiness.
  virtual std::optional<StoreError> check_writable() = 0;

  // Reader.
  virtual std::optional<Bin> find_bin(std::string_view id) const = 0;
  virtual std::vector<Bin> list_bins() const = 0;  // newest first
  virtual std::size_t count_bins() const = 0;
  virtual BinTotals total() const = 0;  // of all bins; its seqs are 0
  virtual std::vector<Bin> list_expired_bins(Timestamp now) const = 0;
  virtual std::vector<Bin> list_forwarding_bins() const = 0;  // those that have a target
  // Without their bodies: `body` is empty and body_wire_bytes says how long it is. Without the bytes of what was
  // answered too, but with all that is known of it.
  virtual std::vector<CapturedRequest> list_requests(BinNumber bin, const RequestRange& range) const = 0;
  virtual std::optional<CapturedRequest> find_request(BinNumber bin, Seq seq) const = 0;
  virtual std::optional<CapturedRequest> find_request(BinNumber bin, std::string_view id) const = 0;
  // Whether any bin has a capture of this id, or has had it and its room is not free yet: to store another fails.
  virtual bool has_request(std::string_view id) const = 0;
  virtual std::optional<CapturedRequest> find_latest(BinNumber bin) const = 0;
  // Gives each capture of the range, whole and in its order, to `visit`, until that says false or all have been. What
  // it is given is gone after the call. Captures and deletes go on meanwhile: what is deleted before its turn is left
  // out.
  using Visit = std::function<bool(const CapturedRequest&)>;
  virtual void visit_requests(BinNumber bin, const RequestRange& range, const Visit& visit) const = 0;
  // The captures of the range that have marks, in its order; and how many the bin has, to `kMostMarked`.
  virtual std::vector<Seq> list_marked(BinNumber bin, const RequestRange& range) const = 0;
  virtual std::size_t count_marked(BinNumber bin) const = 0;
  // All captures of a delivery that are kept, oldest first; at most `limit`.
  virtual std::vector<DeliveryCapture> find_by_delivery(BinNumber bin, std::string_view delivery_id,
                                                        std::size_t limit) const = 0;
  // Of one capture, in the order in which they were kept. They go with it.
  virtual std::vector<CaptureExchange> list_exchanges(BinNumber bin, Seq seq) const = 0;
  virtual std::vector<ForwardCursor> list_forward_cursors(BinNumber bin) const = 0;  // by target
};

}  // namespace hookloop

// The rule of what happens when a request has arrived: which bin it belongs to, store first, announce after. Knows
// nothing of sockets. The recorder's thread only.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "bin_server/capture/refusals.h"
#include "bin_server/feed/live_feed.h"
#include "bin_server/model/request_head.h"
#include "bin_server/store/capture_store.h"
#include "shared/support/clock.h"
#include "shared/support/duration_histogram.h"
#include "shared/support/id.h"
#include "shared/support/problem.h"
#include "shared/support/result.h"

namespace hookloop {

struct CaptureOptions {
  bool auto_create = false;  // any id makes its bin at the first capture
  BinLimits bin_limits;      // of bins that are made without limits of their own
  StoreLimits store_limits;  // of all bins together
  std::size_t max_bins = 10'000;
};

class CaptureService {
 public:
  // `instance` names this run of the server in Via, as the forwarder does.
  CaptureService(CaptureStore& store, LiveFeed& feed, Refusals& refusals, const Clock& clock, IdSource& ids,
                 CaptureOptions options, std::string instance);

  // The bin of this id; made now where that is wanted. A problem says why there is none: 400, 404, or 503 where it
  // could not be made.
  Result<Bin, Problem> find_bin(std::string_view id);

  // Where requests go that name no bin (kStrayBinId); made at the first of them.
  Result<Bin, Problem> stray_bin();

  // Whether a request has come by way of the bin itself, which then does not forward it again (forward/via.h).
  bool comes_back(const Bin& bin, const RequestHead& head) const;

  // What a request is noted with when it comes. `head` gives the delivery; it may be faulty.
  CaptureDraft draft(const Bin& bin, const RequestHead& head);

  // Stores all or none, then announces. The seq of each, 0 where its bin was deleted meanwhile.
  Result<AppendedSeqs, StoreError> commit(std::span<const CaptureDraft> drafts);

  // The same of captures that are brought back.
  Result<AppendedSeqs, StoreError> commit_noted(std::span<const NotedCapture> captures);

  // Stores what became of answers that took their time, then announces.
  std::optional<StoreError> note_answers(std::span<const AnswerNote> notes);

  // With all its captures; its viewers are told.
  std::optional<StoreError> delete_bin(BinNumber number);

  // Since the start, of what was stored; any thread.
  std::uint64_t count() const { return count_; }
  std::uint64_t bytes() const { return bytes_; }                 // of heads and bodies
  const DurationHistogram& commits() const { return commits_; }  // each of one turn's captures; failed ones too

  Refusals& refusals() { return refusals_; }
  const Clock& clock() const { return clock_; }

 private:
  // What follows a commit that began then, whichever way it went; `draft_of` gives the draft of each.
  template <typename Captures, typename DraftOf>
  void note_commit(SteadyTime begin, const Captures& captures, const DraftOf& draft_of,
                   const Result<AppendedSeqs, StoreError>& seqs);
  Result<Bin, Problem> make_bin(std::string_view id, std::string_view name, BinLimits limits);

  CaptureStore& store_;
  LiveFeed& feed_;
  Refusals& refusals_;
  const Clock& clock_;
  IdSource& ids_;
  CaptureOptions options_;
  const std::string instance_;
  std::atomic<std::uint64_t> count_ = 0;
  std::atomic<std::uint64_t> bytes_ = 0;
  DurationHistogram commits_;
};

}  // namespace hookloop

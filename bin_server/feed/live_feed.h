// Tells waiting threads that a bin has new captures. It holds numbers only: who is woken reads the captures themselves
// from the store, so nothing can be lost or doubled here, a slow reader delays nobody, and a reader that comes back
// after any time goes on from the last seq that it saw.
//
// Of what changes on captures later (FeedChange) it holds the last kMostChangesAhead of a bin: who is slower, or was
// away, does not learn of all, and reads what it shows anew where that matters.
//
// Announce after the commit, never before: a viewer is never shown what a restart would lose.
// Any thread. A wait that begins after an announcement knows of it: there is no lost wake-up.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bin_server/model/bin.h"

namespace hookloop {

// Something about a capture that was there before.
struct FeedChange {
  enum class Kind {
    marked,    // a person changed its marks
    answered,  // its answer took its time, and what came of it is kept
    exchange,  // it was forwarded or replayed, and what came of that is kept
  };
  Kind kind = Kind::marked;
  Seq seq = 0;
  std::string exchange_id;  // of an exchange
  bool operator==(const FeedChange&) const = default;
};

class LiveFeed {
 public:
  enum class Woken { news, time_out, closed };

  // How many changes of a bin there were since somebody first listened.
  using ChangeCount = std::uint64_t;
  static constexpr std::size_t kMostChangesAhead = 200;

  // `also_told` is called with each announcement of captures, on its thread; it must be quick.
  explicit LiveFeed(std::function<void(BinNumber)> also_told = {}) : also_told_(std::move(also_told)) {}

  void announce(BinNumber bin, Seq last_seq);
  void announce_change(BinNumber bin, FeedChange change);

  // Returns when the bin has had a capture beyond `after`, or a change beyond `changes_seen`, when `time_out` has
  // passed, or when the feed or the bin is closed.
  Woken wait(BinNumber bin, Seq after, std::chrono::milliseconds time_out,
             ChangeCount changes_seen = std::numeric_limits<ChangeCount>::max());

  // From then on changes of the bin are held for whoever asked.
  ChangeCount count_changes(BinNumber bin);
  // What changed after `seen`, in order and each once, and moves `seen` on. It ends before the first change of a
  // capture beyond `up_to`, which the reader has not been told of yet.
  std::vector<FeedChange> take_changes(BinNumber bin, Seq up_to, ChangeCount& seen) const;

  void close_bin(BinNumber bin);  // it was deleted: its waiters go. Who waits for it later waits out its time
  void close();                   // the server ends: all waiters go

 private:
  struct Channel {
    std::condition_variable news;
    Seq last_seq = 0;
    ChangeCount change_count = 0;
    std::deque<FeedChange> changes;  // the last of them
    bool closed = false;
  };

  const std::function<void(BinNumber)> also_told_;
  mutable std::mutex mutex_;
  std::unordered_map<BinNumber, std::shared_ptr<Channel>> channels_;  // guarded by mutex_, as is each channel
  bool closed_ = false;                                               // guarded by mutex_
};

}  // namespace hookloop

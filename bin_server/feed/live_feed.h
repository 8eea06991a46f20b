// Tells waiting threads that a bin has new captures. It holds numbers only: who is woken reads the captures themselves
// from the store, so nothing can be lost or doubled here, a slow reader delays nobody, and a reader that comes back
// after any time goes on from the last seq that it saw.
//
// Of marks that people put on captures it holds the last kMostMarkedAhead seqs of a bin: who is slower, or was away,
// does not learn of all, and reads what it shows anew where that matters.
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
#include <unordered_map>
#include <utility>
#include <vector>

#include "bin_server/model/bin.h"

namespace hookloop {

class LiveFeed {
 public:
  enum class Woken { news, time_out, closed };

  // How many times marks of a bin were changed since the server started.
  using MarkCount = std::uint64_t;
  static constexpr std::size_t kMostMarkedAhead = 200;

  // `also_told` is called with each announcement of captures, on its thread; it must be quick.
  explicit LiveFeed(std::function<void(BinNumber)> also_told = {}) : also_told_(std::move(also_told)) {}

  void announce(BinNumber bin, Seq last_seq);
  void announce_marked(BinNumber bin, Seq seq);

  // Returns when the bin has had a capture beyond `after`, or a change of marks beyond `marks_seen`, when `time_out`
  // has passed, or when the feed or the bin is closed.
  Woken wait(BinNumber bin, Seq after, std::chrono::milliseconds time_out,
             MarkCount marks_seen = std::numeric_limits<MarkCount>::max());

  MarkCount count_marked(BinNumber bin) const;
  // The captures whose marks were changed after `seen`, each once, and moves `seen` on.
  std::vector<Seq> take_marked(BinNumber bin, MarkCount& seen) const;

  void close_bin(BinNumber bin);  // it was deleted: its waiters go. Who waits for it later waits out its time
  void close();                   // the server ends: all waiters go

 private:
  struct Channel {
    std::condition_variable news;
    Seq last_seq = 0;
    MarkCount mark_count = 0;
    std::deque<Seq> marked;  // the last of them
    bool closed = false;
  };

  const std::function<void(BinNumber)> also_told_;
  mutable std::mutex mutex_;
  std::unordered_map<BinNumber, std::shared_ptr<Channel>> channels_;  // guarded by mutex_, as is each channel
  bool closed_ = false;                                               // guarded by mutex_
};

}  // namespace hookloop

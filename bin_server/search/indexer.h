// Builds the search index behind the captures, on a thread of its own, when there is time: while captures keep coming
// it works a small part of the time, so that the recorder hardly notices. Nothing waits for it.
//
// Whatever goes wrong with the index is logged once, and searches do without.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "bin_server/capture/judge.h"
#include "bin_server/store/search_index.h"
#include "shared/support/clock.h"

namespace hookloop {

class Indexer {
 public:
  // `count_captures`: how many there were since the start; any thread.
  Indexer(const CaptureStore& store, Judge& judge, SearchIndex& index, const Clock& clock,
          std::function<std::uint64_t()> count_captures);
  ~Indexer();

  void start();
  void stop();

  // One piece of work; false: there is none at the moment. For tests, instead of `start`.
  bool work();

 private:
  void run();
  void index_next_of(const Bin& bin);
  bool judge_again_next_of(const Bin& bin);
  void reset_where_wrong(const std::vector<Bin>& bins);

  const CaptureStore& store_;
  Judge& judge_;
  SearchIndex& index_;
  const Clock& clock_;
  const std::function<std::uint64_t()> count_captures_;

  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
};

}  // namespace hookloop

// An ExchangeLoop on a thread of its own, so that who delivers can make requests and write to disk while others are on
// the network. To its user it is the loop: `send`, then `poll` or `wait`, from which the callbacks come.
//
// 1. Requests go out in the order of `send`, at the latest with the next poll or wait.
// 2. Callbacks come on the user's thread alone, each once, in the order in which the exchanges ended.
// Threads: `wake` from any; everything else from the user's.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "shared/http_client/async_transport.h"
#include "shared/http_client/exchange_loop.h"
#include "shared/http_client/transport_options.h"

namespace hookloop {

class ExchangeThread final : public AsyncTransport {
 public:
  explicit ExchangeThread(const Clock& clock, TransportOptions options = {});
  // Gives up what is in flight, without a word: their `done` are not called.
  ~ExchangeThread() override;
  ExchangeThread(const ExchangeThread&) = delete;
  ExchangeThread& operator=(const ExchangeThread&) = delete;

  void send(AsyncRequest request, std::function<void(Exchange)> done) override;

  // Calls back for what has ended, without waiting.
  void poll() { wait(SteadyTime::min()); }
  // Waits until something has ended (with many in flight a moment longer, for some more), until somebody woke it, or
  // until this time; then as poll.
  void wait(SteadyTime until);
  void wake();

 private:
  struct Sent {
    AsyncRequest request;
    std::function<void(Exchange)> done;
  };
  struct Ended {
    std::function<void(Exchange)> done;
    Exchange exchange;
  };

  void hand_over();
  void gather(SteadyTime until);
  void run();

  std::vector<Sent> to_hand_over_;    // the user's
  std::size_t in_flight_ = 0;         // the user's: sent, and not called back for
  std::vector<Ended> ended_in_loop_;  // the loop's
  ExchangeLoop loop_;                 // the loop's, but for its wake
  std::mutex mutex_;
  std::condition_variable news_;
  std::vector<Sent> handed_over_;  // guarded by mutex_, as the four below
  std::vector<Ended> ended_;
  std::atomic<std::size_t> ended_count_ = 0;  // of ended_; may be looked at without the lock
  bool woken_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace hookloop

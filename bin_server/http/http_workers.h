// The threads that serve what the recorder hands over. Requests of the API and the pages share a few threads; each live
// viewer, and who takes a bin away, has one of its own, up to a limit, so that watching can not starve the API and
// neither can starve captures. Any thread.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <vector>

#include "bin_server/recorder/handed_connection.h"
#include "shared/support/problem.h"

namespace hookloop {

class HttpWorkers {
 public:
  struct Options {
    std::size_t threads = 8;
    std::size_t max_viewers = 1'000;  // one more is answered 503
    std::size_t max_waiting = 1'000;  // requests that wait for a thread; one more is answered 503
  };

  // At one moment.
  struct Status {
    std::size_t viewers = 0;
    std::size_t serving = 0;  // answers under way, those to viewers included
    std::size_t waiting = 0;  // for a thread
  };

  using Serve = std::function<bool(HandedConnection&)>;    // true: the connection is whole
  using GiveBack = std::function<void(HandedConnection)>;  // to the recorder

  HttpWorkers(Options options, Serve serve, GiveBack give_back);
  ~HttpWorkers();

  // Never blocks.
  void take(HandedConnection connection);

  Status status() const;

  // Returns when all that were taken are served; what comes later is answered 503. Viewers must have been told to go.
  // Who does not take the answer within a short grace is cut off, and who still waits for a thread is answered 503.
  void stop();

 private:
  void work();
  void serve_one(HandedConnection connection);
  bool begin_viewer(HandedConnection& connection);
  static void refuse(const HandedConnection& connection, const Problem& problem);

  Options options_;
  Serve serve_;
  GiveBack give_back_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable served_;
  std::deque<HandedConnection> waiting_;  // guarded by mutex_, as all below
  std::unordered_set<int> active_;        // sockets that are being served
  std::size_t viewers_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace hookloop

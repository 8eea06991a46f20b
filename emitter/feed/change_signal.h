// Tells waiting threads that something was committed. It holds a number only: who is woken reads what is new from the
// store, so nothing can be lost or doubled here, and a slow reader delays nobody.
//
// Announce after the commit, never before: a viewer is never shown what a restart would lose.
// Any thread. A wait for what comes after `seen` knows of every announcement since `seen` was taken: there is no lost
// wake-up.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace hookloop {

class ChangeSignal {
 public:
  enum class Woken { news, time_out, closed };

  // How many announcements there have been. Take it before looking at the store.
  std::uint64_t count() const;
  void announce();
  // Returns when there has been one beyond `seen`, when `time_out` has passed, or when this is closed.
  Woken wait(std::uint64_t seen, std::chrono::milliseconds time_out);
  void close();  // the server ends: all waiters go

 private:
  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::uint64_t count_ = 0;  // guarded by mutex_
  bool closed_ = false;      // guarded by mutex_
};

}  // namespace hookloop

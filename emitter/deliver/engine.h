// The delivery engine: one thread that runs the dispatcher's turns and what else is due at a time of its own (builds
// that end by themselves), beside one for the exchanges on the network: while some requests are made and written down,
// others are under way. On a real clock it sleeps until something happens; on a virtual one time moves only when it is
// told to, from one due moment to the next, so that an hour of retries takes no longer than its requests.
//
// Any thread, as far as nothing else is said.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>

#include "emitter/deliver/dispatcher.h"
#include "shared/http_client/exchange_thread.h"
#include "shared/support/clock.h"

namespace hookloop {

struct EngineOptions {
  DispatcherOptions dispatcher;
  TransportOptions transport;
  // In flight when the engine is told to stop: they may end for so long, then they are left `in_flight` on disk, and
  // the next start finds them as `unknown`.
  Microseconds stop_grace = std::chrono::seconds(5);
};

class Engine {
 public:
  // `committed` is called after each commit. `run_due` does what else is due by now and says when it is to be called
  // next; both are called on the engine's thread. `virtual_clock`, where it is not null, is `clock`.
  Engine(Outbox& outbox, const Clock& clock, VirtualClock* virtual_clock, EngineOptions options,
         std::function<void()> committed, std::function<std::optional<Timestamp>()> run_due);
  ~Engine();  // as stop
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  void start();
  // No further attempt begins; returns when those in flight have ended or the grace has passed.
  void stop();

  // These webhooks may have new deliveries or are not what they were; there may be something new for `run_due`.
  void note(std::span<const WebhookNumber> webhooks);
  EngineStatus status() const { return dispatcher_.status(); }

  // With a virtual clock: moves it to `until`, stopping at each moment at which something is due, and returns when all
  // of it is done. One at a time; nothing happens where the engine was stopped.
  void advance(Timestamp until);

 private:
  struct Advance {
    Timestamp until;
    bool done = false;
  };

  void run();
  // Whether everything that is due by the clock's time has been done.
  bool is_settled() const;
  void step_virtual_time();
  void wait_for_news();

  const Clock& clock_;
  VirtualClock* const virtual_clock_;
  const EngineOptions options_;
  const std::function<std::optional<Timestamp>()> run_due_;
  ExchangeThread network_;
  Dispatcher dispatcher_;
  std::optional<Timestamp> run_due_at_;  // the engine's thread
  std::atomic<bool> has_news_ = true;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::condition_variable advanced_;
  Advance* advance_ = nullptr;  // guarded by mutex_, with what it points to
  bool ended_ = false;          // guarded by mutex_
  std::thread thread_;
};

}  // namespace hookloop

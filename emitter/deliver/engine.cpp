#include "emitter/deliver/engine.h"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace hookloop {
namespace {

// The longest sleep: a clock that was set forward is noticed within it.
constexpr Microseconds kLongestSleep = std::chrono::seconds(1);

// After a store that could not be read.
constexpr Microseconds kReadRetry = std::chrono::seconds(1);

}  // namespace

Engine::Engine(Outbox& outbox, const Clock& clock, VirtualClock* virtual_clock, EngineOptions options,
               std::function<void()> committed, std::function<std::optional<Timestamp>()> run_due)
    : clock_(clock),
      virtual_clock_(virtual_clock),
      options_(std::move(options)),
      run_due_(std::move(run_due)),
      network_(clock, options_.transport),
      dispatcher_(outbox, network_, clock, options_.dispatcher, std::move(committed)) {}

Engine::~Engine() { stop(); }

void Engine::start() {
  thread_ = std::thread([this] { run(); });
}

void Engine::stop() {
  if (!thread_.joinable()) return;
  stopping_ = true;
  network_.wake();
  thread_.join();
}

void Engine::note(std::span<const WebhookNumber> webhooks) {
  dispatcher_.note(webhooks);
  if (!has_news_.exchange(true)) network_.wake();
}

void Engine::advance(Timestamp until) {
  std::unique_lock lock(mutex_);
  advanced_.wait(lock, [this] { return advance_ == nullptr || ended_; });
  if (ended_) return;
  Advance advance{until};
  advance_ = &advance;
  network_.wake();
  advanced_.wait(lock, [&] { return advance.done || ended_; });
  advance_ = nullptr;
  advanced_.notify_all();
}

bool Engine::is_settled() const {
  const auto next = dispatcher_.next_time();
  const Timestamp now = clock_.now();
  return dispatcher_.in_flight() == 0 && !has_news_ && !(next && *next <= now) && !(run_due_at_ && *run_due_at_ <= now);
}

// One moment of an advance at a time: all that is due is done before the clock moves on.
void Engine::step_virtual_time() {
  if (virtual_clock_ == nullptr || !is_settled()) return;
  const std::lock_guard lock(mutex_);
  if (advance_ == nullptr || advance_->done) return;
  Timestamp next = advance_->until;
  if (run_due_at_) next = std::min(next, *run_due_at_);
  if (const auto due = dispatcher_.next_time()) next = std::min(next, *due);
  if (next <= clock_.now()) {
    advance_->done = true;
    advanced_.notify_all();
    return;
  }
  virtual_clock_->set(next);
}

void Engine::wait_for_news() {
  std::optional<Timestamp> next = dispatcher_.next_time();
  if (run_due_at_ && (!next || *run_due_at_ < *next)) next = run_due_at_;
  if (virtual_clock_ != nullptr) {
    bool may_step = false;
    {
      const std::lock_guard lock(mutex_);
      may_step = advance_ != nullptr && !advance_->done;
    }
    if (may_step && is_settled()) return;
    next.reset();  // virtual time does not pass by waiting
  }
  Microseconds sleep = kLongestSleep;
  if (next) sleep = std::clamp(*next - clock_.now(), Microseconds(0), kLongestSleep);
  network_.wait(std::chrono::steady_clock::now() + sleep);
}

void Engine::run() {
  std::optional<SteadyTime> give_up_at;
  while (true) {
    if (stopping_ && !give_up_at) {
      dispatcher_.drain();
      give_up_at = std::chrono::steady_clock::now() + options_.stop_grace;
    }
    bool did_something = false;
    try {
      const bool news = has_news_.exchange(false);
      if (!stopping_ && (news || (run_due_at_ && *run_due_at_ <= clock_.now()))) run_due_at_ = run_due_();
      did_something = dispatcher_.turn();
      step_virtual_time();
    } catch (const std::exception& error) {
      spdlog::error("deliveries wait: {}", error.what());
      network_.wait(std::chrono::steady_clock::now() + kReadRetry);
    }
    if (give_up_at) {
      const bool is_done = dispatcher_.in_flight() == 0 && !dispatcher_.has_unwritten();
      if (is_done || std::chrono::steady_clock::now() >= *give_up_at) break;
    }
    if (did_something) {
      network_.poll();
      continue;
    }
    wait_for_news();
  }
  const std::lock_guard lock(mutex_);
  ended_ = true;
  advanced_.notify_all();
}

}  // namespace hookloop

#include "shared/http_client/exchange_thread.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace hookloop {
namespace {

// Enough that waking the loop is a small part of it, few enough that the first are on their way while the last are
// made.
constexpr std::size_t kHandedOverAtOnce = 32;

// With many in flight the next ones end within microseconds. Looking again for a moment, until a few have ended, costs
// both threads less than one falling asleep and the other waking it for each, and whoever waits does something dear for
// all that have ended together: a tenth more deliveries a second.
constexpr std::size_t kGatheredAtOnce = 12;
constexpr std::chrono::microseconds kGatherTime(200);

}  // namespace

ExchangeThread::ExchangeThread(const Clock& clock, TransportOptions options)
    : loop_(clock, std::move(options)), thread_([this] { run(); }) {}

ExchangeThread::~ExchangeThread() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  loop_.wake();
  thread_.join();
}

void ExchangeThread::send(AsyncRequest request, std::function<void(Exchange)> done) {
  ++in_flight_;
  to_hand_over_.push_back({std::move(request), std::move(done)});
  if (to_hand_over_.size() >= kHandedOverAtOnce) hand_over();
}

void ExchangeThread::hand_over() {
  if (to_hand_over_.empty()) return;
  {
    const std::lock_guard lock(mutex_);
    handed_over_.insert(handed_over_.end(), std::move_iterator(to_hand_over_.begin()),
                        std::move_iterator(to_hand_over_.end()));
  }
  to_hand_over_.clear();
  loop_.wake();
}

void ExchangeThread::wait(SteadyTime until) {
  hand_over();
  if (until != SteadyTime::min() && in_flight_ >= 2 * kGatheredAtOnce) gather(until);
  std::vector<Ended> ended;
  {
    std::unique_lock lock(mutex_);
    if (until != SteadyTime::min()) news_.wait_until(lock, until, [this] { return woken_ || !ended_.empty(); });
    woken_ = false;
    ended.swap(ended_);
    ended_count_ = 0;
  }
  in_flight_ -= ended.size();
  for (Ended& one : ended) one.done(std::move(one.exchange));
}

void ExchangeThread::gather(SteadyTime until) {
  const SteadyTime gathered_by = std::min(until, std::chrono::steady_clock::now() + kGatherTime);
  while (ended_count_ < kGatheredAtOnce && std::chrono::steady_clock::now() < gathered_by) std::this_thread::yield();
}

void ExchangeThread::wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  news_.notify_one();
}

void ExchangeThread::run() {
  while (true) {
    std::vector<Sent> sent;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      sent.swap(handed_over_);
    }
    for (Sent& one : sent) {
      loop_.send(std::move(one.request), [this, done = std::move(one.done)](Exchange exchange) {
        ended_in_loop_.push_back({done, std::move(exchange)});
      });
    }
    if (sent.empty()) loop_.wait(std::nullopt);
    loop_.poll();
    if (ended_in_loop_.empty()) continue;
    {
      const std::lock_guard lock(mutex_);
      ended_.insert(ended_.end(), std::move_iterator(ended_in_loop_.begin()), std::move_iterator(ended_in_loop_.end()));
      ended_count_ = ended_.size();
    }
    ended_in_loop_.clear();
    news_.notify_one();
  }
}

}  // namespace hookloop

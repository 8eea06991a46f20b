#include "shared/http_client/exchange_thread.h"

#include <iterator>
#include <utility>

namespace hookloop {
namespace {

// Enough that waking the loop is a small part of it, few enough that the first are on their way while the last are
// made.
constexpr std::size_t kHandedOverAtOnce = 16;

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
  std::vector<Ended> ended;
  {
    std::unique_lock lock(mutex_);
    if (until != SteadyTime::min()) news_.wait_until(lock, until, [this] { return woken_ || !ended_.empty(); });
    woken_ = false;
    ended.swap(ended_);
  }
  for (Ended& one : ended) one.done(std::move(one.exchange));
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
    }
    ended_in_loop_.clear();
    news_.notify_one();
  }
}

}  // namespace hookloop

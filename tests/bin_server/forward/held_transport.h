// A network that answers when a test says so: it remembers what it was given, and who waits for an answer. Any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "shared/http_client/async_transport.h"

namespace hookloop::test {

class HeldTransport final : public AsyncTransport {
 public:
  void send(AsyncRequest request, std::function<void(Exchange)> done) override {
    const std::lock_guard lock(mutex_);
    sent_.push_back({std::move(request), std::move(done)});
    news_.notify_all();
  }

  // Waits until so many were sent; one more may come meanwhile.
  void wait_for_sent(std::size_t count) {
    std::unique_lock lock(mutex_);
    if (!news_.wait_for(lock, std::chrono::seconds(30), [&] { return sent_.size() >= count; })) {
      throw std::runtime_error("only " + std::to_string(sent_.size()) + " were sent");
    }
  }
  std::size_t sent() const {
    const std::lock_guard lock(mutex_);
    return sent_.size();
  }
  std::string url(std::size_t index) const {
    const std::lock_guard lock(mutex_);
    return to_string(sent_.at(index).request.url);
  }
  std::string bytes(std::size_t index) const {
    const std::lock_guard lock(mutex_);
    return sent_.at(index).request.bytes;
  }

  // Ends the one of this index, counted from 0 in the order in which they were sent.
  void answer(std::size_t index, int status = 200) {
    Exchange exchange;
    exchange.answer.emplace().status = status;
    end(index, std::move(exchange));
  }
  void fail(std::size_t index, SendFailure failure) {
    Exchange exchange;
    exchange.failure = failure;
    end(index, std::move(exchange));
  }

 private:
  struct Sent {
    AsyncRequest request;
    std::function<void(Exchange)> done;
  };

  void end(std::size_t index, Exchange exchange) {
    std::function<void(Exchange)> done;
    {
      const std::lock_guard lock(mutex_);
      done = std::exchange(sent_.at(index).done, {});
    }
    done(std::move(exchange));
  }

  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::vector<Sent> sent_;  // guarded by mutex_
};

}  // namespace hookloop::test

// A network that a test decides: it remembers each request and answers by a function, when the test lets it.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "shared/http_client/async_transport.h"
#include "tests/support/fake_transport.h"

namespace hookloop::test {

class FakeAsyncTransport final : public AsyncTransport {
 public:
  // What comes of a request; nothing: it hangs, until `end_hanging`.
  using Receiver = std::function<std::optional<Exchange>(const SentRequest&)>;

  void send(AsyncRequest request, std::function<void(Exchange)> done) override {
    sent.push_back({request.bytes, request.url});
    wire.push_back(request.wire);
    waiting_.push_back({sent.size() - 1, std::move(done)});
  }

  // Answers all that wait now; what they lead to waits for the next call. True: there was one.
  bool answer_all() {
    std::deque<Waiting> now = std::exchange(waiting_, {});
    bool answered_one = false;
    for (Waiting& one : now) {
      auto exchange = receiver(sent[one.request]);
      if (!exchange) {
        hanging_.push_back(std::move(one));
        continue;
      }
      answered_one = true;
      one.done(*std::move(exchange));
    }
    return answered_one;
  }
  void end_hanging(const Exchange& exchange) {
    for (Waiting& one : std::exchange(hanging_, {})) one.done(exchange);
  }
  // As when the program ends: nobody is told.
  void forget() {
    waiting_.clear();
    hanging_.clear();
  }
  std::size_t hanging() const { return hanging_.size(); }

  Receiver receiver = [](const SentRequest&) { return answered(200); };
  std::vector<SentRequest> sent;
  std::vector<WireBehaviour> wire;

 private:
  struct Waiting {
    std::size_t request;
    std::function<void(Exchange)> done;
  };
  std::deque<Waiting> waiting_;
  std::deque<Waiting> hanging_;
};

}  // namespace hookloop::test

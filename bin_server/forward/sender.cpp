#include "bin_server/forward/sender.h"

#include <cstdint>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "shared/http_client/exchange_loop.h"

namespace hookloop {

struct Sender::Impl {
  struct Given {
    AsyncRequest request;
    std::function<void(Exchange)> done;
  };

  Impl(const Clock& clock, TransportOptions options) : loop(clock, std::move(options)), thread([this] { run(); }) {}

  static void interrupt(const std::function<void(Exchange)>& done) {
    Exchange exchange;
    exchange.failure = SendFailure::interrupted;
    exchange.detail = "the server is ending";
    done(std::move(exchange));
  }

  void send(AsyncRequest request, std::function<void(Exchange)> done) {
    {
      const std::lock_guard lock(mutex);
      if (!stopping) {
        given.push_back({std::move(request), std::move(done)});
        loop.wake();
        return;
      }
    }
    interrupt(done);
  }

  void run() {
    while (true) {
      std::vector<Given> taken;
      {
        const std::lock_guard lock(mutex);
        if (stopping) break;
        taken.swap(given);
      }
      for (Given& one : taken) start(std::move(one));
      loop.wait(std::nullopt);
    }
    for (const Given& one : std::exchange(given, {})) interrupt(one.done);
    for (const auto& [number, done] : std::exchange(under_way, {})) interrupt(done);
  }

  void start(Given one) {
    const std::uint64_t number = ++last_number;
    under_way.emplace(number, std::move(one.done));
    loop.send(std::move(one.request), [this, number](Exchange exchange) {
      const auto done = under_way.extract(number);
      if (done) done.mapped()(std::move(exchange));
    });
  }

  void stop() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
    }
    loop.wake();
    if (thread.joinable()) thread.join();
  }

  std::mutex mutex;
  std::vector<Given> given;  // guarded by mutex, as the next; the thread's own once it is stopping
  bool stopping = false;
  std::uint64_t last_number = 0;                                               // the thread's
  std::unordered_map<std::uint64_t, std::function<void(Exchange)>> under_way;  // the thread's
  ExchangeLoop loop;                                                           // the thread's, but for its wake
  std::thread thread;
};

Sender::Sender(const Clock& clock, TransportOptions options)
    : impl_(std::make_unique<Impl>(clock, std::move(options))) {}

Sender::~Sender() { stop(); }

void Sender::send(AsyncRequest request, std::function<void(Exchange)> done) {
  impl_->send(std::move(request), std::move(done));
}

void Sender::stop() { impl_->stop(); }

}  // namespace hookloop

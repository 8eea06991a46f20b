#include "shared/http_client/exchange_loop.h"

#include <algorithm>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <atomic>
#include <utility>
#include <vector>

#include "shared/http_client/exchange_run.h"

namespace hookloop {

struct ExchangeLoop::Impl final : ExchangeRun::Owner {
  Impl(const Clock& clock, TransportOptions options_to_use)
      : options(std::move(options_to_use)),
        kept(context, clock, options.longest_idle),
        resolver(options.look_up, [this] { asio::post(context, [this] { resolver.deliver(); }); }),
        tls(options.trusted_certificates),
        tools{{context, clock, deadlines, resolver, tls, options.target_policy}, kept, options.limits, *this} {}

  void send(AsyncRequest request, std::function<void(Exchange)> done) {
    // An interrupt that came before is no reason not to try: a little later it ends what is not quick.
    if (options.interrupt != nullptr && runs.empty()) next_look = RealTime::now() + kInterruptPoll;
    request.verify_certificates = request.verify_certificates && options.verify_certificates;
    runs.push_back(std::make_unique<ExchangeRun>(tools, std::move(request), std::move(done)));
    runs.back()->place = runs.size() - 1;
    runs.back()->start();
  }

  void ended(ExchangeRun& run) override {
    const std::unique_ptr<ExchangeRun> ending = std::move(runs[run.place]);
    if (ending->place + 1 < runs.size()) {
      runs[ending->place] = std::move(runs.back());
      runs[ending->place]->place = ending->place;
    }
    runs.pop_back();
    if (++ended_in_poll >= kMostEndedPerPoll) context.stop();
    ending->take_done()(ending->take_exchange());
  }

  void poll() {
    context.restart();
    ended_in_poll = 0;
    context.poll();
    look_for_interrupt();
  }

  void wait(std::optional<SteadyTime> until) {
    context.restart();
    ended_in_poll = 0;
    if (options.interrupt == nullptr) {
      until ? context.run_one_until(*until) : context.run_one();
      return;
    }
    while (true) {
      const auto slice = RealTime::now() + kInterruptPoll;
      const bool has_run = context.run_one_until(until ? std::min(*until, slice) : slice) > 0;
      if (look_for_interrupt() || has_run || (until && RealTime::now() >= *until)) return;
    }
  }

  void wake() {
    if (is_woken.exchange(true)) return;
    asio::post(context, [this] { is_woken = false; });
  }

  // True: it came, and ended what was in flight.
  bool look_for_interrupt() {
    if (options.interrupt == nullptr || runs.empty() || RealTime::now() < next_look) return false;
    next_look = RealTime::now() + kInterruptPoll;
    if (!options.interrupt->came()) return false;
    // Those that are sent while these end are not among them.
    std::vector<ExchangeRun*> interrupted;
    for (const auto& run : runs) interrupted.push_back(run.get());
    for (ExchangeRun* const run : interrupted) run->interrupt();
    return true;
  }

  const TransportOptions options;
  asio::io_context context{1};  // before all that has something under way on it
  const asio::executor_work_guard<asio::io_context::executor_type> guard{context.get_executor()};
  DeadlineQueue deadlines{context};
  KeptConnections kept;
  Resolver resolver;
  TlsClient tls;
  ExchangeRun::Tools tools;
  std::vector<std::unique_ptr<ExchangeRun>> runs;  // in no order
  std::size_t ended_in_poll = 0;
  RealTime::time_point next_look;  // for the interrupt
  std::atomic<bool> is_woken = false;
};

ExchangeLoop::ExchangeLoop(const Clock& clock, TransportOptions options)
    : impl_(std::make_unique<Impl>(clock, std::move(options))) {}

ExchangeLoop::~ExchangeLoop() = default;

void ExchangeLoop::send(AsyncRequest request, std::function<void(Exchange)> done) {
  impl_->send(std::move(request), std::move(done));
}

std::size_t ExchangeLoop::in_flight() const { return impl_->runs.size(); }
void ExchangeLoop::poll() { impl_->poll(); }
void ExchangeLoop::wait(std::optional<SteadyTime> until) { impl_->wait(until); }
void ExchangeLoop::wake() { impl_->wake(); }

}  // namespace hookloop

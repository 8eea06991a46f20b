#include "emitter/platform_server.h"

#include <thread>

#include "emitter/feed/change_signal.h"
#include "emitter/http/platform_api.h"
#include "emitter/platform/announcer.h"
#include "emitter/platform/delivery_control.h"
#include "emitter/platform/platform.h"
#include "emitter/platform/webhook_registry.h"
#include "shared/support/id.h"

namespace hookloop {
namespace {

// Apart in every bit, so that payloads, ids and attempts share no stream, whatever small number a person chose.
constexpr std::uint64_t kPayloads = 0x9e3779b97f4a7c15;
constexpr std::uint64_t kIds = 0xc2b2ae3d27d4eb4f;

bool is_untouched(const PlatformStore& store) {
  return store.list_apps(/*with_removed=*/true).empty() && store.list_webhooks().empty() &&
         store.list_events({}, {.limit = 1}).empty();
}

}  // namespace

class PlatformServer::Parts final : private Announcer {
 public:
  Parts(PlatformServerOptions options, EmitterStore& store, const Clock& clock, Random& random)
      : options_(std::move(options)),
        store_(store),
        virtual_clock_(options_.virtual_start.value_or(Timestamp{})),
        clock_(options_.virtual_start ? virtual_clock_ : clock),
        payload_chance_(options_.seed.value_or(0) ^ kPayloads),
        id_chance_(options_.seed.value_or(0) ^ kIds),
        ids_(clock_, options_.seed ? static_cast<Random&>(id_chance_) : random),
        platform_(store.platform(), clock_, ids_, options_.seed ? static_cast<Random&>(payload_chance_) : random,
                  *this),
        registry_(store.platform(), clock_, ids_, *this),
        delivery_control_(store.platform(), store.ledger(), clock_, ids_, *this),
        engine_(
            store.outbox(), clock_, options_.virtual_start ? &virtual_clock_ : nullptr, engine_options(random),
            [this] { changes_.announce(); }, [this] { return platform_.finish_planned_builds(); }),
        server_(options_.http, PlatformApi{store.platform(), store.ledger(), platform_, registry_, delivery_control_,
                                           clock_, changes_, [this] { return engine_.status(); }, move_clock()}) {}

  ~Parts() override { stop(); }

  Result<ListenAddress> start() {
    if (options_.seed && !is_untouched(store_.platform())) {
      return Error{
          "--seed begins with a platform on which nothing has happened; add --ephemeral, or give an empty --data "
          "folder"};
    }
    auto bound = server_.bind();
    if (!bound) return bound;
    engine_.start();
    thread_ = std::thread([this] { server_.run(); });
    return bound;
  }

  void stop() {
    if (!thread_.joinable()) return;
    changes_.close();
    server_.stop();
    thread_.join();
    engine_.stop();
  }

 private:
  void announce(std::span<const WebhookNumber> with_work) override {
    engine_.note(with_work);
    changes_.announce();
  }

  EngineOptions engine_options(Random& random) const {
    EngineOptions options = options_.engine;
    options.dispatcher.seed = options_.seed ? *options_.seed : random.next();
    options.dispatcher.one_by_one = options_.virtual_start.has_value();
    return options;
  }

  std::function<void(Timestamp)> move_clock() {
    if (!options_.virtual_start) return {};
    return [this](Timestamp until) { engine_.advance(until); };
  }

  const PlatformServerOptions options_;
  EmitterStore& store_;
  VirtualClock virtual_clock_;
  const Clock& clock_;
  SeededRandom payload_chance_;
  SeededRandom id_chance_;
  IdSource ids_;
  ChangeSignal changes_;
  Platform platform_;
  WebhookRegistry registry_;
  DeliveryControl delivery_control_;
  Engine engine_;
  EmitterServer server_;
  std::thread thread_;
};

PlatformServer::PlatformServer(PlatformServerOptions options, EmitterStore& store, const Clock& clock, Random& random)
    : parts_(std::make_unique<Parts>(std::move(options), store, clock, random)) {}

PlatformServer::~PlatformServer() = default;

Result<ListenAddress> PlatformServer::start() { return parts_->start(); }

void PlatformServer::stop() { parts_->stop(); }

}  // namespace hookloop

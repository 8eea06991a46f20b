// The OpenAPI document and the server's routes are the same list.
#include "emitter/http/openapi.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "emitter/http/emitter_server.h"
#include "emitter/store/sqlite/sqlite_emitter_store.h"
#include "tests/support/fixed_random.h"
#include "tests/support/manual_clock.h"
#include "tests/support/openapi_operations.h"

namespace hookloop::test {
namespace {

class SilentAnnouncer final : public Announcer {
 public:
  void announce(std::span<const WebhookNumber>) override {}
};

// A server that never listens, over a platform on which nothing happens.
class IdleServer {
 public:
  std::vector<std::string> routes() const { return server_.routes(); }

 private:
  std::unique_ptr<SqliteEmitterStore> store_ = SqliteEmitterStore::open_in_memory();
  ManualClock clock_;
  FixedRandom random_;
  IdSource ids_{clock_, random_};
  SilentAnnouncer announcer_;
  ChangeSignal changes_;
  Platform platform_{store_->platform(), clock_, ids_, random_, announcer_};
  WebhookRegistry registry_{store_->platform(), clock_, ids_, announcer_};
  DeliveryControl control_{store_->platform(), store_->ledger(), clock_, ids_, announcer_};
  EmitterServer server_{
      {}, {store_->platform(), store_->ledger(), platform_, registry_, control_, clock_, changes_, {}, {}}};
};

}  // namespace

TEST_CASE("the OpenAPI document names every route of the server, and no other", "[emitter][unit]") {
  const auto served = served_operations(IdleServer().routes());
  const auto documented = documented_operations(nlohmann::json::parse(openapi_document()));
  CHECK(served.size() > 40);
  CHECK(missing(served, documented) == std::set<std::string>());
  CHECK(missing(documented, served) == std::set<std::string>());
}

TEST_CASE("the OpenAPI document is of this version", "[emitter][unit]") {
  const auto document = nlohmann::json::parse(openapi_document());
  CHECK(document.at("openapi") == "3.1.0");
  CHECK(document.at("info").at("version") == HOOKLOOP_VERSION);
}

TEST_CASE("the OpenAPI document names the event types of the catalogue", "[emitter][unit]") {
  const auto document = nlohmann::json::parse(openapi_document());
  std::vector<std::string> ids;
  for (const EventTypeInfo& type : event_types()) ids.emplace_back(type.id);
  CHECK(document.at("components").at("schemas").at("EventTypeId").at("enum") == ids);
}

}  // namespace hookloop::test

// A whole platform (deeds, delivery engine, API, feed) in the test's own process, over a store in memory and on a free
// port of 127.0.0.1; and calls of its API. Ends with the object. One thread at a time.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "emitter/platform_server.h"
#include "emitter/store/sqlite/sqlite_emitter_store.h"
#include "shared/support/clock.h"
#include "shared/support/random.h"
#include "tests/support/api_client.h"

namespace hookloop::test {

class RunningPlatform {
 public:
  using Json = nlohmann::ordered_json;
  using Change = std::function<void(PlatformServerOptions&)>;

  // `change` may set options; the address stands.
  explicit RunningPlatform(const Change& change = {});
  ~RunningPlatform();

  std::uint16_t port() const { return port_; }
  SqliteEmitterStore& store() { return *store_; }

  RawAnswer call(std::string_view method, std::string_view target, const Json& body = nullptr,
                 std::string_view header_lines = "");
  // These must succeed: anything but a 2xx throws with what was answered.
  Json must(std::string_view method, std::string_view target, const Json& body = nullptr);
  Json get(std::string_view target) { return must("GET", target); }

  Json add_webhook(const std::string& url, Json more_fields = Json::object());
  void attach(const Json& webhook, std::initializer_list<const char*> events, const Json& app = nullptr);
  Json add_app(const std::string& name = "MyApp");
  std::vector<Json> ledger(std::string_view query = "");
  // Until nothing is pending or in flight, and the ledger says so.
  void wait_until_settled();

 private:
  SystemClock clock_;
  SystemRandom random_;
  std::unique_ptr<SqliteEmitterStore> store_;
  std::unique_ptr<PlatformServer> server_;
  std::uint16_t port_ = 0;
  ApiClient client_{0};
};

// The problem's type without its prefix, its pointer where it has one, and its detail.
struct ToldProblem {
  int status;
  std::string type;
  std::string pointer;
  std::string detail;
};
ToldProblem problem_of(const RawAnswer& answer);

}  // namespace hookloop::test

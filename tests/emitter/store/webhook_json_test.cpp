#include "emitter/store/sqlite/webhook_json.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/platform_values.h"

namespace hookloop::test {

TEST_CASE("a webhook's settings come back from their JSON, every one of them", "[emitter][unit]") {
  WebhookSettings settings;
  settings.name = "Größe";
  settings.url = "https://example.com/hook?a=b";
  settings.login = std::string("l\0\xff", 3);
  settings.password = "";
  settings.secrets = {{"whsec_new", {}}, {"\xff", at(60)}};
  settings.signature_scheme = SignatureScheme::stripe;
  settings.profile = WireProfile::faithful;
  settings.headers = {{"X-A", "1"}, {"x-a", "\xfe"}};
  settings.retry_profile = "custom";
  settings.retry = {7, Microseconds(1), Microseconds(2), Microseconds(3), {Microseconds(4), Microseconds(5)}, 0.1};
  settings.timeouts = {Microseconds(1), Microseconds(2), Microseconds(3)};
  settings.max_in_flight = 3;
  settings.ordered = true;
  settings.rate_per_second = 0.1;
  settings.guarantee = Guarantee::at_most_once;
  settings.breaker = {false, 1, Microseconds(2), Microseconds(3), Microseconds(4), Microseconds(5)};
  settings.faults = {*parse_fault("duplicate:count=2,share=0.25")};
  settings.verify_certificates = false;

  const WebhookSettings read = webhook_settings_from_json_text(to_json_text(settings));
  CHECK(read.name == settings.name);
  CHECK(read.url == settings.url);
  CHECK(read.login == settings.login);
  CHECK(read.password == settings.password);
  CHECK(read.secrets == settings.secrets);
  CHECK(read.signature_scheme == settings.signature_scheme);
  CHECK(read.profile == settings.profile);
  CHECK(read.headers == settings.headers);
  CHECK(read.retry_profile == settings.retry_profile);
  CHECK(read.retry == settings.retry);
  CHECK(read.timeouts == settings.timeouts);
  CHECK(read.max_in_flight == settings.max_in_flight);
  CHECK(read.ordered == settings.ordered);
  CHECK(read.rate_per_second == settings.rate_per_second);
  CHECK(read.guarantee == settings.guarantee);
  CHECK(read.breaker == settings.breaker);
  CHECK(read.faults == settings.faults);
  CHECK(read.verify_certificates == settings.verify_certificates);
  CHECK(to_json_text(read) == to_json_text(settings));
}

TEST_CASE("settings that an earlier release did not write have their defaults", "[emitter][unit]") {
  CHECK(to_json_text(webhook_settings_from_json_text("{}")) == to_json_text(WebhookSettings()));
}

TEST_CASE("a text that is no webhook's settings is refused", "[emitter][unit]") {
  for (const char* text : {"", "{x", "{\"login\": 1}", "{\"login\": \"*\"}", "{\"faults\": [\"nonsense\"]}"}) {
    CHECK_THROWS(webhook_settings_from_json_text(text));
  }
}

}  // namespace hookloop::test

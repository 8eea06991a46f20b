#include "emitter/platform/webhook_rules.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <limits>

#include "emitter/platform/fault_rules.h"
#include "tests/emitter/platform/platform_world.h"

namespace hookloop::test {
namespace {

using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Edit = void (*)(WebhookSettings&);

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

WebhookSettings good_settings() {
  WebhookSettings settings;
  settings.name = "Hook";
  settings.url = "http://localhost:3000/hook";
  return settings;
}

struct Bad {
  Edit edit;
  std::string pointer;
  std::string detail;
};

// The settings are refused at this place with these words.
void check(const Bad& bad) {
  WebhookSettings settings = good_settings();
  bad.edit(settings);
  const auto problem = check_webhook_settings(settings);
  CAPTURE(bad.pointer, bad.detail);
  REQUIRE(problem.has_value());
  CHECK(brief(*problem) == "400 bad-field " + bad.pointer);
  CHECK_THAT(problem->detail, ContainsSubstring(bad.detail));
  CHECK_THAT(problem->detail, !ContainsSubstring("sesame"));  // what the rows call their passwords and secrets
}

// A header that takes so many bytes with what separates it.
HeaderField header_of(std::size_t bytes) { return {"X-A", std::string(bytes - 7, 'v')}; }

}  // namespace

TEST_CASE("settings that say only name and URL can be used", "[emitter][unit]") {
  CHECK_FALSE(check_webhook_settings(good_settings()).has_value());
}

TEST_CASE("a webhook's name and URL are checked", "[emitter][unit]") {
  check(GENERATE(values<Bad>({
      {[](WebhookSettings& s) { s.name = ""; }, "/name", "The name of a webhook holds more than spaces."},
      {[](WebhookSettings& s) { s.name = "a\nb"; }, "/name", "no line breaks"},
      {[](WebhookSettings& s) { s.name.assign(kLongestWebhookName + 1, 'n'); }, "/name", "at most 200 characters"},
      {[](WebhookSettings& s) { s.url = ""; }, "/url", "The URL is empty; it looks like http://localhost:3000/hook."},
      {[](WebhookSettings& s) { s.url = "localhost:3000/hook"; }, "/url", "did you mean http://localhost:3000/hook?"},
      {[](WebhookSettings& s) { s.url = "ftp://localhost/"; }, "/url", "a URL begins with http:// or https://"},
      {[](WebhookSettings& s) { s.url = "file:///etc/passwd"; }, "/url", "a URL begins with http:// or https://"},
      {[](WebhookSettings& s) { s.url = "http://max:sesame@localhost/"; }, "/url", "a login in it ends up in logs"},
      {[](WebhookSettings& s) { s.url = "http://sesame@localhost/"; }, "/url", "a login in it ends up in logs"},
      {[](WebhookSettings& s) { s.url = "http://localhost/#top"; }, "/url", "has a fragment"},
      {[](WebhookSettings& s) { s.url = "http://localhost:70000/"; }, "/url", "a port is a number from 1 to 65535"},
      {[](WebhookSettings& s) { s.url = "http://localhost/a b"; }, "/url", "writes as %20"},
      {[](WebhookSettings& s) { s.url = "http://localhost/\r\nX: y"; }, "/url", "writes as %0D"},
      {[](WebhookSettings& s) { s.url = "http://localhost/\xff"; }, "/url", "UTF-8"},
      {[](WebhookSettings& s) { s.url.resize(kLongestUrlBytes + 1, 'a'); }, "/url", "at most 4096 bytes"},
  })));
}

TEST_CASE("a webhook's login and password are checked", "[emitter][unit]") {
  check(GENERATE(values<Bad>({
      {[](WebhookSettings& s) { s.password = "sesame"; }, "/password", "A password goes with a login"},
      {[](WebhookSettings& s) { s.login = "max:sesame"; }, "/login", "A login can not hold a colon"},
      {[](WebhookSettings& s) { s.login = "max\n"; }, "/login", "holds a control character"},
      {[](WebhookSettings& s) { s.login = "\xff"; }, "/login", "UTF-8"},
      {[](WebhookSettings& s) { s.login = std::string(kLongestLoginBytes + 1, 'l'); }, "/login", "at most 1000 bytes"},
      {[](WebhookSettings& s) {
         s.login = "max";
         s.password = "sesame\n";
       },
       "/password", "holds a control character"},
      {[](WebhookSettings& s) {
         s.login = "max";
         s.password = "sesame\xff";
       },
       "/password", "UTF-8"},
      {[](WebhookSettings& s) {
         s.login = "max";
         s.password = std::string(kLongestLoginBytes + 1, 'p');
       },
       "/password", "at most 1000 bytes"},
  })));
}

TEST_CASE("a secret of the wrong form is told how it looks in its scheme", "[emitter][unit]") {
  check(GENERATE(values<Bad>({
      {[](WebhookSettings& s) {
         s.secrets = {{"sesame", {}}};
       },
       "/secret", "A secret for standard is whsec_ followed by the base64 of the key (with padding)."},
      {[](WebhookSettings& s) {
         s.secrets = {{"whsec_", {}}};
       },
       "/secret", "whsec_ followed by the base64"},
      {[](WebhookSettings& s) {
         s.signature_scheme = SignatureScheme::standard_ed25519;
         s.secrets = {{"whsec_c2VzYW1l", {}}};
       },
       "/secret", "A private key for standard-ed25519 is whsk_ followed by the base64 of 64 bytes"},
      {[](WebhookSettings& s) {
         s.signature_scheme = SignatureScheme::github;
         s.secrets = {{"", {}}};
       },
       "/secret", "A secret for github is any text but the empty one."},
      {[](WebhookSettings& s) {
         s.signature_scheme = SignatureScheme::stripe;
         s.secrets = {{"", {}}};
       },
       "/secret", "A secret for stripe is any text but the empty one."},
      {[](WebhookSettings& s) {
         s.secrets = {{"whsec_c2VjcmV0", {}}, {"sesame", {}}};
       },
       "/secret", "whsec_"},
      {[](WebhookSettings& s) {
         s.signature_scheme = SignatureScheme::github;
         s.secrets = {{std::string(kLongestSecretBytes + 1, 's'), {}}};
       },
       "/secret", "at most 4096 bytes"},
      {[](WebhookSettings& s) {
         s.secrets = {{"\xff", {}}};
       },
       "/secret", "UTF-8"},
      {[](WebhookSettings& s) {
         s.secrets = {{"whsec_c2VjcmV0", {}}};
         s.profile = WireProfile::faithful;
       },
       "/profile", "choose instrumented, or give no secret"},
  })));
}

TEST_CASE("a header that breaks the head or is the platform's own is refused", "[emitter][unit]") {
  check(GENERATE(values<Bad>({
      {[](WebhookSettings& s) {
         s.headers = {{"", "v"}};
       },
       "/headers/0/0", "made of letters, digits"},
      {[](WebhookSettings& s) {
         s.headers = {{"X-A", "v"}, {"X B", "v"}};
       },
       "/headers/1/0", "made of letters"},
      {[](WebhookSettings& s) {
         s.headers = {{"X-A:", "v"}};
       },
       "/headers/0/0", "made of letters"},
      {[](WebhookSettings& s) {
         s.headers = {{"X-A\r\nX-B", "v"}};
       },
       "/headers/0/0", "made of letters"},
      {[](WebhookSettings& s) {
         s.headers = {{"X-\xc3\xbc", "v"}};
       },
       "/headers/0/0", "made of letters"},
      {[](WebhookSettings& s) {
         s.headers = {{"X-A", "v\r\nX-B: w"}};
       },
       "/headers/0/1", "no line breaks and no NUL"},
      {[](WebhookSettings& s) {
         s.headers = {{"X-A", "v\rw"}};
       },
       "/headers/0/1", "no line breaks and no NUL"},
      {[](WebhookSettings& s) {
         s.headers = {{"X-A", std::string("v\0w", 3)}};
       },
       "/headers/0/1", "no NUL"},
      {[](WebhookSettings& s) {
         s.headers = {{"X-A", "\xff"}};
       },
       "/headers/0/1", "UTF-8"},
      {[](WebhookSettings& s) {
         s.headers.assign(kMostHeaders + 1, {"X-A", "v"});
       },
       "/headers", "at most 50 headers"},
      {[](WebhookSettings& s) { s.headers = {header_of(kMostHeaderBytes + 1)}; }, "/headers", "at most 8192 bytes"},
      {[](WebhookSettings& s) {
         s.headers = {header_of(kMostHeaderBytes), header_of(7)};
       },
       "/headers", "8192 bytes"},
  })));
}

TEST_CASE("headers that the platform sets itself are not for a webhook to set, in whatever case", "[emitter][unit]") {
  const std::string name = GENERATE(as<std::string>(), "Host", "content-length", "Transfer-Encoding", "CONNECTION",
                                    "Keep-Alive", "Content-Type", "authorization", "Accept", "Expect", "TE", "Trailer",
                                    "Upgrade", "User-Agent", "webhook-id", "Webhook-Signature", "webhook-anything",
                                    "Hookloop-Event-Id", "HOOKLOOP-other", "X-Hub-Signature-256", "stripe-signature");
  WebhookSettings settings = good_settings();
  settings.headers = {{"X-Mine", "v"}, {name, "v"}};
  const auto problem = check_webhook_settings(settings);
  REQUIRE(problem.has_value());
  CHECK(brief(*problem) == "400 bad-field /headers/1/0");
  CHECK(problem->detail == name + " is set by the platform itself.");
}

TEST_CASE("a webhook that sends bare bodies may say who it is", "[emitter][unit]") {
  WebhookSettings settings = good_settings();
  settings.headers = {{"User-Agent", "Mine/1.0"}};
  settings.profile = WireProfile::faithful;
  CHECK_FALSE(check_webhook_settings(settings).has_value());
}

TEST_CASE("a webhook's retries are checked", "[emitter][unit]") {
  check(GENERATE(values<Bad>({
      {[](WebhookSettings& s) { s.retry_profile = ""; }, "/retry", "The name of a retry profile"},
      {[](WebhookSettings& s) { s.retry.retries = kMostRetries + 1; }, "/retry/retries", "from 0 to 100"},
      {[](WebhookSettings& s) { s.retry.longest_delay = -1us; }, "/retry/longest_delay_ms",
       "This is from 0 to 604800000 milliseconds (7d)."},
      {[](WebhookSettings& s) { s.retry.longest_delay = kLongestRetryDelay + 1us; }, "/retry/longest_delay_ms", "7d"},
      {[](WebhookSettings& s) { s.retry.first_delay = -1us; }, "/retry/first_delay_ms", "from 0 to"},
      {[](WebhookSettings& s) { s.retry.first_delay = s.retry.longest_delay + 1us; }, "/retry/first_delay_ms",
       "The first delay is no longer than the longest."},
      {[](WebhookSettings& s) { s.retry.longest_retry_after = -1us; }, "/retry/longest_retry_after_ms", "from 0 to"},
      {[](WebhookSettings& s) { s.retry.longest_retry_after = kLongestRetryDelay + 1us; },
       "/retry/longest_retry_after_ms", "7d"},
      {[](WebhookSettings& s) { s.retry.delays.assign(kMostRetries + 1, 1s); }, "/retry/delays_ms", "at most 100"},
      {[](WebhookSettings& s) {
         s.retry.delays = {1s, -1us};
       },
       "/retry/delays_ms/1", "from 0 to"},
      {[](WebhookSettings& s) { s.retry.delays = {kLongestRetryDelay + 1us}; }, "/retry/delays_ms/0", "7d"},
      {[](WebhookSettings& s) { s.retry.jitter_share = -0.1; }, "/retry/jitter_share", "a number from 0 to 1"},
      {[](WebhookSettings& s) { s.retry.jitter_share = 1.1; }, "/retry/jitter_share", "a number from 0 to 1"},
      {[](WebhookSettings& s) { s.retry.jitter_share = kNoNumber; }, "/retry/jitter_share", "a number from 0 to 1"},
  })));
}

TEST_CASE("a webhook's timeouts, pace and faults are checked", "[emitter][unit]") {
  check(GENERATE(values<Bad>({
      {[](WebhookSettings& s) { s.timeouts.whole = 0s; }, "/timeout_ms", "from 1 to 3600000 milliseconds (1h)"},
      {[](WebhookSettings& s) { s.timeouts.whole = 999us; }, "/timeout_ms", "from 1 to 3600000 milliseconds (1h)"},
      {[](WebhookSettings& s) { s.timeouts.whole = kLongestTimeout + 1us; }, "/timeout_ms", "(1h)"},
      {[](WebhookSettings& s) { s.timeouts.connect = 0s; }, "/connect_timeout_ms", "from 1 to"},
      {[](WebhookSettings& s) { s.timeouts.connect = s.timeouts.whole + 1us; }, "/connect_timeout_ms",
       "This is no longer than the whole attempt may take."},
      {[](WebhookSettings& s) { s.timeouts.first_byte = 0s; }, "/first_byte_timeout_ms", "from 1 to"},
      {[](WebhookSettings& s) { s.timeouts.first_byte = s.timeouts.whole + 1us; }, "/first_byte_timeout_ms",
       "This is no longer than the whole attempt may take."},
      {[](WebhookSettings& s) { s.max_in_flight = 0; }, "/max_in_flight", "from 1 to 1000"},
      {[](WebhookSettings& s) { s.max_in_flight = kMostInFlight + 1; }, "/max_in_flight", "from 1 to 1000"},
      {[](WebhookSettings& s) { s.rate_per_second = 0; }, "/rate_per_second", "more than 0 and at most 100000"},
      {[](WebhookSettings& s) { s.rate_per_second = -1; }, "/rate_per_second", "more than 0 and at most 100000"},
      {[](WebhookSettings& s) { s.rate_per_second = kHighestRate + 1; }, "/rate_per_second", "at most 100000"},
      {[](WebhookSettings& s) { s.rate_per_second = kNoNumber; }, "/rate_per_second", "more than 0"},
      {[](WebhookSettings& s) {
         s.faults = {make_fault(FaultKind::drop), Fault{FaultKind::drop, 2}};
       },
       "/faults/1", "share"},
      {[](WebhookSettings& s) { s.faults.assign(kMostFaults + 1, make_fault(FaultKind::drop)); }, "/faults",
       "at most 25 faults"},
  })));
}

TEST_CASE("a webhook's breaker is checked", "[emitter][unit]") {
  check(GENERATE(values<Bad>({
      {[](WebhookSettings& s) { s.breaker.failures = 0; }, "/breaker/failures", "from 1 to 100000"},
      {[](WebhookSettings& s) { s.breaker.failures = kMostBreakerFailures + 1; }, "/breaker/failures", "1 to 100000"},
      {[](WebhookSettings& s) { s.breaker.failing_for = -1us; }, "/breaker/failing_for_ms", "from 0 to"},
      {[](WebhookSettings& s) { s.breaker.failing_for = kLongestFailing + 1us; }, "/breaker/failing_for_ms", "(7d)"},
      {[](WebhookSettings& s) { s.breaker.first_probe = 0s; }, "/breaker/first_probe_ms", "from 1 to"},
      {[](WebhookSettings& s) { s.breaker.longest_probe = kLongestProbePause + 1us; }, "/breaker/longest_probe_ms",
       "(1d)"},
      {[](WebhookSettings& s) { s.breaker.first_probe = s.breaker.longest_probe + 1us; }, "/breaker/first_probe_ms",
       "The first pause is no longer than the longest."},
      {[](WebhookSettings& s) { s.breaker.disable_after = 0s; }, "/breaker/disable_after_ms", "from 1 to"},
      {[](WebhookSettings& s) { s.breaker.disable_after = kLongestUntilDisabled + 1us; }, "/breaker/disable_after_ms",
       "(365d)"},
  })));
}

TEST_CASE("everything of a webhook may be at its limit", "[emitter][unit]") {
  const Edit edit = GENERATE(values<Edit>({
      [](WebhookSettings& s) { s.name.assign(kLongestWebhookName, 'n'); },
      [](WebhookSettings& s) { s.url.resize(kLongestUrlBytes, 'a'); },
      [](WebhookSettings& s) { s.url = "HTTPS://[::1]:65535/?q=%20"; },
      [](WebhookSettings& s) {
        s.login = std::string(kLongestLoginBytes, 'l');
        s.password = std::string(kLongestLoginBytes, 'p');
      },
      [](WebhookSettings& s) { s.login = "max"; },  // without a password
      [](WebhookSettings& s) {
        s.signature_scheme = SignatureScheme::github;
        s.secrets = {{std::string(kLongestSecretBytes, 's'), {}}};
      },
      [](WebhookSettings& s) {
        s.signature_scheme = SignatureScheme::standard_ed25519;
        s.secrets = {{"whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", {}}};
      },
      [](WebhookSettings& s) {
        s.headers.assign(kMostHeaders, {"X-A", ""});
      },
      [](WebhookSettings& s) {
        s.headers = {header_of(kMostHeaderBytes - 7), header_of(7)};
      },
      [](WebhookSettings& s) {
        s.headers = {{"X-A", "tab\tand \xc3\xbc"}};
      },
      [](WebhookSettings& s) { s.retry.retries = kMostRetries; },
      [](WebhookSettings& s) { s.retry.first_delay = s.retry.longest_delay = kLongestRetryDelay; },
      [](WebhookSettings& s) { s.retry.first_delay = s.retry.longest_delay = 0s; },
      [](WebhookSettings& s) { s.retry.longest_retry_after = kLongestRetryDelay; },
      [](WebhookSettings& s) { s.retry.delays.assign(kMostRetries, kLongestRetryDelay); },
      [](WebhookSettings& s) { s.retry.jitter_share = 1; },
      [](WebhookSettings& s) {
        s.timeouts = {kLongestTimeout, kLongestTimeout, kLongestTimeout};
      },
      [](WebhookSettings& s) {
        s.timeouts = {1ms, 1ms, 1ms};
      },
      [](WebhookSettings& s) { s.max_in_flight = kMostInFlight; },
      [](WebhookSettings& s) { s.max_in_flight = 1; },
      [](WebhookSettings& s) { s.rate_per_second = kHighestRate; },
      [](WebhookSettings& s) { s.rate_per_second = 0.001; },
      [](WebhookSettings& s) { s.breaker.failures = kMostBreakerFailures; },
      [](WebhookSettings& s) { s.breaker.failing_for = kLongestFailing; },
      [](WebhookSettings& s) { s.breaker.first_probe = s.breaker.longest_probe = kLongestProbePause; },
      [](WebhookSettings& s) { s.breaker.disable_after = kLongestUntilDisabled; },
      [](WebhookSettings& s) { s.faults.assign(kMostFaults, make_fault(FaultKind::drop)); },
  }));
  WebhookSettings settings = good_settings();
  edit(settings);
  const auto problem = check_webhook_settings(settings);
  CAPTURE(problem ? problem->detail : "");
  CHECK_FALSE(problem.has_value());
}

TEST_CASE("of several settings that are wrong the first is told", "[emitter][unit]") {
  WebhookSettings settings;
  settings.max_in_flight = 0;
  CHECK(check_webhook_settings(settings)->pointer == "/name");
  settings.name = "Hook";
  CHECK(check_webhook_settings(settings)->pointer == "/url");
  settings.url = "http://localhost/";
  CHECK(check_webhook_settings(settings)->pointer == "/max_in_flight");
}

}  // namespace hookloop::test

// What one attempt after the other of a webhook is made of, and when it is made anew.
#include <catch2/catch_test_macros.hpp>

#include "emitter/deliver/flight.h"
#include "tests/support/platform_values.h"

using namespace hookloop;
using namespace hookloop::test;

namespace {

constexpr const char* kNewSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr const char* kOldSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

std::shared_ptr<const Webhook> rotated_webhook(std::optional<Timestamp> old_expires_at) {
  Webhook webhook = numbered_webhook(1);
  webhook.settings.secrets = {{kNewSecret, {}}, {kOldSecret, old_expires_at}};
  return std::make_shared<const Webhook>(std::move(webhook));
}

}  // namespace

TEST_CASE("The target of a webhook stays the same while nothing changes", "[emitter][deliver]") {
  CurrentTarget target;
  const auto webhook = rotated_webhook(std::nullopt);
  const auto first = target.get(webhook, at(1));
  CHECK(first->keys.size() == 2);
  CHECK(target.get(webhook, at(1'000'000)) == first);
}

TEST_CASE("An expired secret signs no more, though the webhook is the same", "[emitter][deliver]") {
  CurrentTarget target;
  const auto webhook = rotated_webhook(at(10));
  CHECK(target.get(webhook, at(9))->keys.size() == 2);
  const auto after = target.get(webhook, at(10));
  REQUIRE(after->keys.size() == 1);
  CHECK(after->keys[0].secret == kNewSecret);
  CHECK(target.get(webhook, at(11)) == after);
}

TEST_CASE("Another state of a webhook has a target of its own", "[emitter][deliver]") {
  CurrentTarget target;
  const auto before = target.get(rotated_webhook(std::nullopt), at(1));
  Webhook moved = numbered_webhook(1);
  moved.settings.url = "http://127.0.0.1:3001/moved";
  const auto after = target.get(std::make_shared<const Webhook>(moved), at(1));
  CHECK(before->url.port == 3000);
  CHECK(after->url.port == 3001);
  CHECK(after->url.target == "/moved");
}

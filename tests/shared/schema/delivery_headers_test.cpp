#include "shared/schema/delivery_headers.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

namespace {

const std::chrono::sys_seconds kTime{std::chrono::seconds(1700000000)};

}  // namespace

TEST_CASE("The headers of a delivery are sent in the documented order", "[schema][unit]") {
  const HeaderList expected{{"webhook-id", "dlv_1"},
                            {"webhook-timestamp", "1700000000"},
                            {"Hookloop-Event-Id", "evt_1"},
                            {"Hookloop-Event-Type", "PROJECT_PUBLISH"},
                            {"Hookloop-Attempt", "3"}};
  CHECK(delivery_headers({"dlv_1", "evt_1", "PROJECT_PUBLISH", 3}, kTime) == expected);
  CHECK(delivery_headers({"dlv_1", std::nullopt, std::nullopt, std::nullopt}, kTime).size() == 2);
}

TEST_CASE("A delivery is read back as it was sent", "[schema][unit]") {
  const DeliveryIdentity identity{"dlv_1", "evt_1", "PROJECT_PUBLISH", 4294967295U};
  CHECK(read_delivery_identity(delivery_headers(identity, kTime)) == identity);
  const DeliveryIdentity id_alone{"msg_1", std::nullopt, std::nullopt, std::nullopt};
  CHECK(read_delivery_identity(delivery_headers(id_alone, kTime)) == id_alone);
}

TEST_CASE("A request without a webhook-id is no delivery", "[schema][unit]") {
  CHECK_FALSE(read_delivery_identity({}));
  CHECK_FALSE(read_delivery_identity({{"Hookloop-Event-Id", "evt_1"}, {"Hookloop-Attempt", "1"}}));
  CHECK_FALSE(read_delivery_identity({{"webhook-id", ""}}));
}

TEST_CASE("An attempt is a whole number from 1, or nothing", "[schema][unit]") {
  const auto attempt_of = [](const std::string& text) {
    return read_delivery_identity({{"WEBHOOK-ID", "dlv_1"}, {"hookloop-attempt", text}})->attempt;
  };
  CHECK(attempt_of("1") == 1U);
  CHECK(attempt_of("007") == 7U);
  for (const std::string text : {"", "0", "-1", "+1", "1.5", "one", "4294967296", "1 2", "\xff"}) {
    CAPTURE(text);
    CHECK_FALSE(attempt_of(text));
  }
}

TEST_CASE("What strangers put into the fields is kept as bytes", "[schema][unit]") {
  const auto identity = read_delivery_identity({{"webhook-id", "\xff\xfe"}, {"Hookloop-Event-Type", "NO_SUCH_TYPE"}});
  REQUIRE(identity);
  CHECK(identity->id == "\xff\xfe");
  CHECK(identity->event_type == "NO_SUCH_TYPE");
}

TEST_CASE("A wire profile is known by its name; of another the nearest is told, or which there are", "[schema][unit]") {
  for (const WireProfile profile : {WireProfile::faithful, WireProfile::instrumented}) {
    CHECK(parse_wire_profile(to_string(profile)).value() == profile);
  }
  CHECK(parse_wire_profile("faithfull").error().message ==
        "there is no wire profile 'faithfull'; did you mean faithful?");
  CHECK(parse_wire_profile("foo").error().message ==
        "there is no wire profile 'foo'; there are faithful and instrumented");
}

// Server-sent events put together from pieces.
#include "shared/cli/feed_reader.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

namespace {

const std::string kFeed =
    "retry: 1000\nid: 0.0.0\n: listening\n\n"
    "id: 1.0.0\nevent: event\ndata: {\"a\":1}\n\n"
    "id: 1.1.0\r\nevent: attempt\r\ndata: one\r\ndata: two\r\n\r\n";

}  // namespace

TEST_CASE("The feed reader gives each event once, however the text is cut", "[cli][unit]") {
  for (std::size_t cut = 0; cut <= kFeed.size(); ++cut) {
    FeedReader reader;
    auto events = reader.feed(kFeed.substr(0, cut));
    for (FeedEvent& event : reader.feed(kFeed.substr(cut))) events.push_back(event);
    REQUIRE(events.size() == 2);
    CHECK(events[0].kind == "event");
    CHECK(events[0].data == R"({"a":1})");
    CHECK(events[1].kind == "attempt");
    CHECK(events[1].data == "one\ntwo");
    CHECK(reader.last_id() == "1.1.0");
  }
}

TEST_CASE("The feed reader resumes from what was complete when the connection ended", "[cli][unit]") {
  FeedReader reader;
  CHECK(reader.feed("id: 7.0.0\ndata: x\n\nid: 8.0.0\ndata: y\n").size() == 1);
  reader.connection_ended();
  CHECK(reader.last_id() == "7.0.0");
  const auto events = reader.feed("data: z\n\n");
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == "message");
  CHECK(events[0].data == "z");
  CHECK(reader.last_id() == "7.0.0");
}

// A viewer of a live feed (server-sent events), a bin's or the platform's, that can leave at any byte and come back.
// One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/support/chunked.h"
#include "tests/support/raw_client.h"

namespace hookloop::test {

struct FeedEvent {
  std::string id;
  std::string event;
  std::string data;
};

class FeedReader {
 public:
  // `resume_after`: sent as Last-Event-ID, as it is. Returns once the server has said that it listens.
  FeedReader(std::uint16_t port, std::string_view bin, std::optional<std::string> resume_after = std::nullopt);
  static FeedReader of_platform(std::uint16_t port, std::optional<std::string> resume_after = std::nullopt);

  // The next event, comments passed over; nothing when the feed has ended in good order. Throws when the connection
  // breaks, and when no event comes for RawClient::kPatience.
  std::optional<FeedEvent> next();
  FeedEvent must_have_next();

  // Reads at most this many more bytes, and so perhaps half an event, and gives the events that came whole in them.
  std::optional<FeedEvent> next_within(std::size_t& bytes_left);

  RawClient& connection() { return connection_; }

 private:
  struct Path {
    std::string text;
  };
  FeedReader(std::uint16_t port, const Path& path, const std::optional<std::string>& resume_after);

  std::optional<FeedEvent> take_event();
  bool fill(std::size_t at_most);  // false at the end of the feed

  RawClient connection_;
  ChunkedReader chunks_;
  std::string text_;
};

}  // namespace hookloop::test

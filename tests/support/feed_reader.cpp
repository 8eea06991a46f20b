#include "tests/support/feed_reader.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace hookloop::test {

FeedReader::FeedReader(std::uint16_t port, std::string_view bin, std::optional<std::string> resume_after)
    : FeedReader(port, Path{fmt::format("/api/v1/bins/{}/feed", bin)}, resume_after) {}

FeedReader FeedReader::of_platform(std::uint16_t port, std::optional<std::string> resume_after) {
  return FeedReader(port, Path{"/api/v1/feed"}, resume_after);
}

FeedReader::FeedReader(std::uint16_t port, const Path& path, const std::optional<std::string>& resume_after)
    : connection_(port) {
  std::string resume;
  if (resume_after) resume = fmt::format("Last-Event-ID: {}\r\n", *resume_after);
  connection_.send(fmt::format("GET {} HTTP/1.1\r\nHost: localhost:{}\r\n{}\r\n", path.text, port, resume));
  const std::string head = connection_.read_head();
  if (!head.starts_with("HTTP/1.1 200 ")) throw std::runtime_error("there is no feed: " + head);
  chunks_.collect_into(&text_);
  while (text_.find("\n\n") == std::string::npos) {
    if (!fill(RawClient::kReadAtOnce)) throw std::runtime_error("the feed ended before it began");
  }
}

bool FeedReader::fill(std::size_t at_most) {
  if (chunks_.state() == ChunkedReader::State::done) return false;
  const std::string bytes = connection_.read_some(at_most);
  if (bytes.empty()) throw std::runtime_error("the feed broke off");
  chunks_.feed(bytes);
  return true;
}

std::optional<FeedEvent> FeedReader::take_event() {
  while (true) {
    const auto end = text_.find("\n\n");
    if (end == std::string::npos) return std::nullopt;
    const std::string block = text_.substr(0, end + 1);
    text_.erase(0, end + 2);
    FeedEvent event;
    for (std::size_t at = 0; at < block.size();) {
      const std::string line = block.substr(at, block.find('\n', at) - at);
      at += line.size() + 1;
      for (auto [name, value] : {std::pair{"id: ", &event.id}, {"event: ", &event.event}, {"data: ", &event.data}}) {
        if (line.starts_with(name)) *value = line.substr(std::string_view(name).size());
      }
    }
    if (!event.event.empty()) return event;
  }
}

std::optional<FeedEvent> FeedReader::next() {
  const auto until = std::chrono::steady_clock::now() + RawClient::kPatience;
  while (true) {
    if (auto event = take_event()) return event;
    // Comments keep coming while nothing happens, so that reading alone would wait for ever.
    if (std::chrono::steady_clock::now() > until) throw std::runtime_error("the feed tells of nothing");
    if (!fill(RawClient::kReadAtOnce)) return std::nullopt;
  }
}

FeedEvent FeedReader::must_have_next() {
  auto event = next();
  if (!event) throw std::runtime_error("the feed has ended");
  return *std::move(event);
}

std::optional<FeedEvent> FeedReader::next_within(std::size_t& bytes_left) {
  const auto until = std::chrono::steady_clock::now() + RawClient::kPatience;
  while (true) {
    if (auto event = take_event()) return event;
    if (std::chrono::steady_clock::now() > until) throw std::runtime_error("the feed tells of nothing");
    if (bytes_left == 0 || chunks_.state() == ChunkedReader::State::done) return std::nullopt;
    const std::string bytes = connection_.read_some(std::min(bytes_left, RawClient::kReadAtOnce));
    if (bytes.empty()) throw std::runtime_error("the feed broke off");
    bytes_left -= bytes.size();
    chunks_.feed(bytes);
  }
}

}  // namespace hookloop::test

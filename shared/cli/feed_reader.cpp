#include "shared/cli/feed_reader.h"

#include <utility>

namespace hookloop {

std::vector<FeedEvent> FeedReader::feed(std::string_view text) {
  std::vector<FeedEvent> events;
  pending_ += text;
  std::size_t begin = 0;
  for (std::size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n', begin)) {
    take_line(std::string_view(pending_).substr(begin, end - begin), events);
    begin = end + 1;
  }
  pending_.erase(0, begin);
  return events;
}

void FeedReader::connection_ended() {
  pending_.clear();
  event_ = {};
  id_ = last_id_;
}

void FeedReader::take_line(std::string_view line, std::vector<FeedEvent>& events) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty()) {
    last_id_ = id_;
    if (!event_.data.empty()) {
      if (event_.kind.empty()) event_.kind = "message";
      events.push_back(std::move(event_));
    }
    event_ = {};
    return;
  }
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "event") event_.kind = value;
  if (field == "id") id_ = value;
  if (field == "data") event_.data += (event_.data.empty() ? "" : "\n") + std::string(value);
}

}  // namespace hookloop

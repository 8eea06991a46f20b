// Server-sent events (WHATWG HTML section 9.2.6) as text comes in, in pieces that may end anywhere. What is incomplete
// when the connection ends is dropped, as the standard says: whoever resumes from `last_id` gets it again. One thread
// at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hookloop {

struct FeedEvent {
  std::string kind;  // "event", "attempt", …; "message" where none was said
  std::string data;
};

class FeedReader {
 public:
  std::vector<FeedEvent> feed(std::string_view text);
  void connection_ended();
  // Of the last event or block that was complete; empty before there was one.
  const std::string& last_id() const { return last_id_; }

 private:
  void take_line(std::string_view line, std::vector<FeedEvent>& events);

  std::string pending_;  // the line that has not ended
  FeedEvent event_;
  std::string id_;
  std::string last_id_;
};

}  // namespace hookloop

// A Transport without a network: gives the exchanges of a list, the last one again and again, and remembers what was
// sent.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "shared/http_client/stream_transport.h"
#include "shared/support/http_message.h"

namespace hookloop::test {

inline Exchange answered(int status, const std::string& body = "", HeaderList headers = {}) {
  Exchange exchange;
  Answer answer;
  answer.status = status;
  answer.headers = std::move(headers);
  answer.body = body;
  answer.body_bytes = body.size();
  answer.body_complete = true;
  exchange.answer = answer;
  exchange.phases.whole = std::chrono::milliseconds(12);
  return exchange;
}

inline Exchange failed(SendFailure failure, const std::string& detail = "it did not work") {
  Exchange exchange;
  exchange.failure = failure;
  exchange.detail = detail;
  return exchange;
}

// A request's bytes, taken apart.
struct SentRequest {
  std::string bytes;
  Url url;
  WireBehaviour wire = {};
  std::size_t together = 1;  // how many were under way at the same time, this one included

  std::string head() const { return bytes.substr(0, head_size(bytes).value_or(0)); }
  std::string body() const { return bytes.substr(head_size(bytes).value_or(0)); }
  HeaderList headers() const {
    const std::string text = head();
    std::string_view lines = text;
    take_line(lines);
    return parse_header_lines(lines).fields;
  }
  std::string header(std::string_view name) const {
    const HeaderList fields = headers();
    return std::string(find_header(fields, name).value_or(""));
  }
};

class FakeTransport final : public StreamTransport {
 public:
  explicit FakeTransport(std::vector<Exchange> exchanges) : exchanges_(std::move(exchanges)) {}

  Exchange send(const Url& url, std::string_view request, const Deadlines&, const WireBehaviour& wire = {}) override {
    sent.push_back({std::string(request), url, wire});
    return exchanges_[std::min(sent.size(), exchanges_.size()) - 1];
  }
  Exchange stream(const Url& url, std::string_view request, const Deadlines& deadlines, const TakeBody& take) override {
    Exchange exchange = send(url, request, deadlines);
    if (!exchange.answer || exchange.answer->status < 200 || exchange.answer->status > 299) return exchange;
    const std::string body = std::exchange(exchange.answer->body, "");
    if (!body.empty() && !take(body)) exchange.answer->body_complete = false;
    return exchange;
  }
  std::vector<Exchange> send_together(const Url& url, std::span<const ConcurrentRequest> requests,
                                      const Deadlines& deadlines) override {
    std::vector<Exchange> exchanges;
    for (const ConcurrentRequest& request : requests) {
      exchanges.push_back(send(url, request.bytes, deadlines, request.wire));
      sent.back().together = requests.size();
    }
    return exchanges;
  }

  std::vector<SentRequest> sent;

 private:
  std::vector<Exchange> exchanges_;
};

}  // namespace hookloop::test

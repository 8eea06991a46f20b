// Captures with all that can be noted of one: every state and fault of an answer, marks, exchanges of every kind, with
// bytes that are no UTF-8 wherever bytes may stand.
#pragma once

#include <spdlog/fmt/fmt.h>

#include <string>
#include <vector>

#include "bin_server/model/noted_capture.h"
#include "tests/support/captures.h"

namespace hookloop::test {

inline CaptureExchange noted_exchange(int number) {
  using namespace std::string_literals;
  CaptureExchange exchange;
  exchange.id = fmt::format("xch_{:026}", number);
  exchange.kind = number % 2 == 0 ? ExchangeKind::forward : ExchangeKind::replay;
  exchange.target = "http://127.0.0.1:1/one";
  exchange.url = "HTTP://127.0.0.1:1/one/\xff?token=s3cret&x=1";
  exchange.started_at = kCapturedAt + Microseconds(number);
  exchange.request_head = "POST /one HTTP/1.1\r\nAuthorization: Bearer s3cret\r\nX: \xff\r\n\r\n";
  exchange.status = 302;
  exchange.answer_head = "HTTP/1.1 302 Found\r\nSet-Cookie: s3cret\r\nLocation: /?token=s3cret\r\nY: \xfe\r\n\r\n";
  exchange.answer_body = "a\0\xff<b>"s;
  exchange.answer_body_bytes = 70'000;
  exchange.answer_complete = true;
  exchange.peer = "127.0.0.1:1";
  exchange.resolve = Microseconds(1);
  exchange.connect = Microseconds(2);
  exchange.first_byte = Microseconds(3);
  exchange.whole = Microseconds(12'345);
  return exchange;
}

inline std::vector<CaptureExchange> noted_exchanges_of_all_kinds() {
  CaptureExchange failed = noted_exchange(2);
  failed.failure = "timed_out";
  failed.timed_out_in = "first_byte";
  failed.detail = "nothing came in 5s \xff";
  failed.request_body = std::string("edited\0", 7);
  failed.status = 0;
  failed.answer_head = failed.answer_body = "";
  failed.answer_body_bytes = 0;
  failed.answer_complete = false;
  CaptureExchange unsent;
  unsent.id = noted_exchange(3).id;
  unsent.target = unsent.url = "https://localhost/";
  unsent.started_at = kCapturedAt;
  unsent.failure = "not_sendable";
  CaptureExchange emptied = noted_exchange(4);
  emptied.request_body = "";
  emptied.answer_complete = false;
  emptied.failure = "reset";
  return {noted_exchange(1), failed, unsent, emptied};
}

inline std::vector<NotedCapture> noted_captures(BinNumber bin = 0) {
  using State = GivenAnswer::State;
  using namespace std::string_literals;
  const std::string bytes = "HTTP/1.1 503 Service Unavailable\r\nX: \xff\r\nSet-Cookie: s3cret\r\n\r\n\0\xfe<i>"s;
  std::vector<NotedCapture> captures;
  const auto add = [&](int status, std::optional<GivenAnswer> answer) -> NotedCapture& {
    const std::string id = fmt::format("req_{:026}", captures.size() + 1);
    NotedCapture& capture = captures.emplace_back();
    capture.draft = request_draft(bin, id, "POST /b/mine?x=1", {"X-Name: value"}, "{\"a\":1}");
    capture.draft.response_status = status;
    capture.draft.answer = std::move(answer);
    return capture;
  };
  add(200, std::nullopt);
  for (const State state : {State::answered, State::sender_left, State::unknown}) {
    add(503,
        GivenAnswer{state, bytes, "/sequence/0", Microseconds(200'001), {7, Microseconds(9)}, AnswerFault::none, 60});
  }
  add(404, GivenAnswer{State::answered, "HTTP/1.1 404 Not Found\r\n\r\n", "", {}, {}, AnswerFault::none, 26});
  for (const AnswerFault fault : kAnswerFaults) {
    const bool has_bytes = fault == AnswerFault::half || fault == AnswerFault::garbage;
    add(fault == AnswerFault::half ? 503 : 0,
        GivenAnswer{
            State::answered, has_bytes ? bytes : "", "/rules/1/chances/0", {}, {}, fault, has_bytes ? 20u : 0u});
  }
  captures[1].marks = {
      true, "first line\nsecond: Gr\u00fc\u00dfe <script>", {"slow", "two words", "\u65e5\u672c", "a<b"}};
  captures[2].marks = {false, "", {"one"}};
  captures[3].marks = {true, "", {}};
  captures[4].marks = {false, "only a note", {}};
  captures[1].exchanges = noted_exchanges_of_all_kinds();
  captures[4].exchanges = {noted_exchange(9)};
  return captures;
}

// As the store gives it out again.
inline CapturedRequest captured_of(const NotedCapture& capture, Seq seq = 7) {
  CapturedRequest request;
  static_cast<CaptureDraft&>(request) = capture.draft;
  request.seq = seq;
  request.marks = capture.marks;
  request.body_wire_bytes = capture.draft.body.size();
  return request;
}

}  // namespace hookloop::test

// An HTTP/1 answer read as it arrives (RFC 9112 sections 4 and 6): interim 1xx answers are skipped, the body ends by
// its Content-Length, its chunked coding or the connection's end. No sockets here: bytes in, an Answer out. One thread
// at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "shared/http_client/exchange.h"
#include "shared/support/chunked.h"

namespace hookloop {

struct AnswerLimits {
  // Far more than any server sends, and little enough to hold for many connections. At the limit: answer_too_large.
  std::size_t most_head_bytes = 64 * 1024;
  // What a person or a ledger wants to see of an answer to a webhook. What comes after is read and counted, not kept.
  std::size_t kept_body_bytes = 64 * 1024;
  // At the limit reading stops: answer_too_large, but the status stands. The connection is given up.
  std::uint64_t most_body_bytes = 16 * 1024 * 1024;
};

// Takes a piece of a body; false: it wants no more.
using TakeBody = std::function<bool(std::string_view)>;

class AnswerReader {
 public:
  enum class State { head, body, done, malformed, head_too_large };

  // `method` is the request's: the answer to HEAD has no body.
  explicit AnswerReader(std::string_view method, const AnswerLimits& limits = {});

  // From now on the body of a 2xx answer goes there, piece by piece as it comes; it is counted and not kept, and may be
  // of any length. When it wants no more the reader is done, with a body that is not complete.
  void give_body_to(TakeBody take) { take_ = std::move(take); }

  // Takes bytes in order; what comes after the answer's end is counted as surplus.
  void feed(std::string_view bytes);
  // The connection ended in good order: an answer whose body goes on until then is done now.
  void end_of_stream();

  State state() const { return state_; }
  bool head_arrived() const { return answer_.status != 0; }
  bool was_stopped() const { return is_stopped_; }     // the body's taker wanted no more
  const std::string& fault() const { return fault_; }  // with malformed: what is wrong
  const Answer& answer() const { return answer_; }
  Answer take_answer() { return std::move(answer_); }  // when nothing else is wanted of the reader
  // After done: whether another request may be sent on this connection (RFC 9112 section 9.3).
  bool connection_persists() const;

 private:
  enum class Framing { none, length, chunked, until_close };

  void take_head();
  void begin_body();
  void take_body(std::string_view bytes);
  bool is_given_away() const { return take_ && answer_.status >= 200 && answer_.status <= 299; }
  void keep(std::string_view content);
  void finish();
  void fail(std::string why);

  const bool answers_head_request_;
  const AnswerLimits limits_;
  State state_ = State::head;
  std::string pending_;       // head bytes so far
  std::size_t searched_ = 0;  // how far pending_ was searched for the head's end
  bool http_1_0_ = false;
  Framing framing_ = Framing::none;
  std::uint64_t left_ = 0;  // of a Content-Length
  ChunkedReader chunks_;
  std::string chunk_content_;
  bool surplus_ = false;
  TakeBody take_;
  bool is_stopped_ = false;
  Answer answer_;
  std::string fault_;
};

}  // namespace hookloop

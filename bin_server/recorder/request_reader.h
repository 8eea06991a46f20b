// Cuts one request out of the bytes of a connection, as they come (RFC 9112), and keeps each of its bytes. Knows nothing
// of bins or sockets. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bin_server/model/request_head.h"
#include "shared/support/chunked.h"

namespace hookloop {

class RequestReader {
 public:
  enum class State {
    head,            // the head's end has not come yet
    head_done,       // `head` is read: somebody must decide, then call read_body
    body,
    done,            // the request is whole
    malformed,       // `fault` says why; raw_head and raw_body hold what was read of it
    head_too_large,  // the limit was passed
    body_too_large,
  };

  struct Limits {
    std::size_t head_bytes = 64 * 1024;
    std::uint64_t body_bytes = 32u << 20;  // on the wire, framing included
  };

  explicit RequestReader(Limits limits) : limits_(limits) {}

  // Takes bytes in order and says how many it took; it stops where its state asks for a decision, at the end of the
  // request, and at a fault.
  std::size_t feed(std::string_view bytes);

  // After head_done. Without `keep` the body is read past and dropped: for a request that is refused. `limit`: of its
  // bytes on the wire, instead of the usual one.
  void read_body(bool keep, std::optional<std::uint64_t> limit = std::nullopt);

  // After done, head_done or a decision not to go on: ready for the next request.
  void reset();

  // Moves everything that was not taken into the malformed request: what follows a fault can not be told apart from it.
  void take_rest(std::string_view bytes);

  State state() const { return state_; }
  bool has_begun() const { return !raw_head_.empty(); }  // at least one byte of a request has come
  const RequestHead& head() const { return head_; }
  const BodyFraming& framing() const { return framing_; }
  const std::string& fault() const { return fault_; }
  std::string& raw_head() { return raw_head_; }
  std::string& raw_body() { return raw_body_; }

 private:
  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  void finish_head();
  void fail(std::string why);

  Limits limits_;
  State state_ = State::head;
  std::string raw_head_;
  std::string raw_body_;
  RequestHead head_;
  BodyFraming framing_;
  std::string fault_;
  bool keep_body_ = true;
  std::uint64_t body_limit_ = 0;
  std::uint64_t body_bytes_ = 0;
  std::optional<ChunkedReader> chunks_;
};

}  // namespace hookloop

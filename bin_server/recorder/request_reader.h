// Cuts one request out of the bytes of a connection, as they come (RFC 9112), and keeps each of its bytes. Knows
// nothing of bins or sockets. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "bin_server/model/request_head.h"
#include "shared/support/chunked.h"
#include "shared/support/digest.h"

namespace hookloop {

class RequestReader {
 public:
  enum class State {
    head,       // the head's end has not come yet
    head_done,  // `head` is read: somebody must decide, then call read_body
    body,
    done,            // the request is whole
    malformed,       // `fault` says why; raw_head and raw_body hold what was read of it
    head_too_large,  // the limit was passed
    body_too_large,
  };

  struct Limits {
    std::uint64_t head_bytes = 64 * 1024;
    std::uint64_t body_bytes = 32u << 20;  // on the wire, framing included
  };

  // What a body is without its framing. Counted and digested as it comes: a large one must not hold the loop up when
  // its last byte has come.
  struct Content {
    std::uint64_t bytes = 0;
    std::string sha256;  // 32 bytes
  };

  explicit RequestReader(Limits limits) : limits_(limits) {}
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

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
  // Of what was kept of the body so far. Once a request.
  Content take_content() { return {std::exchange(content_bytes_, 0), content_digest_.finish()}; }

 private:
  std::size_t feed_head(std::string_view bytes);
  std::size_t feed_body(std::string_view bytes);
  void check_first_line();
  void finish_head();
  void note_chunk_oddities();
  void keep(std::string_view wire, std::string_view content);
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
  std::string chunk_content_;  // of the piece that is being fed
  std::uint64_t content_bytes_ = 0;
  Sha256 content_digest_;
};

}  // namespace hookloop

// A TCP connection to a server of 127.0.0.1 on which a test writes exactly the bytes that it means to, and reads what
// comes back. Every wait ends after kPatience with an exception: a server that stays silent fails the test that asked
// it. One thread at a time.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "shared/support/http_message.h"

namespace hookloop::test {

struct RawAnswer {
  int status = 0;
  HeaderList headers;
  std::string body;
  std::string bytes;  // head and body as they came

  std::string header(std::string_view name) const;  // the first of this name, or ""
};

class RawClient {
 public:
  // Far longer than any answer takes, also under a sanitizer on a busy machine.
  static constexpr std::chrono::seconds kPatience{30};

  explicit RawClient(std::uint16_t port);
  // With a receive buffer this small, a server that writes much soon finds that nobody reads.
  RawClient(std::uint16_t port, int receive_buffer_bytes);
  ~RawClient();
  RawClient(RawClient&& other) noexcept;
  RawClient& operator=(RawClient&&) = delete;

  void send(std::string_view bytes);
  // Writes `bytes` cut before each of these positions (ascending), each piece a packet of its own as far as that can be
  // had: Nagle is off.
  void send_in_pieces(std::string_view bytes, std::span<const std::size_t> cuts);
  // As `send`, but a server that hangs up meanwhile is no error. How much was taken.
  std::size_t send_as_far_as_taken(std::string_view bytes);

  void half_close();  // sends no more, still reads
  void reset();       // TCP RST
  void close();       // in good order

  // The next answer, interim ones (100) included. `to_head`: the request was HEAD, so there is no body. Nothing when
  // the server closed before the first byte of one.
  std::optional<RawAnswer> next_answer(bool to_head = false);
  RawAnswer answer(bool to_head = false);  // there must be one
  std::string read_head();                 // of an answer that does not end soon, such as the feed's
  // Takes part of what is there now, waiting for the first byte; "" when the server has closed.
  static constexpr std::size_t kReadAtOnce = 64 * 1024;
  std::string read_some(std::size_t at_most = kReadAtOnce);
  std::string read_to_end();
  bool was_reset() const { return was_reset_; }  // the server ended the connection with a TCP RST
  bool has_nothing_to_read();                    // now, without waiting; false too once the server has closed
  bool is_closed();                              // waits until the server closes, or sends something (then false)

 private:
  bool fill();  // reads more into buffer_; false at the end

  int socket_ = -1;
  std::string buffer_;
  bool was_reset_ = false;
};

}  // namespace hookloop::test

// One client of the terminator: the socket outside, the TLS session, and the socket inside whose other end the recorder
// has. The terminator's thread only.
#pragma once

#include <array>
#include <asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <string>

#include "bin_server/recorder/handed_connection.h"
#include "bin_server/tls/tls_session.h"
#include "bin_server/tls/tls_terminator.h"
#include "shared/support/clock.h"

namespace hookloop {

class TlsConnection : public std::enable_shared_from_this<TlsConnection> {
 public:
  // What a connection asks of its terminator.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual void hand_over(HandedConnection connection) = 0;
    virtual void forget(TlsConnection& connection) = 0;
    virtual SteadyTime now() const = 0;
    // For one read, by one connection at a time: those that wait hold no buffer.
    virtual std::array<char, 16 * 1024>& read_buffer() = 0;
  };

  TlsConnection(asio::ip::tcp::socket outside, std::string client_address, std::uint16_t client_port,
                const TlsContext& context, const TlsTerminatorOptions& options, Owner& owner);

  void start();
  void check_deadline(SteadyTime now);
  void close();  // at once, in good order as far as the system sees to that

 private:
  using Socket = asio::ip::tcp::socket;

  // From outside to inside …
  void wait_for_outside();
  void read_outside();
  void take(std::string_view bytes);
  void write_inside();
  void tell_inside();
  // … and back.
  void wait_for_inside();
  void read_inside();
  void write_outside();
  void inside_has_ended();

  void join();  // the handshake is done
  void fail();  // only what is to be sent outside is sent still
  void answer_plain_http();
  void reset();  // both sides
  void close_if_done();
  void deadline_in(Microseconds time) { deadline_ = owner_.now() + time; }

  Socket outside_;
  Socket inside_;
  const std::string client_address_;
  const std::uint16_t client_port_;
  const TlsTerminatorOptions& options_;
  Owner& owner_;
  TlsSession session_;
  std::string to_inside_;  // what the socket has not taken yet
  std::string to_outside_;
  bool has_begun_ = false;  // the first byte has come
  bool is_joined_ = false;
  bool waits_for_outside_ = false;
  bool waits_for_inside_ = false;
  bool writes_inside_ = false;
  bool writes_outside_ = false;
  bool outside_closed_ = false;  // nothing more comes from there
  bool outside_ended_ = false;   // nothing more of what comes is for the recorder
  bool inside_ended_ = false;    // the recorder will send no more
  bool told_inside_ = false;     // … and each knows it of the other
  bool told_outside_ = false;
  bool has_failed_ = false;
  bool is_deaf_ = false;  // the client takes nothing any more
  bool closed_ = false;
  std::optional<SteadyTime> deadline_;
};

}  // namespace hookloop

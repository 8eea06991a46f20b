// Speaks TLS for the recorder: takes connections, does the handshake, and joins each to a connection of this machine
// whose other end the recorder gets, with the address of the real client. So neither the recorder nor those who serve
// the API know of TLS.
//
// 1. What comes out at one end is what went in at the other, to the byte and in order; who does not read is not read
//    from either.
// 2. An end and a reset are passed on as what they were, both ways: a bin can reset a connection on purpose.
// 3. A slow or silent handshake holds up nobody else, and ends in time.
// What speaks plain HTTP is told so, in plain HTTP.
//
// Threads: one of its own. `listen` and `start` first; the callbacks are called on its thread and must not block.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "bin_server/recorder/handed_connection.h"
#include "bin_server/tls/tls_session.h"
#include "shared/support/clock.h"
#include "shared/support/listen_address.h"
#include "shared/support/result.h"

namespace hookloop {

struct TlsTerminatorOptions {
  Microseconds handshake_timeout = std::chrono::seconds(10);  // total
  Microseconds write_timeout = std::chrono::seconds(30);      // for a peer to take anything at all
  std::size_t max_connections = 10'000;                       // some more are let in to be told so by the recorder
};

class TlsTerminator {
 public:
  using HandOver = std::function<void(HandedConnection)>;

  TlsTerminator(TlsTerminatorOptions options, std::unique_ptr<TlsContext> context, const Clock& clock,
                HandOver hand_over, std::function<void()> count_refusal);
  ~TlsTerminator();

  Result<ListenAddress> listen(const ListenAddress& address);
  void start();

  void stop_accepting();
  // Once the recorder has closed its ends: sends what is still to be sent, for a short while, and ends.
  void stop();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace hookloop

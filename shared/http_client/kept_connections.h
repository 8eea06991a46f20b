// Connections that wait for their next request, by origin.
// - The newest is used first: it is the least likely to have been closed meanwhile, and what is not needed grows old.
// - One that was idle for longer than `longest_idle` is not used, and closed when the timer finds it: one timer for
//   all, armed only while there are any.
// - At a limit the connection that comes back is closed instead of kept.
// One thread at a time.
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "shared/http_client/client_connection.h"

namespace hookloop {

// As many as one receiver is ever sent to at once; with more in flight, some are opened anew.
inline constexpr std::size_t kMostKeptPerOrigin = 256;
// Of the 1024 descriptors that a process has by default, a half is left to what is in flight.
inline constexpr std::size_t kMostKept = 512;

class KeptConnections {
 public:
  KeptConnections(asio::io_context& context, const Clock& clock, Microseconds longest_idle)
      : clock_(clock), longest_idle_(longest_idle), timer_(context) {}

  // One that seems to be open still, or nothing.
  std::shared_ptr<ClientConnection> take(const Origin& origin);
  void keep(std::shared_ptr<ClientConnection> connection);

 private:
  using Pool = std::vector<std::shared_ptr<ClientConnection>>;  // the oldest first

  void arm(Microseconds wait);
  void close_old();

  const Clock& clock_;
  const Microseconds longest_idle_;
  asio::steady_timer timer_;
  bool is_armed_ = false;
  std::map<Origin, Pool> pools_;
  std::size_t count_ = 0;
};

}  // namespace hookloop

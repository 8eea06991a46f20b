// Makes one connection: looks the host's name up, leaves out the addresses that may not be connected to, tries the
// others in order, each with its share of the time that is left, and shakes hands where TLS is wanted. What went wrong
// is told in the exchange that the connection is for. One thread at a time. Destroyed, it gives up what is under way,
// and nobody is called.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "shared/http_client/client_connection.h"
#include "shared/http_client/deadline_queue.h"
#include "shared/http_client/exchange.h"
#include "shared/http_client/resolver.h"
#include "shared/http_client/target_policy.h"
#include "shared/http_client/tls_client.h"

namespace hookloop {

// What all connectors of one loop share; outlives them.
struct ConnectTools {
  asio::io_context& context;
  const Clock& clock;
  DeadlineQueue& deadlines;
  Resolver& resolver;
  TlsClient& tls;
  const TargetPolicy* target_policy;  // nullptr: everything is allowed
};

class Connector : public std::enable_shared_from_this<Connector> {
 public:
  // With no connection, `exchange` says why: its failure and detail are set. Its phases and peer are set in any case.
  using Done = std::function<void(std::shared_ptr<ClientConnection>)>;

  Connector(ConnectTools& tools, Origin origin, RealTime::time_point deadline, Exchange& exchange, Done done);
  ~Connector();
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  // `done` is called later, never from inside.
  void start();
  // Into the exchange, as far as it has come.
  void note_phases();

 private:
  void take_addresses(const Result<Addresses>& found);
  void try_next();
  void tried(const asio::error_code& error);
  void shake_hands();
  void on_late();
  void fail(SendFailure failure, std::string detail);
  void set_late(std::string detail);
  void finish();

  ConnectTools& tools_;
  const Origin origin_;
  const RealTime::time_point deadline_;
  Exchange& exchange_;
  const Done done_;

  Deadline late_;
  const SteadyTime start_;
  SteadyTime resolved_at_;
  bool is_resolved_ = false;
  Addresses addresses_;   // that are allowed
  std::size_t next_ = 0;  // of addresses_
  asio::ip::tcp::endpoint endpoint_;
  bool is_connected_ = false;                     // TCP; the handshake comes after it
  std::shared_ptr<ClientConnection> connection_;  // the one being tried; none at the end is a failure
};

}  // namespace hookloop

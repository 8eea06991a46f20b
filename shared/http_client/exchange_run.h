// One exchange under way: takes a kept connection or has one made, writes the request, reads the answer, and is on time
// with all of it. One thread at a time; destroyed, it gives up what is under way.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "shared/http_client/answer_reader.h"
#include "shared/http_client/async_transport.h"
#include "shared/http_client/connector.h"
#include "shared/http_client/kept_connections.h"
#include "shared/http_client/request_writer.h"

namespace hookloop {

class ExchangeRun final : private ClientConnection::User {
 public:
  // The loop that it runs on; outlives it.
  class Owner {
   public:
    // The run has ended and can be destroyed inside the call.
    virtual void ended(ExchangeRun& run) = 0;

   protected:
    ~Owner() = default;
  };
  struct Tools {
    ConnectTools connect;
    KeptConnections& kept;
    const AnswerLimits limits;
    Owner& owner;
  };

  ExchangeRun(Tools& tools, AsyncRequest request, std::function<void(Exchange)> done);
  ~ExchangeRun();
  ExchangeRun(const ExchangeRun&) = delete;
  ExchangeRun& operator=(const ExchangeRun&) = delete;

  void start();
  // Ends it as `interrupted`.
  void interrupt();

  // After its end.
  Exchange take_exchange() { return std::move(exchange_); }
  std::function<void(Exchange)> take_done() { return std::move(done_); }

  std::size_t place = 0;  // the owner's: where it keeps this run

 private:
  void use(std::shared_ptr<ClientConnection> connection);
  void on_read(const asio::error_code& error, std::string_view bytes) override;
  void on_written(bool is_written) override;
  void on_late();
  void on_reset();
  bool answer_has_ended() const;
  void read_ended(const asio::error_code& error);
  void fail(SendFailure failure, std::string detail);
  void end(bool connection_persists = false);

  Tools& tools_;
  AsyncRequest request_;
  std::function<void(Exchange)> done_;
  Exchange exchange_;

  const AnswerLimits limits_;
  const SteadyTime start_;
  const RealTime::time_point whole_deadline_;
  Deadline late_;
  std::shared_ptr<Connector> connector_;          // until there is a connection
  std::shared_ptr<ClientConnection> connection_;  // from then on
  RequestWriter writer_;
  AnswerReader reader_;
  SteadyTime ready_at_;
  bool received_ = false;  // a byte of the answer, at least
};

}  // namespace hookloop

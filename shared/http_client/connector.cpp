#include "shared/http_client/connector.h"

#include <spdlog/fmt/fmt.h>

#include <asio/post.hpp>
#include <utility>

#include "shared/http_client/url.h"

namespace hookloop {
namespace {

using asio::ip::tcp;

std::string show(const tcp::endpoint& endpoint) {
  return host_and_port(endpoint.address().to_string(), endpoint.port());
}

}  // namespace

Connector::Connector(ConnectTools& tools, Origin origin, RealTime::time_point deadline, Exchange& exchange, Done done)
    : tools_(tools),
      origin_(std::move(origin)),
      deadline_(deadline),
      exchange_(exchange),
      done_(std::move(done)),
      late_(tools.deadlines, [this] { on_late(); }),
      start_(tools.clock.steady()) {}

Connector::~Connector() {
  if (connection_) connection_->close();
}

void Connector::start() {
  late_.set(deadline_);
  if (is_numeric_address(origin_.host)) {
    // Later, for it may be refused without anything to wait for.
    return asio::post(tools_.context, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->take_addresses(Addresses{self->origin_.host});
    });
  }
  tools_.resolver.resolve(origin_.host, [weak = weak_from_this()](const Result<Addresses>& found) {
    if (const auto self = weak.lock()) self->take_addresses(found);
  });
}

void Connector::take_addresses(const Result<Addresses>& found) {
  resolved_at_ = tools_.clock.steady();
  is_resolved_ = true;
  if (!found) {
    fail(SendFailure::dns_failure, found.error().message);
    return finish();
  }
  for (const std::string& address : *found) {
    std::optional<Error> denied;
    if (tools_.target_policy != nullptr) denied = tools_.target_policy->check(origin_.host, origin_.port, address);
    if (denied)
      fail(SendFailure::target_denied, denied->message);
    else
      addresses_.push_back(address);
  }
  try_next();
}

void Connector::try_next() {
  if (connection_) connection_->close();
  connection_.reset();
  if (next_ == addresses_.size()) return finish();
  const auto now = RealTime::now();
  late_.set(now + (deadline_ - now) / static_cast<long>(addresses_.size() - next_));
  connection_ = std::make_shared<ClientConnection>(tools_.context, origin_);
  asio::error_code error;
  endpoint_ = tcp::endpoint(asio::ip::make_address(addresses_[next_++], error), origin_.port);
  const auto handler = [weak = weak_from_this(), connection = connection_](const asio::error_code& result) {
    const auto self = weak.lock();
    if (self && self->connection_ == connection) self->tried(result);
  };
  if (error)
    asio::post(tools_.context, [handler, error] { handler(error); });
  else
    connection_->socket().async_connect(endpoint_, handler);
}

void Connector::tried(const asio::error_code& error) {
  if (!error) {
    exchange_.failure.reset();
    exchange_.timed_out_in.reset();
    exchange_.detail.clear();
    exchange_.peer = show(endpoint_);
    connection_->connected_to(exchange_.peer);
    is_connected_ = true;
    return origin_.tls ? shake_hands() : finish();
  }
  if (error == asio::error::connection_refused)
    fail(SendFailure::refused, fmt::format("nothing listens on {}", show(endpoint_)));
  else
    fail(SendFailure::unreachable, fmt::format("{} can not be reached: {}", show(endpoint_), error.message()));
  try_next();
}

void Connector::shake_hands() {
  late_.set(deadline_);
  if (const auto error = tools_.tls.prepare(*connection_)) {
    fail(SendFailure::tls_failure, error->message);
    connection_.reset();
    return finish();
  }
  connection_->tls().async_handshake(
      asio::ssl::stream_base::client,
      [weak = weak_from_this(), connection = connection_](const asio::error_code& error) {
        const auto self = weak.lock();
        if (!self || self->connection_ != connection) return;
        if (error) {
          self->fail(SendFailure::tls_failure, TlsClient::why_failed(*connection, error));
          self->connection_.reset();
        }
        self->finish();
      });
}

void Connector::on_late() {
  const auto self = shared_from_this();  // whoever is told may drop this one
  if (!is_resolved_) {
    set_late(fmt::format("looking up the name {} took too long", origin_.host));
    return finish();
  }
  if (is_connected_) {
    set_late(fmt::format("no TLS handshake with {} in time", exchange_.peer));
    connection_->close();
    connection_.reset();
    return finish();
  }
  set_late(fmt::format("no connection to {} in time", show(endpoint_)));
  try_next();
}

void Connector::fail(SendFailure failure, std::string detail) {
  exchange_.failure = failure;
  exchange_.timed_out_in.reset();
  exchange_.detail = std::move(detail);
}

void Connector::set_late(std::string detail) {
  fail(SendFailure::timed_out, std::move(detail));
  exchange_.timed_out_in = TimeoutPhase::connect;
}

void Connector::note_phases() {
  const SteadyTime now = tools_.clock.steady();
  exchange_.phases.resolve = between(start_, is_resolved_ ? resolved_at_ : now);
  if (is_resolved_ && !addresses_.empty()) exchange_.phases.connect = between(resolved_at_, now);
}

void Connector::finish() {
  late_.clear();
  note_phases();
  done_(std::move(connection_));
}

}  // namespace hookloop

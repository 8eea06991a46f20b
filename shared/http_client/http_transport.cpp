#include "shared/http_client/http_transport.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <spdlog/fmt/fmt.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <asio.hpp>
#include <asio/ssl.hpp>
#include <optional>
#include <utility>

#include "shared/http_client/resolver.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

using asio::ip::tcp;
using RealTime = std::chrono::steady_clock;

// One read's worth: a webhook's answer fits nearly always, and a large one takes few turns.
constexpr std::size_t kReadBytes = 16 * 1024;

// No deadline is further off: beyond it, a time in nanoseconds would overflow.
constexpr Microseconds kFarthestDeadline = std::chrono::years(100);

RealTime::time_point deadline_in(Microseconds time) {
  return RealTime::now() + std::clamp(time, Microseconds::zero(), kFarthestDeadline);
}

struct Connection {
  Connection(asio::io_context& context, std::string origin_of_it) : socket(context), origin(std::move(origin_of_it)) {}

  tcp::socket socket;
  std::optional<asio::ssl::stream<tcp::socket&>> tls;
  std::string origin;
  std::string peer;
  SteadyTime idle_since;  // while it is kept

  template <typename Handler>
  void read_some(asio::mutable_buffer buffer, Handler handler) {
    if (tls)
      tls->async_read_some(buffer, std::move(handler));
    else
      socket.async_read_some(buffer, std::move(handler));
  }
  template <typename Handler>
  void write_all(asio::const_buffer buffer, Handler handler) {
    if (tls)
      asio::async_write(*tls, buffer, std::move(handler));
    else
      asio::async_write(socket, buffer, std::move(handler));
  }
  void close() {
    asio::error_code ignored;
    socket.close(ignored);
  }
  // Whether the peer has not closed it, as far as can be seen without asking. Bytes that nobody asked for are no good
  // either: they belong to no answer of ours, and under TLS they may be the end.
  bool seems_open() {
    char byte = 0;
    const auto count = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  }
};

std::string origin_of(const Url& url) {
  return fmt::format("{} {} {}", url.tls ? "https" : "http", url.host, url.port);
}

std::string show(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return fmt::format(fmt::runtime(endpoint.address().is_v6() ? "[{}]:{}" : "{}:{}"), address, endpoint.port());
}

bool is_reset(const asio::error_code& error) {
  return error == asio::error::connection_reset || error == asio::error::broken_pipe ||
         error == asio::error::connection_aborted;
}

bool is_end(const asio::error_code& error) {
  return error == asio::error::eof || error == asio::ssl::error::stream_truncated;
}

void set_failure(Exchange& exchange, SendFailure failure, std::string detail) {
  exchange.failure = failure;
  exchange.detail = std::move(detail);
}

Microseconds between(SteadyTime from, SteadyTime to) { return std::chrono::duration_cast<Microseconds>(to - from); }

}  // namespace

struct HttpTransport::Impl {
  Impl(const Clock& clock_to_use, TransportOptions options_to_use)
      : clock(clock_to_use), options(std::move(options_to_use)) {}

  Exchange send(const Url& url, std::string_view request, const Deadlines& deadlines);

  // The kept connection, if it goes where this URL does and is likely to be open still.
  std::unique_ptr<Connection> take_kept(const Url& url);
  // Each of these fills in the exchange's failure and returns nothing (or false) when it did not work.
  std::unique_ptr<Connection> connect(const Url& url, RealTime::time_point deadline, Exchange& exchange);
  bool connect_any(Connection& connection, const Url& url, const std::vector<std::string>& addresses,
                   RealTime::time_point deadline, Exchange& exchange);
  bool shake_hands(Connection& connection, const Url& url, RealTime::time_point deadline, Exchange& exchange);
  void exchange_bytes(Connection& connection, std::string_view request, const Deadlines& deadlines,
                      RealTime::time_point whole_deadline, Exchange& exchange, bool& persists);
  asio::ssl::context* tls_context(Exchange& exchange);

  bool interrupted() const { return options.interrupt != nullptr && options.interrupt->came(); }

  // Runs handlers until `done`, the deadline or the interrupt; false is one of the latter two, and set_late tells
  // which. Afterwards handlers may still be waiting.
  template <typename Done>
  bool run_until(RealTime::time_point deadline, Done done) {
    while (!done()) {
      context.restart();
      if (context.run_one_until(std::min(deadline, RealTime::now() + kInterruptPoll)) > 0) continue;
      if (interrupted() || context.stopped() || RealTime::now() >= deadline) return done();
    }
    return true;
  }
  void set_late(Exchange& exchange, TimeoutPhase phase, std::string detail) const {
    if (interrupted()) return set_failure(exchange, SendFailure::interrupted, "the program was asked to end");
    set_failure(exchange, SendFailure::timed_out, std::move(detail));
    exchange.timed_out_in = phase;
  }
  // Ends what is still under way: handlers refer to the caller's variables, so none may be left.
  void abandon(Connection& connection) {
    connection.close();
    context.restart();
    context.run();
  }

  const Clock& clock;
  const TransportOptions options;
  asio::io_context context{1};
  std::unique_ptr<asio::ssl::context> tls;
  std::unique_ptr<Connection> kept;
};

Exchange HttpTransport::Impl::send(const Url& url, std::string_view request, const Deadlines& deadlines) {
  const SteadyTime start = clock.steady();
  const auto whole_deadline = deadline_in(deadlines.whole);
  Exchange exchange;

  std::unique_ptr<Connection> connection = take_kept(url);
  if (connection) {
    exchange.connection_reused = true;
    exchange.peer = connection->peer;
  } else {
    connection = connect(url, std::min(deadline_in(deadlines.connect), whole_deadline), exchange);
  }
  bool persists = false;
  if (connection) exchange_bytes(*connection, request, deadlines, whole_deadline, exchange, persists);
  const SteadyTime end = clock.steady();
  if (persists) {
    connection->idle_since = end;
    kept = std::move(connection);
  }
  exchange.phases.whole = between(start, end);
  return exchange;
}

std::unique_ptr<Connection> HttpTransport::Impl::take_kept(const Url& url) {
  std::unique_ptr<Connection> connection = std::move(kept);
  if (!connection || connection->origin != origin_of(url)) return nullptr;
  if (clock.steady() - connection->idle_since > kLongestIdle || !connection->seems_open()) return nullptr;
  return connection;
}

std::unique_ptr<Connection> HttpTransport::Impl::connect(const Url& url, RealTime::time_point deadline,
                                                         Exchange& exchange) {
  const SteadyTime start = clock.steady();
  const auto resolved = resolve(url.host, deadline, options.interrupt);
  const SteadyTime resolved_at = clock.steady();
  exchange.phases.resolve = between(start, resolved_at);
  if (!resolved) {
    if (resolved.error().timed_out || resolved.error().interrupted)
      set_late(exchange, TimeoutPhase::connect, resolved.error().detail);
    else
      set_failure(exchange, SendFailure::dns_failure, resolved.error().detail);
    return nullptr;
  }
  auto connection = std::make_unique<Connection>(context, origin_of(url));
  const bool ready = connect_any(*connection, url, resolved->addresses, deadline, exchange) &&
                     (!url.tls || shake_hands(*connection, url, deadline, exchange));
  exchange.phases.connect = between(resolved_at, clock.steady());
  return ready ? std::move(connection) : nullptr;
}

bool HttpTransport::Impl::connect_any(Connection& connection, const Url& url, const std::vector<std::string>& addresses,
                                      RealTime::time_point deadline, Exchange& exchange) {
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    asio::error_code error;
    const tcp::endpoint endpoint(asio::ip::make_address(addresses[i], error), url.port);
    const auto now = RealTime::now();
    const auto share = now + (deadline - now) / static_cast<long>(addresses.size() - i);
    connection.close();
    bool done = false;
    if (!error) {
      connection.socket.async_connect(endpoint, [&](const asio::error_code& result) {
        error = result;
        done = true;
      });
      if (!run_until(share, [&] { return done; })) {
        abandon(connection);
        set_late(exchange, TimeoutPhase::connect, fmt::format("no connection to {} in time", show(endpoint)));
        if (interrupted()) return false;
        continue;
      }
    }
    if (!error) {
      exchange.failure.reset();
      exchange.timed_out_in.reset();
      exchange.detail.clear();
      exchange.peer = connection.peer = show(endpoint);
      connection.socket.set_option(tcp::no_delay(true), error);
      return true;
    }
    exchange.timed_out_in.reset();
    if (error == asio::error::connection_refused) {
      set_failure(exchange, SendFailure::refused, fmt::format("nothing listens on {}", show(endpoint)));
    } else {
      set_failure(exchange, SendFailure::unreachable,
                  fmt::format("{} can not be reached: {}", show(endpoint), error.message()));
    }
  }
  return false;
}

asio::ssl::context* HttpTransport::Impl::tls_context(Exchange& exchange) {
  if (tls) return tls.get();
  auto fresh = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_client);
  asio::error_code error;
  SSL_CTX_set_min_proto_version(fresh->native_handle(), TLS1_2_VERSION);
  fresh->set_default_verify_paths(error);
  if (!error && !options.trusted_certificates.empty()) fresh->load_verify_file(options.trusted_certificates, error);
  if (error) {
    set_failure(exchange, SendFailure::tls_failure,
                fmt::format("the trusted certificates can not be read: {}", error.message()));
    return nullptr;
  }
  fresh->set_verify_mode(options.verify_certificates ? asio::ssl::verify_peer : asio::ssl::verify_none, error);
  tls = std::move(fresh);
  return tls.get();
}

bool HttpTransport::Impl::shake_hands(Connection& connection, const Url& url, RealTime::time_point deadline,
                                      Exchange& exchange) {
  asio::ssl::context* const settings = tls_context(exchange);
  if (settings == nullptr) return false;
  connection.tls.emplace(connection.socket, *settings);
  SSL* const ssl = connection.tls->native_handle();
  asio::error_code error;
  asio::ip::make_address(url.host, error);
  const bool is_name = static_cast<bool>(error);
  if (is_name) {
    // RFC 6066 section 3: names only. (OpenSSL's own macro for it is a C cast, which our warnings refuse.)
    std::string name = url.host;
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  // RFC 9110 section 4.3.4: a certificate is for the names in its subjectAltName; the common name counts for nothing,
  // and a wildcard is a whole label.
  X509_VERIFY_PARAM* const expected = SSL_get0_param(ssl);
  X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  const int is_set =
      is_name ? SSL_set1_host(ssl, url.host.c_str()) : X509_VERIFY_PARAM_set1_ip_asc(expected, url.host.c_str());
  if (is_set != 1) {
    // Unset, any host's certificate would do.
    set_failure(exchange, SendFailure::tls_failure,
                fmt::format("no certificate can be checked against the host {}", url.host));
    return false;
  }
  bool done = false;
  connection.tls->async_handshake(asio::ssl::stream_base::client, [&](const asio::error_code& result) {
    error = result;
    done = true;
  });
  if (!run_until(deadline, [&] { return done; })) {
    abandon(connection);
    set_late(exchange, TimeoutPhase::connect, fmt::format("no TLS handshake with {} in time", connection.peer));
    return false;
  }
  if (!error) return true;
  const long verified = SSL_get_verify_result(ssl);
  if (options.verify_certificates && verified != X509_V_OK) {
    set_failure(
        exchange, SendFailure::tls_failure,
        fmt::format("the certificate of {} is not trusted: {}", url.host, X509_verify_cert_error_string(verified)));
  } else {
    const std::string why = is_end(error) ? "the connection was closed" : error.message();
    set_failure(exchange, SendFailure::tls_failure,
                fmt::format("no TLS handshake with {}: {}; does it speak https at all?", connection.peer, why));
  }
  return false;
}

void HttpTransport::Impl::exchange_bytes(Connection& connection, std::string_view request, const Deadlines& deadlines,
                                         RealTime::time_point whole_deadline, Exchange& exchange, bool& persists) {
  const SteadyTime start = clock.steady();
  AnswerReader reader(request.substr(0, request.find(' ')), options.limits);
  std::array<char, kReadBytes> buffer{};
  bool received = false;
  bool written = false;
  bool reading = false;
  std::optional<asio::error_code> read_error;

  // A failed write says less than what the peer may have answered, so it ends nothing: the read tells.
  connection.write_all(asio::buffer(request.data(), request.size()),
                       [&](const asio::error_code& error, std::size_t) { written = !error; });
  const auto finished = [&] {
    return read_error || (reader.state() != AnswerReader::State::head && reader.state() != AnswerReader::State::body);
  };
  const auto read_on = [&] {
    if (reading || finished()) return;
    reading = true;
    connection.read_some(asio::buffer(buffer), [&](const asio::error_code& error, std::size_t count) {
      reading = false;
      if (count > 0 && !received) {
        received = true;
        exchange.phases.first_byte = between(start, clock.steady());
      }
      reader.feed({buffer.data(), count});
      if (error) {
        if (is_end(error)) reader.end_of_stream();
        read_error = error;
      }
    });
  };

  const auto first_deadline = std::min(deadline_in(deadlines.first_byte), whole_deadline);
  bool in_time = true;
  while (in_time && !finished()) {
    read_on();
    in_time = run_until(received ? whole_deadline : first_deadline, [&] { return !reading; });
  }
  // A write that is complete may have its handler still waiting; one that is not ends the connection's usefulness.
  context.restart();
  context.poll();
  const bool whole = reader.state() == AnswerReader::State::done;
  persists = whole && written && !read_error && reader.connection_persists();
  if (!persists) abandon(connection);

  if (reader.head_arrived()) exchange.answer = reader.answer();
  if (whole) return;
  if (reader.state() == AnswerReader::State::malformed) {
    set_failure(exchange, SendFailure::malformed_answer,
                fmt::format("what {} answered is not HTTP: {}", connection.peer, reader.fault()));
  } else if (reader.state() == AnswerReader::State::head_too_large) {
    set_failure(exchange, SendFailure::answer_too_large,
                fmt::format("the head of the answer is longer than {}", show_size(options.limits.most_head_bytes)));
  } else if (!in_time) {
    set_late(exchange, received ? TimeoutPhase::whole : TimeoutPhase::first_byte,
             received ? "the answer did not end in time" : "no answer in time");
  } else {
    // A server that closes a connection which it kept just as the next request comes did nothing wrong, nor read it.
    const char* const kept_one =
        exchange.connection_reused && !received ? ", on a connection kept from the request before" : "";
    const char* const when = received ? "in the middle of the answer" : "before the answer";
    const bool closed = is_end(*read_error);
    std::string what = fmt::format("the connection broke: {}", read_error->message());
    if (closed || is_reset(*read_error))
      what = fmt::format("the connection was {} {}", closed ? "closed" : "reset", when);
    set_failure(exchange, closed ? SendFailure::closed_early : SendFailure::reset, what + kept_one);
  }
}

HttpTransport::HttpTransport(const Clock& clock, TransportOptions options)
    : impl_(std::make_unique<Impl>(clock, std::move(options))) {}

HttpTransport::~HttpTransport() = default;

Exchange HttpTransport::send(const Url& url, std::string_view request, const Deadlines& deadlines) {
  return impl_->send(url, request, deadlines);
}

}  // namespace hookloop

#include "bin_server/tls/tls_terminator.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <array>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bin_server/tls/tls_connection.h"

namespace hookloop {
namespace {

using asio::ip::tcp;

constexpr auto kDeadlineCheck = std::chrono::milliseconds(200);
constexpr auto kAcceptPause = std::chrono::milliseconds(100);  // when the process has run out of file descriptors
constexpr int kListenBacklog = 4096;

// Connections over the limit that are let in for the recorder to tell them so.
constexpr std::size_t kTurnedAwayAtOnce = 256;

// When the server ends: how long what the recorder has sent may take to be taken.
constexpr std::chrono::seconds kGrace(2);

}  // namespace

class TlsTerminator::Loop final : public TlsConnection::Owner {
 public:
  Loop(TlsTerminatorOptions options, std::unique_ptr<TlsContext> context, const Clock& clock, HandOver hand_over,
       std::function<void()> count_refusal)
      : options_(options),
        tls_(std::move(context)),
        clock_(clock),
        hand_over_(std::move(hand_over)),
        count_refusal_(std::move(count_refusal)),
        acceptor_(context_),
        accept_pause_(context_),
        deadline_timer_(context_) {}
  ~Loop() override { stop(); }

  Result<ListenAddress> listen(const ListenAddress& address) {
    try {
      tcp::resolver resolver(context_);
      const auto found = resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive);
      const tcp::endpoint endpoint = found.begin()->endpoint();
      acceptor_.open(endpoint.protocol());
      acceptor_.set_option(tcp::acceptor::reuse_address(true));
      acceptor_.bind(endpoint);
      acceptor_.listen(kListenBacklog);
      return ListenAddress{address.host, acceptor_.local_endpoint().port()};
    } catch (const std::system_error& error) {
      return Error{fmt::format("can not listen on {}:{}: {}; give another address with --listen", address.host,
                               address.port, error.code().message())};
    }
  }

  void start() {
    thread_ = std::thread([this] {
      accept();
      check_deadlines();
      context_.run();
    });
  }

  void stop_accepting() {
    asio::post(context_, [this] {
      is_stopping_ = true;
      std::error_code ignored;
      acceptor_.close(ignored);
    });
  }

  void stop() {
    if (!thread_.joinable()) return;
    stop_accepting();
    asio::post(context_, [this] {
      stop_at_ = clock_.steady() + kGrace;
      end_if_done();
    });
    thread_.join();
  }

  void hand_over(HandedConnection connection) override { hand_over_(std::move(connection)); }
  void forget(TlsConnection& connection) override {
    connections_.erase(&connection);
    end_if_done();
  }
  SteadyTime now() const override { return clock_.steady(); }
  std::array<char, 16 * 1024>& read_buffer() override { return read_buffer_; }

 private:
  void accept() {
    acceptor_.async_accept(peer_, [this](std::error_code error, tcp::socket socket) {
      if (is_stopping_) return;
      if (error) {
        spdlog::warn("can not take a connection: {}", error.message());
        accept_pause_.expires_after(kAcceptPause);
        accept_pause_.async_wait([this](std::error_code) {
          if (!is_stopping_) accept();
        });
        return;
      }
      add(std::move(socket));
      accept();
    });
  }

  void add(tcp::socket socket) {
    if (connections_.size() >= options_.max_connections + kTurnedAwayAtOnce) return count_refusal_();
    std::error_code error;
    socket.non_blocking(true, error);
    if (error) return;
    socket.set_option(tcp::no_delay(true), error);
    auto connection = std::make_shared<TlsConnection>(std::move(socket), peer_.address().to_string(), peer_.port(),
                                                      *tls_, options_, *this);
    connections_.emplace(connection.get(), connection);
    connection->start();
  }

  void check_deadlines() {
    deadline_timer_.expires_after(kDeadlineCheck);
    deadline_timer_.async_wait([this](std::error_code error) {
      if (error) return;
      const SteadyTime now = clock_.steady();
      for_each_connection([&](TlsConnection& connection) { connection.check_deadline(now); });
      if (stop_at_ && now >= *stop_at_) for_each_connection([](TlsConnection& connection) { connection.close(); });
      if (!context_.stopped()) check_deadlines();
    });
  }

  void end_if_done() {
    if (stop_at_ && connections_.empty()) context_.stop();
  }

  // Connections may leave the table while it is gone through.
  template <typename Use>
  void for_each_connection(Use use) {
    std::vector<std::shared_ptr<TlsConnection>> all;
    all.reserve(connections_.size());
    for (const auto& [key, connection] : connections_) all.push_back(connection);
    for (const auto& connection : all) use(*connection);
  }

  const TlsTerminatorOptions options_;
  const std::unique_ptr<TlsContext> tls_;
  const Clock& clock_;
  const HandOver hand_over_;
  const std::function<void()> count_refusal_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  tcp::endpoint peer_;  // of the connection that was accepted last
  asio::steady_timer accept_pause_;
  asio::steady_timer deadline_timer_;
  std::array<char, 16 * 1024> read_buffer_;
  std::unordered_map<TlsConnection*, std::shared_ptr<TlsConnection>> connections_;
  bool is_stopping_ = false;
  std::optional<SteadyTime> stop_at_;
  std::thread thread_;
};

TlsTerminator::TlsTerminator(TlsTerminatorOptions options, std::unique_ptr<TlsContext> context, const Clock& clock,
                             HandOver hand_over, std::function<void()> count_refusal)
    : loop_(
          std::make_unique<Loop>(options, std::move(context), clock, std::move(hand_over), std::move(count_refusal))) {}
TlsTerminator::~TlsTerminator() = default;

Result<ListenAddress> TlsTerminator::listen(const ListenAddress& address) { return loop_->listen(address); }
void TlsTerminator::start() { loop_->start(); }
void TlsTerminator::stop_accepting() { loop_->stop_accepting(); }
void TlsTerminator::stop() { loop_->stop(); }

}  // namespace hookloop

#include "bin_server/recorder/recorder.h"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <future>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include "bin_server/recorder/connection.h"
#include "bin_server/recorder/turn.h"
#include "shared/support/encoding.h"

namespace hookloop {
namespace {

using asio::ip::tcp;

// A turn ends after this many events even if more are ready: its captures are waiting for their commit.
constexpr int kEventsPerTurn = 1024;

// How often deadlines are looked at; they are seconds long.
constexpr auto kDeadlineCheck = std::chrono::milliseconds(200);

// After the process has run out of file descriptors, accepting pauses for this long instead of spinning.
constexpr auto kAcceptPause = std::chrono::milliseconds(100);

constexpr int kListenBacklog = 4096;

// Connections over the limit that are being told so.
constexpr std::size_t kTurnedAwayAtOnce = 256;

}  // namespace

class Recorder::Loop final : public Connection::Owner {
 public:
  Loop(RecorderOptions options, CaptureService& service, AnswerChooser& chooser, HandOver hand_over)
      : options_(options),
        service_(service),
        chooser_(chooser),
        hand_over_(std::move(hand_over)),
        bounds_(options.bounds, service.refusals(), service.clock()),
        acceptor_(context_),
        accept_pause_(context_),
        deadline_timer_(context_) {}

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

  void run() {
    if (acceptor_.is_open()) accept();
    check_deadlines();
    while (!is_ended_) {
      if (turn_.empty()) context_.run_one();
      for (int i = 0; i < kEventsPerTurn && count_turn() < options_.turn_bytes && context_.poll_one() > 0; ++i) {
      }
      finish_turn();
    }
  }

  void drain() {
    asio::post(context_, [this] {
      is_stopping_ = true;
      stop_at_ = service_.clock().steady() + options_.shutdown_grace;
      std::error_code ignored;
      acceptor_.close(ignored);
      for_each_connection([](Connection& connection) { connection.close_if_idle(); });
      finish_draining();
    });
    quiet_.get_future().wait();
  }

  void end() {
    asio::post(context_, [this] {
      // A sender that waits for a target is told by the first, and cut by the second.
      for_each_connection([](Connection& connection) { connection.end_now(); });
      for_each_connection([](Connection& connection) { connection.end_now(); });
      finish_turn();
      is_ended_ = true;
    });
  }

  void post(std::function<void()> work) { asio::post(context_, std::move(work)); }

  void adopt(HandedConnection handed, bool is_new) {
    asio::post(context_, [this, is_new, handed = std::move(handed)]() mutable {
      tcp::socket socket(context_);
      std::error_code error;
      socket.assign(is_ipv6_ ? tcp::v6() : tcp::v4(), handed.socket.get(), error);
      if (error) return;
      handed.socket.release();
      auto connection = add(std::move(socket), std::move(handed.client_address), handed.client_port);
      if (connection) begin(*connection, std::move(handed.read_already), is_new);
    });
  }

  void return_answer(BinNumber bin, Seq seq, ReturnedAnswer answer) {
    asio::post(context_, [this, bin, seq, answer = std::move(answer)]() mutable {
      const auto waiting = awaited_.find({bin, seq});
      if (waiting == awaited_.end()) return;
      const std::shared_ptr<Connection> connection = waiting->second;  // it takes itself out of the table
      connection->return_answer(std::move(answer));
    });
  }

  RecorderStatus status() const { return {connections_.size(), unfinished_bytes_}; }

  Turn& turn() override { return turn_; }
  RequestBounds& bounds() override { return bounds_; }
  bool is_stopping() const override { return is_stopping_; }
  std::uint64_t& unfinished_bytes() override { return unfinished_bytes_; }
  void hand_over(HandedConnection connection) override { hand_over_(std::move(connection)); }
  void forget(Connection& connection) override { connections_.erase(&connection); }
  void await_answer(BinNumber bin, Seq seq, std::shared_ptr<Connection> connection) override {
    awaited_[{bin, seq}] = std::move(connection);
  }
  void forget_answer(BinNumber bin, Seq seq) override { awaited_.erase({bin, seq}); }

 private:
  void accept() {
    // The peer's address comes with the connection: of one that was reset before we got here it can not be asked any
    // more, and yet what it had sent is there to be read.
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
      is_ipv6_ = peer_.protocol() == tcp::v6();
      std::error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      if (auto connection = add(std::move(socket), peer_.address().to_string(), peer_.port())) {
        begin(*connection, "", /*is_new=*/true);
      }
      accept();
    });
  }

  // Who has been let in before is not turned away.
  void begin(Connection& connection, std::string read_already, bool is_new) {
    if (is_new && is_stopping_)
      connection.end_now();
    else if (is_new && connections_.size() > options_.max_connections)
      turn_away(connection);
    else
      connection.start(std::move(read_already));
  }

  // Who is turned away is let go slowly, or what it has sent would make its kernel throw the answer away. Where that is
  // too much too, the connection is just closed.
  void turn_away(Connection& connection) {
    service_.refusals().count(0, &RefusalCounts::too_many_connections);
    if (connections_.size() > options_.max_connections + kTurnedAwayAtOnce) {
      connection.end_now();
      return;
    }
    AnswerContext last;
    last.keep_alive = false;
    connection.turn_away(problem_answer({503, "too-many-connections", "The server has too many connections",
                                         "Try again soon; the server's --max-connections sets the limit."},
                                        last));
  }

  std::shared_ptr<Connection> add(tcp::socket socket, std::string client_address, std::uint16_t client_port) {
    std::error_code error;
    socket.non_blocking(true, error);
    if (error) return nullptr;
    auto connection = std::make_shared<Connection>(std::move(socket), std::move(client_address), client_port, options_,
                                                   service_, chooser_, *this);
    connections_.emplace(connection.get(), connection);
    return connection;
  }

  // The bytes of what the turn has to store so far.
  std::uint64_t count_turn() {
    for (; counted_drafts_ < turn_.drafts.size(); ++counted_drafts_) {
      turn_bytes_ += turn_.drafts[counted_drafts_].bytes();
    }
    return turn_bytes_;
  }

  // Store first, answer second; CaptureService announces between the two.
  void finish_turn() {
    if (turn_.empty()) return;
    finished_.clear();
    std::swap(finished_, turn_);
    counted_drafts_ = 0;
    turn_bytes_ = 0;
    AppendedSeqs seqs;
    std::optional<StoreError> failure;
    if (!finished_.drafts.empty()) {
      auto appended = service_.commit(finished_.drafts);
      if (appended)
        seqs = *std::move(appended);
      else
        failure = appended.error();
    }
    if (failure) log_failure(failure->message);
    if (!finished_.notes.empty()) {
      if (const auto error = service_.note_answers(finished_.notes)) {
        spdlog::warn("what became of {} answers was not stored: {}", finished_.notes.size(), error->message);
      }
    }
    // Each connection goes on once, after all its answers: what it then puts into the next turn must wait for that one.
    answered_.clear();
    for (TurnAnswer& answer : finished_.answers) {
      const Seq seq = answer.draft && !failure ? seqs[*answer.draft] : 0;
      if (answer.performance && seq != 0) {
        const CaptureDraft& draft = finished_.drafts[*answer.draft];
        answer.connection->perform(*std::move(answer.performance), answer.after,
                                   {draft.bin, seq, draft.response_status, {}}, std::move(answer.deferred));
      } else {
        answer.connection->write(bytes_of(answer, seqs, failure), answer.after);
      }
      if (answer.connection->take_answered()) answered_.push_back(answer.connection);
    }
    for (const auto& connection : answered_) connection->resume();
    answered_.clear();
    finished_.clear();
  }

  // Under load a full disk fails hundreds of turns a second: the log tells of it once in each.
  void log_failure(const std::string& why) {
    unstored_ += finished_.drafts.size();
    const SteadyTime now = service_.clock().steady();
    if (now < next_failure_log_) return;
    spdlog::error("{} requests were not stored: {}", std::exchange(unstored_, 0), why);
    next_failure_log_ = now + std::chrono::seconds(1);
  }

  std::string bytes_of(TurnAnswer& answer, const AppendedSeqs& seqs, const std::optional<StoreError>& failure) const {
    if (!answer.draft) return std::move(answer.bytes);
    if (failure) {
      return problem_answer({503, "not-stored", "The request could not be stored",
                             "Nothing of it was kept; send it again. The server's log says what is wrong."},
                            answer.context);
    }
    if (seqs[*answer.draft] == 0) {
      return problem_answer({404, "unknown-bin", "There is no such bin", "The bin was deleted just now."},
                            answer.context);
    }
    if (!answer.settings) return std::move(answer.bytes);
    const CaptureDraft& draft = finished_.drafts[*answer.draft];
    return capture_answer(answer.settings->response->answer, draft.id, hex_encode(draft.content_sha256),
                          answer.context);
  }

  void check_deadlines() {
    deadline_timer_.expires_after(kDeadlineCheck);
    deadline_timer_.async_wait([this](std::error_code error) {
      if (error) return;
      const SteadyTime now = service_.clock().steady();
      for_each_connection([&](Connection& connection) { connection.check_deadline(now); });
      if (is_stopping_ && !is_quiet_) finish_draining();
      check_deadlines();
    });
  }

  void finish_draining() {
    const bool is_late = service_.clock().steady() >= stop_at_;
    if (!connections_.empty() && !is_late) return;
    for_each_connection([](Connection& connection) { connection.end_now(); });
    finish_turn();
    is_quiet_ = true;
    quiet_.set_value();
  }

  // Connections may leave the table while it is gone through.
  template <typename Use>
  void for_each_connection(Use use) {
    std::vector<std::shared_ptr<Connection>> all;
    all.reserve(connections_.size());
    for (const auto& [key, connection] : connections_) all.push_back(connection);
    for (const auto& connection : all) use(*connection);
  }

  RecorderOptions options_;
  CaptureService& service_;
  AnswerChooser& chooser_;
  HandOver hand_over_;
  RequestBounds bounds_;
  // One thread runs it: asio need not share work between threads.
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  tcp::endpoint peer_;  // of the connection that was accepted last
  asio::steady_timer accept_pause_;
  asio::steady_timer deadline_timer_;
  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  std::map<std::pair<BinNumber, Seq>, std::shared_ptr<Connection>> awaited_;  // whose answers come from targets
  Turn turn_;
  std::size_t counted_drafts_ = 0;  // of turn_
  std::uint64_t turn_bytes_ = 0;    // of those
  Turn finished_;
  std::vector<std::shared_ptr<Connection>> answered_;
  std::uint64_t unfinished_bytes_ = 0;
  bool is_ipv6_ = false;
  bool is_stopping_ = false;
  bool is_quiet_ = false;
  std::promise<void> quiet_;
  bool is_ended_ = false;
  SteadyTime stop_at_;
  std::size_t unstored_ = 0;  // since the log told of it
  SteadyTime next_failure_log_;
};

Recorder::Recorder(RecorderOptions options, CaptureService& service, AnswerChooser& chooser, HandOver hand_over)
    : loop_(std::make_unique<Loop>(options, service, chooser, std::move(hand_over))) {}
Recorder::~Recorder() = default;

Result<ListenAddress> Recorder::listen(const ListenAddress& address) { return loop_->listen(address); }
void Recorder::run() { loop_->run(); }
void Recorder::drain() { loop_->drain(); }
void Recorder::end() { loop_->end(); }
void Recorder::return_answer(BinNumber bin, Seq seq, ReturnedAnswer answer) {
  loop_->return_answer(bin, seq, std::move(answer));
}
void Recorder::post(std::function<void()> work) { loop_->post(std::move(work)); }
RecorderStatus Recorder::status() const { return loop_->status(); }
void Recorder::welcome(HandedConnection connection) { loop_->adopt(std::move(connection), /*is_new=*/true); }
void Recorder::adopt(HandedConnection connection) { loop_->adopt(std::move(connection), /*is_new=*/false); }

}  // namespace hookloop

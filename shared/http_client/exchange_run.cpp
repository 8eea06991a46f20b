#include "shared/http_client/exchange_run.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "shared/support/quantity.h"

namespace hookloop {

using State = AnswerReader::State;

ExchangeRun::ExchangeRun(Tools& tools, AsyncRequest request, std::function<void(Exchange)> done)
    : tools_(tools),
      request_(std::move(request)),
      done_(std::move(done)),
      limits_(request_.limits.value_or(tools.limits)),
      start_(tools.connect.clock.steady()),
      whole_deadline_(deadline_in(request_.deadlines.whole)),
      late_(tools.connect.deadlines, [this] { on_late(); }),
      writer_(tools.connect.deadlines, request_.wire, [this] { on_reset(); }),
      reader_(std::string_view(request_.bytes).substr(0, request_.bytes.find(' ')), limits_) {
  if (request_.take_body) reader_.give_body_to(std::move(request_.take_body));
}

ExchangeRun::~ExchangeRun() {
  if (!connection_) return;
  connection_->let_go();
  connection_->close();
}

void ExchangeRun::start() {
  Origin origin{request_.url.host, request_.url.port, request_.url.tls, request_.verify_certificates};
  if (auto kept = tools_.kept.take(origin)) {
    exchange_.connection_reused = true;
    exchange_.peer = kept->peer();
    return use(std::move(kept));
  }
  connector_ = std::make_shared<Connector>(
      tools_.connect, std::move(origin), std::min(deadline_in(request_.deadlines.connect), whole_deadline_), exchange_,
      [this](std::shared_ptr<ClientConnection> connection) { connection ? use(std::move(connection)) : end(); });
  connector_->start();
}

void ExchangeRun::use(std::shared_ptr<ClientConnection> connection) {
  connector_.reset();
  connection_ = std::move(connection);
  ready_at_ = tools_.connect.clock.steady();
  late_.set(std::min(deadline_in(request_.deadlines.first_byte), whole_deadline_));
  const std::size_t size = request_.bytes.size();
  connection_->begin(*this, std::move(request_.bytes));
  writer_.start(*connection_, size);
  connection_->read();
}

void ExchangeRun::on_written(bool is_written) { writer_.wrote(is_written); }

void ExchangeRun::on_read(const asio::error_code& error, std::string_view bytes) {
  const bool is_first = !received_ && !bytes.empty();
  if (is_first) {
    received_ = true;
    exchange_.phases.first_byte = between(ready_at_, tools_.connect.clock.steady());
  }
  reader_.feed(bytes);
  if (is_end(error)) reader_.end_of_stream();
  if (error || answer_has_ended()) return read_ended(error);
  if (is_first) late_.set(whole_deadline_);
  connection_->read();
}

bool ExchangeRun::answer_has_ended() const { return reader_.state() != State::head && reader_.state() != State::body; }

void ExchangeRun::read_ended(const asio::error_code& error) {
  switch (reader_.state()) {
    case State::done:
      if (reader_.answer().body_complete) return end(!error && writer_.is_done() && reader_.connection_persists());
      if (reader_.was_stopped()) return end();
      fail(SendFailure::answer_too_large,
           fmt::format("the body of the answer is longer than {}", show_size(limits_.most_body_bytes)));
      return end();
    case State::malformed:
      fail(SendFailure::malformed_answer,
           fmt::format("what {} answered is not HTTP: {}", connection_->peer(), reader_.fault()));
      return end();
    case State::head_too_large:
      fail(SendFailure::answer_too_large,
           fmt::format("the head of the answer is longer than {}", show_size(limits_.most_head_bytes)));
      return end();
    case State::head:
    case State::body:
      break;
  }
  const bool is_closed = is_end(error);
  std::string what = fmt::format("the connection broke: {}", error.message());
  if (is_closed || is_reset(error)) {
    what = fmt::format("the connection was {} {}", is_closed ? "closed" : "reset",
                       received_ ? "in the middle of the answer" : "before the answer");
  }
  // A server that closes a connection which it kept just as the next request comes did nothing wrong, nor read it.
  if (exchange_.connection_reused && !received_) what += ", on a connection kept from the request before";
  fail(is_closed ? SendFailure::closed_early : SendFailure::reset, std::move(what));
  end();
}

void ExchangeRun::on_late() {
  fail(SendFailure::timed_out, received_ ? "the answer did not end in time" : "no answer in time");
  exchange_.timed_out_in = received_ ? TimeoutPhase::whole : TimeoutPhase::first_byte;
  end();
}

void ExchangeRun::on_reset() {
  fail(SendFailure::reset,
       fmt::format("the connection was reset on purpose after {} bytes of the request", writer_.written()));
  end();
}

void ExchangeRun::interrupt() {
  if (connector_) connector_->note_phases();
  fail(SendFailure::interrupted, "the program was asked to end");
  end();
}

void ExchangeRun::fail(SendFailure failure, std::string detail) {
  exchange_.failure = failure;
  exchange_.timed_out_in.reset();
  exchange_.detail = std::move(detail);
}

void ExchangeRun::end(bool connection_persists) {
  late_.clear();
  connector_.reset();
  if (reader_.head_arrived()) exchange_.answer = reader_.take_answer();
  exchange_.phases.whole = between(start_, tools_.connect.clock.steady());
  // Before its owner is told: the next request may go out from inside that call.
  if (connection_) {
    connection_->let_go();
    if (connection_persists)
      tools_.kept.keep(std::move(connection_));
    else
      connection_->close();
    connection_.reset();
  }
  tools_.owner.ended(*this);
}

}  // namespace hookloop

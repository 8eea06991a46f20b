// How a connection writes: answers of a turn, answers that take their time, and its end.

#include <asio/write.hpp>
#include <utility>

#include "bin_server/recorder/connection.h"

namespace hookloop {
namespace {

// How long a peer may go on sending after the last answer (connection.cpp, kLingerBytes).
constexpr Microseconds kLingerTime = std::chrono::seconds(2);

}  // namespace

void Connection::write(std::string bytes, AfterAnswer after) {
  will_perform_ = false;
  if (closed_) return;
  if (after != AfterAnswer::keep) after_output_ = after;
  if (write_failed_) return;
  if (!output_.empty()) {
    keep_output(bytes);
    return;
  }
  // Straight to the socket: nearly always it takes all of it, and nothing has to wait for a further turn.
  std::error_code error;
  const std::size_t count = bytes.empty() ? 0 : socket_.write_some(asio::buffer(bytes), error);
  if (error && error != asio::error::would_block)
    write_failed_ = true;
  else if (count < bytes.size())
    keep_output(std::string_view(bytes).substr(count));
}

void Connection::keep_output(std::string_view bytes) {
  output_ += bytes;
  count_unfinished();
  if (owner_.unfinished_bytes() <= options_.unfinished_bytes) return;
  write_failed_ = true;
  ending_ = true;
  after_output_ = AfterAnswer::linger;
  output_ = {};
  count_unfinished();
}

void Connection::perform(GivenAnswer answer, AfterAnswer after, AnswerNote note,
                         std::optional<DeferredAnswer> deferred) {
  will_perform_ = false;
  if (after != AfterAnswer::keep) after_output_ = after;
  const auto self = shared_from_this();
  performance_ = std::make_shared<AnswerPerformance>(
      socket_, std::move(answer),
      [self](bool is_writing) {
        if (is_writing)
          self->close_at(self->options_.write_timeout);
        else
          self->close_deadline_.reset();
      },
      [self](const GivenAnswer& given, AnswerPerformance::After what) { self->finish_performance(given, what); });
  note_ = std::move(note);
  if (deferred) {
    deferred_ = std::move(deferred);
    deferred_->since = service_.clock().steady();
    owner_.await_answer(note_.bin, note_.seq, self);
    performance_->hold(deferred_->timeout, [self] { self->return_answer(target_timed_out(self->deferred_->timeout)); });
  }
  if (closed_ || write_failed_) performance_->cut(GivenAnswer::State::sender_left);
}

// Whoever comes first: the target's answer, the end of the time, the end of the server.
void Connection::return_answer(ReturnedAnswer answer) {
  if (!deferred_) return;
  const DeferredAnswer deferred = *std::exchange(deferred_, std::nullopt);
  owner_.forget_answer(note_.bin, note_.seq);
  const bool has_room = !answer || owner_.unfinished_bytes() + answer->body.size() <= options_.unfinished_bytes;
  if (!has_room) answer = too_much_returned(options_.unfinished_bytes);
  AnswerContext context = deferred.context;
  context.now = service_.clock().now();
  if (owner_.is_stopping()) context.keep_alive = false;
  if (!context.keep_alive) {
    ending_ = true;
    after_output_ = AfterAnswer::linger;
  }
  note_.response_status = answer ? answer->status : answer.error().status;
  performance_->give(answer ? returned_answer(*answer, deferred.request_id, deferred.content_sha256_hex, context)
                            : problem_answer(answer.error(), context, deferred.request_id),
                     std::chrono::floor<Microseconds>(service_.clock().steady() - deferred.since));
  count_unfinished();
}

void Connection::finish_performance(const GivenAnswer& given, AnswerPerformance::After what) {
  const auto performance = std::move(performance_);
  performance_begun_ = false;
  if (std::exchange(deferred_, std::nullopt)) owner_.forget_answer(note_.bin, note_.seq);
  note_.answer = given;
  owner_.turn().notes.push_back(std::move(note_));
  if (closed_) return;
  close_at(options_.idle_timeout);
  std::error_code ignored;
  switch (what) {
    case AnswerPerformance::After::go_on:
      break;
    case AnswerPerformance::After::close:
      ending_ = true;
      after_output_ = AfterAnswer::linger;
      break;
    case AnswerPerformance::After::reset:
      socket_.set_option(asio::socket_base::linger(true, 0), ignored);
      close();
      return;
  }
  after_writing();
}

bool Connection::take_answered() {
  answer_bytes_in_turn_ = 0;
  return std::exchange(answers_in_turn_, 0) > 0;
}

void Connection::resume() {
  if (closed_) return;
  if (output_.empty())
    after_writing();
  else
    continue_writing();
}

void Connection::continue_writing() {
  close_at(options_.write_timeout);
  asio::async_write(socket_, asio::buffer(output_), [self = shared_from_this()](std::error_code error, std::size_t) {
    if (self->closed_) return;
    if (error) self->write_failed_ = true;
    self->output_.clear();
    if (self->reader_.has_begun())
      self->close_deadline_.reset();
    else
      self->close_at(self->options_.idle_timeout);
    self->after_writing();
  });
}

void Connection::after_writing() {
  if (performance_) {
    if (!std::exchange(performance_begun_, true)) {
      close_deadline_.reset();
      performance_->start();
    }
    return;
  }
  if (after_output_ == AfterAnswer::keep)
    process();
  else if (peer_ended_)
    close();
  else
    linger();
}

void Connection::linger() {
  std::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  lingering_ = true;
  request_deadline_.reset();
  close_at(kLingerTime);
  read();
}

}  // namespace hookloop

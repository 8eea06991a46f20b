#include "bin_server/recorder/answer_performance.h"

#include <sys/socket.h>

#include <algorithm>
#include <asio/write.hpp>
#include <cerrno>
#include <utility>

namespace hookloop {
namespace {

// A peer that closed while it waited may still read, or be gone: of the latter the kernel tells when it is written to,
// after a moment.
constexpr Microseconds kGoneCheck = std::chrono::milliseconds(50);

}  // namespace

AnswerPerformance::AnswerPerformance(asio::ip::tcp::socket& socket, GivenAnswer answer, Writing writing, Done done)
    : socket_(socket),
      answer_(std::move(answer)),
      writing_(std::move(writing)),
      done_(std::move(done)),
      timer_(socket.get_executor()) {}

void AnswerPerformance::hold(Microseconds most_wait, std::function<void()> late) {
  is_held_ = was_held_ = true;
  late_ = std::move(late);
  wait(most_wait, &AnswerPerformance::on_late);
}

void AnswerPerformance::on_late() {
  if (is_held_) late_();  // which gives something to write, so that nothing ends here
}

void AnswerPerformance::give(std::string bytes, Microseconds delay) {
  if (is_over_ || !is_held_) return;
  is_held_ = false;
  timer_.cancel();
  answer_.bytes = std::move(bytes);
  answer_.delay = delay;
  if (has_started_) write_piece();
}

void AnswerPerformance::start() {
  has_started_ = true;
  watch_peer();
  if (is_held_) return;
  if (was_held_) {  // it was given before its turn to be written had come
    write_piece();
  } else if (answer_.fault == AnswerFault::silence) {
    wait(kLongestSilence, &AnswerPerformance::after_writing);
  } else if (answer_.delay.count() > 0) {
    wait(answer_.delay, &AnswerPerformance::write_piece);
  } else {
    write_piece();
  }
}

void AnswerPerformance::cut(GivenAnswer::State state) { finish(state, After::close); }

void AnswerPerformance::wait(Microseconds time, void (AnswerPerformance::*then)()) {
  timer_.expires_after(time);
  timer_.async_wait([self = shared_from_this(), then](std::error_code error) {
    if (!error && !self->is_over_) (self.get()->*then)();
  });
}

// What the peer sends meanwhile stays where it is; only that it closes is looked for.
void AnswerPerformance::watch_peer() {
  socket_.async_wait(asio::ip::tcp::socket::wait_read, [self = shared_from_this()](std::error_code error) {
    if (error || self->is_over_) return;
    char byte = 0;
    const ssize_t count = ::recv(self->socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (count > 0) return;  // a further request: watching on would never rest
    const bool is_reset = count < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR;
    self->peer_ended_ = true;
    if (is_reset || self->answer_.fault == AnswerFault::silence) {
      self->finish(is_reset ? GivenAnswer::State::sender_left : GivenAnswer::State::answered, After::close);
    }
  });
}

void AnswerPerformance::write_piece() {
  const std::size_t left = answer_.bytes.size() - next_;
  if (left == 0) {
    after_writing();
    return;
  }
  const std::size_t count = answer_.drip.bytes == 0 ? left : std::min(left, answer_.drip.bytes);
  writing_(true);
  asio::async_write(socket_, asio::buffer(answer_.bytes.data() + next_, count),
                    [self = shared_from_this()](std::error_code error, std::size_t written) {
                      if (self->is_over_) return;
                      self->writing_(false);
                      self->next_ += written;
                      self->answer_.sent_bytes = self->next_;
                      if (error) {
                        self->finish(GivenAnswer::State::sender_left, After::close);
                      } else if (self->next_ < self->answer_.bytes.size()) {
                        self->wait(self->answer_.drip.every, &AnswerPerformance::write_piece);
                      } else if (self->peer_ended_) {
                        self->wait(kGoneCheck, &AnswerPerformance::after_writing);
                      } else {
                        self->after_writing();
                      }
                    });
}

bool AnswerPerformance::has_peer_reset() {
  char byte = 0;
  return ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == ECONNRESET;
}

void AnswerPerformance::after_writing() {
  if (answer_.fault == AnswerFault::none) {
    finish(peer_ended_ && has_peer_reset() ? GivenAnswer::State::sender_left : GivenAnswer::State::answered,
           After::go_on);
  } else {
    finish(GivenAnswer::State::answered, answer_.fault == AnswerFault::reset ? After::reset : After::close);
  }
}

void AnswerPerformance::finish(GivenAnswer::State state, After after) {
  if (std::exchange(is_over_, true)) return;
  timer_.cancel();
  answer_.state = state;
  done_(answer_, after);
  done_ = nullptr;
  late_ = nullptr;
}

}  // namespace hookloop

// An answer that takes its time or goes wrong on purpose, performed on a connection: waits, writes at once or by drips,
// and does the fault. What is to be written may also come later, from somebody else who is waited for. It ends by
// calling `done` once, with what came of it and what is to become of the connection, or by being cut short. The loop's
// thread only.
#pragma once

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "bin_server/model/given_answer.h"
#include "shared/support/clock.h"

namespace hookloop {

class AnswerPerformance : public std::enable_shared_from_this<AnswerPerformance> {
 public:
  // What is to become of the connection.
  enum class After { go_on, close, reset };
  using Done = std::function<void(const GivenAnswer&, After)>;
  // Called with true before the peer is waited for to take bytes, which must not be without end; with false after it.
  using Writing = std::function<void(bool)>;

  // The socket must outlive it. `answer.bytes` are what a fault leaves of the answer: all of them are written.
  AnswerPerformance(asio::ip::tcp::socket& socket, GivenAnswer answer, Writing writing, Done done);

  // Before `start`: the bytes come with `give`. `late` is called once, when they have not after so long.
  void hold(Microseconds most_wait, std::function<void()> late);
  void start();
  // What is to be written at last, and how long that took; nothing happens where it is over.
  void give(std::string bytes, Microseconds delay);
  std::size_t held_bytes() const { return answer_.bytes.size(); }

  // The connection is closed, or about to be: nothing more is written and `done` is called with this state.
  void cut(GivenAnswer::State state);

 private:
  void watch_peer();
  void write_piece();
  void after_writing();
  void on_late();
  void finish(GivenAnswer::State state, After after);
  void wait(Microseconds time, void (AnswerPerformance::*then)());
  bool has_peer_reset();

  asio::ip::tcp::socket& socket_;
  GivenAnswer answer_;
  Writing writing_;
  Done done_;
  asio::steady_timer timer_;
  std::size_t next_ = 0;     // of answer_.bytes
  bool peer_ended_ = false;  // it has closed its side: perhaps it only sends no more, perhaps it has gone
  bool has_started_ = false;
  bool was_held_ = false;
  bool is_held_ = false;  // nothing is there to be written yet
  std::function<void()> late_;
  bool is_over_ = false;
};

}  // namespace hookloop

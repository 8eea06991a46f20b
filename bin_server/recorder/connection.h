// One connection of the recorder: reads, cuts out requests, puts captures and answers into the turn, writes answers.
//
// Invariants: while it has answers in the turn that are not written, it reads no further from the socket; pipelined
// requests that are in the buffer already join the same turn, in order, up to kRequestsPerTurn. It is closed once.
// The loop's thread only.
#pragma once

#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bin_server/capture/capture_service.h"
#include "bin_server/recorder/handed_connection.h"
#include "bin_server/recorder/recorder.h"
#include "bin_server/recorder/request_reader.h"
#include "bin_server/recorder/turn.h"

namespace hookloop {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // What a connection asks of its loop.
  class Owner {
   public:
    virtual ~Owner() = default;
    virtual Turn& turn() = 0;
    virtual void hand_over(HandedConnection connection) = 0;
    virtual void forget(Connection& connection) = 0;  // it is closed or handed over
    virtual bool is_stopping() const = 0;
  };

  Connection(asio::ip::tcp::socket socket, std::string client_address, std::uint16_t client_port,
             const RecorderOptions& options, CaptureService& service, Owner& owner);

  // Begins, with bytes that were read before.
  void start(std::string read_already);

  // Writes an answer of the finished turn.
  void write(std::string bytes, AfterAnswer after);
  // After the turn's answers: goes on with what is in the buffer, then reads.
  void resume();
  // True at the first of this connection's answers in the finished turn; counts them as written.
  bool take_answered() { return std::exchange(answers_in_turn_, 0) > 0; }

  // Ends a request or a connection whose deadline has passed.
  void check_deadline(SteadyTime now);
  // The server ends: closes if nothing has begun; `now_or_never` stores what came as incomplete and closes.
  void shut_down(bool now_or_never);

 private:
  enum class Deadline { idle, head, body, write, linger };

  void read();
  void on_read(std::size_t count, bool is_end);
  void process();
  bool step();  // true: something was taken or decided, go on
  void decide();
  void finish_request();
  void finish_malformed();
  void finish_incomplete(std::string why, bool answer);
  void refuse(const Problem& problem, AfterAnswer after);
  void refuse_size();
  void hand_over_now();
  void put_answer(TurnAnswer answer);
  CaptureDraft make_draft(const Bin& bin, bool complete, std::vector<std::string> problems);
  std::optional<Bin> bin_of_broken_request();
  bool keeps_alive() const;
  void set_deadline(Deadline kind);
  void continue_writing();
  void after_writing();
  void linger();
  void close();

  asio::ip::tcp::socket socket_;
  std::string client_address_;
  std::uint16_t client_port_;
  const RecorderOptions& options_;
  CaptureService& service_;
  Owner& owner_;

  RequestReader reader_;
  std::vector<char> read_buffer_;
  std::string input_;  // read and not taken yet
  std::size_t taken_ = 0;  // how much of input_ is taken
  std::string output_;
  std::optional<Bin> bin_;           // of the request that is being read, or, before that is decided, of the one before
  std::optional<Problem> refusal_;   // why the request that is being read is not captured
  bool is_decided_ = false;          // bin_ and refusal_ are of the request that is being read
  std::size_t answers_in_turn_ = 0;
  AfterAnswer after_output_ = AfterAnswer::keep;
  bool reading_ = false;
  bool peer_ended_ = false;  // it will send no more
  bool ending_ = false;      // an answer that closes is on its way: nothing more is taken
  bool wants_hand_over_ = false;
  bool lingering_ = false;
  bool closed_ = false;
  SteadyTime deadline_;
  Deadline deadline_kind_ = Deadline::idle;
  std::size_t lingered_bytes_ = 0;
};

}  // namespace hookloop

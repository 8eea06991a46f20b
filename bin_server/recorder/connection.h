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

#include "bin_server/answer/answer_chooser.h"
#include "bin_server/capture/capture_service.h"
#include "bin_server/recorder/answer_performance.h"
#include "bin_server/recorder/handed_connection.h"
#include "bin_server/recorder/recorder.h"
#include "bin_server/recorder/request_problems.h"
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
    virtual RequestBounds& bounds() = 0;
    // Bytes that all connections hold of requests that have not come to their end.
    virtual std::uint64_t& unfinished_bytes() = 0;
    // The answer to this capture, of the connection, comes from a target; and it is not waited for any more.
    virtual void await_answer(BinNumber bin, Seq seq, std::shared_ptr<Connection> connection) = 0;
    virtual void forget_answer(BinNumber bin, Seq seq) = 0;
  };

  Connection(asio::ip::tcp::socket socket, std::string client_address, std::uint16_t client_port,
             const RecorderOptions& options, CaptureService& service, AnswerChooser& chooser, Owner& owner);

  // Begins, with bytes that were read before.
  void start(std::string read_already);
  // Begins only to end: says why, takes nothing.
  void turn_away(std::string answer);

  // Writes an answer of the finished turn.
  void write(std::string bytes, AfterAnswer after);
  // The same for one that takes its time or goes wrong on purpose. `note` is completed with what came of it and put
  // into the turn of then. With `deferred` the bytes come by return_answer, or a problem in their place.
  void perform(GivenAnswer answer, AfterAnswer after, AnswerNote note, std::optional<DeferredAnswer> deferred);
  void return_answer(ReturnedAnswer answer);
  // After the turn's answers: goes on with what is in the buffer, then reads.
  void resume();
  // True at the first of this connection's answers in the finished turn; counts them as written.
  bool take_answered();

  // Ends a request or a connection whose deadline has passed.
  void check_deadline(SteadyTime now);
  // The server is about to end: closes unless a request has begun.
  void close_if_idle();
  // The server ends: what has begun is stored as incomplete.
  void end_now();

 private:
  // What is known of the request that is being read. Nothing before its head is whole.
  struct Decision {
    enum class To { nothing_yet, bin, refusal, api };
    To to = To::nothing_yet;
    std::optional<Bin> bin;
    std::optional<Problem> refusal;
  };

  void read();
  void on_read(std::size_t count, bool is_end);
  void process();
  void take_requests();
  void count_unfinished();
  // What the socket did not take at once. Where that is too much of all that is held, the connection ends.
  void keep_output(std::string_view bytes);
  bool may_take_more() const;
  bool step();  // true: something was taken or decided, go on
  void begin_request();
  void decide();
  std::optional<Problem> check_bounds(BinNumber bin);
  void finish_request();
  void put_capture(CaptureDraft draft, const AnswerContext& context, AfterAnswer after);
  void finish_performance(const GivenAnswer& given, AnswerPerformance::After what);
  void finish_malformed();
  void finish_incomplete(Break why);
  void store_broken(const Problem& problem, std::string why);
  void refuse(const Problem& problem, AfterAnswer after);
  void refuse_size();
  void refuse_too_much();
  void hand_over_now();
  void put_answer(TurnAnswer answer);
  CaptureDraft make_draft(const Bin& bin, bool complete, std::vector<std::string> problems);
  Result<Bin, Problem> bin_of_broken_request();
  bool keeps_alive() const;
  AnswerContext answer_context(bool keep_alive) const;
  void close_at(Microseconds from_now);
  void continue_writing();
  void after_writing();
  void linger();
  void close();

  asio::ip::tcp::socket socket_;
  std::string client_address_;
  std::uint16_t client_port_;
  const RequestBounds::Client client_;
  const RecorderOptions& options_;
  CaptureService& service_;
  AnswerChooser& chooser_;
  Owner& owner_;

  RequestReader reader_;
  std::vector<char> read_buffer_;
  std::string input_;                   // read and not taken yet
  std::size_t taken_ = 0;               // how much of input_ is taken
  std::uint64_t unfinished_bytes_ = 0;  // what Owner::unfinished_bytes counts of this connection
  std::string output_;                  // answers that the socket has not taken yet
  // The peer takes no more answers. What it sent before is read all the same, to its end, which is then near.
  bool write_failed_ = false;
  Decision decision_;
  std::optional<Bin> previous_bin_;  // of the capture before on this connection
  std::size_t answers_in_turn_ = 0;
  std::size_t answer_bytes_in_turn_ = 0;
  AfterAnswer after_output_ = AfterAnswer::keep;
  bool will_perform_ = false;  // an answer of this turn: nothing further is taken until it is over
  std::shared_ptr<AnswerPerformance> performance_;
  AnswerNote note_;                         // of the performance
  std::optional<DeferredAnswer> deferred_;  // while its bytes are to come from a target
  bool performance_begun_ = false;
  bool reading_ = false;
  bool peer_ended_ = false;       // it will send no more
  bool ending_ = false;           // an answer that closes is on its way: nothing more is taken
  bool wants_hand_over_ = false;  // a request for somebody else is whole
  bool lingering_ = false;
  bool closed_ = false;
  std::optional<SteadyTime> request_deadline_;  // while a request is being read
  std::optional<SteadyTime> close_deadline_;    // while idle, writing or lingering
  std::size_t lingered_bytes_ = 0;
};

}  // namespace hookloop

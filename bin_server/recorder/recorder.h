// The event loop that captures: it owns the listening socket, the reading of requests and the store's writing side.
// Each turn takes what every ready socket has, cuts out the complete requests, stores all of them in one transaction,
// and then answers them. So a 2xx is never sent for what was not stored, and one commit serves as many requests as
// arrived together.
//
// A request that is not for a capture address is read whole and handed over with its connection, which comes back
// through `adopt` for its next request. Where somebody else listens (bin_server/tls), `listen` is not called, and
// connections come through `welcome`. A request is refused only for its size (413, 414, 431), for how often such come
// (429), for its bin (400, 404), or because the server can not take it (503); what is broken is stored and labelled.
//
// Where a bin returns what its target answers, the connection waits behind the commit, and only that one: somebody else
// brings the answer by `return_answer`. A sender that is still waiting at the end of the grace is answered 503.
//
// Threads: `run` is the loop's thread, and everything of CaptureService and the store's writing side happens on it. The
// other members may be called from any thread; `listen` before `run`.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "bin_server/answer/answer_chooser.h"
#include "bin_server/capture/capture_service.h"
#include "bin_server/model/target_answer.h"
#include "bin_server/recorder/handed_connection.h"
#include "bin_server/recorder/request_bounds.h"
#include "bin_server/recorder/request_reader.h"
#include "shared/support/clock.h"
#include "shared/support/listen_address.h"
#include "shared/support/result.h"

namespace hookloop {

struct RecorderOptions {
  RequestReader::Limits limits;
  RequestBoundsOptions bounds;
  // Total, not for each byte: a sender that trickles ends like one that stalls. Answer: 408, what came is stored as
  // incomplete.
  Microseconds head_timeout = std::chrono::seconds(10);
  Microseconds body_timeout = std::chrono::seconds(60);
  Microseconds idle_timeout = std::chrono::seconds(75);   // a kept-alive connection without a request is closed
  Microseconds write_timeout = std::chrono::seconds(30);  // an answer that is not taken: the connection is closed
  Microseconds shutdown_grace = std::chrono::seconds(5);  // for requests that are half-way when the server is to end
  std::size_t max_connections = 10'000;                   // one more is answered 503 and closed
  // Of all requests together that have not come to their end, with what was read ahead of them, and of all answers that
  // are not taken. Over it, who holds more than a connection's share (this by max_connections) and sends still more is
  // answered 503, and who does not take an answer is hung up on.
  std::uint64_t unfinished_bytes = 1u << 30;
  // Captures that one turn stores at most, but for the last of them: a turn ends early for it.
  std::uint64_t turn_bytes = 64u << 20;
  std::uint64_t api_body_bytes = 2u << 20;  // of a request that is handed over; more is answered 413
  std::uint64_t import_bytes = 64u << 20;   // the same of a file that is to be imported
};

// At one moment.
struct RecorderStatus {
  std::size_t connections = 0;  // those that were handed over are not among them
  std::uint64_t unfinished_bytes = 0;
};

class Recorder {
 public:
  using HandOver = std::function<void(HandedConnection)>;

  // `hand_over` is called on the loop's thread and must not block.
  Recorder(RecorderOptions options, CaptureService& service, AnswerChooser& chooser, HandOver hand_over);
  ~Recorder();

  // Binds. The result is the address with the port that was taken; the error names the address.
  Result<ListenAddress> listen(const ListenAddress& address);

  // Turns until `end`.
  void run();
  // Takes no new connection, lets requests that have begun finish within the grace, stores what is left of them as
  // incomplete, and returns then. What was handed over meanwhile can still be served: posted work is run until `end`.
  void drain();
  void end();

  // Runs `work` on the loop's thread between captures: the way to the store's writing side from other threads.
  void post(std::function<void()> work);

  // Gives the sender of this capture what the target of its bin has answered, or a problem; for a bin that returns
  // answers (ForwardSettings::return_answer). Nothing happens where nobody waits for it any more: the sender has left,
  // or its time was over and it was answered 504.
  void return_answer(BinNumber bin, Seq seq, ReturnedAnswer answer);

  // The loop's thread only, or after `end`.
  RecorderStatus status() const;

  // A connection that was accepted elsewhere, and one that was handed over and has been served.
  void welcome(HandedConnection connection);
  void adopt(HandedConnection connection);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace hookloop

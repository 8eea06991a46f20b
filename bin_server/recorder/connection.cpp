#include "bin_server/recorder/connection.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "shared/support/digest.h"
#include "shared/support/quantity.h"

namespace hookloop {
namespace {

// A usual webhook (a head of 300 bytes and a body of some KiB) comes with one read; larger bodies grow the buffer.
constexpr std::size_t kFirstReadBuffer = 4 * 1024;
constexpr std::size_t kLargestReadBuffer = 256 * 1024;

// One connection that pipelines without end must not keep a turn, and so everybody else's commit, waiting.
constexpr std::size_t kRequestsPerTurn = 64;

// After an answer to a request that was not read to its end: how long and how much more is read and dropped. Closing at
// once would make the peer's kernel throw the answer away (RFC 9112 section 9.6).
constexpr Microseconds kLingerTime = std::chrono::seconds(2);
constexpr std::size_t kLingerBytes = 64u << 20;

constexpr const char* kCaptureTitle = "The request can not be captured";

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, std::string client_address, std::uint16_t client_port,
                       const RecorderOptions& options, CaptureService& service, Owner& owner)
    : socket_(std::move(socket)),
      client_address_(std::move(client_address)),
      client_port_(client_port),
      options_(options),
      service_(service),
      owner_(owner),
      reader_(options.limits),
      read_buffer_(kFirstReadBuffer) {
  set_deadline(Deadline::idle);
}

void Connection::start(std::string read_already) {
  input_ = std::move(read_already);
  process();
}

void Connection::read() {
  if (reading_ || closed_) return;
  reading_ = true;
  socket_.async_read_some(asio::buffer(read_buffer_), [self = shared_from_this()](std::error_code error, std::size_t count) {
    self->reading_ = false;
    if (self->closed_) return;
    self->on_read(count, static_cast<bool>(error));
  });
}

void Connection::on_read(std::size_t count, bool is_end) {
  if (lingering_) {
    lingered_bytes_ += count;
    if (is_end || lingered_bytes_ > kLingerBytes) close();
    else read();
    return;
  }
  if (is_end) peer_ended_ = true;
  if (input_.empty() && taken_ == 0) input_.assign(read_buffer_.data(), count);
  else input_.append(read_buffer_.data(), count);
  if (count == read_buffer_.size() && count < kLargestReadBuffer) read_buffer_.resize(count * 4);
  process();
}

void Connection::process() {
  while (!ending_ && !wants_hand_over_ && answers_in_turn_ < kRequestsPerTurn && step()) {
  }
  if (taken_ == input_.size()) {
    input_.clear();
    taken_ = 0;
    if (input_.capacity() > kLargestReadBuffer) input_.shrink_to_fit();
  }
  if (wants_hand_over_ && answers_in_turn_ == 0) {
    hand_over_now();
    return;
  }
  if (answers_in_turn_ > 0 || ending_ || wants_hand_over_) return;  // goes on in resume()
  if (peer_ended_) {
    if (reader_.has_begun()) finish_incomplete("the sender hung up before the end", true);
    else close();
    return;
  }
  if (owner_.is_stopping() && !reader_.has_begun()) {
    close();
    return;
  }
  read();
}

bool Connection::step() {
  const std::string_view bytes = std::string_view(input_).substr(taken_);
  const bool had_begun = reader_.has_begun();
  switch (reader_.state()) {
    case RequestReader::State::head:
    case RequestReader::State::body: {
      const std::size_t count = reader_.feed(bytes);
      taken_ += count;
      if (!had_begun && reader_.has_begun()) set_deadline(Deadline::head);
      return count > 0 || (reader_.state() != RequestReader::State::head && reader_.state() != RequestReader::State::body);
    }
    case RequestReader::State::head_done:
      decide();
      return true;
    case RequestReader::State::done:
      finish_request();
      return true;
    case RequestReader::State::malformed:
      finish_malformed();
      return true;
    case RequestReader::State::head_too_large:
    case RequestReader::State::body_too_large:
      refuse_size();
      return true;
  }
  return false;
}

void Connection::decide() {
  const RequestHead& head = reader_.head();
  const auto address = find_capture_address(head.target);
  if (!address) {
    wants_hand_over_ = true;
    return;
  }
  is_decided_ = true;
  bin_.reset();
  if (!is_bin_id(address->bin_id)) {
    refusal_ = Problem{400, "bad-bin-id", "That is no bin's id", fmt::format("In /b/ID, {}.", kBinIdRule)};
  } else if (!(bin_ = service_.find_bin(address->bin_id))) {
    refusal_ = Problem{404, "unknown-bin", "There is no such bin",
                       fmt::format("Make the bin '{}' first, with POST /api/v1/bins or in the page.", address->bin_id)};
  }
  const bool waits_for_continue =
      header_lists_token(head.headers, "Expect", "100-continue") && head.minor_version >= 1 && taken_ == input_.size();
  set_deadline(Deadline::body);
  reader_.read_body(/*keep=*/bin_.has_value());
  if (!waits_for_continue || reader_.state() != RequestReader::State::body) return;
  if (refusal_) {
    // The sender asks before it sends: it gets the answer instead of the permission.
    refuse(*refusal_, AfterAnswer::linger);
  } else {
    put_answer({shared_from_this(), AfterAnswer::keep, {}, std::string(kContinueAnswer), std::nullopt, nullptr});
  }
}

bool Connection::keeps_alive() const {
  const RequestHead& head = reader_.head();
  if (reader_.framing().must_close || owner_.is_stopping()) return false;
  if (header_lists_token(head.headers, "Connection", "close")) return false;
  return head.minor_version >= 1 || header_lists_token(head.headers, "Connection", "keep-alive");
}

CaptureDraft Connection::make_draft(const Bin& bin, bool complete, std::vector<std::string> problems) {
  CaptureDraft draft = service_.draft(bin, reader_.head());
  draft.client_address = client_address_;
  draft.client_port = client_port_;
  draft.head = std::move(reader_.raw_head());
  draft.body = std::move(reader_.raw_body());
  draft.complete = complete;
  draft.problems = std::move(problems);
  if (reader_.framing().kind == BodyFraming::Kind::chunked) {
    const std::string content = read_chunked(draft.body).content;
    draft.content_bytes = content.size();
    draft.content_sha256 = sha256(content);
  } else {
    draft.content_bytes = draft.body.size();
    draft.content_sha256 = sha256(draft.body);
  }
  return draft;
}

void Connection::finish_request() {
  const AnswerContext context{reader_.head().method == "HEAD", keeps_alive(), reader_.head().minor_version};
  const AfterAnswer after = context.keep_alive ? AfterAnswer::keep : AfterAnswer::close;
  if (refusal_) {
    put_answer({shared_from_this(), after, context, problem_answer(*refusal_, context), std::nullopt, nullptr});
  } else {
    std::vector<std::string> problems = reader_.head().oddities;
    problems.insert(problems.end(), reader_.framing().oddities.begin(), reader_.framing().oddities.end());
    CaptureDraft draft = make_draft(*bin_, true, std::move(problems));
    draft.response_status = bin_->settings->response.status;
    owner_.turn().drafts.push_back(std::move(draft));
    put_answer({shared_from_this(), after, context, "", owner_.turn().drafts.size() - 1, bin_->settings});
  }
  reader_.reset();
  refusal_.reset();
  is_decided_ = false;
  set_deadline(Deadline::idle);
}

std::optional<Bin> Connection::bin_of_broken_request() {
  if (is_decided_) return bin_;
  if (const auto id = guess_bin_id(reader_.raw_head())) {
    if (auto bin = service_.find_bin(*id)) return bin;
  }
  // What follows a capture on the same connection was most likely meant for the same bin.
  return bin_ ? bin_ : service_.stray_bin();
}

void Connection::finish_malformed() {
  reader_.take_rest(std::string_view(input_).substr(taken_));
  taken_ = input_.size();
  const Problem problem{400, "malformed-request", "The request is not HTTP/1.1 as it should be",
                        fmt::format("It was stored as it came, but {}.", reader_.fault())};
  AnswerContext context;
  context.keep_alive = false;
  TurnAnswer answer{shared_from_this(), AfterAnswer::linger, context, problem_answer(problem, context), std::nullopt, nullptr};
  if (const auto bin = bin_of_broken_request()) {
    CaptureDraft draft = make_draft(*bin, false, {"malformed: " + reader_.fault()});
    draft.response_status = problem.status;
    owner_.turn().drafts.push_back(std::move(draft));
    answer.draft = owner_.turn().drafts.size() - 1;
  }
  put_answer(std::move(answer));
}

void Connection::finish_incomplete(std::string why, bool answer) {
  const bool is_late = why.find("in time") != std::string::npos;
  const Problem problem{is_late ? 408 : 400, "incomplete-request", "The request broke off",
                        fmt::format("What came was stored, but {}.", why)};
  AnswerContext context;
  context.keep_alive = false;
  TurnAnswer end{shared_from_this(), AfterAnswer::linger, context,
                 answer ? problem_answer(problem, context) : std::string(), std::nullopt, nullptr};
  // A request that is refused anyway, or that is plainly for the API, is nobody's capture.
  const bool is_for_api = reader_.state() == RequestReader::State::head_done || wants_hand_over_;
  if (!refusal_ && !is_for_api) {
    if (const auto bin = bin_of_broken_request()) {
      CaptureDraft draft = make_draft(*bin, false, {"incomplete: " + why});
      draft.response_status = problem.status;
      owner_.turn().drafts.push_back(std::move(draft));
      end.draft = owner_.turn().drafts.size() - 1;
    }
  }
  put_answer(std::move(end));
}

void Connection::refuse(const Problem& problem, AfterAnswer after) {
  AnswerContext context;
  context.keep_alive = after == AfterAnswer::keep;
  context.is_head = reader_.head().method == "HEAD";
  put_answer({shared_from_this(), after, context, problem_answer(problem, context), std::nullopt, nullptr});
}

void Connection::refuse_size() {
  const BinNumber bin = is_decided_ && bin_ ? bin_->number : 0;
  taken_ = input_.size();
  if (refusal_) {  // it would have been refused anyway, for a reason that helps more
    refuse(*refusal_, AfterAnswer::linger);
    return;
  }
  if (reader_.state() == RequestReader::State::head_too_large) {
    service_.refusals().count(bin, &RefusalCounts::head_too_large);
    refuse({431, "head-too-large", kCaptureTitle,
            fmt::format("Its head is larger than {}; the server's --max-head sets the limit.",
                        show_size(options_.limits.head_bytes))},
           AfterAnswer::linger);
    return;
  }
  service_.refusals().count(bin, &RefusalCounts::body_too_large);
  refuse({413, "body-too-large", kCaptureTitle,
          fmt::format("Its body is larger than {}; the server's --max-body sets the limit.",
                      show_size(options_.limits.body_bytes))},
         AfterAnswer::linger);
}

void Connection::put_answer(TurnAnswer answer) {
  if (answer.after != AfterAnswer::keep) ending_ = true;
  ++answers_in_turn_;
  owner_.turn().answers.push_back(std::move(answer));
}

void Connection::write(std::string bytes, AfterAnswer after) {
  if (closed_) return;
  if (after != AfterAnswer::keep) after_output_ = after;
  if (!output_.empty()) {
    output_ += bytes;
    return;
  }
  // Straight to the socket: nearly always it takes all of it, and nothing has to wait for a further turn.
  std::error_code error;
  const std::size_t count = bytes.empty() ? 0 : socket_.write_some(asio::buffer(bytes), error);
  if (error && error != asio::error::would_block) {
    close();
    return;
  }
  if (count < bytes.size()) output_ = bytes.substr(count);
}

void Connection::resume() {
  if (closed_) return;
  if (output_.empty()) after_writing();
  else continue_writing();
}

void Connection::continue_writing() {
  set_deadline(Deadline::write);
  asio::async_write(socket_, asio::buffer(output_), [self = shared_from_this()](std::error_code error, std::size_t) {
    if (self->closed_) return;
    if (error) {
      self->close();
      return;
    }
    self->output_.clear();
    self->set_deadline(Deadline::idle);
    self->after_writing();
  });
}

void Connection::after_writing() {
  switch (after_output_) {
    case AfterAnswer::keep:
      process();
      break;
    case AfterAnswer::close:
      if (taken_ < input_.size()) linger();
      else close();
      break;
    case AfterAnswer::linger:
      if (peer_ended_) close();
      else linger();
      break;
  }
}

void Connection::linger() {
  std::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  lingering_ = true;
  set_deadline(Deadline::linger);
  read();
}

void Connection::hand_over_now() {
  HandedConnection handed;
  handed.read_already = std::move(reader_.raw_head()) + input_.substr(taken_);
  handed.client_address = client_address_;
  handed.client_port = client_port_;
  handed.target = reader_.head().target;
  std::error_code error;
  handed.socket = OwnedSocket(socket_.release(error));
  closed_ = true;
  owner_.forget(*this);
  if (!error) owner_.hand_over(std::move(handed));
}

void Connection::set_deadline(Deadline kind) {
  deadline_kind_ = kind;
  const auto time = [&] {
    switch (kind) {
      case Deadline::idle: return options_.idle_timeout;
      case Deadline::head: return options_.head_timeout;
      case Deadline::body: return options_.body_timeout;
      case Deadline::write: return options_.write_timeout;
      case Deadline::linger: return kLingerTime;
    }
    return options_.idle_timeout;
  }();
  deadline_ = service_.clock().steady() + time;
}

void Connection::check_deadline(SteadyTime now) {
  if (closed_ || now < deadline_ || answers_in_turn_ > 0) return;
  const bool is_mid_request = deadline_kind_ == Deadline::head || deadline_kind_ == Deadline::body;
  if (is_mid_request) finish_incomplete("it did not come to its end in time", true);
  else close();
}

void Connection::shut_down(bool now_or_never) {
  if (closed_ || answers_in_turn_ > 0 || !output_.empty()) return;
  if (!reader_.has_begun()) close();
  else if (now_or_never) finish_incomplete("the server was stopped before the end", true);
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  std::error_code ignored;
  socket_.close(ignored);
  owner_.forget(*this);
}

}  // namespace hookloop

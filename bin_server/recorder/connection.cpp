#include "bin_server/recorder/connection.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "bin_server/recorder/planned_answer.h"
#include "shared/support/encoding.h"

namespace hookloop {
namespace {

// A usual webhook (a head of 300 bytes and a body of some KiB) comes with one read; larger bodies grow the buffer.
constexpr std::size_t kFirstReadBuffer = 4 * 1024;
constexpr std::size_t kLargestReadBuffer = 256 * 1024;
// What a connection keeps of such a buffer between two requests.
constexpr std::size_t kKeptReadBuffer = 64 * 1024;

// One connection that pipelines without end must not keep a turn, and so everybody else's commit, waiting.
constexpr std::size_t kRequestsPerTurn = 64;

// Answers of one turn to one connection: a sender that pipelines and never reads holds no more than this and one
// answer.
constexpr std::size_t kAnswerBytesPerTurn = 256 * 1024;

// After an answer to a request that was not read to its end: how long and how much more is read and dropped. Closing at
// once would make the peer's kernel throw the answer away (RFC 9112 section 9.6).
constexpr std::size_t kLingerBytes = 64u << 20;

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, std::string client_address, std::uint16_t client_port,
                       const RecorderOptions& options, CaptureService& service, AnswerChooser& chooser, Owner& owner)
    : socket_(std::move(socket)),
      client_address_(std::move(client_address)),
      client_port_(client_port),
      client_(RequestBounds::client(client_address_)),
      options_(options),
      service_(service),
      chooser_(chooser),
      owner_(owner),
      reader_(options.limits),
      read_buffer_(kFirstReadBuffer) {
  close_at(options_.idle_timeout);
}

void Connection::start(std::string read_already) {
  input_ = std::move(read_already);
  process();
}

void Connection::turn_away(std::string answer) {
  ending_ = true;
  write(std::move(answer), AfterAnswer::linger);
  resume();
}

void Connection::read() {
  if (reading_ || closed_) return;
  reading_ = true;
  socket_.async_read_some(asio::buffer(read_buffer_),
                          [self = shared_from_this()](std::error_code error, std::size_t count) {
                            self->reading_ = false;
                            if (self->closed_) return;
                            self->on_read(count, static_cast<bool>(error));
                          });
}

void Connection::on_read(std::size_t count, bool is_end) {
  if (lingering_) {
    lingered_bytes_ += count;
    if (is_end || lingered_bytes_ > kLingerBytes)
      close();
    else
      read();
    return;
  }
  if (is_end) peer_ended_ = true;
  if (input_.empty() && taken_ == 0)
    input_.assign(read_buffer_.data(), count);
  else
    input_.append(read_buffer_.data(), count);
  const bool has_room = owner_.unfinished_bytes() + count * 4 <= options_.unfinished_bytes;
  if (count == read_buffer_.size() && count < kLargestReadBuffer && has_room) read_buffer_.resize(count * 4);
  process();
  // Who holds no more than its share is not to blame, and not refused.
  const bool holds_much = unfinished_bytes_ > options_.unfinished_bytes / options_.max_connections;
  if (holds_much && owner_.unfinished_bytes() > options_.unfinished_bytes) refuse_too_much();
}

void Connection::process() {
  take_requests();
  count_unfinished();
}

void Connection::count_unfinished() {
  // What every connection has anyway is not counted.
  const auto beyond = [](std::size_t bytes) { return bytes - std::min(bytes, kFirstReadBuffer); };
  const std::uint64_t bytes = closed_ ? 0
                                      : reader_.raw_head().size() + reader_.raw_body().size() +
                                            beyond(read_buffer_.size()) + beyond(input_.capacity()) + output_.size() +
                                            (performance_ ? performance_->held_bytes() : 0);
  owner_.unfinished_bytes() += bytes - unfinished_bytes_;  // modulo 2^64, so also where it is less than before
  unfinished_bytes_ = bytes;
}

void Connection::take_requests() {
  while (may_take_more() && step()) {
  }
  if (taken_ == input_.size()) {
    input_.clear();
    taken_ = 0;
    if (input_.capacity() > kKeptReadBuffer) input_.shrink_to_fit();
    if (!reading_ && !reader_.has_begun() && read_buffer_.size() > kKeptReadBuffer) {
      read_buffer_ = std::vector<char>(kFirstReadBuffer);
    }
  }
  if (wants_hand_over_ && answers_in_turn_ == 0) {
    hand_over_now();
    return;
  }
  if (answers_in_turn_ > 0 || ending_ || wants_hand_over_ || performance_) return;  // goes on in resume()
  if (peer_ended_) {
    if (reader_.has_begun())
      finish_incomplete(Break::hung_up);
    else
      close();
    return;
  }
  if (owner_.is_stopping() && !reader_.has_begun()) {
    close();
    return;
  }
  read();
}

bool Connection::may_take_more() const {
  return !ending_ && !wants_hand_over_ && !will_perform_ && !performance_ && answers_in_turn_ < kRequestsPerTurn &&
         answer_bytes_in_turn_ < kAnswerBytesPerTurn;
}

bool Connection::step() {
  const auto is_reading = [this] {
    return reader_.state() == RequestReader::State::head || reader_.state() == RequestReader::State::body;
  };
  switch (reader_.state()) {
    case RequestReader::State::head:
    case RequestReader::State::body: {
      const bool had_begun = reader_.has_begun();
      const std::size_t count = reader_.feed(std::string_view(input_).substr(taken_));
      taken_ += count;
      if (!had_begun && reader_.has_begun()) begin_request();
      return count > 0 || !is_reading();
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

void Connection::begin_request() {
  request_deadline_ = service_.clock().steady() + options_.head_timeout;
  close_deadline_.reset();
}

void Connection::decide() {
  const RequestHead& head = reader_.head();
  std::optional<std::uint64_t> limit;
  if (const auto address = find_capture_address(head.target)) {
    auto bin = service_.find_bin(address->bin_id);
    if (auto problem = check_bounds(bin ? bin->number : 0))
      decision_ = {Decision::To::refusal, std::nullopt, std::move(problem)};
    else if (bin)
      decision_ = {Decision::To::bin, *std::move(bin), std::nullopt};
    else
      decision_ = {Decision::To::refusal, std::nullopt, bin.error()};
  } else {
    decision_.to = Decision::To::api;
    limit = is_import_address(head.target) ? options_.import_bytes : options_.api_body_bytes;
  }
  const bool waits_for_continue =
      header_lists_token(head.headers, "Expect", "100-continue") && head.minor_version >= 1 && taken_ == input_.size();
  request_deadline_ = service_.clock().steady() + options_.body_timeout;
  reader_.read_body(/*keep=*/decision_.to != Decision::To::refusal, limit);
  if (!waits_for_continue || reader_.state() != RequestReader::State::body) return;
  if (decision_.refusal) {
    // The sender asks before it sends: it gets the answer instead of the permission.
    refuse(*decision_.refusal, AfterAnswer::linger);
  } else {
    put_answer(
        {shared_from_this(), AfterAnswer::keep, {}, std::string(kContinueAnswer), std::nullopt, nullptr, std::nullopt});
  }
}

std::optional<Problem> Connection::check_bounds(BinNumber bin) {
  if (auto problem = owner_.bounds().check_head(bin, reader_.head())) return problem;
  return owner_.bounds().check_rate(bin, client_);
}

bool Connection::keeps_alive() const {
  const RequestHead& head = reader_.head();
  if (reader_.framing().must_close || owner_.is_stopping()) return false;
  if (header_lists_token(head.headers, "Connection", "close")) return false;
  return head.minor_version >= 1 || header_lists_token(head.headers, "Connection", "keep-alive");
}

AnswerContext Connection::answer_context(bool keep_alive) const {
  return {service_.clock().now(), reader_.head().method == "HEAD", keep_alive, reader_.head().minor_version};
}

CaptureDraft Connection::make_draft(const Bin& bin, bool complete, std::vector<std::string> problems) {
  CaptureDraft draft = service_.draft(bin, reader_.head());
  draft.client_address = client_address_;
  draft.client_port = client_port_;
  draft.head = std::move(reader_.raw_head());
  draft.body = std::move(reader_.raw_body());
  draft.complete = complete;
  draft.problems = std::move(problems);
  RequestReader::Content content = reader_.take_content();
  draft.content_bytes = content.bytes;
  draft.content_sha256 = std::move(content.sha256);
  return draft;
}

void Connection::finish_request() {
  request_deadline_.reset();
  if (decision_.to == Decision::To::api) {
    wants_hand_over_ = true;
    return;
  }
  const AnswerContext context = answer_context(keeps_alive());
  const AfterAnswer after = context.keep_alive ? AfterAnswer::keep : AfterAnswer::linger;
  if (decision_.refusal) {
    put_answer({shared_from_this(), after, context, problem_answer(*decision_.refusal, context), std::nullopt, nullptr,
                std::nullopt});
  } else {
    std::vector<std::string> problems = reader_.head().oddities;
    problems.insert(problems.end(), reader_.framing().oddities.begin(), reader_.framing().oddities.end());
    put_capture(make_draft(*decision_.bin, true, std::move(problems)), context, after);
    previous_bin_ = std::move(decision_.bin);
  }
  decision_ = {};
  reader_.reset();
  close_at(options_.idle_timeout);
}

void Connection::put_capture(CaptureDraft draft, const AnswerContext& context, AfterAnswer after) {
  const auto& settings = decision_.bin->settings;
  TurnAnswer answer{shared_from_this(), after, context, "", owner_.turn().drafts.size(), nullptr, std::nullopt};
  const bool returns = returns_answer(settings->forward);
  if (settings->response == default_program() && !settings->login && !returns) {
    draft.response_status = settings->response->answer.status;
    answer.settings = settings;
  } else {
    const bool comes_back = returns && service_.comes_back(*decision_.bin, reader_.head());
    answer.performance =
        plan_answer(*decision_.bin, draft, reader_.head().headers, chooser_, context, comes_back, answer.bytes);
    will_perform_ = answer.performance.has_value();
    if (will_perform_ && returns) {
      answer.deferred = {context, draft.id, hex_encode(draft.content_sha256), settings->forward.timeout, {}};
    }
    answer_bytes_in_turn_ += answer.bytes.size();
  }
  owner_.turn().drafts.push_back(std::move(draft));
  put_answer(std::move(answer));
}

Result<Bin, Problem> Connection::bin_of_broken_request() {
  if (decision_.bin) return *decision_.bin;
  if (const auto id = guess_bin_id(reader_.raw_head())) {
    if (auto bin = service_.find_bin(*id)) return bin;
  }
  // What follows a capture on its connection and names no target (a body that was longer than its length said, say) was
  // most likely meant for the same bin.
  const std::string_view bytes = reader_.raw_head();
  const bool names_a_target = bytes.substr(0, bytes.find('\n')).find(" /") != std::string_view::npos;
  if (previous_bin_ && !names_a_target) return *previous_bin_;
  return service_.stray_bin();
}

// Stores what came of a request that can not be captured whole, and answers with the problem. Where there is no bin to
// store it in, that is the answer instead: nobody is told that something was stored when it was not.
void Connection::store_broken(const Problem& problem, std::string why) {
  request_deadline_.reset();
  if (decision_.refusal) {
    refuse(*decision_.refusal, AfterAnswer::linger);
    return;
  }
  auto bin = bin_of_broken_request();
  if (!bin) {
    refuse(bin.error(), AfterAnswer::linger);
    return;
  }
  // What had no head that could be counted by, such as rubbish, is counted now.
  const auto bound = decision_.bin ? std::nullopt : owner_.bounds().check_rate(bin->number, client_);
  if (bound) {
    refuse(*bound, AfterAnswer::linger);
    return;
  }
  const AnswerContext context = answer_context(/*keep_alive=*/false);
  CaptureDraft draft = make_draft(*bin, false, {std::move(why)});
  draft.response_status = problem.status;
  std::string bytes = problem_answer(problem, context);
  draft.answer.emplace().bytes = bytes;
  draft.answer->sent_bytes = bytes.size();
  owner_.turn().drafts.push_back(std::move(draft));
  put_answer({shared_from_this(), AfterAnswer::linger, context, std::move(bytes), owner_.turn().drafts.size() - 1,
              nullptr, std::nullopt});
}

void Connection::finish_malformed() {
  reader_.take_rest(std::string_view(input_).substr(taken_));
  taken_ = input_.size();
  // Who meant the API or a page has sent nothing to be captured: secrets of bins among others.
  const RequestHead& head = reader_.head();
  if (head.has_version && !find_capture_address(head.target)) {
    refuse(malformed_request(reader_.fault(), Kept::dropped), AfterAnswer::linger);
  } else {
    store_broken(malformed_request(reader_.fault(), Kept::stored), "malformed: " + reader_.fault());
  }
}

void Connection::finish_incomplete(Break why) {
  if (decision_.to == Decision::To::api) {  // nobody's capture
    refuse(broken_off_request(why, Kept::dropped), AfterAnswer::linger);
  } else {
    store_broken(broken_off_request(why, Kept::stored), fmt::format("incomplete: {}", to_words(why)));
  }
}

void Connection::refuse(const Problem& problem, AfterAnswer after) {
  request_deadline_.reset();
  const AnswerContext context = answer_context(after == AfterAnswer::keep);
  put_answer(
      {shared_from_this(), after, context, problem_answer(problem, context), std::nullopt, nullptr, std::nullopt});
}

void Connection::refuse_size() {
  taken_ = input_.size();
  if (decision_.refusal) {  // it would have been refused anyway, for a reason that helps more
    refuse(*decision_.refusal, AfterAnswer::linger);
    return;
  }
  BinNumber bin = decision_.bin ? decision_.bin->number : 0;
  if (reader_.state() == RequestReader::State::head_too_large) {
    if (const auto id = guess_bin_id(reader_.raw_head())) {
      if (const auto named = service_.find_bin(*id)) bin = named->number;
    }
    service_.refusals().count(bin, &RefusalCounts::head_too_large);
    refuse(head_too_large(options_.limits.head_bytes), AfterAnswer::linger);
  } else if (decision_.to == Decision::To::api) {
    const bool is_import = is_import_address(reader_.head().target);
    refuse(is_import ? import_too_large(options_.import_bytes) : api_body_too_large(options_.api_body_bytes),
           AfterAnswer::linger);
  } else {
    service_.refusals().count(bin, &RefusalCounts::body_too_large);
    refuse(body_too_large(options_.limits.body_bytes), AfterAnswer::linger);
  }
}

void Connection::refuse_too_much() {
  if (ending_ || wants_hand_over_) return;
  service_.refusals().count(decision_.bin ? decision_.bin->number : 0, &RefusalCounts::not_stored);
  refuse(too_much_unfinished(options_.unfinished_bytes), AfterAnswer::linger);
  reader_.raw_body() = {};
  count_unfinished();
}

void Connection::put_answer(TurnAnswer answer) {
  if (answer.after != AfterAnswer::keep) ending_ = true;
  ++answers_in_turn_;
  owner_.turn().answers.push_back(std::move(answer));
}

void Connection::hand_over_now() {
  HandedConnection handed;
  handed.request = std::move(reader_.raw_head());
  handed.request += reader_.raw_body();
  handed.target = reader_.head().target;
  handed.read_already = input_.substr(taken_);
  handed.client_address = client_address_;
  handed.client_port = client_port_;
  std::error_code error;
  handed.socket = OwnedSocket(socket_.release(error));
  closed_ = true;
  owner_.forget(*this);
  if (!error) owner_.hand_over(std::move(handed));
}

void Connection::close_at(Microseconds from_now) { close_deadline_ = service_.clock().steady() + from_now; }

void Connection::check_deadline(SteadyTime now) {
  if (closed_ || answers_in_turn_ > 0) return;
  const bool is_late = request_deadline_ && now >= *request_deadline_;
  const bool must_close = close_deadline_ && now >= *close_deadline_;
  if (is_late && !ending_) finish_incomplete(Break::late);
  // A peer that does not take its answers is not waited for; what it had begun to send is stored all the same.
  if (!must_close) return;
  if (!is_late && reader_.has_begun() && !ending_ && !wants_hand_over_) finish_incomplete(Break::late);
  close();
}

void Connection::close_if_idle() {
  if (closed_ || answers_in_turn_ > 0) return;
  if (lingering_ || (!reader_.has_begun() && output_.empty() && !performance_)) close();
}

void Connection::end_now() {
  if (closed_ || answers_in_turn_ > 0) return;
  if (deferred_) {  // it ends when its sender is told
    return_answer(server_is_ending());
    return;
  }
  if (performance_) performance_->cut(GivenAnswer::State::unknown);
  if (reader_.has_begun() && !ending_ && !wants_hand_over_)
    finish_incomplete(Break::stopped);
  else
    close();
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  std::error_code ignored;
  socket_.close(ignored);
  if (performance_) performance_->cut(GivenAnswer::State::sender_left);
  count_unfinished();
  owner_.forget(*this);
}

}  // namespace hookloop

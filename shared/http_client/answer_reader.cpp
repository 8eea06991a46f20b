#include "shared/http_client/answer_reader.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "shared/support/ascii.h"

namespace hookloop {
namespace {

struct StatusLine {
  bool http_1_0;
  int status;
  std::string reason;
};

// RFC 9112 section 4. The space and the reason after the status are left out by some servers; that is no reason to
// fail.
std::optional<StatusLine> parse_status_line(std::string_view line) {
  if (!line.starts_with("HTTP/1.") || line.size() < 12 || !is_digit(line[7]) || line[8] != ' ') return std::nullopt;
  const std::string_view digits = line.substr(9, 3);
  if (!std::all_of(digits.begin(), digits.end(), is_digit) || digits[0] == '0') return std::nullopt;
  if (line.size() > 12 && line[12] != ' ') return std::nullopt;
  const int status = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
  return StatusLine{line[7] == '0', status, std::string(line.size() > 13 ? line.substr(13) : std::string_view{})};
}

std::optional<std::uint64_t> parse_length(std::string_view text) {
  std::uint64_t length = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return length;
}

}  // namespace

AnswerReader::AnswerReader(std::string_view method, const AnswerLimits& limits)
    : answers_head_request_(method == "HEAD"), limits_(limits) {
  chunks_.collect_into(&chunk_content_);
}

void AnswerReader::feed(std::string_view bytes) {
  if (state_ == State::head) {
    pending_ += bytes;
    take_head();
    return;
  }
  if (state_ == State::body) {
    take_body(bytes);
  } else if (state_ == State::done && !bytes.empty()) {
    surplus_ = true;
  }
}

void AnswerReader::take_head() {
  while (state_ == State::head) {
    // What can not become an answer is said at once, not after 64 KiB of it.
    constexpr std::string_view kStart = "HTTP/1.";
    const std::size_t compared = std::min(kStart.size(), pending_.size());
    if (pending_.compare(0, compared, kStart, 0, compared) != 0) return fail("it does not begin with HTTP/1.");
    const auto size = head_size(pending_, searched_);
    if (!size) {
      searched_ = pending_.size();
      if (pending_.size() > limits_.most_head_bytes) state_ = State::head_too_large;
      return;
    }
    if (*size > limits_.most_head_bytes) {
      state_ = State::head_too_large;
      return;
    }
    const std::string head = pending_.substr(0, *size);
    pending_.erase(0, *size);
    searched_ = 0;
    std::string_view rest = head;
    const auto line = take_line(rest);
    const auto status_line = parse_status_line(line ? line->text : std::string_view{});
    if (!status_line) return fail("its first line is no HTTP/1 status line");
    HeaderBlock block = parse_header_lines(rest);
    if (block.fault) return fail(*block.fault);
    // 101 can only answer an Upgrade, which we never send; as a final answer it is at least shown.
    if (status_line->status < 200 && status_line->status != 101) continue;
    answer_.status = status_line->status;
    answer_.reason = status_line->reason;
    answer_.head = head;
    answer_.headers = std::move(block.fields);
    http_1_0_ = status_line->http_1_0;
    begin_body();
  }
}

void AnswerReader::begin_body() {
  state_ = State::body;
  const int status = answer_.status;
  if (answers_head_request_ || status < 200 || status == 204 || status == 304) {
    framing_ = Framing::none;
  } else if (!header_values(answer_.headers, "Transfer-Encoding").empty()) {
    // RFC 9112 section 6.3: a transfer coding overrules Content-Length.
    framing_ =
        header_lists_token(answer_.headers, "Transfer-Encoding", "chunked") ? Framing::chunked : Framing::until_close;
  } else {
    const auto lengths = header_values(answer_.headers, "Content-Length");
    framing_ = lengths.empty() ? Framing::until_close : Framing::length;
    for (std::string_view text : lengths) {
      const auto length = parse_length(text);
      if (!length || (text != lengths.front() && *length != left_)) return fail("its Content-Length is no length");
      left_ = *length;
    }
  }
  if (framing_ == Framing::none || (framing_ == Framing::length && left_ == 0)) finish();
  const std::string rest = std::move(pending_);
  pending_.clear();
  if (!rest.empty()) feed(rest);
}

void AnswerReader::take_body(std::string_view bytes) {
  std::size_t taken = bytes.size();
  switch (framing_) {
    case Framing::none:
      taken = 0;
      break;
    case Framing::length:
      taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
      keep(bytes.substr(0, taken));
      left_ -= taken;
      if (left_ == 0) finish();
      break;
    case Framing::chunked:
      taken = chunks_.feed(bytes);
      keep(chunk_content_);
      chunk_content_.clear();
      if (chunks_.state() == ChunkedReader::State::malformed) return fail(chunks_.fault());
      if (chunks_.state() == ChunkedReader::State::done) finish();
      break;
    case Framing::until_close:
      keep(bytes);
      break;
  }
  // However the bytes are cut: one that arrives whole is too large all the same.
  if (is_stopped_ || (!is_given_away() && answer_.body_bytes > limits_.most_body_bytes)) {
    state_ = State::done;
    answer_.body_complete = false;
  } else if (state_ == State::done) {
    surplus_ = surplus_ || taken < bytes.size();
  }
}

void AnswerReader::keep(std::string_view content) {
  if (is_given_away()) {
    answer_.body_bytes += content.size();
    is_stopped_ = is_stopped_ || (!content.empty() && !take_(content));
    return;
  }
  const std::size_t room = limits_.kept_body_bytes - std::min(limits_.kept_body_bytes, answer_.body.size());
  answer_.body += content.substr(0, room);
  answer_.body_bytes += content.size();
}

void AnswerReader::end_of_stream() {
  if (state_ == State::body && framing_ == Framing::until_close) finish();
}

void AnswerReader::finish() {
  state_ = State::done;
  answer_.body_complete = true;
}

void AnswerReader::fail(std::string why) {
  state_ = State::malformed;
  fault_ = std::move(why);
}

bool AnswerReader::connection_persists() const {
  if (state_ != State::done || !answer_.body_complete || surplus_ || framing_ == Framing::until_close) return false;
  if (answer_.status == 101 || header_lists_token(answer_.headers, "Connection", "close")) return false;
  return !http_1_0_ || header_lists_token(answer_.headers, "Connection", "keep-alive");
}

}  // namespace hookloop

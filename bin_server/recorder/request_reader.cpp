#include "bin_server/recorder/request_reader.h"

#include <algorithm>

namespace hookloop {
namespace {

// No method begins with anything else: a TLS greeting or binary rubbish is known by its first byte, without waiting for
// a line that never ends.
bool can_begin_a_request(char c) { return is_token(std::string_view(&c, 1)); }

// Room is taken as the body comes, not as its sender promises: a promise costs an attacker nothing.
constexpr std::uint64_t kReservedAtOnce = 256 * 1024;

}  // namespace

std::size_t RequestReader::feed(std::string_view bytes) {
  switch (state_) {
    case State::head:
      return feed_head(bytes);
    case State::body:
      return feed_body(bytes);
    default:
      return 0;
  }
}

std::size_t RequestReader::feed_head(std::string_view bytes) {
  std::size_t skipped = 0;
  if (raw_head_.empty()) {
    // RFC 9112 section 2.2: empty lines before the request line are passed over.
    while (skipped < bytes.size() && (bytes[skipped] == '\r' || bytes[skipped] == '\n')) ++skipped;
    bytes.remove_prefix(skipped);
    if (bytes.empty()) return skipped;
    if (!can_begin_a_request(bytes.front())) {
      fail("the first byte can not begin an HTTP request");
      return skipped;
    }
    if (const auto size = head_size(bytes); size && *size <= limits_.head_bytes) {
      raw_head_.assign(bytes.substr(0, *size));
      finish_head();
      return skipped + *size;
    }
  }
  const std::size_t before = raw_head_.size();
  raw_head_ += bytes;
  const auto size = head_size(raw_head_, before);
  if (!size || *size > limits_.head_bytes) {
    // The line before the limit: which of them is told must not depend on how the bytes were parted.
    check_first_line();
    if (state_ == State::head && raw_head_.size() > limits_.head_bytes) state_ = State::head_too_large;
    return skipped + bytes.size();
  }
  const std::size_t left_over = raw_head_.size() - *size;
  raw_head_.resize(*size);
  finish_head();
  return skipped + bytes.size() - left_over;
}

// A first line that is no request line will not become one, whatever comes behind it.
void RequestReader::check_first_line() {
  const std::size_t end = raw_head_.find('\n');
  if (end == std::string::npos || end >= limits_.head_bytes) return;
  RequestHead first_line = parse_request_head(std::string_view(raw_head_).substr(0, end + 1));
  if (!first_line.fault) return;
  head_ = std::move(first_line);
  raw_head_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(raw_head_.size(), limits_.head_bytes)));
  fail(*head_.fault);
}

void RequestReader::finish_head() {
  head_ = parse_request_head(raw_head_);
  if (head_.fault) {
    fail(*head_.fault);
    return;
  }
  framing_ = find_body_framing(head_);
  if (framing_.fault) {
    fail(*framing_.fault);
    return;
  }
  state_ = State::head_done;
}

void RequestReader::read_body(bool keep, std::optional<std::uint64_t> limit) {
  keep_body_ = keep;
  body_limit_ = limit.value_or(limits_.body_bytes);
  switch (framing_.kind) {
    case BodyFraming::Kind::none:
      state_ = State::done;
      return;
    case BodyFraming::Kind::length:
      if (framing_.length > body_limit_) {
        state_ = State::body_too_large;
        return;
      }
      if (keep) raw_body_.reserve(std::min(framing_.length, kReservedAtOnce));
      state_ = framing_.length == 0 ? State::done : State::body;
      return;
    case BodyFraming::Kind::chunked:
      chunks_.emplace();
      if (keep) chunks_->collect_into(&chunk_content_);
      state_ = State::body;
      return;
  }
}

void RequestReader::keep(std::string_view wire, std::string_view content) {
  if (!keep_body_) return;
  raw_body_ += wire;
  content_bytes_ += content.size();
  content_digest_.add(content);
}

std::size_t RequestReader::feed_body(std::string_view bytes) {
  if (framing_.kind == BodyFraming::Kind::length) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(framing_.length - body_bytes_, bytes.size()));
    keep(bytes.substr(0, count), bytes.substr(0, count));
    body_bytes_ += count;
    if (body_bytes_ == framing_.length) state_ = State::done;
    return count;
  }
  const std::size_t count = chunks_->feed(bytes);
  keep(bytes.substr(0, count), chunk_content_);
  chunk_content_.clear();
  body_bytes_ += count;
  if (body_bytes_ > body_limit_)
    state_ = State::body_too_large;
  else if (chunks_->state() == ChunkedReader::State::malformed)
    fail(chunks_->fault());
  else if (chunks_->state() == ChunkedReader::State::done) {
    state_ = State::done;
    note_chunk_oddities();
  }
  return count;
}

void RequestReader::note_chunk_oddities() {
  if (chunks_->has_bare_line_feed()) framing_.oddities.emplace_back("bare line feed in the chunked body");
  const auto trailers = parse_header_lines(chunks_->trailer_lines());
  if (trailers.fault) framing_.oddities.push_back("in the trailers, " + *trailers.fault);
}

void RequestReader::take_rest(std::string_view bytes) {
  std::string& last = chunks_ ? raw_body_ : raw_head_;
  const std::uint64_t limit = chunks_ ? limits_.body_bytes : limits_.head_bytes;
  last += bytes.substr(0, static_cast<std::size_t>(limit - std::min<std::uint64_t>(limit, last.size())));
}

void RequestReader::fail(std::string why) {
  fault_ = std::move(why);
  state_ = State::malformed;
}

void RequestReader::reset() {
  state_ = State::head;
  raw_head_.clear();
  raw_body_.clear();
  fault_.clear();
  head_ = {};
  framing_ = {};
  keep_body_ = true;
  body_bytes_ = 0;
  chunks_.reset();
  if (content_bytes_ > 0) content_digest_.finish();
  content_bytes_ = 0;
}

}  // namespace hookloop

// The chunked transfer coding (RFC 9112 section 7.1), read as it arrives. The reader never changes bytes: it tells how
// many of them belong to the coding, and, where wanted, collects the content and the trailer fields.
// One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/support/http_message.h"

namespace hookloop {

class ChunkedReader {
 public:
  enum class State { more, done, malformed };

  // Takes bytes in order. Returns how many of `bytes` were taken: all of them, or up to the end of the coding, or up to
  // the fault.
  std::size_t feed(std::string_view bytes);

  State state() const { return state_; }
  std::uint64_t content_bytes() const { return content_bytes_; }
  const std::string& fault() const { return fault_; }
  const std::string& trailer_lines() const { return trailer_lines_; }
  bool has_bare_line_feed() const { return has_bare_line_feed_; }  // a line of the coding ended without CR

  // Content is collected only on request: the recorder keeps the framed bytes and needs no second copy.
  void collect_into(std::string* content) { content_ = content; }

 private:
  enum class Part { size_line, data, data_end, trailers };

  void take_size_line(std::string_view line);
  void fail(std::string why);

  State state_ = State::more;
  Part part_ = Part::size_line;
  std::string line_;  // an unfinished line
  std::uint64_t left_in_chunk_ = 0;
  std::uint64_t content_bytes_ = 0;
  std::string trailer_lines_;
  std::string fault_;
  bool has_bare_line_feed_ = false;
  std::string* content_ = nullptr;
};

struct ChunkedContent {
  std::string content;
  HeaderList trailers;
};

// All of a body that is chunked; of one that breaks off or is malformed, what could be read.
ChunkedContent read_chunked(std::string_view framed);

}  // namespace hookloop

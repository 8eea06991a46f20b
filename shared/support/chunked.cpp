#include "shared/support/chunked.h"

#include <algorithm>
#include <charconv>

namespace hookloop {
namespace {

// A size line holds up to 16 hexadecimal digits and extensions, and nobody sends long ones: what is longer is an
// attack.
constexpr std::size_t kLongestLine = 4096;
constexpr std::size_t kLongestTrailers = 64 * 1024;

}  // namespace

std::size_t ChunkedReader::feed(std::string_view bytes) {
  const std::size_t offered = bytes.size();
  while (state_ == State::more && !bytes.empty()) {
    if (part_ == Part::data) {
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(left_in_chunk_, bytes.size()));
      if (content_ != nullptr) content_->append(bytes.substr(0, count));
      bytes.remove_prefix(count);
      left_in_chunk_ -= count;
      content_bytes_ += count;
      if (left_in_chunk_ == 0) part_ = Part::data_end;
      continue;
    }
    const auto end = bytes.find('\n');
    const std::size_t count = end == std::string_view::npos ? bytes.size() : end + 1;
    line_ += bytes.substr(0, count);
    bytes.remove_prefix(count);
    if (line_.size() > kLongestLine) {
      fail("a chunk's size line or a trailer line is too long");
      break;
    }
    if (end == std::string_view::npos) break;

    std::string_view line = line_;
    line.remove_suffix(1);
    if (!line.empty() && line.back() == '\r')
      line.remove_suffix(1);
    else
      has_bare_line_feed_ = true;
    switch (part_) {
      case Part::size_line:
        take_size_line(line);
        break;
      case Part::data_end:
        if (line.empty())
          part_ = Part::size_line;
        else
          fail("a chunk is longer than its size says");
        break;
      case Part::trailers:
        if (line.empty())
          state_ = State::done;
        else if (trailer_lines_.size() + line_.size() > kLongestTrailers)
          fail("the trailers are too long");
        else
          trailer_lines_ += line_;
        break;
      case Part::data:
        break;
    }
    line_.clear();
  }
  return offered - bytes.size();
}

void ChunkedReader::take_size_line(std::string_view line) {
  const std::string_view digits = trim_white_space(line.substr(0, line.find(';')));
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), left_in_chunk_, 16);
  if (error != std::errc() || rest != digits.data() + digits.size()) {
    fail("a chunk's size is no hexadecimal number");
    return;
  }
  part_ = left_in_chunk_ == 0 ? Part::trailers : Part::data;
}

void ChunkedReader::fail(std::string why) {
  state_ = State::malformed;
  fault_ = std::move(why);
}

ChunkedContent read_chunked(std::string_view framed) {
  ChunkedContent result;
  ChunkedReader reader;
  reader.collect_into(&result.content);
  reader.feed(framed);
  result.trailers = parse_header_lines(reader.trailer_lines()).fields;
  return result;
}

}  // namespace hookloop

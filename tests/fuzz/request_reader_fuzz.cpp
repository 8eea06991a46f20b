// Requests as a connection brings them: `LIMITS PIECES --- BYTES`. The first byte chooses the limits and whether bodies
// are kept; each further byte is the size of a piece. However the bytes are parted, the same requests must come out,
// and each must be made of exactly the bytes that went in.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "bin_server/model/captured_request.h"
#include "bin_server/recorder/request_reader.h"
#include "tests/fuzz/fuzz_input.h"

namespace hookloop::test {
namespace {

using State = RequestReader::State;

constexpr std::array<RequestReader::Limits, 4> kLimits{{{},
                                                        {.head_bytes = 64, .body_bytes = 16},
                                                        {.head_bytes = 40, .body_bytes = 200},
                                                        {.head_bytes = 300, .body_bytes = 0}}};

struct Settings {
  RequestReader::Limits limits;
  bool keep = true;
};

Settings settings_of(std::string_view bytes) {
  const auto choice = static_cast<unsigned char>(bytes.empty() ? '0' : bytes.front());
  return {kLimits[choice % kLimits.size()], choice / kLimits.size() % 4 != 3};
}

// How one request came out.
struct Outcome {
  State state;
  std::size_t end = 0;  // behind its last byte
  std::string head;
  std::string body;
  std::string fault;
  HeaderList headers;
  std::vector<std::string> oddities;
  std::uint64_t content_bytes = 0;
  std::string content_sha256;

  bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(RequestReader& reader, std::size_t end) {
  Outcome outcome{reader.state(), end, reader.raw_head(), reader.raw_body(), reader.fault(), {}, {}, 0, {}};
  if (outcome.state == State::done) {
    outcome.headers = reader.head().headers;
    outcome.oddities = reader.head().oddities;
    outcome.oddities.insert(outcome.oddities.end(), reader.framing().oddities.begin(), reader.framing().oddities.end());
    const RequestReader::Content content = reader.take_content();
    outcome.content_bytes = content.bytes;
    outcome.content_sha256 = content.sha256;
  }
  return outcome;
}

// Of what is refused nothing is kept, so how much of it had come is no outcome.
Outcome refused(State state) { return {state, 0, {}, {}, {}, {}, {}, 0, {}}; }

// The sizes of the pieces, over and over; without any, all at once.
class Pieces {
 public:
  explicit Pieces(std::string_view sizes) : sizes_(sizes) {}
  std::size_t next() {
    if (sizes_.empty()) return std::string_view::npos;
    return 1 + static_cast<unsigned char>(sizes_[at_++ % sizes_.size()]);
  }

 private:
  std::string_view sizes_;
  std::size_t at_ = 0;
};

std::vector<Outcome> read_all(std::string_view bytes, const Settings& settings, Pieces pieces) {
  std::vector<Outcome> outcomes;
  RequestReader reader(settings.limits);
  std::size_t at = 0;
  while (at < bytes.size()) {
    const std::string_view piece = bytes.substr(at, pieces.next());
    const std::size_t taken = reader.feed(piece);
    must(taken <= piece.size(), "no more is taken than was given");
    at += taken;
    if (reader.state() == State::head_done) reader.read_body(settings.keep);
    switch (reader.state()) {
      case State::head:
      case State::body:
        must(taken > 0, "a reader that wants more takes some");
        continue;
      case State::head_done:
        must(false, "a decision on the body leads on");
        break;
      case State::done:
        outcomes.push_back(outcome_of(reader, at));
        reader.reset();
        continue;
      case State::malformed:
        reader.take_rest(bytes.substr(at));
        outcomes.push_back(outcome_of(reader, 0));
        return outcomes;
      case State::head_too_large:
      case State::body_too_large:
        outcomes.push_back(refused(reader.state()));
        return outcomes;
    }
  }
  if (reader.has_begun()) outcomes.push_back(outcome_of(reader, at));
  return outcomes;
}

// RFC 9112 section 7.1 once more, for a body that is whole.
std::string without_chunks(std::string_view framed) {
  std::string content;
  while (true) {
    const std::size_t line_end = framed.find('\n');
    const std::string line(framed.substr(0, line_end));
    const std::size_t size = std::strtoull(line.c_str(), nullptr, 16);
    framed.remove_prefix(line_end + 1);
    if (size == 0) return content;
    content += framed.substr(0, size);
    framed.remove_prefix(size);
    framed.remove_prefix(framed.find('\n') + 1);
  }
}

void check(const Outcome& outcome, std::string_view bytes, const Settings& settings) {
  must(outcome.head.size() <= settings.limits.head_bytes || outcome.state == State::malformed,
       "a head keeps its limit");
  must(outcome.body.size() <= settings.limits.body_bytes || !settings.keep || outcome.state == State::malformed,
       "a body keeps its limit");
  if (outcome.state == State::malformed) must(!outcome.fault.empty(), "what is malformed is told");
  if (outcome.state != State::done) return;
  must(bytes.substr(0, outcome.end).ends_with(outcome.head + outcome.body) || !settings.keep,
       "what is kept are the bytes that came");
  const RequestHead head = parse_request_head(outcome.head);
  must(!head.fault && head.headers == outcome.headers, "a kept head reads as it did when it came");
  const bool is_chunked = find_body_framing(head).kind == BodyFraming::Kind::chunked;
  if (!settings.keep) {
    must(outcome.body.empty() && outcome.content_bytes == 0, "nothing is kept of a body that is passed over");
    return;
  }
  CaptureDraft draft;
  draft.head = outcome.head;
  draft.body = outcome.body;
  const std::string content = is_chunked ? without_chunks(outcome.body) : outcome.body;
  must(content_of(draft) == content, "a kept body is unframed as RFC 9112 says");
  must(outcome.content_bytes == content.size() && outcome.content_sha256 == sha256(content),
       "the content is counted and digested as it came");
}

}  // namespace
}  // namespace hookloop::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hookloop::test;
  std::string_view bytes = fuzz_input(data, size);
  const std::string_view told = take_part(bytes);
  const Settings settings = settings_of(told);
  const auto whole = read_all(bytes, settings, Pieces({}));
  for (const Outcome& outcome : whole) check(outcome, bytes, settings);
  const auto parted = read_all(bytes, settings, Pieces(told.substr(std::min<std::size_t>(1, told.size()))));
  must(parted == whole, "cutting the bytes changes nothing");
  return 0;
}

#include "bin_server/cli/show_print.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <ostream>

#include "bin_server/cli/capture_print.h"
#include "shared/cli/details.h"
#include "shared/cli/table.h"
#include "shared/schema/json_layout.h"
#include "shared/support/encoding.h"
#include "shared/support/quantity.h"
#include "shared/support/terminal.h"

namespace hookloop {
namespace {

// Of a body, on a terminal: as much as a person scrolls through. All of it is in --body.
constexpr std::size_t kShownBytes = 64 * 1024;
constexpr std::size_t kShownBinaryBytes = 256;
constexpr std::size_t kBytesInRow = 16;

// "00000010  7b 22 61 22 …  {"a"…", as hexdump -C.
void print_hex(std::ostream& out, std::string_view bytes) {
  const std::string_view head = bytes.substr(0, kShownBinaryBytes);
  for (std::size_t at = 0; at < head.size(); at += kBytesInRow) {
    const std::string_view row = head.substr(at, kBytesInRow);
    std::string hex, text;
    for (const char c : row) {
      const auto byte = static_cast<unsigned char>(c);
      hex += fmt::format("{:02x} ", byte);
      text += byte >= 0x20 && byte < 0x7f ? c : '.';
    }
    out << fmt::format("{:08x}  {:<{}} {}\n", at, hex, kBytesInRow * 3, text);
  }
}

void print_left_out(const BinSession& session, std::size_t bytes, const char* flag) {
  if (bytes == 0) return;
  session.paper.out << session.paper.style.dim(fmt::format("… {} more: bin_server show {}",
                                                           show_size(static_cast<std::uint64_t>(bytes)), flag))
                    << '\n';
}

// JSON is laid out on a terminal, where somebody reads it; its numbers, and the order of its keys, stay as they came.
std::string laid_out(const std::string& text) {
  const auto json = JsonText::read(text);
  if (!json) return text;
  return write_json(*json, {.spacing = JsonLayout::Spacing::indented_by_two}).value_or(text);
}

// Of a capture or of an answer; the flag gives all of it.
void print_body(const BinSession& session, const Json& capture, const char* flag) {
  std::ostream& out = session.paper.out;
  if (value_at(capture, "/body/base64").is_string()) {
    const std::string bytes = base64_decode(text_at(capture, "/body/base64")).value_or("");
    print_hex(out, bytes);
    print_left_out(session, bytes.size() - std::min(bytes.size(), kShownBinaryBytes), flag);
    return;
  }
  std::string text = text_at(capture, "/body/text");
  if (text.empty()) return;
  if (!session.out_is_terminal()) {
    out << text << (text.ends_with('\n') ? "" : "\n");
    return;
  }
  text = laid_out(text);
  const std::size_t left_out = text.size() - std::min(text.size(), kShownBytes);
  text.resize(text.size() - left_out);
  out << printable(text, /*keep_lines=*/true) << (text.ends_with('\n') ? "" : "\n");
  print_left_out(session, left_out, flag);
}

void print_fields(const BinSession& session, const Json& fields) {
  for (const Json& field : fields) {
    session.paper.out << session.paper.style.dim(shown(field, "/0") + ":") << ' ' << shown(field, "/1") << '\n';
  }
}

std::string in_words(const std::string& state) {
  if (state == "unknown_event") return "no event that we know";
  if (state == "not_json") return "no JSON";
  return state;
}

// What is known besides its bytes.
void print_circumstances(const BinSession& session, const Json& capture) {
  Details details("#" + shown(capture, "/seq"), shown(capture, "/id"), Tone::dim);
  details.add("received", fmt::format("{} from {}:{}", shown_instant(capture, "/received_at"),
                                      shown(capture, "/client/address"), shown(capture, "/client/port")));
  details.add("answered", shown_answer(capture), tone_of_answer(capture));
  details.add("event type", shown_event_type(capture));
  details.add("delivery", shown(capture, "/delivery/id"));
  details.add("attempt", shown(capture, "/delivery/attempt"));
  details.add("event", shown(capture, "/delivery/event_id"));
  const auto tone = [](const std::string& state) {
    return state == "valid" ? Tone::good : state == "invalid" ? Tone::bad : Tone::plain;
  };
  const std::string payload = shown(capture, "/verdict/payload/state");
  details.add("payload", in_words(payload), tone(payload));
  for (const Json& violation : value_at(capture, "/verdict/payload/violations")) {
    if (payload != "invalid") break;  // what is no event of ours breaks no rule of ours
    details.add("",
                fmt::format("{}: {}: expected {}, found {}", shown(violation, "/pointer"), shown(violation, "/rule"),
                            shown(violation, "/expected"), shown(violation, "/actual")),
                Tone::bad);
  }
  const std::string signature = shown(capture, "/verdict/signature/state");
  const std::string why = shown(capture, "/verdict/signature/detail");
  details.add("signature", why.empty() ? signature : fmt::format("{}: {}", signature, why), tone(signature));
  details.add("duplicate of", shown(capture, "/verdict/duplicate_of"), Tone::warning);
  details.add("problems", shown(capture, "/problems"), Tone::bad);
  details.add("body", fmt::format("{}, SHA-256 {}",
                                  show_size(value_at(capture, "/body/bytes").is_number_unsigned()
                                                ? value_at(capture, "/body/bytes").get<std::uint64_t>()
                                                : 0),
                                  shown(capture, "/body/sha256")));
  details.add("marks", shown_marks(capture));
  details.print(session.paper);
}

// A heading in its own line, with an empty line before it.
void print_heading(const BinSession& session, const std::string& text) {
  session.paper.out << '\n' << session.paper.style.bold(text) << '\n';
}

void print_note(const BinSession& session, const Json& capture) {
  const std::string note = text_at(capture, "/note");
  if (note.empty()) return;
  print_heading(session, "note");
  session.paper.out << printable(note, /*keep_lines=*/true) << (note.ends_with('\n') ? "" : "\n");
}

// What was really answered; the plain answer, which only names the capture, is not worth the room.
void print_answer(const BinSession& session, const Json& capture) {
  const Json& response = value_at(capture, "/response");
  if (!value_at(response, "/sent_bytes").is_number()) return;
  print_heading(session, "answered " + shown_answer(capture));
  print_fields(session, value_at(response, "/headers"));
  if (shown(response, "/body/bytes") == "0") return;
  session.paper.out << '\n';
  print_body(session, response, "--json");
}

// Where it was sent on, and what came of it.
void print_exchanges(const BinSession& session, const Json& capture) {
  const Json& exchanges = value_at(capture, "/exchanges");
  if (!exchanges.is_array() || exchanges.empty()) return;
  session.paper.out << '\n';
  Table table({{"sent on"},
               {"to", Fit::cut},
               {"started", Fit::drop},
               {"answered"},
               {"took", Fit::drop},
               {"failure", Fit::cut}});
  for (const Json& exchange : exchanges) {
    std::string failure = shown(exchange, "/failure");
    if (const std::string phase = shown(exchange, "/timed_out_in"); !phase.empty()) failure += " in " + phase;
    if (const std::string detail = shown(exchange, "/detail"); !detail.empty()) failure += ": " + detail;
    table.add({shown(exchange, "/kind"),
               shown(exchange, "/url"),
               {shown_time(exchange, "/started_at"), Tone::dim},
               {shown(exchange, "/status"), tone_of_status(Json{{"response", exchange}})},
               shown_micros(exchange, "/whole_us"),
               {failure, Tone::bad}});
  }
  table.print(session.paper);
}

}  // namespace

void print_capture(const BinSession& session, const Json& capture) {
  print_circumstances(session, capture);
  print_note(session, capture);
  session.paper.out << '\n'
                    << session.paper.style.bold(fmt::format("{} {} {}", shown(capture, "/method"),
                                                            shown(capture, "/target"), shown(capture, "/http_version")))
                    << '\n';
  print_fields(session, value_at(capture, "/headers"));
  session.paper.out << '\n';
  print_body(session, capture, "--body");
  print_fields(session, value_at(capture, "/trailers"));
  print_answer(session, capture);
  print_exchanges(session, capture);
}

}  // namespace hookloop

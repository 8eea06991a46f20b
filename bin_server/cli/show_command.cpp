// `bin_server show`: one captured request in full, or its exact bytes.
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <ostream>

#include "bin_server/cli/bin_command.h"
#include "bin_server/cli/byte_output.h"
#include "bin_server/cli/capture_print.h"
#include "shared/cli/details.h"
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

struct ShowFlags {
  std::string request = "latest";
  bool raw = false;
  bool body = false;
  ByteOutput output;
};

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

void print_left_out(const BinSession& session, std::size_t bytes) {
  if (bytes == 0) return;
  session.paper.out << session.paper.style.dim(fmt::format("… {} more: bin_server show --body",
                                                           show_size(static_cast<std::uint64_t>(bytes))))
                    << '\n';
}

// JSON is laid out on a terminal, where somebody reads it; its numbers, and the order of its keys, stay as they came.
std::string laid_out(const std::string& text) {
  const auto json = JsonText::read(text);
  if (!json) return text;
  return write_json(*json, {.spacing = JsonLayout::Spacing::indented_by_two}).value_or(text);
}

void print_body(const BinSession& session, const Json& capture) {
  std::ostream& out = session.paper.out;
  if (value_at(capture, "/body/base64").is_string()) {
    const std::string bytes = base64_decode(text_at(capture, "/body/base64")).value_or("");
    print_hex(out, bytes);
    print_left_out(session, bytes.size() - std::min(bytes.size(), kShownBinaryBytes));
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
  print_left_out(session, left_out);
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
  details.add("answered", shown(capture, "/response/status"), tone_of_status(capture));
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
  details.print(session.paper);
}

void print(const BinSession& session, const Json& capture) {
  print_circumstances(session, capture);
  session.paper.out << '\n'
                    << session.paper.style.bold(fmt::format("{} {} {}", shown(capture, "/method"),
                                                            shown(capture, "/target"), shown(capture, "/http_version")))
                    << '\n';
  print_fields(session, value_at(capture, "/headers"));
  session.paper.out << '\n';
  print_body(session, capture);
  print_fields(session, value_at(capture, "/trailers"));
}

Result<ExitCode, ApiFailure> show(BinSession& session, const ShowFlags& flags) {
  if (flags.raw || flags.body) {
    if (session.json)
      return ApiFailure{ExitCode::wrong_usage, "--json tells of a request, --raw and --body are its bytes"};
    const auto failure =
        write_bytes(session, session.path({"requests", flags.request, flags.raw ? "raw" : "body"}), flags.output);
    if (failure) return *failure;
    return ExitCode::passed;
  }
  if (!flags.output.file.empty() || flags.output.force) {
    return ApiFailure{ExitCode::wrong_usage, "--output and --force are for exact bytes: say --raw or --body too"};
  }
  const auto capture = session.client.call({"GET", session.path({"requests", flags.request})});
  if (!capture) return capture.error();
  if (session.json)
    print_json(session.paper, *capture);
  else
    print(session, *capture);
  return ExitCode::passed;
}

}  // namespace

void add_show_command(CLI::App& app, BinServerSurroundings& surroundings, Action& action) {
  BinCommand& command = add_bin_command(app,
                                        {"show", "Show a captured request in full, or write its exact bytes",
                                         "bin_server show demo latest --body -o body.bin"},
                                        surroundings, action);
  const auto flags = std::make_shared<ShowFlags>();
  command.add_bin();
  command.app.add_option("REQUEST", flags->request, "The request: its id or seq, or latest")
      ->type_name("")
      ->capture_default_str();
  CLI::Option* const raw = command.app.add_flag("--raw", flags->raw, "The exact bytes of the request, head and body");
  command.app.add_flag("--body", flags->body, "The exact bytes of the body")->excludes(raw);
  add_byte_output_flags(command.app, flags->output);
  command.run = [flags](BinSession& session) { return show(session, *flags); };
}

}  // namespace hookloop

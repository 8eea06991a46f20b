#include "bin_server/cli/tail_print.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <vector>

#include "shared/support/quantity.h"

namespace hookloop {
namespace {

constexpr const char* kGap = "  ";
constexpr std::size_t kTimeColumns = 13;  // "12:00:00.123Z"
constexpr std::size_t kLeastTarget = 12;  // a target that is cut to less tells nothing

// The time of the day: what comes live came today.
std::string time_of_day(const Json& capture) {
  const std::string instant = shown_instant(capture, "/received_at");
  const std::size_t space = instant.find(' ');
  return space == std::string::npos ? instant : instant.substr(space + 1);
}

std::string cut(const std::string& text, std::size_t columns) {
  if (columns_of(text) <= columns) return text;
  std::string kept;
  std::size_t count = 0;
  for (const char byte : text) {
    if ((static_cast<unsigned char>(byte) & 0xc0) != 0x80 && ++count == columns) break;
    kept += byte;
  }
  return kept + "…";
}

struct Piece {
  std::string text;
  Tone tone = Tone::plain;
};

// What stands behind the target.
std::vector<Piece> about(const Json& capture) {
  std::vector<Piece> pieces;
  const Json& bytes = value_at(capture, "/body/bytes");
  if (bytes.is_number_unsigned()) pieces.push_back({show_size(bytes.get<std::uint64_t>()), Tone::dim});
  if (const std::string type = shown_event_type(capture); !type.empty()) pieces.push_back({type});
  if (const std::string attempt = shown(capture, "/delivery/attempt"); !attempt.empty()) {
    pieces.push_back({"attempt " + attempt, attempt == "1" ? Tone::dim : Tone::warning});
  }
  for (const CaptureLabel& label : labels_of(capture)) pieces.push_back({label.text, label.tone});
  return pieces;
}

}  // namespace

std::string in_line(const Paper& paper, const Json& capture) {
  const std::string arrow = paper.width ? "→" : "->";
  const std::string time = time_of_day(capture);
  const std::string method = shown(capture, "/method");
  std::string target = shown_target(capture);
  std::string rest;
  std::size_t rest_columns = 0;
  for (const Piece& piece : about(capture)) {
    rest += kGap + toned(paper.style, piece.tone, piece.text);
    rest_columns += 2 + columns_of(piece.text);
  }
  if (paper.width) {
    const std::size_t others = columns_of(arrow) + 1 + columns_of(time) + 2 + columns_of(method) + 2 + rest_columns;
    const std::size_t room = *paper.width > others ? *paper.width - others : 0;
    target = cut(target, std::max(room, kLeastTarget));
  }
  return fmt::format("{} {}{}{}{}{}{}", arrow, paper.style.dim(time), kGap, paper.style.bold(method), kGap, target,
                     rest);
}

std::string out_line(const Paper& paper, const Json& capture) {
  const std::string arrow = paper.width ? "←" : "<-";
  const std::string seq = "#" + shown(capture, "/seq");
  return fmt::format("{} {}{}{}{}", arrow, paper.style.dim(seq),
                     std::string(kTimeColumns - std::min(kTimeColumns, columns_of(seq)), ' '), kGap,
                     toned(paper.style, tone_of_answer(capture), shown_answer(capture)));
}

}  // namespace hookloop

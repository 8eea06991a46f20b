#include "emitter/platform/problems.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "shared/support/ascii.h"
#include "shared/support/terminal.h"
#include "shared/support/utf8.h"

namespace hookloop {

Problem bad_field(std::string pointer, std::string detail) {
  return {400, "bad-field", "A field is not right", std::move(detail), std::move(pointer)};
}

std::optional<Problem> check_text(std::string_view text, const TextRule& rule, std::string_view pointer) {
  const std::string at(pointer);
  if (!is_utf8(text)) return bad_field(at, fmt::format("{} is UTF-8, and this holds bytes that are none.", rule.what));
  if (printable(text) != text) {
    return bad_field(at, fmt::format("{} holds no line breaks and no other control characters.", rule.what));
  }
  const bool blank = text.find_first_not_of(' ') == std::string_view::npos;
  if (blank && !(text.empty() && rule.may_be_empty)) {
    return bad_field(at, fmt::format("{} holds more than spaces.", rule.what));
  }
  const auto characters =
      static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
  if (characters > rule.most_characters) {
    return bad_field(at, fmt::format("{} is at most {} characters long, and this has {}.", rule.what,
                                     rule.most_characters, characters));
  }
  return std::nullopt;
}

std::string sentence(const Error& error) {
  std::string text = error.message;
  if (!text.empty()) text.front() = to_upper(text.front());
  if (!text.ends_with('?') && !text.ends_with('.')) text += '.';
  return text;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kShownBytes = 60;  // enough to see what was mistyped
  if (text.size() <= kShownBytes) return fmt::format("'{}'", printable(text));
  std::size_t end = kShownBytes;
  while (end > 0 && continues_character(text[end])) --end;
  return fmt::format("'{}…'", printable(text.substr(0, end)));
}

Problem unknown_delivery(std::string_view id) {
  return {404, "unknown-delivery", "There is no such delivery",
          fmt::format("No delivery has the id {}; GET /api/v1/deliveries lists those that there are.", in_quotes(id))};
}

}  // namespace hookloop

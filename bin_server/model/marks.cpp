#include "bin_server/model/marks.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "shared/support/utf8.h"

namespace hookloop {
namespace {

// C0 and C1 controls and DEL: they would do things to a terminal. `text` is UTF-8.
bool has_controls(std::string_view text, std::string_view allowed) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_c1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (is_c1 || byte == 0x7f || (byte < 0x20 && allowed.find(text[i]) == std::string_view::npos)) return true;
  }
  return false;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char byte) { return !continues_character(byte); }));
}

bool has_room(const BinTotals& totals, std::uint64_t bytes, std::uint64_t max_requests, std::uint64_t max_bytes) {
  return totals.pinned_count + 1 <= max_requests / kPinnedShare &&
         totals.pinned_bytes + bytes <= max_bytes / kPinnedShare;
}

}  // namespace

std::optional<std::string> fault_of_note(std::string_view note) {
  if (note.size() > kLongestNote) {
    return fmt::format("A note has at most {} bytes; this one has {}.", kLongestNote, note.size());
  }
  if (!is_utf8(note) || has_controls(note, "\n\t")) {
    return "A note is text: of the control characters it may have line feeds and tabs.";
  }
  return std::nullopt;
}

std::optional<std::string> fault_of_tag(std::string_view tag) {
  if (tag.empty() || !is_utf8(tag) || count_characters(tag) > kLongestTag) {
    return fmt::format("A tag has 1 to {} characters.", kLongestTag);
  }
  if (has_controls(tag, "")) return "A tag has no control characters.";
  if (tag.front() == ' ' || tag.back() == ' ') return "A tag does not begin or end with a space.";
  return std::nullopt;
}

bool may_pin(const BinTotals& totals, const BinLimits& limits, std::uint64_t bytes) {
  return has_room(totals, bytes, limits.max_requests, limits.max_bytes);
}

bool may_pin(const BinTotals& totals, const StoreLimits& limits, std::uint64_t bytes) {
  return has_room(totals, bytes, limits.max_requests, std::min(limits.max_bytes, limits.max_memory));
}

}  // namespace hookloop

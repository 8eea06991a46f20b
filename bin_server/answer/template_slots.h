// A template taken apart: the text as it stands, and the slots between {{ and }} in it. What a slot may hold is told in
// template_text.h. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/support/result.h"

namespace hookloop {

// `header."X-A"` is the word header.X-A; one that begins with a quote is a text.
struct TemplateWord {
  std::string text;
  bool is_quoted = false;
  std::size_t at = 0;  // where it stands in the template
};

struct TemplateFilter {
  TemplateWord name;
  std::optional<TemplateWord> argument;
};

struct TemplateSlot {
  TemplateWord name;
  std::vector<TemplateFilter> filters;
};

struct TemplatePiece {
  std::string_view text;  // of the template; then comes the slot, if any
  std::optional<TemplateSlot> slot;
};

struct TemplateFault {
  std::size_t at;    // a byte of the template
  std::string what;  // no sentence yet: "its {{ has no }}"
};

// Each slot may look through a whole body, on the thread that captures.
inline constexpr std::size_t kMostTemplateSlots = 500;

// Every name and filter is one that there is.
Result<std::vector<TemplatePiece>, TemplateFault> parse_template(std::string_view text);

// The least and the most of "random.LEAST.MOST".
std::optional<std::pair<std::int64_t, std::int64_t>> template_random_range(std::string_view name);

}  // namespace hookloop

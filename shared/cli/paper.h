// What tables and details are printed on. A terminal has a width and perhaps colours; anything else is as wide as it
// has to be, and plain.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "shared/support/terminal.h"

namespace hookloop {

struct Paper {
  std::ostream& out;
  Style style{false};
  std::optional<unsigned> width = std::nullopt;  // columns; nothing: any
};

enum class Tone { plain, dim, good, warning, bad };

std::string toned(const Style& style, Tone tone, const std::string& text);
// Of the states of deliveries, webhooks and builds, and of outcomes; plain for a word that is none.
Tone tone_of(const std::string& state);

std::size_t columns_of(const std::string& text);  // of printable text, each character one column wide

}  // namespace hookloop

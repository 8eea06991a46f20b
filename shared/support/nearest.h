// "Did you mean": the known word that is nearest to one that is not known, by the count of characters to change, insert,
// remove or swap with their neighbour, case ignored. Nothing when even the nearest is further off than a third of the
// longer word (at least two changes are always allowed): a far guess helps nobody.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hookloop {

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known);

// "; did you mean X?", or nothing: to end an error sentence with.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace hookloop

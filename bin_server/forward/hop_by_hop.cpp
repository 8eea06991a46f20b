#include "bin_server/forward/hop_by_hop.h"

#include <algorithm>
#include <array>

namespace hookloop {
namespace {

template <std::size_t Size>
bool is_one_of(std::string_view name, const std::array<std::string_view, Size>& names) {
  return std::any_of(names.begin(), names.end(), [&](std::string_view one) { return same_header_name(one, name); });
}

constexpr std::array<std::string_view, 6> kConnectionFields{"Connection", "Keep-Alive", "Proxy-Connection",
                                                            "TE",         "Upgrade",    "Transfer-Encoding"};
constexpr std::array<std::string_view, 3> kFramingFields{"Content-Length", "Transfer-Encoding", "Trailer"};

}  // namespace

bool is_for_one_connection(const HeaderList& all, std::string_view name) {
  return is_one_of(name, kConnectionFields) || header_lists_token(all, "Connection", name);
}

bool is_framing(std::string_view name) { return is_one_of(name, kFramingFields); }

HeaderList end_to_end(const HeaderList& all) {
  HeaderList kept;
  for (const HeaderField& field : all) {
    if (!is_for_one_connection(all, field.name) && !is_framing(field.name)) kept.push_back(field);
  }
  return kept;
}

}  // namespace hookloop

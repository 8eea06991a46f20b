#include "bin_server/forward/via.h"

#include <spdlog/fmt/fmt.h>

namespace hookloop {
namespace {

constexpr std::string_view kPrefix = "hookloop-";

// received-by of one member: "1.1 name (comment)" gives "name".
std::string_view received_by(std::string_view member) {
  member = trim_white_space(member);
  member.remove_prefix(std::min(member.find_first_of(" \t"), member.size()));
  member = trim_white_space(member);
  return member.substr(0, member.find_first_of(" \t"));
}

}  // namespace

std::string via_pseudonym(std::string_view instance, std::string_view bin_id) {
  return fmt::format("{}{}-{}", kPrefix, instance, bin_id);
}

std::optional<std::string> find_loop(const HeaderList& headers, std::string_view pseudonym) {
  std::size_t hops = 0;
  for (std::string_view members : header_values(headers, "Via")) {
    while (true) {
      const auto comma = members.find(',');
      const std::string_view by = received_by(members.substr(0, comma));
      if (same_header_name(by, pseudonym)) return "it came back to the bin that had forwarded it";
      if (same_header_name(by.substr(0, kPrefix.size()), kPrefix)) ++hops;
      if (comma == std::string_view::npos) break;
      members.remove_prefix(comma + 1);
    }
  }
  if (hops < kMostForwardHops) return std::nullopt;
  return fmt::format("it had been forwarded {} times already, which is the most", hops);
}

}  // namespace hookloop

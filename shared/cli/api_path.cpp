#include "shared/cli/api_path.h"

#include <spdlog/fmt/fmt.h>

#include "shared/support/ascii.h"

namespace hookloop {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kUnreservedMarks = "-._~";
  std::string encoded;
  for (const char c : text) {
    if (is_letter_or_digit(c) || kUnreservedMarks.find(c) != std::string_view::npos)
      encoded += c;
    else
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return encoded;
}

std::string api_path(const Steps& steps) {
  std::string path = "/api/v1";
  for (const std::string& step : steps) path += "/" + percent_encoded(step);
  return path;
}

std::string query_text(const nlohmann::ordered_json& parameters) {
  std::string query;
  for (const auto& [name, value] : parameters.items()) {
    query += query.empty() ? '?' : '&';
    query += name + "=" + percent_encoded(value.is_string() ? value.get<std::string>() : value.dump());
  }
  return query;
}

}  // namespace hookloop

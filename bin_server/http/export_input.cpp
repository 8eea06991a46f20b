#include "bin_server/http/export_input.h"

#include "shared/http_server/query.h"

namespace hookloop {

std::optional<Redaction> read_redaction(const httplib::Request& request, Redaction otherwise,
                                        httplib::Response& response) {
  if (!request.has_param("redact")) return otherwise;
  const std::string text = request.get_param_value("redact");
  if (text == "true") return Redaction::masked;
  if (text == "false") return Redaction::none;
  answer_bad_parameter(response, "'redact' is true or false.");
  return std::nullopt;
}

SendTarget own_address(const httplib::Request& request, const std::string& scheme) {
  auto own = parse_send_target(base_url(request, scheme));
  return own ? *std::move(own) : SendTarget{scheme, "localhost", ""};
}

}  // namespace hookloop

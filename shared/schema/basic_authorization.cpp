#include "shared/schema/basic_authorization.h"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "shared/schema/signature.h"
#include "shared/support/constant_time.h"
#include "shared/support/digest.h"
#include "shared/support/encoding.h"

namespace hookloop {
namespace {

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

}  // namespace

std::optional<Error> check_basic_login(std::string_view login, std::string_view password) {
  if (login.find(':') != std::string_view::npos) {
    return Error{"a login can not hold a colon: in HTTP Basic it ends the login"};
  }
  for (const auto& [what, text] : {std::pair("login", login), std::pair("password", password)}) {
    if (!has_control_character(text)) continue;
    return Error{fmt::format(
        "the {} holds a control character, such as a line feed at its end, which HTTP Basic does not allow", what)};
  }
  return std::nullopt;
}

std::string basic_authorization(std::string_view login, std::string_view password) {
  if (const auto error = check_basic_login(login, password)) throw std::invalid_argument(error->message);
  return "Basic " + base64_encode(std::string(login) + ":" + std::string(password));
}

SignatureCause verify_basic(const HeaderList& headers, std::string_view login, std::string_view password) {
  const auto values = header_values(headers, "Authorization");
  if (values.empty()) return SignatureCause::missing_header;
  const std::string_view value = values.front();
  if (std::any_of(values.begin(), values.end(), [&](std::string_view other) { return other != value; })) {
    return SignatureCause::malformed_header;
  }
  const auto space = value.find(' ');
  if (!same_header_name(value.substr(0, space), "Basic")) return SignatureCause::wrong_scheme;
  if (space == std::string_view::npos) return SignatureCause::malformed_header;

  const auto pair = base64_decode(trim_white_space(value.substr(space + 1)));
  if (!pair || pair->find(':') == std::string::npos) return SignatureCause::malformed_header;
  const std::string expected = std::string(login) + ":" + std::string(password);
  // Digests have one length: the time of comparing them says nothing about the password's.
  return equal_in_constant_time(sha256(*pair), sha256(expected)) ? SignatureCause::none : SignatureCause::wrong_secret;
}

}  // namespace hookloop

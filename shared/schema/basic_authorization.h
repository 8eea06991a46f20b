// HTTP Basic (RFC 7617): a login and a password that prove who sends, but nothing about what is sent. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/support/http_message.h"
#include "shared/support/result.h"

namespace hookloop {

enum class SignatureCause;

// What is wrong with a login and password from a person; nothing when they can be sent. A login with a colon would be
// read as a shorter one, and control characters are forbidden (section 2). The sentence holds neither of the two.
std::optional<Error> check_basic_login(std::string_view login, std::string_view password);

// "Basic " + base64 of login:password, the value of an Authorization header. What check_basic_login refuses is
// std::invalid_argument.
std::string basic_authorization(std::string_view login, std::string_view password);

// Compares the request's Authorization with a known login and password, in a time that tells neither their bytes nor
// their lengths. One of
//   none              they are those
//   missing_header    there is no Authorization
//   malformed_header  it can not be read as login:password, or there are two that differ
//   wrong_scheme      it is another kind of Authorization ("Bearer …")
//   wrong_secret      login or password are others; which of them is not told
SignatureCause verify_basic(const HeaderList& headers, std::string_view login, std::string_view password);

}  // namespace hookloop

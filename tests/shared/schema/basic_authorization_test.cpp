#include "shared/schema/basic_authorization.h"

#include <catch2/catch_test_macros.hpp>
#include <stdexcept>

#include "shared/schema/signature.h"

using namespace hookloop;

namespace {

SignatureCause cause_of(const std::string& value) {
  return verify_basic({{"authorization", value}}, "Aladdin", "open sesame");
}

}  // namespace

TEST_CASE("A Basic header is that of RFC 7617", "[schema][unit]") {
  CHECK(basic_authorization("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  CHECK(basic_authorization("", "") == "Basic Og==");
  CHECK(basic_authorization("me", "with:colons:") == "Basic bWU6d2l0aDpjb2xvbnM6");
  CHECK_THROWS_AS(basic_authorization("a:b", "c"), std::invalid_argument);
  CHECK_THROWS_AS(basic_authorization("a", "line\nend"), std::invalid_argument);
}

TEST_CASE("What Basic can not carry is told without showing it", "[schema][unit]") {
  CHECK_FALSE(check_basic_login("Aladdin", "öpen: sesame"));
  CHECK_FALSE(check_basic_login("", ""));
  CHECK(check_basic_login("a:b", "c")->message.find("colon") != std::string::npos);
  CHECK(check_basic_login("a\x7f", "c")->message.find("the login") != std::string::npos);
  const auto error = check_basic_login("a", std::string("hunter2\0", 8));
  REQUIRE(error);
  CHECK(error->message.find("the password") != std::string::npos);
  CHECK(error->message.find("hunter2") == std::string::npos);
}

TEST_CASE("A Basic header is right or says why not", "[schema][unit]") {
  CHECK(cause_of("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==") == SignatureCause::none);
  CHECK(cause_of("bAsIc   QWxhZGRpbjpvcGVuIHNlc2FtZQ==") == SignatureCause::none);
  CHECK(verify_basic({}, "Aladdin", "open sesame") == SignatureCause::missing_header);
  CHECK(cause_of("Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==") == SignatureCause::wrong_scheme);
  CHECK(cause_of("") == SignatureCause::wrong_scheme);
  CHECK(cause_of("Basic") == SignatureCause::malformed_header);
  CHECK(cause_of("Basic ***") == SignatureCause::malformed_header);
  CHECK(cause_of("Basic QWxhZGRpbg==") == SignatureCause::malformed_header);  // no colon
  CHECK(cause_of(basic_authorization("Aladdin", "close sesame")) == SignatureCause::wrong_secret);
  CHECK(cause_of(basic_authorization("aladdin", "open sesame")) == SignatureCause::wrong_secret);
  CHECK(cause_of(basic_authorization("Aladdin", "")) == SignatureCause::wrong_secret);
}

TEST_CASE("Two Authorization headers that differ are malformed, even if one is right", "[schema][unit]") {
  const std::string right = basic_authorization("Aladdin", "open sesame");
  CHECK(verify_basic({{"Authorization", right}, {"authorization", right}}, "Aladdin", "open sesame") ==
        SignatureCause::none);
  CHECK(verify_basic({{"Authorization", right}, {"authorization", "Basic Og=="}}, "Aladdin", "open sesame") ==
        SignatureCause::malformed_header);
}

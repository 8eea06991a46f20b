#include "shared/support/encoding.h"

#include <catch2/catch_test_macros.hpp>

#include "shared/support/random.h"

using namespace hookloop;

TEST_CASE("Base64 gives the test vectors of RFC 4648 section 10", "[support][unit]") {
  const std::pair<std::string, std::string> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    CHECK(base64_encode(bytes) == text);
    CHECK(base64_decode(text) == bytes);
  }
}

TEST_CASE("Base64 that is not strictly right is refused", "[support][unit]") {
  for (const std::string text : {"Z", "Zg", "Zg=", "Zg===", "====", "=", "Zm8=Zm8=", "Zm 8", "Zm8=\n", "Zm-_",
                                 "Zh==", "Zm9=", "Z===", "\xff\xff\xff\xff"}) {
    CAPTURE(text);
    CHECK_FALSE(base64_decode(text));
  }
}

TEST_CASE("Hexadecimal comes out in lower case and is read in either", "[support][unit]") {
  CHECK(hex_encode(std::string("\x00\xff\x1a", 3)) == "00ff1a");
  CHECK(hex_decode("00FF1a") == std::string("\x00\xff\x1a", 3));
  CHECK(hex_decode("") == "");
  for (const std::string text : {"0", "0g", "0x00", " 00", "-1"}) CHECK_FALSE(hex_decode(text));
}

TEST_CASE("Any bytes survive both encodings", "[support][unit]") {
  SeededRandom random(7);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes;
    for (std::size_t i = 0; i < size; ++i) bytes += static_cast<char>(random.next());
    CHECK(base64_decode(base64_encode(bytes)) == bytes);
    CHECK(hex_decode(hex_encode(bytes)) == bytes);
  }
}

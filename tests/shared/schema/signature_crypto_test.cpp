// HMAC-SHA256 against RFC 4231 section 4, in the orders in which a thread may be asked for it: it remembers a key.
#include "shared/schema/signature_crypto.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "shared/support/encoding.h"

using namespace hookloop;

namespace {

const std::string kKey1(20, '\x0b');
const std::string kKey2 = "Jefe";
const std::string kLongKey(131, '\xaa');  // longer than a block: it is hashed first
const std::string kData1 = "Hi There";
const std::string kData2 = "what do ya want for nothing?";
const std::string kData6 = "Test Using Larger Than Block-Size Key - Hash Key First";

std::string mac(const std::string& key, const std::string& data) { return hex_encode(hmac_sha256(key, {data})); }

const std::string kMac1 = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7";
const std::string kMac2 = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
const std::string kMac6 = "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54";

}  // namespace

TEST_CASE("HMAC-SHA256 gives what RFC 4231 says", "[schema][unit]") {
  CHECK(mac(kKey1, kData1) == kMac1);
  CHECK(mac(kKey2, kData2) == kMac2);
  CHECK(mac(kLongKey, kData6) == kMac6);
}

TEST_CASE("The same key again, and another one in between, change no code", "[schema][unit]") {
  for (int round = 0; round < 3; ++round) {
    CHECK(mac(kKey2, kData2) == kMac2);
    CHECK(mac(kKey2, kData2) == kMac2);
    CHECK(mac(kLongKey, kData6) == kMac6);
    CHECK(mac(kLongKey, kData6) == kMac6);
    CHECK(mac(kKey1, kData1) == kMac1);
  }
}

TEST_CASE("The empty key is the key of zeros, after any other", "[schema][unit]") {
  const std::string of_empty = mac("", kData1);
  CHECK(of_empty == mac(std::string(64, '\0'), kData1));
  CHECK(mac(kKey1, kData1) == kMac1);
  CHECK(mac("", kData1) == of_empty);
}

TEST_CASE("A message in pieces is the message", "[schema][unit]") {
  CHECK(hex_encode(hmac_sha256(kKey2, {"what do ya ", "", "want for nothing?"})) == kMac2);
}

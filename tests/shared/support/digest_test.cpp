#include "shared/support/digest.h"

#include <catch2/catch_test_macros.hpp>
#include <thread>

using namespace hookloop;

TEST_CASE("SHA-256 gives the digests of FIPS 180-4's examples", "[support][unit]") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256_hex(std::string(1'000'000, 'a')) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 of pieces is that of the whole, again and again", "[support][unit]") {
  Sha256 digest;
  CHECK(digest.finish() == sha256(""));
  digest.add("a");
  digest.add("");
  digest.add("bc");
  CHECK(digest.finish() == sha256("abc"));
  digest.add("abc");
  CHECK(digest.finish() == sha256("abc"));
}

TEST_CASE("SHA-256 takes any bytes and can be asked from any thread", "[support][unit]") {
  CHECK(sha256(std::string("\0\xff", 2)).size() == 32);
  std::string other;
  std::thread([&] { other = sha256_hex("abc"); }).join();
  CHECK(other == sha256_hex("abc"));
}

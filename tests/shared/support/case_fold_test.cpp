// Text without regard to case.
#include "shared/support/case_fold.h"

#include <catch2/catch_test_macros.hpp>

using namespace hookloop;

TEST_CASE("Every script that has case is folded", "[support][unit]") {
  CHECK(fold_case("ABC xyz 123") == "abc xyz 123");
  CHECK(fold_case("ÄÖÜ Ñ") == "äöü ñ");
  CHECK(fold_case("ПРИВЕТ") == "привет");
  CHECK(fold_case("ΑΘΗΝΑ") == "αθηνα");
  CHECK(fold_case("ԱԲԳ") == "աբգ");
  CHECK(fold_case("𐐀") == "𐐨");  // Deseret: beyond the first 65,536
}

TEST_CASE("What has no case stays as it is", "[support][unit]") {
  CHECK(fold_case("日本語 العربية 🙂") == "日本語 العربية 🙂");
  CHECK(fold_case("straße") == "straße");
}

TEST_CASE("Bytes that are no text stay, and hide none of what is around them", "[support][unit]") {
  CHECK(fold_case("A\xff\xfe"
                  "B") ==
        "a\xff\xfe"
        "b");
  CHECK(fold_case("\xc3") == "\xc3");
  CHECK(fold_case("\xc3"
                  "A") ==
        "\xc3"
        "a");
  CHECK(fold_case("\x80\x80\x80\x80\x80Ä") == "\x80\x80\x80\x80\x80ä");
  CHECK(fold_case("\xed\xa0\x80Z") == "\xed\xa0\x80z");  // a surrogate
}

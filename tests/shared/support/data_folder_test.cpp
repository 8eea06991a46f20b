#include "shared/support/data_folder.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <optional>

#include "tests/support/temp_dir.h"

using namespace hookloop;

TEST_CASE("A data folder is made on demand, for its owner alone", "[support][unit]") {
  const test::TempDir temp;
  const auto path = temp.path() / "a" / "b";
  const auto folder = DataFolder::open(path);
  REQUIRE(folder);
  CHECK(folder->path() == path);
  CHECK(std::filesystem::status(path).permissions() == std::filesystem::perms::owner_all);
}

TEST_CASE("A data folder is used once at a time, and is free again after that", "[support][unit]") {
  const test::TempDir temp;
  {
    const auto first = DataFolder::open(temp.path());
    REQUIRE(first);
    const auto second = DataFolder::open(temp.path());
    REQUIRE_FALSE(second);
    CHECK(second.error().message.find("another process") != std::string::npos);
  }
  CHECK(DataFolder::open(temp.path()));
}

TEST_CASE("A path that is no folder is an error that names it", "[support][unit]") {
  const test::TempDir temp;
  const auto path = temp.path() / "file";
  std::ofstream(path) << "x";
  const auto folder = DataFolder::open(path);
  REQUIRE_FALSE(folder);
  CHECK(folder.error().message.find(path.string()) != std::string::npos);
}
